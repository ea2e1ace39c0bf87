import * as z from 'zod';
import { LOSS_TYPES, type LossBatch, type LossSettings } from '../grpo-loss.ts';
import { GAMMA_SHAPE, SOFT_TEMPERATURES } from '../loss-terms.ts';
import { fixtureJson } from '../../testing/fixtures.ts';

/** Expected values of TRL's own code, for tests of this room. */

const numbers = z.array(z.number());
const matrix = z.array(numbers);

const lossCase = z.object({
  name: z.string(),
  config: z.object({
    loss_type: z.enum(LOSS_TYPES),
    epsilon: z.number(),
    epsilon_high: z.number(),
    delta: z.number().nullable(),
    beta: z.number(),
    importance_sampling_level: z.enum(['token', 'sequence']),
    max_completion_length: z.number(),
    current_gradient_accumulation_steps: z.number(),
    steps_per_generation: z.number(),
    mode: z.enum(['train', 'eval']),
    use_bias_correction_kl: z.boolean(),
    top_entropy_quantile: z.number(),
    off_policy_mask_threshold: z.number().nullable(),
    num_processes: z.number(),
    entropy_coef: z.number(),
  }),
  inputs: z.object({
    logps: matrix,
    old_logps: matrix.nullable(),
    ref_logps: matrix.nullable(),
    completion_mask: matrix,
    tool_mask: matrix.nullable(),
    advantages: numbers,
    num_items_in_batch: z.number(),
    entropies: matrix.nullable(),
  }),
  // Strict here and below: an expected number that no test knows of must not pass by.
  expected: z.strictObject({
    loss: z.number(),
    grad_logps: matrix,
    grad_entropies: matrix.optional(),
    per_token_kl_k3: matrix.optional(),
    metrics: z.record(z.string(), z.number().nullable()),
  }),
});

const lossFile = z.object({ cases: z.array(lossCase) });

const logitsFile = z.object({
  cases: z.array(
    z.object({
      name: z.string(),
      config: z.object({
        loss_type: z.enum(LOSS_TYPES),
        temperature: z.number(),
        beta: z.number(),
        epsilon: z.number(),
        epsilon_high: z.number(),
        max_completion_length: z.number(),
        prompt_len: z.int(),
      }),
      inputs: z.object({
        logits: z.array(matrix),
        completion_ids: z.array(z.array(z.int())),
        completion_mask: matrix,
        advantages: numbers,
        old_logps: matrix,
        ref_logps: matrix,
      }),
      expected: z.strictObject({
        logps: matrix,
        entropies: matrix,
        loss: z.number(),
        grad_logits: z.array(matrix),
        metrics: z.record(z.string(), z.number()),
      }),
    }),
  ),
});

const advantagesFile = z.object({
  cases: z.array(
    z.object({
      name: z.string(),
      num_generations: z.number(),
      scale_rewards: z.enum(['none', 'group', 'batch']),
      reward_weights: numbers,
      multi_objective_aggregation: z.enum(['sum_then_normalize', 'normalize_then_sum']),
      rewards_per_func: z.array(z.array(z.number().nullable())),
      expected: z.strictObject({
        advantages: numbers,
        reward: z.number(),
        reward_std: z.number(),
        frac_reward_zero_std: z.number(),
        num_items_in_batch: z.number(),
        reward_mean_per_func: numbers,
        reward_std_per_func: numbers,
      }),
    }),
  ),
});

export type LossCase = z.infer<typeof lossCase>;
export type AdvantagesCase = z.infer<typeof advantagesFile>['cases'][number];

export type LogitsCase = z.infer<typeof logitsFile>['cases'][number];

export function lossCases(): LossCase[] {
  return lossFile.parse(fixtureJson('grpo/loss.json')).cases;
}

export function logitsCases(): LogitsCase[] {
  return logitsFile.parse(fixtureJson('grpo/logits_to_loss.json')).cases;
}

export function advantagesCases(): AdvantagesCase[] {
  return advantagesFile.parse(fixtureJson('grpo/advantages.json')).cases;
}

/** The batch of a case, and TRL's settings as this program names them. */
export function readLossCase({ config, inputs }: LossCase): { batch: LossBatch; settings: LossSettings } {
  const training = config.mode === 'train';
  const accumulation = training ? config.current_gradient_accumulation_steps : 1;
  const { tool_mask: toolMask } = inputs;
  return {
    batch: {
      logProbs: inputs.logps,
      oldLogProbs: inputs.old_logps,
      referenceLogProbs: inputs.ref_logps,
      mask:
        toolMask === null
          ? inputs.completion_mask
          : inputs.completion_mask.map((row, i) => row.map((m, t) => m * (toolMask[i]?.[t] ?? 0))),
      advantages: inputs.advantages,
      entropies: inputs.entropies,
    },
    settings: {
      ...PLAIN_LOSS,
      type: config.loss_type,
      clipLow: config.epsilon,
      clipHigh: config.epsilon_high,
      delta: config.delta,
      beta: config.beta,
      ratioLevel: config.importance_sampling_level,
      biasCorrectedKl: config.use_bias_correction_kl,
      maxResponseTokens: config.max_completion_length,
      accumulation,
      tokensInUpdate:
        (Math.max(1, inputs.num_items_in_batch) / config.num_processes) *
        (training ? accumulation / config.steps_per_generation : 1),
      topEntropyQuantile: config.top_entropy_quantile,
      offPolicyThreshold: config.off_policy_mask_threshold,
      entropyBonus: config.entropy_coef,
    },
  };
}

/** The batch of a case that starts from logits, given the log-probabilities worked out from them, and its settings. */
export function readLogitsCase(
  { config, inputs }: LogitsCase,
  logProbs: readonly ArrayLike<number>[],
): { batch: LossBatch; settings: LossSettings } {
  return {
    batch: {
      logProbs,
      oldLogProbs: inputs.old_logps,
      referenceLogProbs: inputs.ref_logps,
      mask: inputs.completion_mask,
      advantages: inputs.advantages,
      entropies: null,
    },
    settings: {
      ...PLAIN_LOSS,
      type: config.loss_type,
      beta: config.beta,
      clipLow: config.epsilon,
      clipHigh: config.epsilon_high,
      maxResponseTokens: config.max_completion_length,
    },
  };
}

/** Nothing switched on. */
export const PLAIN_LOSS: LossSettings = {
  type: 'grpo',
  clipLow: 0.2,
  clipHigh: 0.2,
  delta: null,
  beta: 0,
  ratioLevel: 'token',
  biasCorrectedKl: false,
  maxResponseTokens: 8,
  accumulation: 1,
  tokensInUpdate: null,
  topEntropyQuantile: 1,
  offPolicyThreshold: null,
  entropyBonus: 0,
  temperatures: SOFT_TEMPERATURES,
  gamma: GAMMA_SHAPE,
};

/** True when the numbers agree to `tolerance`, relative to those expected where they are above 1. */
export function near(actual: number | undefined, expected: number, tolerance: number): boolean {
  return Math.abs((actual ?? NaN) - expected) <= tolerance * Math.max(1, Math.abs(expected));
}

/** `near` for each number of two lists of equal length. */
export function allNear(
  actual: ArrayLike<number> | undefined,
  expected: readonly number[],
  tolerance: number,
): boolean {
  return (
    actual?.length === expected.length && expected.every((value, i) => near(actual[i], value, tolerance))
  );
}
