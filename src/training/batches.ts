import { seedOf, shuffled } from './seeds.ts';

/**
 * The prompts of GRPO step `step`: the pool in random order, task mixed with task (TempR1 draws every batch from one mixed
 * pool, method.md section 1), every item once before any comes again. Depends on its arguments only, so that a resumed
 * run draws what the killed one would have drawn.
 */
export function batchOf<T>(pool: readonly T[], size: number, step: number, seed: number): T[] {
  if (pool.length === 0) throw new RangeError('There is nothing to draw a batch from.');
  const batch: T[] = [];
  for (let at = step * size; batch.length < size;) {
    const pass = Math.floor(at / pool.length);
    const order = shuffled(pool, seedOf(seed, 'batch', pass));
    const taken = order.slice(at % pool.length, (at % pool.length) + size - batch.length);
    batch.push(...taken);
    at += taken.length;
  }
  return batch;
}
