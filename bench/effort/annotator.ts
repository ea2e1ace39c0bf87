import { offered } from '../../renderer/suggestions/offered.ts';
import type { SuggestionRow } from '../../src/service/contract/index.ts';
import { bestAssignment } from '../../src/tasks/assignment.ts';
import type { Prediction, Prompt, Truth } from '../../src/tasks/task.ts';
import { iou, type Interval } from '../../src/time/interval.ts';
import { seconds } from '../../src/time/ticks.ts';
import {
  checking,
  drawing,
  edgeDrag,
  isRight,
  mended,
  touch,
  trimming,
  worseSide,
  type Scene,
} from './drawing.ts';
import { best, click, isBetter, key, keys, THINK, type Step } from './klm.ts';

/**
 * A simulated annotator, who has watched the video once, knows the truth, and does to each item what the application
 * offers. Saliency curves are left alone: they may stay empty.
 */

/** Whether accepted intervals are played before they are called right (`play`), or judged by where they lie (`glance`). */
export type Check = 'play' | 'glance';

export interface Work {
  readonly prompt: Prompt;
  readonly truth: Truth;
  readonly scene: Scene;
}

/** What became of the intervals of an item. */
export interface Outcome {
  readonly steps: readonly Step[];
  /** Intervals of the truth whose suggestion was right as it was, had to be trimmed, was wrong, or that had none. */
  readonly accepted: number;
  readonly trimmed: number;
  readonly redrawn: number;
  readonly missed: number;
  /** Suggestions rejected because nothing is there. */
  readonly extra: number;
}

const DONE = key('curate');

/** Reads the item, draws every interval, chooses the option, and calls it curated, which goes on to the next item. */
export function unaided({ truth, scene }: Work): Step[] {
  return [
    THINK,
    ...truth.intervals.flatMap((each) => (each === null ? sayNone() : drawing(each, scene))),
    ...(truth.task === 'GVQA' ? [THINK, click('option')] : []),
    DONE,
  ];
}

const sayNone = (): Step[] => [THINK, click('none in the video')];

/** The same with the suggestions that the application offers for the item. */
export function withSuggestions(work: Work, prediction: Prediction | undefined, check: Check): Outcome {
  const { truth, prompt } = work;
  const rows = prediction === undefined ? [] : offered(rowsOf(prediction), prompt.task);
  const worked = ((): Outcome => {
    if (truth.task === 'TG') return grounding(work, truth.intervals[0], rows, check);
    if (truth.task === 'DTG') return sentences(work, truth.intervals, rows, check);
    return instances(work, truth.intervals, rows, check);
  })();
  const answer: Step[] =
    truth.task !== 'GVQA'
      ? []
      : [THINK, click(prediction?.answerIndex === truth.answerIndex ? 'take over the answer' : 'option')];
  return { ...worked, steps: [THINK, ...worked.steps, ...answer, DONE] };
}

/** What a suggestion says of itself and the annotator does not look at. */
const AS_ANSWERED = { calibrated: true, basis: null };

/** Before the items of a video: with none selected, the panel accepts what is sure enough in all of them. */
export const SWEEP: readonly Step[] = [key('clear'), THINK, click('accept all above'), key('next-open-item')];

/**
 * With suggestions, after everything of at least `threshold` was accepted at once (`SWEEP`): what is right is left alone,
 * what is off is trimmed, what is wrong is deleted and drawn; what was not sure enough is judged one by one.
 */
export function afterSweep(
  work: Work,
  prediction: Prediction | undefined,
  check: Check,
  threshold: number,
): Outcome {
  const { truth, prompt } = work;
  const all = prediction === undefined ? [] : rowsOf(prediction);
  const taken = takenAtOnce(all, prompt, threshold);
  if (prediction === undefined || taken.length === 0) return withSuggestions(work, prediction, check);
  const left = offered(
    all.filter((row) => !taken.includes(row)),
    prompt.task,
  );
  const truths: readonly (Interval | null)[] = truth.intervals;
  const rest = (index: number, row: SuggestionRow | undefined) => {
    const target = truths[index] ?? null;
    const span = row === undefined ? null : spanOf(row);
    if (target === null) return { steps: sayNone(), fate: 'missed' as const };
    if (span === null || !touch(span, target))
      return { steps: drawing(target, work.scene), fate: 'missed' as const };
    return judged(span, target, work, check);
  };
  const mine = partners(truths, taken, prompt);
  const others = partners(truths, left, prompt);
  const parts: Part[] = truths.map((target, index) => {
    const row = mine[index];
    return row === undefined ? rest(index, others[index]) : lookedAt(row, target, work, check);
  });
  const gone = taken.filter((row) => !mine.includes(row));
  const turned =
    prompt.task === 'TG' || prompt.task === 'DTG' ? [] : left.filter((row) => !others.includes(row));
  const extra = [
    ...gone.map((): Part => ({ steps: [THINK, ...REMOVED], fate: 'extra' })),
    ...turned.map((): Part => ({ steps: [THINK, key('reject')], fate: 'extra' })),
  ];
  const answer: Step[] =
    truth.task !== 'GVQA' || prediction.answerIndex === truth.answerIndex ? [] : [THINK, click('option')];
  const worked = together([...parts, ...extra]);
  return { ...worked, steps: [THINK, ...worked.steps, ...answer, DONE] };
}

