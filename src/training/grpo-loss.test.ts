import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { unnoticedChanges } from '../testing/fixtures.ts';
import {
  grpoLoss,
  LOSS_TYPES,
  tokenWeights,
  type LossBatch,
  type LossResult,
  type LossSettings,
} from './grpo-loss.ts';
import { klTerm } from './loss-terms.ts';
import { allNear, lossCases, near, PLAIN_LOSS, readLossCase, type LossCase } from './testing/fixtures.ts';

const cases = lossCases();

describe('the loss equals TRL in float64', () => {
  it('knows every type of loss that the cases have', () => {
    expect(new Set(cases.map(({ config }) => config.loss_type))).toEqual(new Set(LOSS_TYPES));
  });

  it.each(cases)('$name', (each) => {
    const { batch, settings } = readLossCase(each);
    const result = grpoLoss(batch, settings);
    const measured = measuresOf(result, batch, settings);
    const k3 = k3Of(batch);
    const agrees = (expected: LossCase['expected']) =>
      near(result.loss, expected.loss, 1e-9) &&
      sameRows(result.gradients, expected.grad_logps) &&
      (expected.grad_entropies === undefined ||
        sameRows(result.entropyGradients ?? [], expected.grad_entropies)) &&
      (expected.per_token_kl_k3 === undefined || sameRows(k3, expected.per_token_kl_k3)) &&
      // TRL averages its measures in float32; it writes null where a response has no token to average over.
      Object.entries(expected.metrics).every(
        ([name, value]) =>
          name in measured &&
          (value === null ? !Number.isFinite(measured[name]) : near(measured[name], value, 1e-6)),
      );
    expect(unnoticedChanges(each.expected, agrees)).toEqual([]);
  });
});

/** The k3 estimate of each token, padding included. */
function k3Of({ logProbs, referenceLogProbs }: LossBatch): number[][] {
  return logProbs.map((row, i) =>
    Array.from(
      row,
      (logProb, t) =>
        klTerm(referenceLogProbs?.[i]?.[t] ?? null, logProb, 1, { biasCorrectedKl: false }).value,
    ),
  );
}

function sameRows(actual: readonly ArrayLike<number>[], expected: readonly number[][]): boolean {
  return actual.length === expected.length && expected.every((row, i) => allNear(actual[i], row, 1e-9));
}

/** What TRL reports beside the loss, by its names. */
function measuresOf(result: LossResult, batch: LossBatch, settings: LossSettings): Record<string, number> {
  const masks = batch.mask ?? [];
  const counted = (batch.entropies ?? masks.map((row) => Array.from(row, () => 0))).flatMap((row, i) =>
    Array.from(row).filter((_, t) => masks[i]?.[t] !== 0),
  );
  const withTokens = result.clippedByResponse.filter(({ low }) => !Number.isNaN(low));
  return {
    entropy: mean(counted),
    kl: result.kl,
    policy_loss: result.policyLoss,
    entropy_coef: settings.entropyBonus,
    cispo_clip_ratio: result.clippedHigh,
    'vespo/phi_seq_mean': result.meanWeight,
    'clip_ratio/low_mean': result.clippedLow,
    'clip_ratio/high_mean': result.clippedHigh,
    'clip_ratio/region_mean': result.clippedLow + result.clippedHigh,
    'clip_ratio/low_min': Math.min(...withTokens.map(({ low }) => low)),
    'clip_ratio/high_max': Math.max(...withTokens.map(({ high }) => high)),
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}

describe('the derivative', () => {
  const logProb = fc.double({ min: -6, max: -0.01, noNaN: true });
  const row = fc.array(fc.tuple(logProb, logProb, logProb), { minLength: 1, maxLength: 5 });
  const input = fc.record({
    rows: fc.array(fc.tuple(row, fc.double({ min: -3, max: 3, noNaN: true })), {
      minLength: 1,
      maxLength: 4,
    }),
    // Those whose weights are constants by definition (cispo, vespo) have no slope that a difference could show.
    type: fc.constantFrom('grpo', 'bnpo', 'dr_grpo', 'dapo', 'sapo', 'luspo'),
    ratioLevel: fc.constantFrom('token', 'sequence'),
    biasCorrectedKl: fc.boolean(),
    delta: fc.constantFrom(null, 1.1, 3),
  } as const);

  it('is the slope of the loss itself, whatever the settings', () => {
    fc.assert(
      fc.property(input, ({ rows, ...chosen }) => {
        const settings: LossSettings = { ...PLAIN_LOSS, beta: 0.1, ...chosen };
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
    expect(() => grpoLoss(batch, { ...PLAIN_LOSS, beta: 0.04 })).toThrow('reference policy');
    expect(() => grpoLoss(batch, { ...PLAIN_LOSS, topEntropyQuantile: 0.5 })).toThrow('entropies');
    expect(() => grpoLoss(batch, { ...PLAIN_LOSS, entropyBonus: 0.1 })).toThrow('entropies');
    expect(() => grpoLoss({ ...batch, advantages: [1, 2] }, PLAIN_LOSS)).toThrow('2 advantages');
    expect(() => grpoLoss({ ...batch, oldLogProbs: [[-1]] }, PLAIN_LOSS)).toThrow('oldLogProbs');
  });
});

function nearEdge(batch: LossBatch, settings: LossSettings): boolean {
  const edges = [1 - settings.clipLow, 1 + settings.clipHigh, settings.delta ?? 1.2];
  return batch.logProbs.some((row, i) => {
    const logs = Array.from(row, (value, t) => value - (batch.oldLogProbs?.[i]?.[t] ?? 0));
    const mean = logs.reduce((sum, value) => sum + value, 0) / logs.length;
    const ratios = (settings.ratioLevel === 'sequence' ? [mean] : logs).map(Math.exp);
    return ratios.some((ratio) => edges.some((edge) => Math.abs(ratio - edge) < 1e-4) || ratio > 100);
  });
}
