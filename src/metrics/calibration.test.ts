import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  acceptThreshold,
  confidenceHistogram,
  equalMassBins,
  equalWidthBins,
  expectedCalibrationError,
  logLoss,
  sweptBins,
  wilsonInterval,
  type ScoredOutcome,
} from './calibration.ts';

const score = fc.oneof(
  fc.double({ min: 0, max: 1, noNaN: true }),
  fc.integer({ min: 0, max: 20 }).map((n) => n / 20),
);
const outcomes = fc.array(fc.record({ score, right: fc.boolean() }), { minLength: 1, maxLength: 120 });

const many = (count: number, right: number, at: number): ScoredOutcome[] =>
  Array.from({ length: count }, (_, i) => ({ score: at, right: i < right }));

describe("Wilson's interval", () => {
  it('gives the published figures (Newcombe 1998, table I, method 3)', () => {
    for (const [right, count, low, high] of [
      [81, 263, 0.2553, 0.3662],
      [15, 148, 0.0624, 0.1605],
      [0, 20, 0, 0.1611],
      [1, 29, 0.0061, 0.1718],
    ] as const) {
      const got = wilsonInterval(right, count);
      expect(got.low).toBeCloseTo(low, 4);
      expect(got.high).toBeCloseTo(high, 4);
    }
  });

  it('holds the share, stays in [0, 1], and narrows with more trials of the same share', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), fc.double({ min: 0, max: 1, noNaN: true }), (n, p) => {
        const right = Math.round(n * p);
        const { low, high } = wilsonInterval(right, n);
        expect(low).toBeGreaterThanOrEqual(0);
        expect(low).toBeLessThanOrEqual(right / n);
        expect(high).toBeGreaterThanOrEqual(right / n);
        expect(high).toBeLessThanOrEqual(1);
        const more = wilsonInterval(4 * right, 4 * n);
        expect(more.high - more.low).toBeLessThan(high - low);
      }),
    );
  });

  it('says nothing without trials', () => {
    expect(wilsonInterval(0, 0)).toEqual({ low: 0, high: 1 });
  });
});

describe('reliability bins', () => {
  const kinds = {
    width: (data: readonly ScoredOutcome[]) => equalWidthBins(data),
    mass: (data: readonly ScoredOutcome[]) => equalMassBins(data, 10),
    swept: sweptBins,
  };
  for (const [name, binsOf] of Object.entries(kinds)) {
    it(`of equal ${name} hold every suggestion once, in order, equal scores together, whatever the order of items`, () => {
      fc.assert(
        fc.property(outcomes, (data) => {
          const bins = binsOf(data);
          expect(bins.reduce((sum, bin) => sum + bin.count, 0)).toBe(data.length);
          expect(bins.reduce((sum, bin) => sum + bin.right, 0)).toBe(
            data.filter(({ right }) => right).length,
          );
          bins.forEach((bin, i) => {
            expect(bin.count).toBeGreaterThan(0);
            expect(bin.meanScore).toBeGreaterThanOrEqual(bin.from - 1e-12);
            expect(bin.meanScore).toBeLessThanOrEqual(bin.to + 1e-12);
            const last = bins[i - 1];
            if (last !== undefined) expect(last.meanScore).toBeLessThan(bin.meanScore);
          });
          const turned = binsOf(data.toReversed());
          expect(turned.map(({ count, right }) => [count, right])).toEqual(
            bins.map(({ count, right }) => [count, right]),
          );
          expect(expectedCalibrationError(turned)).toBeCloseTo(expectedCalibrationError(bins) ?? -1, 12);
        }),
      );
    });
  }

  it('of equal mass have about equally many where no scores are equal', () => {
    const data = Array.from({ length: 103 }, (_, i) => ({ score: i / 103, right: i % 2 === 0 }));
    const counts = equalMassBins(data, 10).map(({ count }) => count);
    expect(counts).toHaveLength(10);
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
  });

  it('swept: shares rise, and one more bin of equal mass would break that', () => {
    fc.assert(
      fc.property(outcomes, (data) => {
        const bins = sweptBins(data);
        const rises = bins.every(
          (bin, i) =>
            i === 0 || bin.right / bin.count >= (bins[i - 1]?.right ?? 0) / (bins[i - 1]?.count ?? 1),
        );
        const least = Math.min(5, Math.floor(data.length / 20));
        if (!rises) expect(bins).toEqual(equalMassBins(data, least));
      }),
    );
    const data = [...many(10, 2, 0.1), ...many(10, 5, 0.2), ...many(10, 9, 0.8), ...many(10, 4, 0.9)];
    expect(sweptBins(data)).toHaveLength(2);
    // Shares that fall from the first bin to the second leave one bin, which is too few for 100 suggestions.
    const falling = [0.1, 0.3, 0.5, 0.7, 0.9].flatMap((at, i) => many(20, 16 - 3 * i, at));
    expect(sweptBins(falling)).toHaveLength(5);
    expect(sweptBins(falling.slice(0, 39))).toHaveLength(1);
  });
});

