import { timeLensSpans, timeR1EvaluationSpan, type ReadSpan } from '../../tasks/related-text.ts';

/** R1 at overlaps 0.3, 0.5 and 0.7, and mean IoU; fractions in [0, 1]. */
export interface GroundingRecall {
  /** Queries that count. */
  readonly queries: number;
  readonly 'R1@0.3': number;
  readonly 'R1@0.5': number;
  readonly 'R1@0.7': number;
  readonly mIoU: number;
  /** Of each query that counts, in order. */
  readonly ious: readonly number[];
}

/** A query's true span in seconds and the text that a model answered. */
export interface AnsweredQuery {
  readonly truth: ReadSpan;
  readonly answer: string;
}

/**
 * As Time-R1 measures Charades-STA (www-Ye/Time-R1 d1a0d543, `evaluate.py`): an answer without times counts 0, and one that is
 * the same point as the truth is left out of every mean (there, by a division by zero that is caught).
 */
export function timeR1Recall(queries: readonly AnsweredQuery[]): GroundingRecall {
  return summary(
    queries.flatMap(({ truth, answer }) => {
      const span = timeR1EvaluationSpan(answer);
      if (span === null) return [0];
      const iou = hullRatio(span, truth);
      return Number.isFinite(iou) ? [Math.max(0, iou)] : [];
    }),
  );
}

/**
 * As TimeLens does (TencentARC/TimeLens 5d90c067, `evaluation/compute_metrics.py`): the first span that can be read, all
 * queries in every mean.
 * @throws RangeError when an answer and its truth are the same point, where the official script fails
 */
export function timeLensRecall(queries: readonly AnsweredQuery[]): GroundingRecall {
  return spanRecall(queries.map(({ truth, answer }) => ({ truth, span: timeLensSpans(answer)[0] ?? null })));
}

/** The same from spans; null where none was predicted. */
export function spanRecall(
  queries: readonly { readonly truth: ReadSpan; readonly span: ReadSpan | null }[],
): GroundingRecall {
  return summary(
    queries.map(({ truth, span }) => {
      if (span === null) return 0;
      const iou = hullRatio(span, truth);
      if (!Number.isFinite(iou))
        throw new RangeError(`A span and its truth are the same point, ${truth[0]} s.`);
      return Math.max(0, iou);
    }),
  );
}

/** Overlap (negative for a gap) over the hull, which is the union where they overlap; NaN for one same point. */
export function hullRatio([start, end]: ReadSpan, [from, to]: ReadSpan): number {
  return (Math.min(end, to) - Math.max(start, from)) / (Math.max(end, to) - Math.min(start, from));
}

function summary(ious: readonly number[]): GroundingRecall {
  const recall = (least: number) => ious.filter((iou) => iou >= least).length / ious.length;
  return {
    queries: ious.length,
    'R1@0.3': recall(0.3),
    'R1@0.5': recall(0.5),
    'R1@0.7': recall(0.7),
    mIoU: ious.reduce((sum, iou) => sum + iou, 0) / ious.length,
    ious,
  };
}
