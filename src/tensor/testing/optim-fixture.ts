import { readFileSync } from 'node:fs';
import { z } from 'zod';

const nested: z.ZodType<readonly number[]> = z
  .array(z.union([z.number(), z.array(z.number())]))
  .transform((rows) => rows.flat());
const tensors = z.array(nested);

const schema = z.object({
  adamw: z.array(
    z.object({
      name: z.string(),
      config: z.object({
        betas: z.tuple([z.number(), z.number()]),
        eps: z.number(),
        weight_decay: z.number(),
        max_grad_norm: z.number().nullable(),
      }),
      initialParams: tensors,
      steps: z.array(
        z.object({ lr: z.number(), grads: tensors, norm: z.number().nullable(), params: tensors }),
      ),
      firstMoments: z.object({ m: tensors, v: tensors }),
    }),
  ),
  schedules: z.array(
    z.object({
      kind: z.enum(['cosine', 'linear', 'constant_with_warmup']),
      base_lr: z.number(),
      num_warmup_steps: z.number(),
      num_training_steps: z.number().nullable(),
      lr_at_step: z.array(z.number()),
    }),
  ),
});

/** Expected numbers of PyTorch's AdamW and of transformers' schedules, each tensor flattened. */
export function optimFixture(): z.infer<typeof schema> {
  return schema.parse(JSON.parse(readFileSync(new URL('../fixtures/adamw.json', import.meta.url), 'utf8')));
}
