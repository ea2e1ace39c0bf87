import { iou } from '../time/interval.ts';
import type { Judged } from './evaluation-item.ts';
import { groundingSummary, type GroundingMetrics } from './temporal-grounding.ts';

/**
 * DTG: R1 and mIoU over all sentences of all items, paired by order (bench/README.md). A sentence whose truth is null
 * counts 1 for a prediction of null and 0 otherwise (answers.md); without a prediction it counts 0.
 */
export function denseGroundingMetrics(judged: readonly Judged<'DTG'>[]): GroundingMetrics {
  return groundingSummary(
    judged.flatMap(({ item, prediction }) =>
      item.truth.intervals.map((truth, index) => {
        const slot = prediction?.intervals[index];
        if (slot === undefined) return 0;
        if (truth === null || slot === null) return truth === slot ? 1 : 0;
        return iou(slot, truth);
      }),
    ),
  );
}
