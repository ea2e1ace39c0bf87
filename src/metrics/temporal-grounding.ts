import { iou } from '../time/interval.ts';
import { mean, shareReaching, type Judged } from './evaluation-item.ts';

/** Fractions in [0, 1] over all TG queries; null without queries. */
export interface GroundingMetrics {
  readonly queries: number;
  readonly 'R1@0.3': number | null;
  readonly 'R1@0.5': number | null;
  readonly 'R1@0.7': number | null;
  readonly mIoU: number | null;
}

/** Recall of the best candidate at three overlaps, and mean IoU, from one IoU per query. */
export function groundingSummary(ious: readonly number[]): GroundingMetrics {
  return {
    queries: ious.length,
    'R1@0.3': shareReaching(ious, 0.3),
    'R1@0.5': shareReaching(ious, 0.5),
    'R1@0.7': shareReaching(ious, 0.7),
    mIoU: mean(ious),
  };
}

/** TG: R1@0.3/0.5/0.7 and mIoU of the first candidate (the field's definition, bench/README.md). */
export function groundingMetrics(judged: readonly Judged<'TG'>[]): GroundingMetrics {
  return groundingSummary(
    judged.map(({ item, prediction }) => {
      const best = prediction?.intervals[0] ?? null;
      return best === null ? 0 : iou(best, item.truth.intervals[0]);
    }),
  );
}
