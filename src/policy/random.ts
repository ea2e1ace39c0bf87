import { Random } from '../tensor/random.ts';
import { at } from './indexing.ts';

/** A stream of its own for one step of one phase: what a step draws depends on nothing before it. */
export function streamOf(seed: number, phase: string, step: number): Random {
  return Random.seeded(seed, `${phase}/${step}`);
}

/** Uniform in [low, high). */
export function between(random: Random, low: number, high: number): number {
  return low + (high - low) * random.uniform();
}

/** One element. @throws RangeError when there is none. */
export function pick<T>(random: Random, values: readonly T[]): T {
  return at(values, random.below(values.length));
}

/** Index drawn with the given probabilities (they need not sum to exactly 1). */
export function drawIndex(random: Random, probabilities: Float64Array): number {
  let left = random.uniform() * probabilities.reduce((sum, p) => sum + p, 0);
  let last = 0;
  for (let i = 0; i < probabilities.length; i++) {
    const p = probabilities[i] ?? 0;
    if (p <= 0) continue;
    last = i;
    left -= p;
    if (left < 0) return i;
  }
  return last;
}

/** FNV-1a of a text, 32 bits: a seed that follows from what was asked. */
export function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (const character of text) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  return hash >>> 0;
}
