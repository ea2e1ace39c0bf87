import { averagePrecision, type RankedSegment, type Segment } from './detection-precision.ts';

/**
 * QVHighlights' measures (jayleicn/moment_detr b7e553ac, `standalone_eval/eval.py`), with its rules as they are: the first ten
 * windows in the order written count for mAP, the first one alone for R1 (against the true window that it fits best, over the
 * hull of both); length ranges choose among true windows only; highlights are measured for each of the three annotators.
 */

/** One line of the annotations. Spans in seconds; saliency of three annotators, 0 to 4, for the clips named. */
export interface HighlightTruth {
  readonly qid: number | string;
  readonly duration: number;
  readonly relevant_windows: readonly Segment[];
  readonly relevant_clip_ids: readonly number[];
  readonly saliency_scores: readonly (readonly number[])[];
}

/** One line of a submission: windows as [start, end, score], best first; saliency by clip. */
export interface HighlightSubmission {
  readonly qid: number | string;
  readonly pred_relevant_windows?:
    readonly (readonly [start: number, end: number, score: number])[] | undefined;
  readonly pred_saliency_scores?: readonly number[] | undefined;
}

/** Fractions in [0, 1]; by overlap 0.5, 0.55, ... 0.95. */
export interface MomentMetrics {
  readonly mAP: readonly number[];
  readonly averageMAP: number;
  readonly R1: readonly number[];
}

/** Fractions in [0, 1]. */
export interface SaliencyMetrics {
  readonly mAP: number;
  readonly 'HIT@1': number;
}

export interface HighlightReport {
  /** Absent where the submission has no windows. NaN where no query has a true window of that length. */
  readonly moments?: Readonly<Record<LengthRange, MomentMetrics>>;
  /** By the least saliency that counts as a highlight. Absent where the submission has no saliency. */
  readonly highlights?: Readonly<Record<SaliencyLevel, SaliencyMetrics>>;
}

/** Lengths of true windows in seconds, ]from, to]. */
const LENGTH_RANGES = { short: [0, 10], middle: [10, 30], long: [30, 150], full: null } as const;
export type LengthRange = keyof typeof LENGTH_RANGES;
const SALIENCY_LEVELS = { Fair: 2, Good: 3, VeryGood: 4 } as const;
export type SaliencyLevel = keyof typeof SALIENCY_LEVELS;

/** 0.5 to 0.95, rounded to hundredths as the official code does. */
export const QVHIGHLIGHTS_OVERLAPS: readonly number[] = Array.from(
  { length: 10 },
  (_, i) => (50 + 5 * i) / 100,
);
const WINDOWS_COUNTED = 10;
const CLIP_SECONDS = 2;
const ANNOTATORS = 3;

/**
 * @param matchQueries refuse a submission whose queries are not those of the truth; false: measure those that both have
 * @throws RangeError when queries don't match, when there is none, or when a query has no window while others have
 */
export function highlightReport(
  truth: readonly HighlightTruth[],
  submission: readonly HighlightSubmission[],
  { matchQueries = true }: { readonly matchQueries?: boolean } = {},
): HighlightReport {
  const asked = new Map(truth.map((each) => [each.qid, each]));
  const answered = new Set(submission.map(({ qid }) => qid));
  if (matchQueries && (answered.size !== asked.size || !submission.every(({ qid }) => asked.has(qid))))
    throw new RangeError('The queries of the submission are not those of the truth.');
  const pairs = submission.flatMap((given) => {
    const target = asked.get(given.qid);
    return target === undefined ? [] : [{ given, truth: target }];
  });
  const [first] = pairs;
  if (first === undefined) throw new RangeError('The submission answers no query of the truth.');
  return {
    ...(first.given.pred_relevant_windows !== undefined && { moments: byLength(pairs) }),
    ...(first.given.pred_saliency_scores !== undefined && { highlights: byLevel(pairs) }),
  };
}

interface Pair {
  readonly given: HighlightSubmission;
  readonly truth: HighlightTruth;
}

function byLength(pairs: readonly Pair[]): Record<LengthRange, MomentMetrics> {
  const of = (range: LengthRange): MomentMetrics => {
    const bounds = LENGTH_RANGES[range];
    if (bounds === null) return momentMetrics(pairs);
    const kept = pairs.flatMap(({ given, truth }) => {
      const windows = truth.relevant_windows.filter(
        ([start, end]) => end - start > bounds[0] && end - start <= bounds[1],
      );
      return windows.length === 0 ? [] : [{ given, truth: { ...truth, relevant_windows: windows } }];
    });
    return momentMetrics(kept);
  };
  return { short: of('short'), middle: of('middle'), long: of('long'), full: of('full') };
}

