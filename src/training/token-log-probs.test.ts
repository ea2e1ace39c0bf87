import { describe, expect, it } from 'vitest';

import { unnoticedChanges } from '../testing/fixtures.ts';
import { grpoLoss } from './grpo-loss.ts';
import { allNear, logitsCases, near, readLogitsCase } from './testing/fixtures.ts';
import { logitGradients, tokenLogProbs } from './token-log-probs.ts';

describe('from logits to the loss and back equals TRL in float64', () => {
  it.each(logitsCases())('$name', (each) => {
    const { config, inputs } = each;
    const first = config.prompt_len - 1;
    const length = inputs.completion_mask[0]?.length ?? 0;
    const predicting = inputs.logits.map((row) => row.slice(first, first + length));
    const read = predicting.map((rows, i) =>
      tokenLogProbs(rows, inputs.completion_ids[i] ?? [], config.temperature),
    );
    const { settings, batch } = readLogitsCase(
      each,
      read.map(({ logProbs }) => logProbs),
    );
    const result = grpoLoss(batch, settings);
    const gradients = predicting.map((rows, i) => {
      const byLogProb = result.gradients[i] ?? [];
      const found = logitGradients(rows, inputs.completion_ids[i] ?? [], config.temperature, byLogProb, null);
      // What stands before and after predicts no token of the response.
      return (inputs.logits[i] ?? []).map((row, at) => found[at - first] ?? Float64Array.from(row, () => 0));
    });
    const counted = read.flatMap(({ entropies }, i) =>
      Array.from(entropies).filter((_, t) => inputs.completion_mask[i]?.[t] === 1),
    );
    const lows = result.clippedByResponse.map(({ low }) => low).filter((share) => !Number.isNaN(share));
    const highs = result.clippedByResponse.map(({ high }) => high).filter((share) => !Number.isNaN(share));
    const measured: Record<string, number> = {
      kl: result.kl,
      entropy: counted.reduce((sum, entropy) => sum + entropy, 0) / counted.length,
      'clip_ratio/low_mean': result.clippedLow,
      'clip_ratio/high_mean': result.clippedHigh,
      'clip_ratio/region_mean': result.clippedLow + result.clippedHigh,
      'clip_ratio/low_min': Math.min(...lows),
      'clip_ratio/high_max': Math.max(...highs),
    };
    const agrees = (expected: typeof each.expected) =>
      near(result.loss, expected.loss, 1e-9) &&
      expected.logps.every((row, i) => allNear(read[i]?.logProbs, row, 1e-9)) &&
      expected.entropies.every((row, i) => allNear(read[i]?.entropies, row, 1e-9)) &&
      expected.grad_logits.every((rows, i) =>
        rows.every((row, at) => allNear(gradients[i]?.[at], row, 1e-9)),
      ) &&
      Object.entries(expected.metrics).every(([name, value]) => near(measured[name], value, 1e-6));
    expect(unnoticedChanges(each.expected, agrees)).toEqual([]);
  });
});

describe('the entropy', () => {
  it('has the slope that a difference shows, and none where a token has no chance', () => {
    const logits = [
      [0.3, -1.2, 0.9],
      [2, 2, -Infinity],
    ];
    const tokens = [0, 1];
    const found = logitGradients(logits, tokens, 0.7, [0, 0], [1, 1]);
    const entropyAt = (shift: number) =>
      tokenLogProbs([[0.3 + shift, -1.2, 0.9]], [0], 0.7).entropies[0] ?? NaN;
    expect(found[0]?.[0]).toBeCloseTo((entropyAt(1e-6) - entropyAt(-1e-6)) / 2e-6, 8);
    expect(allNear(found[1], [0, 0, 0], 1e-15)).toBe(true);
  });

  it('is refused tokens that are not there', () => {
    expect(() => tokenLogProbs([[1, 2]], [2], 1)).toThrow('Token 2');
    expect(() => tokenLogProbs([[1, 2]], [0, 1], 1)).toThrow('2 tokens');
  });
});
