import { masked } from '../ops/attention.ts';

/**
 * Which tokens may follow, as a finite automaton: a response starts in state 0, each token leads to the next state. A grammar
 * of answers over a small vocabulary is written so; sampling then never leaves it.
 */
export interface Constraint {
  /** For each state the tokens that are allowed in it, and where each leads. */
  readonly states: readonly ReadonlyMap<number, number>[];
}

/** The automaton as tables: `bias` [states, vocabulary] (0 or `masked`) and `next` [states * vocabulary]. */
export interface ConstraintTables {
  readonly bias: Float32Array;
  readonly next: Int32Array;
}

/**
 * Writes the automaton into tables of `count` states.
 * @throws RangeError when it has more states, a state without tokens, or a token or state that there is not.
 */
export function constraintTables(
  { states }: Constraint,
  count: number,
  vocabulary: number,
): ConstraintTables {
  if (states.length === 0 || states.length > count) {
    throw new RangeError(`A constraint of ${states.length} states does not fit a sampler made for ${count}.`);
  }
  const bias = new Float32Array(count * vocabulary).fill(masked);
  const next = new Int32Array(count * vocabulary);
  for (const [state, allowed] of states.entries()) {
    if (allowed.size === 0) throw new RangeError(`State ${state} of the constraint allows no token.`);
    for (const [token, to] of allowed) {
      const known = token >= 0 && token < vocabulary && to >= 0 && to < states.length;
      if (!known || !Number.isInteger(token) || !Number.isInteger(to)) {
        throw new RangeError(
          `State ${state} of the constraint leads by token ${token} to state ${to}, which can't be.`,
        );
      }
      bias[state * vocabulary + token] = 0;
      next[state * vocabulary + token] = to;
    }
  }
  return { bias, next };
}