function momentMetrics(pairs: readonly Pair[]): MomentMetrics {
  // A query without a window has no precision, as it has no entry in the official table.
  const precisions = pairs.flatMap(({ given, truth }) =>
    (given.pred_relevant_windows ?? []).length === 0
      ? []
      : [
          windowPrecision(
            truth.relevant_windows,
            (given.pred_relevant_windows ?? []).slice(0, WINDOWS_COUNTED),
          ),
        ],
  );
  const overlaps = pairs.map(({ given, truth }) => firstOverlap(truth, given));
  const mAP = QVHIGHLIGHTS_OVERLAPS.map((_, at) => meanOf(precisions.map((each) => each[at] ?? NaN)));
  return {
    mAP,
    averageMAP: meanOf(mAP),
    R1: QVHIGHLIGHTS_OVERLAPS.map((least) => meanOf(overlaps.map((overlap) => (overlap >= least ? 1 : 0)))),
  };
}

/** Average precision of one query's windows, [start, end, score], at each overlap; equal scores in the order written. */
export function windowPrecision(
  truth: readonly Segment[],
  windows: readonly (readonly [start: number, end: number, score: number])[],
  overlaps: readonly number[] = QVHIGHLIGHTS_OVERLAPS,
): number[] {
  const ranked: RankedSegment[] = windows
    .map(([start, end, score]) => ({ video: '', segment: [start, end] as const, score }))
    .sort((a, b) => b.score - a.score);
  return averagePrecision(new Map([['', truth]]), ranked, overlaps);
}

/** Overlap of the first window with the true one that it fits best, over the hull. */
function firstOverlap(
  truth: HighlightTruth,
  { qid, pred_relevant_windows: windows = [] }: HighlightSubmission,
): number {
  const [window] = windows;
  if (window === undefined) throw new RangeError(`The submission has no window for query ${qid}.`);
  const [start, end] = window;
  let best: Segment | undefined;
  let most = -Infinity;
  for (const target of truth.relevant_windows) {
    const shared = Math.max(0, Math.min(end, target[1]) - Math.max(start, target[0]));
    const overlap = shared / (end - start + (target[1] - target[0]) - shared);
    // numpy's argmax takes the first NaN, else the first of the largest.
    if (Number.isNaN(most) || !(Number.isNaN(overlap) || overlap > most)) continue;
    most = overlap;
    best = target;
  }
  if (best === undefined) throw new RangeError(`The truth has no window for query ${qid}.`);
  const shared = Math.max(0, Math.min(end, best[1]) - Math.max(start, best[0]));
  const hull = Math.max(end, best[1]) - Math.min(start, best[0]);
  return hull === 0 ? 0 : shared / hull;
}

function byLevel(pairs: readonly Pair[]): Record<SaliencyLevel, SaliencyMetrics> {
  const scored = pairs.map(({ given, truth }) => ({
    predicted: given.pred_saliency_scores ?? [],
    saliency: clipSaliency(truth),
  }));
  const of = (level: SaliencyLevel): SaliencyMetrics => {
    const least = SALIENCY_LEVELS[level];
    const perQuery = scored.map(({ predicted, saliency }) => {
      const flags = Array.from({ length: ANNOTATORS }, (_, annotator) =>
        saliency.map((scores) => (scores[annotator] ?? 0) >= least),
      );
      const top = predicted.indexOf(predicted.reduce((a, b) => Math.max(a, b), -Infinity));
      return {
        precisions: flags.map((relevant) =>
          saliencyPrecision(
            relevant,
            relevant.map((_, clip) => predicted[clip] ?? 0),
          ),
        ),
        hit: flags.some((relevant) => relevant[top] === true) ? 1 : 0,
      };
    });
    return {
      mAP: meanOf(perQuery.flatMap(({ precisions }) => precisions)),
      'HIT@1': meanOf(perQuery.map(({ hit }) => hit)),
    };
  };
  return { Fair: of('Fair'), Good: of('Good'), VeryGood: of('VeryGood') };
}

/** Three scores a clip of two seconds; 0 for those that nobody rated. */
function clipSaliency({
  duration,
  relevant_clip_ids: ids,
  saliency_scores: scores,
}: HighlightTruth): number[][] {
  const clips = Array.from({ length: Math.trunc(duration / CLIP_SECONDS) }, () => [0, 0, 0]);
  for (const [at, id] of ids.entries()) if (id in clips) clips[id] = [...(scores[at] ?? [0, 0, 0])];
  return clips;
}

/**
 * Average precision of clips ranked by score: the mean of the interpolated precision at each recall that is reached, equal
 * scores together. 0 where no clip is relevant, 1 where all are.
 */
export function saliencyPrecision(relevant: readonly boolean[], scores: readonly number[]): number {
  const total = relevant.filter(Boolean).length;
  if (total === 0 || total === relevant.length) return total === 0 ? 0 : 1;
  const order = relevant.map((_, clip) => clip).sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0));
  const points: { precision: number; found: number }[] = [];
  let found = 0;
  for (const [rank, clip] of order.entries()) {
    if (relevant[clip] === true) found++;
    const next = order[rank + 1];
    if (next !== undefined && scores[next] === scores[clip]) continue;
    points.push({ precision: found / (rank + 1), found });
  }
  const reached: number[] = [];
  let ceiling = 0;
  for (let at = points.length - 1; at >= 0; at--) {
    const point = points[at];
    if (point === undefined) continue;
    ceiling = Math.max(ceiling, point.precision);
    if (point.found !== (points[at - 1]?.found ?? 0)) reached.push(ceiling);
  }
  return meanOf(reached);
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
