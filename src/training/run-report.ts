import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';

import { writeFileAtomic } from './atomic-file.ts';
import { calibrationEvent, storedReport, type EvaluationEvent, type NumberedEvent } from './events.ts';
import { decisionCounts, NO_DECISIONS } from './snapshot-decisions.ts';

const measured = z.object({
  report: storedReport,
  /** Mean of the tasks' headline metrics. */
  score: z.number().nullable(),
});
const column = z.object({ heldOut: measured.nullable(), test: measured.nullable() });

/** `report.json`: what a finished run has to show. Its presence means that the run is finished. */
export const runReport = z.object({
  format: z.literal('tempr1-run-report'),
  version: z.literal(1),
  architecture: z.string(),
  runsOn: z.string(),
  corpus: z.string(),
  identity: z.string(),
  seed: z.int(),
  plan: z.object({
    warmUpEpochs: z.int(),
    members: z.int().default(1),
    warmUpSteps: z.int(),
    grpoSteps: z.int(),
    decaySteps: z.int(),
    reason: z.string(),
  }),
  /** The GRPO step whose weights were kept. */
  chosenStep: z.int(),
  videos: z.object({ train: z.array(z.string()), heldOut: z.array(z.string()), test: z.array(z.string()) }),
  items: z.object({ train: z.int(), heldOut: z.int(), test: z.int() }),
  /** Decisions that were learned from, on items that nobody called curated. Reports from before there were any lack it. */
  decisions: decisionCounts.default(NO_DECISIONS),
  /** Videos that could not be used, with the reason. */
  skipped: z.array(z.object({ video: z.string(), sentence: z.string() })),
  /** Three columns: the policy it started from, after the warm-up, and the result. */
  columns: z.object({ start: column, afterWarmUp: column, result: column }),
  /** Whether the result's scores are probabilities, fitted on the held-out videos; null in reports from before there was that. */
  confidence: calibrationEvent.omit({ kind: true }).nullable().default(null),
  /** Seconds each part took; pauses and interruptions are left out where they can be told. */
  seconds: z.record(z.string(), z.number()),
});
export type RunReport = z.infer<typeof runReport>;

const FILE = 'report.json';

export async function writeRunReport(folder: string, report: RunReport): Promise<string> {
  const file = path.join(folder, FILE);
  await writeFileAtomic(file, [`${JSON.stringify(report, null, 2)}\n`]);
  return file;
}

/** @returns null when the run is not finished. @throws when the file is there but is no report. */
export async function readRunReport(folder: string): Promise<RunReport | null> {
  const text = await readFile(path.join(folder, FILE), 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  });
  return text === null ? null : runReport.parse(JSON.parse(text));
}

/** The last evaluation of each stage and split in a log. */
export function columnsOf(events: readonly NumberedEvent[]): RunReport['columns'] {
  const of = (stage: EvaluationEvent['stage']) => {
    const on = (split: 'held-out' | 'test') => {
      const last = events.findLast(
        ({ event }) => event.kind === 'evaluation' && event.stage === stage && event.split === split,
      )?.event;
      return last?.kind === 'evaluation' ? { report: last.report, score: last.score } : null;
    };
    return { heldOut: on('held-out'), test: on('test') };
  };
  return { start: of('start'), afterWarmUp: of('after-warm-up'), result: of('result') };
}

/** What the log says of the result's calibration. */
export function confidenceOf(events: readonly NumberedEvent[]): RunReport['confidence'] {
  const found = events.findLast(({ event }) => event.kind === 'calibration')?.event;
  if (found?.kind !== 'calibration') return null;
  const { kind: _, ...rest } = found;
  return rest;
}

/** The plan as it was in the end, and the step whose weights were kept. */
export function decisionsOf(events: readonly NumberedEvent[]): Pick<RunReport, 'plan' | 'chosenStep'> {
  const plans = events.flatMap(({ event }) => (event.kind === 'plan' ? [event] : []));
  const last = plans.at(-1);
  const result = events.findLast(
    ({ event }) => event.kind === 'evaluation' && event.stage === 'result',
  )?.event;
  const grpoSteps = events.filter(({ event }) => event.kind === 'grpo').length;
  return {
    plan: {
      warmUpEpochs: last?.warmUpEpochs ?? 0,
      members: last?.members ?? 1,
      warmUpSteps: plans.find(({ warmUpSteps }) => warmUpSteps !== null)?.warmUpSteps ?? 0,
      // Those that were done: the plan of a run that time cut short may lie in a part of the log that was lost.
      grpoSteps,
      decaySteps: last?.decaySteps ?? 0,
      reason: last?.reason ?? '',
    },
    chosenStep: result?.kind === 'evaluation' ? result.step : grpoSteps,
  };
}
