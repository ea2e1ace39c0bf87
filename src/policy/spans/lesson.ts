import type { Interval } from '../../time/interval.ts';
import type { Truth } from '../../tasks/task.ts';
import { f64 } from '../indexing.ts';
import { overlapRatio } from './candidates.ts';
import { advance, allowsInList, beginning, type Progress } from './grammar.ts';
import { sureness, type InstanceTargets } from './instance-targets.ts';
import type { PreparedQuestion } from './question.ts';

/** Below this overlap no candidate stands for an interval. */
const FINDABLE = 0.3;
/** Candidates at least this good, relative to the best, share the target. */
const NEARLY_BEST = 0.6;
const SHARPNESS = 10;

/** What the response to a question should be: for each state on the way, a distribution over its tokens. */
export interface SpanLesson {
  readonly list: readonly { readonly progress: Progress; readonly wanted: Float64Array }[];
  /** Where the option is chosen, and which one; null for other tasks. */
  readonly option: { readonly progress: Progress; readonly index: number } | null;
  /** For each candidate how surely it is an instance of its unit, where all instances are known. */
  readonly instances: Float32Array | null;
}

/**
 * Teacher forcing with targets that are soft over candidates (policy-study.md 2.6): exp(10 (IoU - best)) for those with
 * IoU >= max(0.3, 0.6 best); the state follows the best one. Where no candidate fits, a step teaches nothing.
 * @param stretch factor by which the candidates' times were stretched.
 */
export function spanLesson(question: PreparedQuestion, truth: Truth, stretch: number): SpanLesson {
  const move = ({ start, end }: Interval): Span => ({
    start: (start - question.origin) * stretch,
    end: (end - question.origin) * stretch,
  });
  const intervals: readonly (Interval | null)[] = truth.intervals;
  const spans = intervals.map((each) => (each === null ? null : move(each)));
  const inOrder = truth.task === 'TAL' || truth.task === 'VHD' ? spans.toSorted(byStart) : spans;
  const { list, end } = teachList(question, inOrder);
  const answerable =
    truth.task === 'GVQA' && end.stage === 'option' && truth.answerIndex < question.optionCount;
  return {
    list,
    option: answerable ? { progress: end, index: truth.answerIndex } : null,
    instances:
      truth.task === 'TAL' || truth.task === 'VHD'
        ? sureness(
            question,
            spans.filter((span) => span !== null),
          )
        : null,
  };
}

interface Span {
  readonly start: number;
  readonly end: number;
}

const byStart = (a: Span | null, b: Span | null) => (a?.start ?? 0) - (b?.start ?? 0);

function teachList(question: PreparedQuestion, spans: readonly (Span | null)[]) {
  const stop = question.unitOf.length;
  const mayStop = question.task !== 'TG';
  const list: { progress: Progress; wanted: Float64Array }[] = [];
  let progress = beginning(question);
  for (const span of spans) {
    if (progress.stage !== 'list') break;
    const overlaps = span === null ? null : overlapsOf(question, progress, span);
    const best = overlaps === null ? 0 : Math.max(...overlaps);
    if (overlaps !== null && best > FINDABLE) {
      list.push({ progress, wanted: softTarget(overlaps, best) });
      progress = advance(question, progress, overlaps.indexOf(best));
    } else if (question.task === 'DTG') {
      // "None" is taught only where it is true; where the candidates miss the sentence, nothing is.
      if (span === null) list.push({ progress, wanted: oneHot(stop) });
      progress = advance(question, progress, stop);
    }
  }
  if (progress.stage === 'list' && mayStop && question.task !== 'DTG') {
    list.push({ progress, wanted: oneHot(stop) });
    progress = advance(question, progress, stop);
  }
  return { list, end: progress };
}

/** Overlap of each candidate that may be emitted now with a span; 0 for the others and for stop. */
function overlapsOf(question: PreparedQuestion, progress: Progress, span: Span): Float64Array {
  const overlaps = new Float64Array(question.unitOf.length + 1);
  for (let i = 0; i < question.unitOf.length; i++)
    if (allowsInList(question, progress, i))
      overlaps[i] = overlapRatio(f64(question.start, i), f64(question.end, i), span.start, span.end);
  return overlaps;
}

function softTarget(overlaps: Float64Array, best: number): Float64Array {
  const least = Math.max(FINDABLE, NEARLY_BEST * best);
  const weights = overlaps.map((overlap) => (overlap >= least ? Math.exp(SHARPNESS * (overlap - best)) : 0));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

function oneHot(place: number): Float64Array {
  const target = new Float64Array(place + 1);
  target[place] = 1;
  return target;
}

/** A state with the weight of each of its tokens in the objective. */
export interface WeightedState {
  readonly progress: Progress;
  /** One weight per token that may come in this stage, in the order of the logits. */
  readonly weights: Float64Array;
}

/** The weights of one question in the objective, as lessons and GRPO both put them. */
export interface SpanObjective {
  readonly list: readonly WeightedState[];
  readonly options: readonly WeightedState[];
  readonly instances: { readonly targets: Float32Array; readonly weights: Float32Array } | null;
}

/** A lesson as an objective in which every question weighs the same. */
export function lessonObjective(lesson: SpanLesson, optionCount: number, share: number): SpanObjective {
  const perState = share / Math.max(1, lesson.list.length);
  const { option, instances } = lesson;
  return {
    list: lesson.list.map(({ progress, wanted }) => ({ progress, weights: wanted.map((p) => p * perState) })),
    options:
      option === null
        ? []
        : [
            {
              progress: option.progress,
              weights: Float64Array.from({ length: optionCount }, (_, i) => (i === option.index ? share : 0)),
            },
          ],
    instances:
      instances === null
        ? null
        : { targets: instances, weights: instances.map(() => share / instances.length) },
  };
}

/** Entropy of the soft targets of a lesson: what its loss can't fall below. */
export function lessonFloor(lesson: SpanLesson): number {
  const entropies = lesson.list.map(
    ({ wanted }) => -wanted.reduce((sum, p) => sum + (p > 0 ? p * Math.log(p) : 0), 0),
  );
  return entropies.reduce((sum, each) => sum + each, 0) / Math.max(1, entropies.length);
}

/** Adds the tokens of one response to the weights of the states it goes through. */
export class ObjectiveSum {
  readonly #list = new Map<string, WeightedState>();
  readonly #options = new Map<string, WeightedState>();
  #instances: SpanObjective['instances'] = null;
  readonly #question: PreparedQuestion;

  constructor(question: PreparedQuestion) {
    this.#question = question;
  }

  add(progress: Progress, token: number, weight: number): void {
    const listing = progress.stage === 'list';
    const states = listing ? this.#list : this.#options;
    const first = listing ? 0 : this.#question.unitOf.length + 1;
    const count = listing ? this.#question.unitOf.length + 1 : this.#question.optionCount;
    const key = `${progress.length}:${progress.emitted.join()}`;
    const state = states.get(key) ?? { progress, weights: new Float64Array(count) };
    states.set(key, state);
    state.weights[token - first] = (state.weights[token - first] ?? 0) + weight;
  }

  /** Adds what is known of single candidates; `share` is this question's part of the loss. */
  believe({ targets, known }: InstanceTargets, share: number): void {
    this.#instances = { targets, weights: known.map((weight) => (weight * share) / known.length) };
  }

  get objective(): SpanObjective {
    return {
      list: [...this.#list.values()],
      options: [...this.#options.values()],
      instances: this.#instances,
    };
  }
}
