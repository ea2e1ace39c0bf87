import { covered, intersect, type Interval } from '../time/interval.ts';

/**
 * Localization reward of VHD and GVQA: intersection over union of the two unions (method.md 3.4).
 * @returns a number in [0, 1]; `bothEmpty` when neither side has an interval, 0 when one side has none.
 */
export function manyToOneReward(
  predicted: readonly Interval[],
  truth: readonly Interval[],
  bothEmpty: number,
): number {
  if (predicted.length === 0 && truth.length === 0) return bothEmpty;
  const shared = covered(intersect(predicted, truth));
  if (shared === 0) return 0;
  return Math.min(1, shared / (covered(predicted) + covered(truth) - shared));
}
