import { z } from 'zod';
import { acceptThreshold, type ConfidenceHistogram } from '../../metrics/calibration.ts';
import { TASKS } from '../../tasks/task.ts';
import { runReport, type RunReport } from '../../training/run-report.ts';
import type { PolicyConfidence, RunConfidence } from '../contract/index.ts';

/** What the project keeps of a policy's measurements; earlier versions kept no confidence. */
export const policyMetrics = z.object({
  columns: runReport.shape.columns,
  confidence: runReport.shape.confidence,
});

/** @returns what `policyMetrics` reads back, as plain JSON */
export function metricsToStore({ columns, confidence }: RunReport): Record<string, never> {
  return JSON.parse(JSON.stringify({ columns, confidence }));
}

/** Shares of right suggestions that a person can ask for. */
const PRECISIONS = [0.8, 0.9, 0.95];

/** Whether a policy's scores are probabilities, and from which on suggestions may be accepted together. */
export function policyConfidence(confidence: RunReport['confidence']): PolicyConfidence | null {
  if (confidence === null) return null;
  const { items, sentence, calibration } = confidence;
  if (calibration === null) return { items, sentence, error: null, thresholds: [] };
  const { all, kinds } = calibration;
  const from = (histogram: ConfidenceHistogram, precision: number, among: number) => {
    const found = acceptThreshold(histogram, precision);
    return found === null ? null : { ...found, items: among };
  };
  return {
    items,
    sentence,
    error: all.after.errors.mass,
    thresholds: PRECISIONS.map((precision) => ({
      precision,
      all: from(all.histogram, precision, all.items),
      tasks: Object.fromEntries(
        TASKS.flatMap((task) => {
          const own = kinds[task];
          const found = own === undefined ? null : from(own.histogram, precision, own.items);
          return found === null ? [] : [[task, found]];
        }),
      ),
    })),
  };
}

/** What a finished run's page shows of its calibration. */
export function runConfidence(confidence: RunReport['confidence']): RunConfidence | null {
  if (confidence === null) return null;
  const { items, sentence, calibration } = confidence;
  if (calibration === null) return { items, sentence, all: null, kinds: {} };
  return { items, sentence, all: calibration.all, kinds: calibration.kinds };
}
