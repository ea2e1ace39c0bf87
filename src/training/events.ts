import * as z from 'zod';

import { calibration } from '../policy/calibration/calibration.ts';
import { TASKS } from '../tasks/task.ts';

/** What a run tells while it goes: its curves, its evaluations and what it decided. One line each in `events.jsonl`. */

const task = z.enum(TASKS);
const count = z.int().min(0);

/** Mean reward over the rollouts of one task in one step, and the terms it is made of (method.md 3.1). */
const taskReward = z.object({
  rollouts: count,
  total: z.number(),
  format: z.number(),
  localization: z.number(),
  answer: z.number(),
});

/** `EvaluationReport` of src/metrics as it is stored: fractions in [0, 1] by metric name, and counts. */
export const storedReport = z.object({
  tasks: z.partialRecord(task, z.record(z.string(), z.number().nullable())),
  items: count,
  missing: count,
});
export type StoredReport = z.infer<typeof storedReport>;

export const warmUpEvent = z.object({
  kind: z.literal('warm-up'),
  /** Steps finished, this one included. */
  step: count,
  total: count,
  /** Which part of the policy was trained. */
  part: z.string(),
  loss: z.number(),
  /** Until the end of the warm-up; null while unknown. */
  etaSeconds: z.number().nullable(),
});

export const grpoEvent = z.object({
  kind: z.literal('grpo'),
  step: count,
  total: count,
  loss: z.number(),
  /** Mean total reward over all rollouts of the step. */
  reward: z.number(),
  /** Of the responses to curated questions. */
  rewards: z.partialRecord(task, taskReward),
  /** Of those scored by decisions about suggestions. Logs from before there were any lack it. */
  decided: z.partialRecord(task, taskReward).default({}),
  /** Mean k3 estimate per token of the divergence from the reference policy. */
  kl: z.number(),
  /** Before clipping. */
  gradientNorm: z.number(),
  /** Shares of ratios cut by the clip. */
  clippedLow: z.number(),
  clippedHigh: z.number(),
  groups: count,
  /** Groups whose rewards were all equal: no signal. */
  flatGroups: count,
  /** Mean tokens per response. */
  responseTokens: z.number(),
  learningRate: z.number(),
  etaSeconds: z.number().nullable(),
});

/** `start`: the policy the run began with. `result`: the policy the run ends with. */
export const STAGES = ['start', 'after-warm-up', 'grpo', 'result'] as const;

export const evaluationEvent = z.object({
  kind: z.literal('evaluation'),
  stage: z.enum(STAGES),
  split: z.enum(['held-out', 'test']),
  /** GRPO steps finished. */
  step: count,
  report: storedReport,
  /** Mean of the tasks' headline metrics; null when no task was measured. */
  score: z.number().nullable(),
});

/** Whether the result's scores are probabilities now, and on what that stands. */
export const calibrationEvent = z.object({
  kind: z.literal('calibration'),
  /** Held-out curated items that there were. */
  items: count,
  /** For people: what came of it, or why there is none. */
  sentence: z.string(),
  calibration: calibration.nullable(),
});

/** Fixed numbers of steps; a run given these numbers ends with the same weights. */
export const planEvent = z.object({
  kind: z.literal('plan'),
  warmUpEpochs: count,
  /** Dense networks; plans from before there could be several lack it. */
  members: count.default(1),
  /** Null when the warm-up is over. */
  warmUpSteps: count.nullable(),
  grpoSteps: count,
  /** Steps over which the learning rate falls. */
  decaySteps: count,
  /** Why these numbers, for people. */
  reason: z.string(),
});

export const trainingEvent = z.discriminatedUnion('kind', [
  planEvent,
  warmUpEvent,
  grpoEvent,
  evaluationEvent,
  calibrationEvent,
]);
export type TrainingEvent = z.infer<typeof trainingEvent>;
export type WarmUpEvent = z.infer<typeof warmUpEvent>;
export type GrpoEvent = z.infer<typeof grpoEvent>;
export type EvaluationEvent = z.infer<typeof evaluationEvent>;

/**
 * An event as the log and the socket carry it. Numbers begin at 1 without gaps; a resumed run sends again, with the same
 * numbers, what came after its checkpoint: a reader keeps the latest of each number.
 */
export const numberedEvent = z.object({
  number: z.int().min(1),
  /** Milliseconds since 1970. */
  at: z.number(),
  event: trainingEvent,
});
export type NumberedEvent = z.infer<typeof numberedEvent>;
