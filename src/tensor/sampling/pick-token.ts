import { masked } from '../ops/attention.ts';
import { add, cast, less, mul, where } from '../ops/elementwise.ts';
import { gatherElements } from '../ops/gather.ts';
import { reshape } from '../ops/layout.ts';
import { tokenLogProbs } from '../ops/log-prob.ts';
import { argMax, cumSum, softmax, topK } from '../ops/reduce.ts';
import { dim } from '../shape.ts';
import type { Value } from '../value.ts';

export interface PickInputs {
  /** 1 / temperature, a float64 scalar. */
  readonly inverseTemperature: Value;
  /** Gumbel noise [rows, vocabulary] (zeros: the most likely token is taken). */
  readonly noise: Value;
  /** Added to the logits: 0 where a token is allowed, `masked` where not. */
  readonly constraint?: Value | undefined;
  /**
   * A float64 scalar in (0, 1]: only the fewest most likely tokens whose probabilities reach it are drawn from (Holtzman et
   * al. 2019); of equally likely ones those with the lower number.
   */
  readonly topP?: Value | undefined;
}

/**
 * Draws a token of each row from softmax(logits / temperature) by the Gumbel-max trick.
 * @returns tokens int64 [rows] and their log-probabilities [rows] in that distribution before top-p (the one that training
 * scores)
 */
export function pickToken(
  logits: Value,
  inputs: PickInputs,
): { readonly token: Value; readonly logProb: Value } {
  const { inverseTemperature, noise, constraint, topP } = inputs;
  const allowed = constraint === undefined ? logits : add(logits, constraint);
  const scaled = mul(allowed, cast(inverseTemperature, 'float32'));
  const token =
    topP === undefined
      ? argMax(add(scaled, noise), 1)
      : fromNucleus(mul(cast(allowed, 'float64'), inverseTemperature), noise, topP);
  return { token, logProb: tokenLogProbs(scaled, token) };
}

/** In doubles and in the order of the probabilities: which tokens belong follows from exact sums, also between ties. */
function fromNucleus(scaled: Value, noise: Value, topP: Value): Value {
  const { values, indices } = topK(scaled, dim(scaled.shape, 1));
  const before = cumSum(softmax(values), 1, { exclusive: true });
  const perturbed = add(values, cast(gatherElements(noise, indices, 1), 'float64'));
  const place = argMax(where(less(before, topP), perturbed, 2 * masked), 1);
  return reshape(gatherElements(indices, reshape(place, [-1, 1]), 1), [-1]);
}
