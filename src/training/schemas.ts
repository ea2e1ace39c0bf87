import * as z from 'zod';

import type { Prediction, Prompt, Truth } from '../tasks/task.ts';
import { interval, type Interval } from '../time/interval.ts';
import { seconds } from '../time/ticks.ts';

/** Schemas of the task types for messages and files between processes: the same objects as in memory, as JSON. */

const time = z.number().transform(seconds);

export const intervalSchema = z
  .object({ start: z.number(), end: z.number() })
  .refine(({ start, end }) => start < end, 'an interval must start before it ends')
  .transform(({ start, end }): Interval => interval(seconds(start), seconds(end)));

const saliency = z.object({ clipLength: time, scores: z.array(z.number()) });
const intervals = z.array(intervalSchema);
const slots = z.array(intervalSchema.nullable());

export const promptSchema: z.ZodType<Prompt> = z.discriminatedUnion('task', [
  z.object({ task: z.literal('TG'), query: z.string() }),
  z.object({ task: z.literal('DTG'), sentences: z.array(z.string()).min(1) }),
  z.object({ task: z.literal('VHD'), query: z.string(), clipLength: time }),
  z.object({ task: z.literal('GVQA'), question: z.string(), options: z.array(z.string()).min(1) }),
  z.object({ task: z.literal('TAL'), label: z.string(), description: z.string() }),
]);

export const truthSchema: z.ZodType<Truth> = z.discriminatedUnion('task', [
  z.object({ task: z.literal('TG'), intervals: z.tuple([intervalSchema]) }),
  z.object({ task: z.literal('DTG'), intervals: slots }),
  z.object({ task: z.literal('VHD'), intervals, saliency: saliency.nullable() }),
  z.object({ task: z.literal('GVQA'), intervals, answerIndex: z.int().min(0) }),
  z.object({ task: z.literal('TAL'), intervals }),
]);

export const predictionSchema: z.ZodType<Prediction> = z
  .object({
    intervals: slots,
    scores: z.array(z.number()),
    alternatives: z
      .array(z.object({ slot: z.int().min(0), interval: intervalSchema, score: z.number() }))
      .optional(),
    answerIndex: z.int().min(0).optional(),
    answerScore: z.number().optional(),
    saliency: saliency.optional(),
    response: z.string(),
    basis: z.literal('events').optional(),
  })
  // An absent key and one holding undefined are not the same to `Prediction`.
  .transform(({ alternatives, answerIndex, answerScore, saliency: clips, basis, ...rest }) => ({
    ...rest,
    ...(alternatives !== undefined && { alternatives }),
    ...(answerIndex !== undefined && { answerIndex }),
    ...(answerScore !== undefined && { answerScore }),
    ...(clips !== undefined && { saliency: clips }),
    ...(basis !== undefined && { basis }),
  }));
