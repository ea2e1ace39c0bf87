import { mean, type Judged } from './evaluation-item.ts';
import { rasterUnionIou, unionIou } from './union-iou.ts';

/** Fractions in [0, 1] over all GVQA questions; null without questions. */
export interface GroundedQaMetrics {
  readonly queries: number;
  readonly accuracy: number | null;
  /** Mean IoU of the unions of predicted and true evidence, in cells of 0.05 s as the bench's scorer counts. */
  readonly evidenceMIoU: number | null;
  /** The same without rounding edges to cells. */
  readonly evidenceMIoUExact: number | null;
}

/** GVQA: answer accuracy and evidence mIoU (bench/README.md). A question without prediction counts 0. */
export function groundedQaMetrics(judged: readonly Judged<'GVQA'>[]): GroundedQaMetrics {
  const evidence = (measure: typeof unionIou) =>
    mean(
      judged.map(({ item, prediction }) => {
        if (prediction === null) return 0;
        const predicted = prediction.intervals.filter((each) => each !== null);
        return measure(predicted, item.truth.intervals);
      }),
    );
  return {
    queries: judged.length,
    accuracy: mean(
      judged.map(({ item, prediction }) => (prediction?.answerIndex === item.truth.answerIndex ? 1 : 0)),
    ),
    evidenceMIoU: evidence((left, right) => rasterUnionIou(left, right)),
    evidenceMIoUExact: evidence(unionIou),
  };
}