describe('expected calibration error', () => {
  it('is the mean gap of bins, as Guo et al. write it', () => {
    // Bins [0.2, 0.2667): 10 suggestions, 4 right; [0.8, 0.8667): 30 suggestions, 21 right.
    const data = [...many(10, 4, 0.25), ...many(30, 21, 0.8)];
    const error = expectedCalibrationError(equalWidthBins(data));
    expect(error).toBeCloseTo((10 / 40) * Math.abs(0.4 - 0.25) + (30 / 40) * Math.abs(0.7 - 0.8), 12);
  });

  it('is 0 where scores are the shares themselves, null without suggestions, never above 1', () => {
    expect(expectedCalibrationError(sweptBins([...many(10, 3, 0.3), ...many(10, 9, 0.9)]))).toBeCloseTo(
      0,
      12,
    );
    expect(expectedCalibrationError([])).toBeNull();
    fc.assert(
      fc.property(outcomes, (data) => {
        for (const bins of [equalWidthBins(data), sweptBins(data)]) {
          const error = expectedCalibrationError(bins) ?? -1;
          expect(error).toBeGreaterThanOrEqual(0);
          expect(error).toBeLessThanOrEqual(1);
        }
      }),
    );
  });
});

describe('log-loss', () => {
  it('is the entropy of a fair coin for scores of a half, and finite when a sure score is wrong', () => {
    expect(logLoss(many(4, 2, 0.5))).toBeCloseTo(Math.log(2), 12);
    expect(logLoss(many(1, 0, 1))).toBeGreaterThan(20);
    expect(Number.isFinite(logLoss(many(1, 0, 1)))).toBe(true);
    expect(logLoss([])).toBeNull();
  });
});

describe('the threshold for accepting', () => {
  it('is the lowest confidence whose suggestions are right often enough, for sure', () => {
    const data = [...many(200, 196, 0.955), ...many(50, 45, 0.855), ...many(50, 10, 0.305)];
    const histogram = confidenceHistogram(data);
    expect(acceptThreshold(histogram, 0.9)).toEqual({ confidence: 0.85, count: 250, right: 241 });
    expect(acceptThreshold(histogram, 0.94)).toEqual({ confidence: 0.95, count: 200, right: 196 });
    expect(acceptThreshold(histogram, 0.99)).toBeNull();
  });

  it('needs more than a few right ones', () => {
    expect(acceptThreshold(confidenceHistogram(many(30, 30, 0.9)), 0.9)).toBeNull();
    expect(acceptThreshold(confidenceHistogram(many(40, 40, 0.9)), 0.9)).toMatchObject({ count: 40 });
  });

  it('is exactly what counting by hand gives, and never falls when more is asked', () => {
    fc.assert(
      fc.property(outcomes, fc.constantFrom(0.3, 0.5, 0.8), (data, precision) => {
        const got = acceptThreshold(confidenceHistogram(data), precision);
        const above = (k: number) => data.filter((each) => Math.min(99, Math.floor(each.score * 100)) >= k);
        const good = Array.from({ length: 100 }, (_, k) => k).filter((k) => {
          const kept = above(k);
          const right = kept.filter((each) => each.right).length;
          return kept.length > above(k + 1).length && wilsonInterval(right, kept.length).low >= precision;
        });
        expect(got?.confidence ?? null).toBe(good[0] === undefined ? null : good[0] / 100);
        if (got !== null) expect(got.count).toBe(above(Math.round(got.confidence * 100)).length);
        const stricter = acceptThreshold(confidenceHistogram(data), precision + 0.1);
        if (stricter !== null) expect(stricter.confidence).toBeGreaterThanOrEqual(got?.confidence ?? 2);
      }),
    );
  });
});
