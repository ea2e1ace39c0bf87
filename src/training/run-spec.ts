import * as z from 'zod';

import { LOSS_TYPES } from './grpo-loss.ts';

/** What a run does, fixed before it starts and stored in its folder. Everything absent takes the value documented here. */

const positive = z.number().positive();

/** The loss (grpo-loss.ts). Defaults: preset `tempr1`. */
export const lossSpec = z.strictObject({
  /** VideoChat-R1 averages over the tokens of a response, then over responses: TRL's `grpo` (method.md 7.2). */
  type: z.enum(LOSS_TYPES).default('grpo'),
  /** The paper writes a clip (method.md 7.1); with one update per rollout the ratio is 1 and it never acts. */
  clipLow: z.number().min(0).max(1).default(0.2),
  clipHigh: z.number().min(0).default(0.2),
  delta: positive.nullable().default(null),
  /** VideoChat-R1 trains with TRL 0.15.1's default (method.md 7.2). */
  beta: z.number().min(0).default(0.04),
  ratioLevel: z.enum(['token', 'sequence']).default('token'),
  biasCorrectedKl: z.boolean().default(false),
  /** Only `dr_grpo` reads it. */
  maxResponseTokens: z.int().positive().default(1024),
  offPolicyThreshold: z.number().nullable().default(null),
});
export type LossSpec = z.infer<typeof lossSpec>;

/** GRPO (method.md 7). Defaults: preset `tempr1`. */
export const grpoSpec = z.strictObject({
  /** Prompts per update: VideoChat-R1's 8 devices with one each. */
  promptsPerStep: z.int().min(1).max(4096).default(8),
  /** G, responses per prompt: VideoChat-R1. */
  groupSize: z.int().min(2).max(1024).default(8),
  /** VideoChat-R1. Responses are drawn at it, and their log-probabilities taken at it, as in TRL. */
  temperature: positive.default(1),
  /** Set per architecture; see `PRESETS`. */
  learningRate: positive.default(4e-5),
  /** `linear` falls to 0 at the end of the run, the default of the trainer that VideoChat-R1 uses. */
  schedule: z.enum(['linear', 'constant']).default('linear'),
  /** Steps over which `linear` falls; null: all of the run's. Only needed to repeat a run that time cut short. */
  decaySteps: z.int().min(1).nullable().default(null),
  /** Global gradient norm at which an update is clipped. */
  maxGradientNorm: positive.default(1),
  /** Updates made of each batch of rollouts. With more than 1, clipping acts. */
  updatesPerRollout: z.int().min(1).max(16).default(1),
  /** Advantages are divided by the standard deviation of their group (paper, method.md 7.1). */
  scaling: z.enum(['none', 'group', 'batch']).default('group'),
  /**
   * Weight of the loss beside GRPO that keeps true how sure the policy is of single intervals (policy-study.md 2.7): TAL is
   * ranked by it, and decisions about single intervals say it outright. Null: 0.3 where a step learns from decisions, else 0.
   */
  beliefWeight: z.number().min(0).nullable().default(null),
  loss: lossSpec.prefault({}),
});
export type GrpoSpec = z.infer<typeof grpoSpec>;

/**
 * Named settings. `tempr1` is what the paper follows, VideoChat-R1: G 8, 8 prompts a step, beta 0.04, temperature 1,
 * standard-deviation scaling, the `grpo` loss and one update per rollout. Its learning rate of 1e-6 belongs to a model
 * of 7 billion parameters; the compact policy's 4e-5 was measured (2e-4 harms it).
 */
export const PRESETS = {
  tempr1: {},
  'tempr1-7b': { learningRate: 1e-6 },
  /** method.md 7.3: TRL's current default loss with clip-higher, weaker on localization in the paper's comparison. */
  dapo: { scaling: 'group', loss: { type: 'dapo', clipHigh: 0.28, beta: 0 } },
  /** method.md 7.4: one ratio per response, better on highlights and localization in the paper's comparison. */
  gspo: { loss: { ratioLevel: 'sequence' } },
} as const satisfies Record<string, z.input<typeof grpoSpec>>;

/** @returns the complete settings of a preset */
export function preset(name: keyof typeof PRESETS): GrpoSpec {
  return grpoSpec.parse(PRESETS[name]);
}

export const runSpec = z.strictObject({
  /** Every random choice of the run follows from it. VideoChat-R1 uses 42. */
  seed: z.int().min(0).max(2_147_483_647).default(42),
  /** Passes of the supervised warm-up; null: what plan-steps.ts thinks right. Under `minutes` these two are upper bounds. */
  warmUpEpochs: z.int().min(0).max(10_000).nullable().default(null),
  /** Dense networks that are trained apart and averaged; null as above. Under `minutes` an upper bound too. */
  members: z.int().min(1).max(4).nullable().default(null),
  /** GRPO updates; null as above. */
  steps: z.int().min(0).max(1_000_000).nullable().default(null),
  /** Bounds the whole run, feature extraction included; null: no bound. */
  minutes: positive.max(10_080).nullable().default(null),
  /**
   * Where the policy runs: `cpu`, or an execution provider's name. The application stores what it chose in place of `auto`;
   * to a trainer that is asked for `auto` it is the processor.
   */
  device: z.string().min(1).max(40).default('auto'),
  /** File of an image encoder that the policy learns to see through; null: its own eyes, or what it has learned with. */
  frameEncoder: z.string().min(1).max(4096).nullable().default(null),
  /** Threads of the policy's sessions; null: as many as the trainer thinks polite. Part of what makes a run repeatable. */
  threads: z.int().min(1).max(512).nullable().default(null),
  grpo: grpoSpec.prefault({}),
  /**
   * What decisions about suggestions of items that nobody curated are for: `rewards` of GRPO, and also to show the dense
   * network what was confirmed and rejected (`rewards-and-frames`; docs/policy.md, "Learning from decisions"), or nothing.
   */
  decisions: z.enum(['none', 'rewards', 'rewards-and-frames']).default('rewards-and-frames'),
  /** Share of the training videos that is held out where the corpus has no validation split (corpus-format.md). */
  heldOutShare: z.number().min(0).max(0.5).default(0.15),
  /** GRPO steps between two evaluations on the held-out videos. */
  evaluateEvery: z.int().min(1).default(20),
  /**
   * `best`: the result is what did best on the held-out videos, the warmed-up policy (step 0) or an evaluated GRPO step;
   * `last`: the final step.
   */
  choose: z.enum(['best', 'last']).default('best'),
  /** Also evaluate the start, warmed-up and final policy on the test split. */
  evaluateTest: z.boolean().default(false),
  /** Longest time between two checkpoints, seconds; 0: after every step. */
  checkpointSeconds: z.number().min(0).default(20),
});
export type RunSpec = z.infer<typeof runSpec>;
