import * as z from 'zod';
import { fixtureJson } from '../../testing/fixtures.ts';

const nested: z.ZodType<number[]> = z
  .array(z.union([z.number(), z.array(z.number())]))
  .transform((rows) => rows.flat());
const tensors = z.array(nested);
const normType = z.union([z.literal(1), z.literal(2), z.literal('inf')]);

const schema = z.object({
  adamw: z.array(
    z.object({
      name: z.string(),
      dtype: z.enum(['torch.float64', 'torch.float32']),
      config: z.object({
        lr: z.number(),
        betas: z.tuple([z.number(), z.number()]),
        eps: z.number(),
        weight_decay: z.number(),
        max_grad_norm: z.number().nullable(),
        amsgrad: z.boolean(),
        schedule: z
          .object({
            kind: z.literal('cosine_with_warmup'),
            num_warmup_steps: z.number(),
            num_training_steps: z.number(),
            num_cycles: z.literal(0.5),
          })
          .nullable(),
      }),
      initial_params: tensors,
      steps: z.array(
        z.strictObject({
          step: z.number(),
          lr: z.number(),
          grads: tensors,
          total_norm_before_clip: z.number().nullable(),
          clipped_grads: tensors.nullable(),
          params: tensors,
          exp_avg: tensors.nullable(),
          exp_avg_sq: tensors.nullable(),
        }),
      ),
    }),
  ),
  schedules: z.array(
    z.strictObject({
      kind: z.enum(['cosine', 'linear', 'constant_with_warmup']),
      base_lr: z.number(),
      num_warmup_steps: z.number(),
      num_training_steps: z.number().nullable(),
      lr_at_step: z.array(z.number()),
    }),
  ),
  clip_grad_norm: z.array(
    z.strictObject({
      max_norm: z.number(),
      norm_type: normType,
      grads: tensors,
      total_norm: z.number(),
      clipped: tensors,
    }),
  ),
});

export type OptimFixture = z.infer<typeof schema>;
export type AdamWCase = OptimFixture['adamw'][number];

/** Expected numbers of PyTorch's AdamW and clipping and of transformers' schedules, each tensor flattened. */
export function optimFixture(): OptimFixture {
  return schema.parse(fixtureJson('optim/adamw.json'));
}
