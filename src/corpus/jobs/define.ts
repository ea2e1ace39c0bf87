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
}

export function defineJob<Params, Result>(
  params: z.ZodType<Params>,
  result: z.ZodType<Result>,
  run: (context: JobContext, params: Params) => Result,
): Job<Params, Result> {
  return { params, result, run };
}
