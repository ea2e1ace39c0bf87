import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ScoredOutcome } from '../../metrics/calibration.ts';
import { isotonicSteps } from './isotonic.ts';

const outcomes = fc.array(
  fc.record({ score: fc.integer({ min: 0, max: 6 }).map((n) => n / 6), right: fc.boolean() }),
  { minLength: 1, maxLength: 14 },
);

/** Least squared error of any non-decreasing function of the score, by trying every way to cut the scores into steps. */
function leastError(data: readonly ScoredOutcome[]): number {
  const scores = [...new Set(data.map(({ score }) => score))].toSorted((a, b) => a - b);
  let least = Infinity;
  for (let cuts = 0; cuts < 2 ** (scores.length - 1); cuts++) {
    const rates: number[] = [];
    let error = 0;
    let first = 0;
    for (let i = 0; i < scores.length; i++) {
      if (i < scores.length - 1 && ((cuts >> i) & 1) === 0) continue;
      const low = scores[first] ?? 0;
      const high = scores[i] ?? 1;
      const members = data.filter(({ score }) => score >= low && score <= high);
      const rate = members.filter(({ right }) => right).length / members.length;
      error += members.reduce((sum, { right }) => sum + ((right ? 1 : 0) - rate) ** 2, 0);
      rates.push(rate);
      first = i + 1;
    }
    if (rates.every((rate, i) => i === 0 || rate >= (rates[i - 1] ?? 0) - 1e-12))
      least = Math.min(least, error);
  }
  return least;
}

describe('isotonic regression', () => {
  it('has the least squared error of all rising step functions (brute force)', () => {
    fc.assert(
      fc.property(outcomes, (data) => {
        const steps = isotonicSteps(data);
        const rateAt = (score: number) =>
          steps.find(({ from, to }) => score >= from && score <= to)?.rate ?? Number.NaN;
        const error = data.reduce((sum, { score, right }) => sum + ((right ? 1 : 0) - rateAt(score)) ** 2, 0);
        expect(error).toBeCloseTo(leastError(data), 9);
      }),
      { numRuns: 300 },
    );
  });

  it('rises strictly from step to step, covers every score once, and does not depend on the order', () => {
    fc.assert(
      fc.property(outcomes, (data) => {
        const steps = isotonicSteps(data);
        steps.forEach(({ from, to, rate }, i) => {
          const last = steps[i - 1];
          expect(from).toBeLessThanOrEqual(to);
          if (last === undefined) return;
          expect(last.rate).toBeLessThan(rate);
          expect(last.to).toBeLessThan(from);
        });
        for (const { score } of data)
          expect(steps.filter(({ from, to }) => score >= from && score <= to)).toHaveLength(1);
        expect(isotonicSteps(data.toReversed())).toEqual(steps);
      }),
    );
  });

  it('is nothing without data', () => {
    expect(isotonicSteps([])).toEqual([]);
  });
});
