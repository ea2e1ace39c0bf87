import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { grpoLoss, tokenWeights, type LossBatch, type LossSettings } from './grpo-loss.ts';
import { lossCases, type LossCase } from './testing/fixtures.ts';

const cases = lossCases();

describe('the loss equals TRL in float64', () => {
  it('has every case of the four loss types', () => {
    expect(cases).toHaveLength(120);
  });

  it.each(cases)('$name', (each) => {
    const { batch, settings } = readCase(each);
    const result = grpoLoss(batch, settings);
    close(result.loss, each.expected.loss, 'loss');
    expect(result.gradients).toHaveLength(each.expected.grad_logps.length);
    each.expected.grad_logps.forEach((row, i) => {
      expect(result.gradients[i]).toHaveLength(row.length);
      row.forEach((value, t) => close(result.gradients[i]?.[t] ?? Number.NaN, value, `gradient ${i}, ${t}`));
    });
    const { metrics } = each.expected;
    if (typeof metrics['kl'] === 'number')
      expect(Math.abs(result.kl - metrics['kl'])).toBeLessThan(1e-6 * Math.max(1, metrics['kl']));
    expect(result.clippedLow).toBeCloseTo(metrics['clip_ratio/low_mean'] ?? Number.NaN, 6);
    expect(result.clippedHigh).toBeCloseTo(metrics['clip_ratio/high_mean'] ?? Number.NaN, 6);
  });
});

describe('the derivative', () => {
  const logProb = fc.double({ min: -6, max: -0.01, noNaN: true });
  const row = fc.array(fc.tuple(logProb, logProb, logProb), { minLength: 1, maxLength: 5 });
  const input = fc.record({
    rows: fc.array(fc.tuple(row, fc.double({ min: -3, max: 3, noNaN: true })), {
      minLength: 1,
      maxLength: 4,
    }),
    type: fc.constantFrom('grpo', 'bnpo', 'dr_grpo', 'dapo'),
    ratioLevel: fc.constantFrom('token', 'sequence'),
    biasCorrectedKl: fc.boolean(),
    delta: fc.constantFrom(null, 1.1, 3),
  } as const);

  it('is the slope of the loss itself, whatever the settings', () => {
    fc.assert(
      fc.property(input, ({ rows, ...chosen }) => {
        const settings: LossSettings = { ...PLAIN, beta: 0.1, ...chosen };
        const batchAt = (logProbs: readonly number[][]): LossBatch => ({
          logProbs,
          oldLogProbs: rows.map(([tokens]) => tokens.map((token) => token[1])),
          referenceLogProbs: rows.map(([tokens]) => tokens.map((token) => token[2])),
          mask: null,
          advantages: rows.map(([, advantage]) => advantage),
          entropies: null,
        });
        const logProbs = rows.map(([tokens]) => tokens.map((token) => token[0]));
        // The loss bends where a ratio meets a clipping edge; a finite difference across a bend means nothing.
        fc.pre(!nearEdge(batchAt(logProbs), settings));
        const { gradients } = grpoLoss(batchAt(logProbs), settings);
        logProbs.forEach((tokens, i) => {
          tokens.forEach((_, t) => {
            const lossAt = (shift: number) =>
              grpoLoss(
                batchAt(logProbs.map((r, a) => r.map((v, b) => (a === i && b === t ? v + shift : v)))),
                settings,
              ).loss;
            const slope = (lossAt(1e-6) - lossAt(-1e-6)) / 2e-6;
            const exact = gradients[i]?.[t] ?? Number.NaN;
            expect(Math.abs(slope - exact)).toBeLessThan(1e-5 * Math.max(1, Math.abs(exact)));
          });
        });
      }),
      { numRuns: 150 },
    );
  });

  it('becomes the token weights with the sign turned, and no negative zero', () => {
    expect(tokenWeights(new Float64Array([0.5, 0, -0.25]))).toEqual(new Float32Array([-0.5, 0, 0.25]));
  });
});

describe('bad input', () => {
  const batch: LossBatch = {
    logProbs: [[-1, -2]],
    oldLogProbs: null,
    referenceLogProbs: null,
    mask: null,
    advantages: [1],
    entropies: null,
  };

  it('is refused with what is missing or does not fit', () => {
    expect(() => grpoLoss(batch, { ...PLAIN, beta: 0.04 })).toThrow('reference policy');
    expect(() => grpoLoss(batch, { ...PLAIN, topEntropyQuantile: 0.5 })).toThrow('entropies');
    expect(() => grpoLoss({ ...batch, advantages: [1, 2] }, PLAIN)).toThrow('2 advantages');
    expect(() => grpoLoss({ ...batch, oldLogProbs: [[-1]] }, PLAIN)).toThrow('oldLogProbs');
  });
});

const PLAIN: LossSettings = {
  type: 'grpo',
  clipLow: 0.2,
  clipHigh: 0.2,
  delta: null,
  beta: 0,
  ratioLevel: 'token',
  biasCorrectedKl: false,
  maxResponseTokens: 8,
  accumulation: 1,
  tokensInUpdate: null,
  topEntropyQuantile: 1,
  offPolicyThreshold: null,
};

function readCase({ config, inputs }: LossCase): { batch: LossBatch; settings: LossSettings } {
  const training = config.mode === 'train';
  const accumulation = training ? config.current_gradient_accumulation_steps : 1;
  const { tool_mask: toolMask } = inputs;
  return {
    batch: {
      logProbs: inputs.logps,
      oldLogProbs: inputs.old_logps,
      referenceLogProbs: inputs.ref_logps,
      mask:
        toolMask === null
          ? inputs.completion_mask
          : inputs.completion_mask.map((row, i) => row.map((m, t) => m * (toolMask[i]?.[t] ?? 0))),
      advantages: inputs.advantages,
      entropies: inputs.entropies,
    },
    settings: {
      type: config.loss_type,
      clipLow: config.epsilon,
      clipHigh: config.epsilon_high,
      delta: config.delta,
      beta: config.beta,
      ratioLevel: config.importance_sampling_level,
      biasCorrectedKl: config.use_bias_correction_kl,
      maxResponseTokens: config.max_completion_length,
      accumulation,
      tokensInUpdate:
        (Math.max(1, inputs.num_items_in_batch) / config.num_processes) *
        (training ? accumulation / config.steps_per_generation : 1),
      topEntropyQuantile: config.top_entropy_quantile,
      offPolicyThreshold: config.off_policy_mask_threshold,
    },
  };
}

function close(actual: number, expected: number, what: string): void {
  const error = Math.abs(actual - expected);
  expect(error, `${what}: ${actual} instead of ${expected}`).toBeLessThanOrEqual(
    1e-9 * Math.max(1, Math.abs(expected)),
  );
}

function nearEdge(batch: LossBatch, settings: LossSettings): boolean {
  const edges = [1 - settings.clipLow, 1 + settings.clipHigh, settings.delta ?? 1.2];
  return batch.logProbs.some((row, i) => {
    const logs = Array.from(row, (value, t) => value - (batch.oldLogProbs?.[i]?.[t] ?? 0));
    const mean = logs.reduce((sum, value) => sum + value, 0) / logs.length;
    const ratios = (settings.ratioLevel === 'sequence' ? [mean] : logs).map(Math.exp);
    return ratios.some((ratio) => edges.some((edge) => Math.abs(ratio - edge) < 1e-4) || ratio > 100);
  });
}
