import type { Decisions, Judgement } from '../../rewards/decision-reward.ts';
import type { Interval } from '../../time/interval.ts';
import { f64 } from '../indexing.ts';
import { isCurated, type LearnedQuestion } from '../decided.ts';
import { overlapRatio } from './candidates.ts';
import type { PreparedQuestion } from './question.ts';

/** What the candidates of a question are known to be. */
export interface InstanceTargets {
  /** For each candidate how surely it is an instance of its unit. */
  readonly targets: Float32Array;
  /** For each candidate how much is known of it, in [0, 1]. */
  readonly known: Float32Array;
}

interface Span {
  readonly start: number;
  readonly end: number;
}

/** A candidate that overlaps a confirmed interval less than this is not known by it. */
const TOUCHES = 0.3;
/** From here on a candidate is as wrong as the rejected interval that it overlaps. */
const SAME = 0.5;

const listsInstances = ({ prompt: { task } }: LearnedQuestion) => task === 'TAL' || task === 'VHD';
const there = (values: readonly (Interval | null)[]) => values.filter((each) => each !== null);
const judged = (judgements: readonly Judgement[]) => there(judgements.map(({ interval }) => interval));

/**
 * Whether single candidates are true, for tasks that ask for all instances (TAL, VHD): all of them where the truth is
 * curated, those near judged intervals where there are only decisions.
 * @returns null for other tasks, and where nothing is known.
 */
export function instanceTargets(
  learned: LearnedQuestion,
  prepared: PreparedQuestion,
): InstanceTargets | null {
  if (!listsInstances(learned)) return null;
  if (!isCurated(learned)) return decidedTargets(learned.decisions, prepared);
  const targets = sureness(prepared, relative(prepared, there(learned.truth.intervals)));
  return { targets, known: new Float32Array(targets.length).fill(1) };
}

function decidedTargets(decisions: Decisions, prepared: PreparedQuestion): InstanceTargets | null {
  const [confirmed, rejected] = [judged(decisions.confirmed), judged(decisions.rejected)];
  const right = bestOverlaps(prepared, relative(prepared, confirmed));
  const wrong = bestOverlaps(prepared, relative(prepared, rejected));
  const known = right.map((overlap, i) =>
    overlap >= TOUCHES && overlap >= (wrong[i] ?? 0) ? 1 : (wrong[i] ?? 0) >= SAME ? (wrong[i] ?? 0) : 0,
  );
  const targets = right.map((overlap, i) => (overlap >= (wrong[i] ?? 0) ? asSureness(overlap) : 0));
  return known.some((weight) => weight > 0) ? { targets, known } : null;
}

/** For each candidate how surely it is one of the instances `spans`, which are seconds after the first step. */
export function sureness(prepared: PreparedQuestion, spans: readonly Span[]): Float32Array {
  return bestOverlaps(prepared, spans).map(asSureness);
}

/** policy-study.md 2.6. */
function asSureness(overlap: number): number {
  return Math.max(0, Math.min(1, (overlap - 0.3) / 0.4));
}

function relative({ origin }: PreparedQuestion, intervals: readonly Interval[]): Span[] {
  return intervals.map(({ start, end }) => ({ start: start - origin, end: end - origin }));
}

/** Largest overlap of each candidate with any of the spans. */
function bestOverlaps({ unitOf, start, end }: PreparedQuestion, spans: readonly Span[]): Float32Array {
  return Float32Array.from(unitOf, (_, i) =>
    spans.reduce(
      (best, each) => Math.max(best, overlapRatio(f64(start, i), f64(end, i), each.start, each.end)),
      0,
    ),
  );
}
