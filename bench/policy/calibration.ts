import {
  calibratedPrediction,
  fitCalibration,
  type Calibration,
} from '../../src/policy/calibration/calibration.ts';
import { acceptThreshold } from '../../src/metrics/calibration.ts';
import { evaluate } from '../../src/metrics/evaluation.ts';
import { SUGGESTION_KINDS, type SuggestionKind } from '../../src/metrics/suggestion-outcomes.ts';
import type { CompactPolicy } from '../../src/policy/compact/compact-policy.ts';
import type { CuratedQuestion } from '../../src/policy/policy.ts';
import { evaluatePolicy, evaluationItems } from '../../src/training/evaluate-policy.ts';
import { figuresOf, figureText } from './figures.ts';

/** How true a policy's confidences are on videos that it has not learned from. */
export interface CalibrationResult {
  readonly calibration: Calibration;
  readonly sentence: string;
  /** The eight figures, by raw and by calibrated scores: they must be the same. */
  readonly figures: { readonly raw: string; readonly calibrated: string };
}

/**
 * Fits and judges (cross-validated by video) the calibration of a policy.
 * @param questions curated, of videos that the policy has not learned from, at least 100
 * @throws Error when they are too few
 */
export async function measureCalibration(
  policy: CompactPolicy,
  questions: readonly CuratedQuestion[],
): Promise<CalibrationResult> {
  const kept = policy.calibration;
  policy.calibrate(null);
  const { predictions, report } = await evaluatePolicy(policy, questions);
  policy.calibrate(kept);
  const items = evaluationItems(questions);
  const { calibration, sentence } = fitCalibration(items, predictions);
  if (calibration === null) throw new Error(sentence);
  const mended = new Map(
    items.flatMap(({ itemId, prompt }) => {
      const raw = predictions.get(itemId);
      return raw === undefined
        ? []
        : [[itemId, calibratedPrediction(raw, prompt.task, calibration)] as const];
    }),
  );
  return {
    calibration,
    sentence,
    figures: {
      raw: figureText(figuresOf(report)),
      calibrated: figureText(figuresOf(evaluate(items, mended))),
    },
  };
}

const NAMES: Readonly<Record<SuggestionKind | 'all', string>> = {
  all: '**all**',
  TG: 'TG',
  DTG: 'DTG sentence',
  VHD: 'VHD window',
  GVQA: 'GVQA evidence',
  answer: 'GVQA answer',
  TAL: 'TAL instance',
};

const hundredth = (share: number) => (100 * share).toFixed(1);

/** The result as Markdown: a line for each kind of suggestion, the bins of all, and the thresholds. */
export function calibrationTable({ calibration, sentence, figures }: CalibrationResult): string {
  const { all, kinds, own, pooled } = calibration;
  const rows = [
    { kind: 'all' as const, measured: all, map: '' },
    ...SUGGESTION_KINDS.flatMap((kind) => {
      const measured = kinds[kind];
      const map = own[kind]?.family ?? `common (${pooled.family})`;
      return measured === undefined ? [] : [{ kind, measured, map }];
    }),
  ];
  const lines = rows.map(({ kind, measured: { items, suggestions, before, after }, map }) => {
    const right = after.bins.reduce((sum, bin) => sum + bin.right, 0);
    const [old, now] = [before.errors, after.errors];
    const cells = [
      NAMES[kind],
      items,
      suggestions,
      hundredth(right / Math.max(1, suggestions)),
      hundredth(old.mass),
      hundredth(now.mass),
      hundredth(old.width),
      hundredth(now.width),
      old.logLoss.toFixed(3),
      now.logLoss.toFixed(3),
      map,
    ];
    return `| ${cells.join(' | ')} |`;
  });
  const bins = all.after.bins.map(
    ({ meanScore, right, count, low, high }) =>
      `| ${hundredth(meanScore)} | ${hundredth(right / count)} | ${hundredth(low)} to ${hundredth(high)} | ${count} |`,
  );
  const thresholds = [0.8, 0.9, 0.95].map((precision) => {
    const found = acceptThreshold(all.histogram, precision);
    if (found === null) return `| ${hundredth(precision)} | none | | |`;
    const { confidence, right, count } = found;
    const share = `${hundredth(count / all.suggestions)} % of all`;
    return `| ${hundredth(precision)} | ${hundredth(confidence)} | ${right} of ${count} | ${share} |`;
  });
  return [
    sentence,
    '',
    '| suggestions | items | judged | right, % | ECE before | ECE after | 15 equal widths before | after | log-loss before | after | map |',
    `|---|${'--:|'.repeat(9)}---|`,
    ...lines,
    '',
    '| said, % | right, % | 95 % interval | suggestions |',
    '|--:|--:|--:|--:|',
    ...bins,
    '',
    '| wished for, % | accept from, % | right there | share |',
    '|--:|--:|--:|--:|',
    ...thresholds,
    '',
    `Figures by raw scores: ${figures.raw}. By calibrated scores: ${figures.calibrated}.`,
  ].join('\n');
}
