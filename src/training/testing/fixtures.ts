import * as z from 'zod';
import { fixtureJson } from '../../testing/fixtures.ts';

/** Expected values of TRL's own code, for tests of this room. */

const numbers = z.array(z.number());
const matrix = z.array(numbers);

const lossCase = z.object({
  name: z.string(),
  config: z.object({
    loss_type: z.enum(['grpo', 'bnpo', 'dr_grpo', 'dapo']),
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
    entropy_coef: z.literal(0),
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
  expected: z.object({
    loss: z.number(),
    grad_logps: matrix,
    metrics: z.record(z.string(), z.number().nullable()),
  }),
});

const lossFile = z.object({ cases: z.array(z.unknown()) });

const advantagesFile = z.object({
  cases: z.array(
    z.object({
      name: z.string(),
      num_generations: z.number(),
      scale_rewards: z.enum(['none', 'group', 'batch']),
      reward_weights: numbers,
      multi_objective_aggregation: z.enum(['sum_then_normalize', 'normalize_then_sum']),
      rewards_per_func: z.array(z.array(z.number().nullable())),
      expected: z.object({ advantages: numbers, frac_reward_zero_std: z.number() }),
    }),
  ),
});

export type LossCase = z.infer<typeof lossCase>;
export type AdvantagesCase = z.infer<typeof advantagesFile>['cases'][number];

/** Cases of the four loss types of this program (TRL has others, and a bonus for entropy). */
export function lossCases(): LossCase[] {
  return lossFile.parse(fixtureJson('grpo/loss.json')).cases.flatMap((each) => {
    const ours = lossCase.safeParse(each);
    return ours.success ? [ours.data] : [];
  });
}

export function advantagesCases(): AdvantagesCase[] {
  return advantagesFile.parse(fixtureJson('grpo/advantages.json')).cases;
}
