import { z } from 'zod';
import { deviceSchema } from '../../src/tensor/device-schema.ts';

/** What one process is asked to measure; the PyTorch reference takes the same. */
export const questionSchema = z.object({
  work: z.enum(['step', 'forward', 'sample']),
  threads: z.int().positive().default(1),
  /** Where this engine computes. */
  device: deviceSchema.default('cpu'),
  rounds: z.int().positive().default(10),
  width: z.int().default(128),
  layers: z.int().default(4),
  heads: z.int().default(4),
  inner: z.int().default(384),
  vocabulary: z.int().default(512),
  batch: z.int().default(16),
  steps: z.int().default(256),
  groupSize: z.int().default(8),
  promptLength: z.int().default(1),
  newTokens: z.int().default(128),
  recompute: z.boolean().default(false),
  frozen: z.boolean().default(false),
  gflops: z.boolean().default(false),
  profile: z.string().optional(),
});
export type Question = z.input<typeof questionSchema>;

const timingSchema = z.object({ wall: z.array(z.number()), cpu: z.array(z.number()) });
/** Milliseconds of each round. */
export type Timing = z.infer<typeof timingSchema>;

export const answerSchema = z.object({
  timing: timingSchema,
  /** Of the last training step. */
  loss: z.number().nullable(),
  parameters: z.number(),
  peakMegabytes: z.number(),
  gflops: z.number().nullable(),
  version: z.string(),
});
export type Answer = z.infer<typeof answerSchema>;
