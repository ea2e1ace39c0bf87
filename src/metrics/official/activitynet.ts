import { averagePrecision, evenly, type RankedSegment, type Segment } from './detection-precision.ts';

/** Overlaps at which ActivityNet-1.3 measures, 0.5 to 0.95. */
export const ACTIVITYNET_OVERLAPS: readonly number[] = evenly(0.5, 0.95, 10);
/** Overlaps at which THUMOS-14 is measured, 0.3 to 0.7. */
export const THUMOS_OVERLAPS: readonly number[] = evenly(0.3, 0.7, 5);

/** A true instance of an action. */
export interface ActionInstance {
  readonly video: string;
  readonly label: string;
  readonly segment: Segment;
}

/** A detected one. */
export interface ActionDetection extends ActionInstance {
  readonly score: number;
}

/** Fractions in [0, 1]. */
export interface DetectionMetrics {
  /** Mean over classes, at each overlap. */
  readonly mAP: readonly number[];
  /** Mean of `mAP`. */
  readonly averageMAP: number;
  /** By class, at each overlap. */
  readonly perClass: ReadonlyMap<string, readonly number[]>;
}

/**
 * Temporal action localization's mAP (activitynet/ActivityNet 82304fa9, `Evaluation/eval_detection.py`). Classes are those of
 * the truth; one without detections counts 0. Where scores are equal, the later detection comes first: the official order of
 * equal scores is that of an unstable sort, and this is the one that its reversal of a stable sort gives.
 * @throws RangeError when a detection's label is not among the true ones, as the official code (a KeyError)
 */
export function detectionMetrics(
  truth: readonly ActionInstance[],
  detections: readonly ActionDetection[],
  overlaps: readonly number[],
): DetectionMetrics {
  const classes = new Map<string, { truths: Map<string, Segment[]>; found: RankedSegment[] }>();
  for (const { video, label, segment } of truth) {
    const known = classes.get(label) ?? { truths: new Map<string, Segment[]>(), found: [] };
    classes.set(label, known);
    known.truths.set(video, [...(known.truths.get(video) ?? []), segment]);
  }
  for (const { label, ...detection } of detections) {
    const known = classes.get(label);
    if (known === undefined)
      throw new RangeError(`The detections name a class that the truth has not: ${label}.`);
    known.found.push(detection);
  }
  const perClass = new Map<string, number[]>();
  for (const [label, { truths, found }] of classes) {
    const ranked = found.toReversed().sort((a, b) => b.score - a.score);
    perClass.set(label, averagePrecision(truths, ranked, overlaps));
  }
  const mAP = overlaps.map((_, at) => meanOf([...perClass.values()].map((each) => each[at] ?? NaN)));
  return { mAP, averageMAP: meanOf(mAP), perClass };
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
