import { bestAssignment } from '../tasks/assignment.ts';
import { iou, type Interval } from '../time/interval.ts';
import { mean, type Judged } from './evaluation-item.ts';

/** Fractions in [0, 1]; null where there is nothing to average. */
export interface LocalizationMetrics {
  readonly queries: number;
  /** (source, label) pairs with at least one true instance. */
  readonly classes: number;
  readonly 'mAP@0.3': number | null;
  readonly 'mAP@0.5': number | null;
  readonly 'mAP@0.7': number | null;
  /** MUSEG's mF1: per item, then over thresholds 0.1, 0.3, 0.5, 0.7 (method.md section 4). */
  readonly mF1: number | null;
  /** Mean over thresholds 0.3, 0.5, 0.7 of the F1 of a one-to-one matching, per item (method.md section 9, OMTG). */
  readonly tF1: number | null;
  /** Share of items with exactly as many predictions as truths (OMTG's C-Acc). */
  readonly countAccuracy: number | null;
}

const MF1_THRESHOLDS = [0.1, 0.3, 0.5, 0.7];
const TF1_THRESHOLDS = [0.3, 0.5, 0.7];

/** One detection of a class; `video` indexes the list of truths. */
export interface Detection {
  readonly video: number;
  readonly interval: Interval;
  readonly score: number;
}

/**
 * Average precision of one class: detections by score (ties in the order given), each taking the free truth of its video
 * with the largest IoU that reaches `threshold`; area under the interpolated precision-recall curve. This is the bench's
 * `ap_det`.
 * @returns null when the class has no true instance.
 */
export function detectionAveragePrecision(
  truths: readonly (readonly Interval[])[],
  detections: readonly Detection[],
  threshold: number,
): number | null {
  const total = truths.reduce((sum, each) => sum + each.length, 0);
  if (total === 0) return null;
  const used = truths.map((each) => each.map(() => false));
  const hits = detections
    .toSorted((a, b) => b.score - a.score)
    .map(({ video, interval }) => {
      let best = -1;
      let bestIou = threshold;
      (truths[video] ?? []).forEach((truth, index) => {
        const overlap = iou(interval, truth);
        if (used[video]?.[index] === true || overlap < threshold) return;
        if (best >= 0 && overlap <= bestIou) return;
        best = index;
        bestIou = overlap;
      });
      const flags = used[video];
      if (best < 0 || flags === undefined) return false;
      flags[best] = true;
      return true;
    });
  let found = 0;
  const precision = hits.map((hit, rank) => (found += hit ? 1 : 0) / (rank + 1));
  let area = 0;
  let ceiling = 0;
  for (let rank = hits.length - 1; rank >= 0; rank--) {
    ceiling = Math.max(ceiling, precision[rank] ?? 0);
    if (hits[rank] === true) area += ceiling / total;
  }
  return area;
}

const intervalsOf = ({ prediction }: Judged<'TAL'>): Interval[] =>
  (prediction?.intervals ?? []).filter((each) => each !== null);

function classes(judged: readonly Judged<'TAL'>[]): Judged<'TAL'>[][] {
  const byClass = new Map<string, Judged<'TAL'>[]>();
  for (const one of judged) {
    const key = JSON.stringify([one.item.source, one.item.prompt.label]);
    const members = byClass.get(key);
    if (members === undefined) byClass.set(key, [one]);
    else members.push(one);
  }
  return [...byClass.values()].filter((members) =>
    members.some(({ item }) => item.truth.intervals.length > 0),
  );
}

function meanAveragePrecision(groups: readonly Judged<'TAL'>[][], threshold: number): number | null {
  const perClass = groups.flatMap((members) => {
    const detections = members.flatMap(({ prediction }, video) =>
      (prediction?.intervals ?? []).flatMap((interval, index) =>
        interval === null ? [] : [{ video, interval, score: prediction?.scores[index] ?? 0 }],
      ),
    );
    const truths = members.map(({ item }) => item.truth.intervals);
    return detectionAveragePrecision(truths, detections, threshold) ?? [];
  });
  return mean(perClass);
}

const harmonic = (precision: number, recall: number) =>
  precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall);

const reaches = (candidate: Interval, others: readonly Interval[], threshold: number) =>
  others.some((other) => iou(candidate, other) >= threshold);

/** MUSEG's F1 of one item: shares of truths and of predictions whose best IoU reaches `threshold`, no one-to-one rule. */
export function looseF1(
  predicted: readonly Interval[],
  truth: readonly Interval[],
  threshold: number,
): number {
  if (predicted.length === 0 && truth.length === 0) return 1;
  if (predicted.length === 0 || truth.length === 0) return 0;
  const recall = truth.filter((each) => reaches(each, predicted, threshold)).length / truth.length;
  const precision = predicted.filter((each) => reaches(each, truth, threshold)).length / predicted.length;
  return harmonic(precision, recall);
}

/** OMTG's F1 of one item: pairs of the assignment of largest total IoU that reach `threshold`. */
export function assignedF1(
  predicted: readonly Interval[],
  truth: readonly Interval[],
  threshold: number,
): number {
  if (predicted.length === 0 && truth.length === 0) return 1;
  const ious = predicted.map((candidate) => truth.map((target) => iou(candidate, target)));
  const matched = bestAssignment(ious).filter((column, row) => (ious[row]?.[column] ?? 0) >= threshold);
  return (2 * matched.length) / (predicted.length + truth.length);
}

function meanF1(
  judged: readonly Judged<'TAL'>[],
  thresholds: readonly number[],
  f1: typeof looseF1,
): number | null {
  return mean(
    thresholds.flatMap((threshold) =>
      judged.map((one) =>
        one.prediction === null ? 0 : f1(intervalsOf(one), one.item.truth.intervals, threshold),
      ),
    ),
  );
}

/**
 * TAL: mAP over the (source, label) pairs that have a true instance (bench/README.md), and the per-item F1 measures. An
 * item without prediction contributes no detection to mAP and 0 to the others.
 */
export function localizationMetrics(judged: readonly Judged<'TAL'>[]): LocalizationMetrics {
  const groups = classes(judged);
  const counted = judged.map((one) =>
    one.prediction !== null && intervalsOf(one).length === one.item.truth.intervals.length ? 1 : 0,
  );
  return {
    queries: judged.length,
    classes: groups.length,
    'mAP@0.3': meanAveragePrecision(groups, 0.3),
    'mAP@0.5': meanAveragePrecision(groups, 0.5),
    'mAP@0.7': meanAveragePrecision(groups, 0.7),
    mF1: meanF1(judged, MF1_THRESHOLDS, looseF1),
    tF1: meanF1(judged, TF1_THRESHOLDS, assignedF1),
    countAccuracy: mean(counted),
  };
}
