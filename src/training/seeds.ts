import { Random } from '../tensor/random.ts';

/**
 * Randomness by counter: every draw of a run follows from its seed and from where in the run it is needed, never from
 * how many draws came before. A resumed run therefore needs no stored generator.
 */

/** A 31-bit seed for the place in a run that `path` names, such as `seedOf(seed, 'rollouts', step)`. */
export function seedOf(seed: number, ...path: readonly (number | string)[]): number {
  return Random.seeded(seed, path.join('/')).bits() >>> 1;
}

/** A permutation of `values` that follows from `seed` alone. */
export function shuffled<T>(values: readonly T[], seed: number): T[] {
  return Random.seeded(seed).shuffled(values);
}
