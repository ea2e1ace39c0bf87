import type { z } from 'zod';
import type { WritableDb } from '../db.ts';
import type { Touched } from '../touched.ts';

export interface JobContext {
  readonly db: WritableDb;
  /** Absolute. */
  readonly projectDir: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly touched: Touched;
}

/** Something a program writes, in one transaction and outside the command log. */
export interface Job<Params, Result> {
  readonly params: z.ZodType<Params>;
  readonly result: z.ZodType<Result>;
  /** @throws CorpusError; nothing is kept then. */
  readonly run: (context: JobContext, params: Params) => Result;
  /** How the history tells of it; null, or absent: not at all. */
  readonly note?: (params: Params, result: Result) => JobNote | null;
}

/** What the history says of a job (../job-log.ts). Like jobs in a row are told as one, their counts added up. */
export interface JobNote {
  /** What it worked with: a file, a policy, a video. */
  readonly subject: string;
  readonly counts: Readonly<Record<string, number>>;
}

export function defineJob<Params, Result>(
  params: z.ZodType<Params>,
  result: z.ZodType<Result>,
  run: (context: JobContext, params: Params) => Result,
  note?: (params: Params, result: Result) => JobNote | null,
): Job<Params, Result> {
  return { params, result, run, ...(note !== undefined && { note }) };
}
