import { z } from 'zod';
import { calibration } from '../../policy/calibration/calibration.ts';
import { id, instant, path, said, taskKind } from './words.ts';

/** `training.start`: absent means the trainer's own default. */
export const trainingSettings = z.strictObject({
  warmupEpochs: z.int().min(0).max(1000).optional(),
  /** Dense networks that are trained apart and averaged. */
  members: z.int().min(1).max(4).optional(),
  steps: z.int().min(0).max(100_000).optional(),
  /** Steps over which the learning rate falls; absent: all of them. More only to repeat a run that time cut short. */
  decaySteps: z.int().min(1).max(100_000).optional(),
  /** Bounds the whole run, feature extraction included. */
  minutes: z.number().positive().max(10_080).optional(),
  seed: z.int().min(0).max(2_147_483_647).optional(),
  device: z.string().min(1).max(40).optional(),
  /** Of the processor; absent: all cores but one, so that the page stays quick. */
  threads: z.int().min(1).max(512).optional(),
  /** File of an image encoder; absent: the application's own setting. */
  frameEncoder: path.optional(),
  /** Make the result the current policy when it is done; default false: a person looks first. */
  promote: z.boolean().optional(),
});
export type TrainingSettings = z.infer<typeof trainingSettings>;
export const trainingStarted = z.object({ runId: z.string() });
export const runIdInput = z.strictObject({ runId: id });

export const runState = z.enum([
  'queued',
  'running',
  'paused',
  'done',
  'failed',
  'cancelled',
  /** Was running when the application ended; can be resumed. */
  'interrupted',
]);
export type RunState = z.infer<typeof runState>;

/** Held-out result of one metric of one task; null where it was not measured. `n`: queries (or classes) behind it. */
export const evaluationRow = z.object({
  task: taskKind,
  metric: z.string(),
  n: z.int(),
  before: z.number().nullable(),
  warmUp: z.number().nullable(),
  after: z.number().nullable(),
});
export type EvaluationRow = z.infer<typeof evaluationRow>;

export const run = z.object({
  id: z.string(),
  state: runState,
  /** `features`, `warm-up`, `grpo`, `evaluation`, or empty before it began. */
  phase: z.string(),
  done: z.number(),
  total: z.number().nullable(),
  sentence: z.string(),
  /** The sentence for any language; null where it has English only. */
  said: said.nullable(),
  etaSeconds: z.number().nullable(),
  settings: trainingSettings,
  device: z.string().nullable(),
  startedAt: instant,
  endedAt: instant.nullable(),
  /** Why it failed, one sentence. */
  error: z.string().nullable(),
  /** The policy it made, once there is one. */
  policyId: z.string().nullable(),
  basePolicyId: z.string(),
  evaluation: z.array(evaluationRow),
  canResume: z.boolean(),
});
export type Run = z.infer<typeof run>;

/** One curve; `steps` and `values` have equal length. Names: reward, format, localization, answer, kl, loss, gradientNorm, heldOut... */
export const metricSeries = z.object({
  name: z.string(),
  phase: z.string(),
  steps: z.array(z.number()),
  values: z.array(z.number()),
});
export type MetricSeries = z.infer<typeof metricSeries>;

/** How true a result's confidences are on held-out videos, over all suggestions and by kind; null and empty: not calibrated. */
export const runConfidence = z.object({
  /** Held-out curated items that there were. */
  items: z.int(),
  /** What came of it, or why there is no calibration. */
  sentence: z.string(),
  all: calibration.shape.all.nullable(),
  kinds: calibration.shape.kinds,
});
export type RunConfidence = z.infer<typeof runConfidence>;
export const runDetail = run.extend({
  series: z.array(metricSeries),
  /** Null while the run is under way, and for runs from before there was calibration. */
  confidence: runConfidence.nullable(),
});
export type RunDetail = z.infer<typeof runDetail>;

/** From which confidence on suggestions may be accepted together: `right` of `count` held-out ones were right, on `items`. */
export const confidenceThreshold = z.object({
  confidence: z.number(),
  count: z.int(),
  right: z.int(),
  items: z.int(),
});
export type ConfidenceThreshold = z.infer<typeof confidenceThreshold>;

export const policyConfidence = z.object({
  items: z.int(),
  sentence: z.string(),
  /** Expected calibration error, cross-validated; null: not calibrated. */
  error: z.number().nullable(),
  /** By share of right ones that is wished for. Null: no confidence reaches it; tasks that don't reach it are absent. */
  thresholds: z.array(
    z.object({
      precision: z.number(),
      all: confidenceThreshold.nullable(),
      tasks: z.partialRecord(taskKind, confidenceThreshold),
    }),
  ),
});
export type PolicyConfidence = z.infer<typeof policyConfidence>;

/** `policies.list` */
export const policyRow = z.object({
  id: z.string(),
  name: z.string(),
  architecture: z.string(),
  /** `shipped`, or the run that made it. */
  origin: z.string(),
  parentId: z.string().nullable(),
  createdAt: instant.nullable(),
  current: z.boolean(),
  /** A run made it and nobody has decided about it: it can be discarded. */
  candidate: z.boolean(),
  /** False when this version cannot load it; `note` says why. */
  usable: z.boolean(),
  note: z.string().nullable(),
  evaluation: z.array(evaluationRow),
  /** Null: it was never measured. */
  confidence: policyConfidence.nullable(),
});
export type PolicyRow = z.infer<typeof policyRow>;
/** `policies.discard`: takes a candidate out of the list; its file stays. */
export const policyDiscardInput = z.strictObject({ policyId: id });
/** `policies.promote`: a run's result or an earlier policy. */
export const promoteInput = z.union([z.strictObject({ runId: id }), z.strictObject({ policyId: id })]);
export const policyNow = z.object({ policyId: z.string(), sentence: z.string(), said: said.nullable() });