const REMOVED: readonly Step[] = [key('next-interval'), key('delete')];

/** What "accept all above" takes: TG's best, elsewhere all that are sure and not the same as one before. */
function takenAtOnce(rows: readonly SuggestionRow[], { task }: Prompt, threshold: number): SuggestionRow[] {
  const sure = rows.filter(({ score }) => score >= threshold);
  if (task === 'TG') return sure.toSorted((a, b) => b.score - a.score).slice(0, 1);
  if (task === 'DTG') return sure;
  const taken: SuggestionRow[] = [];
  for (const row of sure) {
    const span = spanOf(row);
    const same = taken.some((each) => {
      const other = spanOf(each);
      return span !== null && other !== null && iou(span, other) >= 0.5;
    });
    if (span !== null && !same) taken.push(row);
  }
  return taken;
}

/** The row that belongs to each truth: by slot where a sentence has one, else the best assignment of what overlaps. */
function partners(
  truths: readonly (Interval | null)[],
  rows: readonly SuggestionRow[],
  { task }: Prompt,
): (SuggestionRow | undefined)[] {
  if (task === 'DTG') return truths.map((_, slot) => rows.find((row) => row.slot === slot));
  // A grounding's one interval stands there, wherever it lies.
  if (task === 'TG') return [rows[0]];
  const weights = truths.map((truth) =>
    rows.map((row) => {
      const span = spanOf(row);
      return truth === null || span === null ? 0 : iou(span, truth);
    }),
  );
  return bestAssignment(weights).map((place, index) =>
    (weights[index]?.[place] ?? 0) > 0 ? rows[place] : undefined,
  );
}

/** An interval that is there already: left alone, trimmed, or deleted and drawn. */
function lookedAt(row: SuggestionRow, truth: Interval | null, { scene }: Work, check: Check): Part {
  const span = spanOf(row);
  if (span === null && truth === null) return { steps: [THINK], fate: 'accepted' };
  if (truth === null) return { steps: [THINK, ...REMOVED, ...sayNone()], fate: 'redrawn' };
  const redrawn: Part = { steps: [THINK, ...REMOVED, ...drawing(truth, scene)], fate: 'redrawn' };
  if (span === null || !touch(span, truth)) return redrawn;
  const right = isRight(span, truth, scene);
  const plays = check === 'play';
  if (right && !plays) return { steps: [THINK], fate: 'accepted' };
  const steps = [
    THINK,
    key('next-interval'),
    ...(plays ? checking(span, scene) : []),
    ...trimming(span, truth, scene, plays),
  ];
  if (right) return { steps, fate: 'accepted' };
  return isBetter(steps, redrawn.steps, scene.goal) ? { steps, fate: 'trimmed' } : redrawn;
}

/** A prediction as the application lists it: DTG's `none` has neither edge. */
function rowsOf({ intervals, scores }: Prediction): SuggestionRow[] {
  return intervals.map((each, slot) => ({
    id: slot,
    responseId: 0,
    itemId: '',
    policyId: '',
    slot,
    start: each?.start ?? null,
    end: each?.end ?? null,
    score: scores[slot] ?? 0,
    answerIndex: null,
    saliency: null,
    status: 'pending',
    at: '',
    ...AS_ANSWERED,
  }));
}

type Fate = keyof Omit<Outcome, 'steps'>;
const NONE_YET: Record<Fate, number> = { accepted: 0, trimmed: 0, redrawn: 0, missed: 0, extra: 0 };

interface Part {
  readonly steps: readonly Step[];
  readonly fate: Fate;
}

function together(parts: readonly Part[]): Outcome {
  const counts = { ...NONE_YET };
  for (const { fate } of parts) counts[fate] += 1;
  return { ...counts, steps: parts.flatMap(({ steps }) => [...steps]) };
}

