import type { Prediction, Prompt, Truth } from '../tasks/task.ts';
import { denseGroundingMetrics } from './dense-grounding.ts';
import type { Judged } from './evaluation-item.ts';
import { groundedQaMetrics, type GroundedQaMetrics } from './grounded-qa.ts';
import { highlightMetrics, type HighlightMetrics } from './highlight-detection.ts';
import { localizationMetrics, type LocalizationMetrics } from './localization.ts';
import { groundingMetrics, type GroundingMetrics } from './temporal-grounding.ts';

/** One curated item to measure predictions against. */
export interface EvaluationItem {
  readonly itemId: string;
  readonly videoId: string;
  /** The label set of the video: classes of the same name in two sources are two classes. */
  readonly source: string;
  readonly prompt: Prompt;
  readonly truth: Truth;
  /** Seconds at which the video ends. */
  readonly duration: number;
}

/** Fractions in [0, 1]; a task is absent when no item poses it. */
export interface EvaluationReport {
  readonly tasks: {
    readonly TG?: GroundingMetrics;
    readonly DTG?: GroundingMetrics;
    readonly VHD?: HighlightMetrics;
    readonly GVQA?: GroundedQaMetrics;
    readonly TAL?: LocalizationMetrics;
  };
  readonly items: number;
  /** Items for which nothing was predicted: each counts as wrong. */
  readonly missing: number;
}

/** The metric that stands for a task where there is room for one. */
export const HEADLINE = {
  TG: 'R1@0.5',
  DTG: 'R1@0.5',
  VHD: 'mAP',
  GVQA: 'accuracy',
  TAL: 'mAP@0.5',
} as const;

/**
 * Measures predictions with the field's metrics as bench/README.md defines them (and its scorer computes them).
 * @param predictions by item id; an item that is not there counts as wrong, never as skipped.
 * @throws RangeError when an item's prompt and truth are of different tasks.
 */
export function evaluate(
  items: readonly EvaluationItem[],
  predictions: ReadonlyMap<string, Prediction>,
): EvaluationReport {
  const grounding: Judged<'TG'>[] = [];
  const dense: Judged<'DTG'>[] = [];
  const highlights: Judged<'VHD'>[] = [];
  const questions: Judged<'GVQA'>[] = [];
  const localizations: Judged<'TAL'>[] = [];
  let missing = 0;
  for (const item of items) {
    const prediction = predictions.get(item.itemId) ?? null;
    if (prediction === null) missing++;
    const { prompt, truth, itemId } = item;
    if (prompt.task === 'TG' && truth.task === 'TG')
      grounding.push({ item: { ...item, prompt, truth }, prediction });
    else if (prompt.task === 'DTG' && truth.task === 'DTG')
      dense.push({ item: { ...item, prompt, truth }, prediction });
    else if (prompt.task === 'VHD' && truth.task === 'VHD')
      highlights.push({ item: { ...item, prompt, truth }, prediction });
    else if (prompt.task === 'GVQA' && truth.task === 'GVQA')
      questions.push({ item: { ...item, prompt, truth }, prediction });
    else if (prompt.task === 'TAL' && truth.task === 'TAL')
      localizations.push({ item: { ...item, prompt, truth }, prediction });
    else throw new RangeError(`Item ${itemId} asks ${prompt.task}, but its truth is of ${truth.task}.`);
  }
  return {
    tasks: {
      ...(grounding.length > 0 && { TG: groundingMetrics(grounding) }),
      ...(dense.length > 0 && { DTG: denseGroundingMetrics(dense) }),
      ...(highlights.length > 0 && { VHD: highlightMetrics(highlights) }),
      ...(questions.length > 0 && { GVQA: groundedQaMetrics(questions) }),
      ...(localizations.length > 0 && { TAL: localizationMetrics(localizations) }),
    },
    items: items.length,
    missing,
  };
}
