import { f64 } from '../indexing.ts';
import { overlapRatio } from '../spans/candidates.ts';
import type { ReadyQuestion } from '../spans/model.ts';

/** Candidates in the given order without those that overlap an earlier one by `limit` (IoU) or more. */
export function apart(seen: ReadyQuestion, order: readonly number[], limit: number): number[] {
  const kept: number[] = [];
  for (const i of order) if (kept.every((j) => overlapOf(seen, i, j) < limit)) kept.push(i);
  return kept;
}

/** Intersection over union of two candidates. */
export function overlapOf({ question: { start, end } }: ReadyQuestion, i: number, j: number): number {
  return overlapRatio(f64(start, i), f64(end, i), f64(start, j), f64(end, j));
}
