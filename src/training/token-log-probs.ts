/** From a language model's logits to what GRPO's loss reads, in float64 (TRL's `_get_per_token_logps_and_entropies`). */

/** Of each token of one response: its log-probability, and the entropy of the distribution it was drawn from. */
export interface TokenLogProbs {
  readonly logProbs: Float64Array;
  readonly entropies: Float64Array;
}

/**
 * Divides the logits by the temperature and takes log-softmax.
 * @param logits those that predict each token: `logits[t]` stands at the place before token t
 * @param tokens one a row of `logits`
 * @throws RangeError when there is not one token a row, or a token has no logit
 */
export function tokenLogProbs(
  logits: readonly ArrayLike<number>[],
  tokens: ArrayLike<number>,
  temperature: number,
): TokenLogProbs {
  if (logits.length !== tokens.length)
    throw new RangeError(`There are ${tokens.length} tokens for ${logits.length} rows of logits.`);
  const logProbs = new Float64Array(logits.length);
  const entropies = new Float64Array(logits.length);
  for (const [t, row] of logits.entries()) {
    const logs = logSoftmax(row, temperature);
    const chosen = logs[tokens[t] ?? -1];
    if (chosen === undefined) throw new RangeError(`Token ${tokens[t]} is not among ${row.length} logits.`);
    logProbs[t] = chosen;
    entropies[t] = entropyOf(logs);
  }
  return { logProbs, entropies };
}

/**
 * The loss's derivative by the logits from those by log-probabilities and entropies (null: none flows there).
 * @returns in the shape of `logits`
 */
export function logitGradients(
  logits: readonly ArrayLike<number>[],
  tokens: ArrayLike<number>,
  temperature: number,
  byLogProb: ArrayLike<number>,
  byEntropy: ArrayLike<number> | null,
): Float64Array[] {
  return logits.map((row, t) => {
    const logs = logSoftmax(row, temperature);
    const entropy = entropyOf(logs);
    const [logWeight, entropyWeight] = [byLogProb[t] ?? 0, byEntropy?.[t] ?? 0];
    return logs.map((log, v) => {
      const chance = Math.exp(log);
      const throughLog = logWeight * ((v === tokens[t] ? 1 : 0) - chance);
      // At a chance of 0 the product goes to 0, the logarithm alone does not.
      const throughEntropy = chance === 0 ? 0 : -entropyWeight * chance * (log + entropy);
      return (throughLog + throughEntropy) / temperature;
    });
  });
}

function logSoftmax(row: ArrayLike<number>, temperature: number): Float64Array {
  const scaled = Float64Array.from(row, (value) => value / temperature);
  const most = scaled.reduce((a, b) => Math.max(a, b), -Infinity);
  const total = most + Math.log(scaled.reduce((sum, value) => sum + Math.exp(value - most), 0));
  return scaled.map((value) => value - total);
}

function entropyOf(logs: Float64Array): number {
  return logs.reduce((sum, log) => (log === -Infinity ? sum : sum - Math.exp(log) * log), 0);
}