/** Accepts the suggestion in view and makes it right, or rejects it and draws, whichever is better. */
function judged(found: Interval, truth: Interval, { scene }: Work, check: Check): Part {
  const rejected = { steps: [THINK, key('reject'), ...drawing(truth, scene)], fate: 'redrawn' as const };
  if (!touch(found, truth)) return rejected;
  const plays = check === 'play';
  const checked = (now: Interval) => [
    ...(plays ? checking(now, scene) : []),
    ...trimming(now, truth, scene, plays),
  ];
  const taken = [THINK, key('accept'), ...checked(found)];
  if (isRight(found, truth, scene)) return { steps: taken, fate: 'accepted' };
  // Dragging an edge of a suggestion in its own lane trims and accepts it in one.
  const side = worseSide(found, truth);
  const trimmed = [
    ...edgeDrag('edge of the suggestion', found, truth, side),
    ...checked(mended(found, truth, side)),
  ];
  const kept = best([taken, trimmed], scene.goal);
  return isBetter(kept, rejected.steps, scene.goal) ? { steps: kept, fate: 'trimmed' } : rejected;
}

/** One interval, several candidates: the strongest is accepted without choosing it, another one after a click. */
function grounding(work: Work, truth: Interval, rows: readonly SuggestionRow[], check: Check): Outcome {
  const plans = rows.map((row, rank) => {
    const span = spanOf(row);
    const plan =
      span === null
        ? { steps: drawing(truth, work.scene), fate: 'redrawn' as const }
        : judged(span, truth, work, check);
    const chosen = rank === 0 || plan.fate === 'redrawn' ? [] : choosing(rows, row, work);
    return { steps: [...chosen, ...plan.steps], fate: plan.fate };
  });
  const [first, ...rest] = plans;
  if (first === undefined) return together([{ steps: drawing(truth, work.scene), fate: 'missed' }]);
  return together([
    rest.reduce((found, plan) => (isBetter(plan.steps, found.steps, work.scene.goal) ? plan : found), first),
  ]);
}

/** Next suggestion goes through them in time; a click on its bar takes one directly. */
function choosing(rows: readonly SuggestionRow[], wanted: SuggestionRow, { scene }: Work): readonly Step[] {
  const place = rows.toSorted((a, b) => (a.start ?? -1) - (b.start ?? -1) || a.id - b.id).indexOf(wanted);
  return best([keys('next-suggestion', place + 1), [click('suggestion on the timeline')]], scene.goal);
}

/** One suggestion per sentence, gone through with "next suggestion". */
function sentences(
  work: Work,
  truths: readonly (Interval | null)[],
  rows: readonly SuggestionRow[],
  check: Check,
): Outcome {
  return together(
    truths.map((truth, slot) => {
      const row = rows.find((each) => each.slot === slot);
      const alone = truth === null ? sayNone() : drawing(truth, work.scene);
      if (row === undefined) return { steps: alone, fate: 'missed' };
      const span = spanOf(row);
      const there = key('next-suggestion');
      if (span === null && truth === null) return { steps: [there, THINK, key('accept')], fate: 'accepted' };
      if (span === null || truth === null)
        return { steps: [there, THINK, key('reject'), ...alone], fate: 'redrawn' };
      const { steps, fate } = judged(span, truth, work, check);
      return { steps: [there, ...steps], fate };
    }),
  );
}

/** Any number of intervals: accept and reject work on the strongest suggestion that is left, which the list shows first. */
function instances(
  work: Work,
  truths: readonly Interval[],
  rows: readonly SuggestionRow[],
  check: Check,
): Outcome {
  const spans = rows.map(spanOf).filter((span) => span !== null);
  const pairs = bestAssignment(truths.map((truth) => spans.map((span) => iou(span, truth))));
  const used = new Set<number>();
  const parts = truths.map((truth, index) => {
    const place = pairs[index] ?? -1;
    const span = spans[place];
    if (span === undefined || !touch(span, truth))
      return { steps: drawing(truth, work.scene), fate: 'missed' as const };
    used.add(place);
    return judged(span, truth, work, check);
  });
  const extras = spans
    .filter((_, place) => !used.has(place))
    .map(() => ({ steps: [THINK, key('reject')], fate: 'extra' as const }));
  return together([...parts, ...extras]);
}

function spanOf({ start, end }: SuggestionRow): Interval | null {
  return start === null || end === null ? null : { start: seconds(start), end: seconds(end) };
}
