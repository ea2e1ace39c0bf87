import { clipCount, HIGHEST_SALIENCY } from '../tasks/highlights.ts';
import { clipCoverage, rankingAveragePrecision } from './clip-relevance.ts';
import { mean, type Judged } from './evaluation-item.ts';
import { unionIou } from './union-iou.ts';

/** Fractions in [0, 1] over all VHD queries; null without queries. */
export interface HighlightMetrics {
  readonly queries: number;
  readonly mAP: number | null;
  readonly 'HIT@1': number | null;
  /** Mean IoU of the unions of predicted and true intervals: what the paper reports on QVHighlights. */
  readonly mIoU: number | null;
}

/** A clip is relevant from this saliency up, or from the query's best when that is lower ("very good" in QVHighlights). */
const RELEVANT_SALIENCY = 3;

type HighlightItem = Judged<'VHD'>['item'];

const largest = (values: readonly number[]) => values.reduce((a, b) => Math.max(a, b), -Infinity);

/** The item's saliency; where only intervals were curated, the share of each clip that they cover, on the same scale. */
function trueSaliency({ truth, prompt, duration }: HighlightItem): readonly number[] {
  if (truth.saliency !== null) return truth.saliency.scores;
  const clips = clipCount(duration, prompt.clipLength);
  return clipCoverage(truth.intervals, clips, prompt.clipLength).map((share) => share * HIGHEST_SALIENCY);
}

/** What to rank the clips by: the predicted saliency, or the coverage by the predicted intervals where there is none. */
function predictedSaliency({ item, prediction }: Judged<'VHD'>, clips: number): readonly number[] {
  const given = prediction?.saliency?.scores;
  if (given !== undefined) return Array.from({ length: clips }, (_, index) => given[index] ?? -Infinity);
  const intervals = (prediction?.intervals ?? []).filter((each) => each !== null);
  return clipCoverage(intervals, clips, item.truth.saliency?.clipLength ?? item.prompt.clipLength);
}

/**
 * VHD: mean average precision and HIT@1 over clips, a clip being relevant at saliency >= min(3, the query's best)
 * (bench/README.md), and mean IoU of the unions. A query without prediction counts 0.
 */
export function highlightMetrics(judged: readonly Judged<'VHD'>[]): HighlightMetrics {
  const perQuery = judged.map((one) => {
    if (one.prediction === null) return { precision: 0, hit: 0, iou: 0 };
    const truth = trueSaliency(one.item);
    const threshold = Math.min(RELEVANT_SALIENCY, largest(truth));
    const relevant = truth.map((score) => score >= threshold);
    const scores = predictedSaliency(one, truth.length);
    const top = scores.indexOf(largest(scores));
    return {
      precision: rankingAveragePrecision(relevant, scores) ?? 0,
      hit: relevant[top] === true ? 1 : 0,
      iou: unionIou(
        one.prediction.intervals.filter((each) => each !== null),
        one.item.truth.intervals,
      ),
    };
  });
  return {
    queries: judged.length,
    mAP: mean(perQuery.map(({ precision }) => precision)),
    'HIT@1': mean(perQuery.map(({ hit }) => hit)),
    mIoU: mean(perQuery.map(({ iou }) => iou)),
  };
}
