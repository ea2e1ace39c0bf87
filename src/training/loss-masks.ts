/** Masks that take single tokens or whole responses out of GRPO's policy term (TRL's `GRPOTrainer`). */

/**
 * Keeps the tokens whose entropy is at least the given quantile of all counted tokens (arXiv 2506.01939).
 * @param quantile in [0, 1]; 0.8 keeps the top fifth
 * @returns 1 or 0 per token, in the shape of `entropies`
 */
export function highEntropyGate(
  entropies: readonly ArrayLike<number>[],
  masks: readonly ArrayLike<number>[],
  quantile: number,
): Uint8Array[] {
  const counted: number[] = [];
  entropies.forEach((row, i) => {
    // TRL takes the quantile in float32; the comparison below must see the same rounded threshold.
    for (let t = 0; t < row.length; t++)
      if ((masks[i]?.[t] ?? 0) !== 0) counted.push(Math.fround(row[t] ?? 0));
  });
  if (counted.length === 0) return entropies.map((row) => new Uint8Array(row.length));
  const threshold = Math.fround(linearQuantile(counted, quantile));
  return entropies.map((row, i) =>
    Uint8Array.from(row, (entropy, t) => ((masks[i]?.[t] ?? 0) !== 0 && entropy >= threshold ? 1 : 0)),
  );
}

/**
 * Off-policy sequence mask (DeepSeek-V3.2): a response with a negative advantage is kept only while the mean of
 * log pi_old - log pi over its counted tokens is at most `threshold`.
 */
export function onPolicyGate(
  logProbs: ArrayLike<number>,
  oldLogProbs: ArrayLike<number>,
  mask: ArrayLike<number>,
  advantage: number,
  threshold: number,
): boolean {
  if (advantage >= 0) return true;
  let drift = 0;
  let tokens = 0;
  for (let t = 0; t < logProbs.length; t++) {
    drift += ((oldLogProbs[t] ?? 0) - (logProbs[t] ?? 0)) * (mask[t] ?? 0);
    tokens += mask[t] ?? 0;
  }
  return drift / Math.max(1, tokens) <= threshold;
}

/** Quantile with linear interpolation between neighbours, as torch.quantile. `values` must not be empty. */
function linearQuantile(values: readonly number[], quantile: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const position = quantile * (sorted.length - 1);
  const below = Math.floor(position);
  const low = sorted[below] ?? 0;
  const high = sorted[Math.min(below + 1, sorted.length - 1)] ?? low;
  return low + (high - low) * (position - below);
}
