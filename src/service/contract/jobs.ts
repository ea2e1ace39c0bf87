import { z } from 'zod';
import { id, instant, said } from './words.ts';

export const jobKind = z.enum([
  'import',
  'videos',
  'suggest',
  'export',
  'proxy',
  'bulk',
  'pack',
  'unpack',
  'relink',
]);
export type JobKind = z.infer<typeof jobKind>;
export const jobState = z.enum(['queued', 'running', 'done', 'failed', 'cancelled']);

/** One named thing of a job that could not be done, while the rest went on. */
export const jobProblem = z.object({
  subject: z.string(),
  sentence: z.string(),
  /** The sentence for any language; null where there is English only. */
  said: said.nullable(),
});
export type JobProblem = z.infer<typeof jobProblem>;

export const job = z.object({
  id: z.string(),
  kind: jobKind,
  /** What it works on, for a person. */
  title: z.string(),
  /** The title for any language; null where it is a name, or English only. */
  titleSaid: said.nullable(),
  state: jobState,
  done: z.number(),
  /** null while unknown. */
  total: z.number().nullable(),
  /** What it is doing now; at the end, what came of it. When failed: the one sentence that says why. */
  sentence: z.string(),
  said: said.nullable(),
  etaSeconds: z.number().nullable(),
  problems: z.array(jobProblem),
  /** Things worth knowing that are no problem, such as an edge moved to the video's end. */
  notes: z.array(jobProblem),
  startedAt: instant,
  endedAt: instant.nullable(),
});
export type Job = z.infer<typeof job>;

export const jobCancelInput = z.strictObject({ jobId: id });
