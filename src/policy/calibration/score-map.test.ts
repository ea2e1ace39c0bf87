import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { equalWidthBins, expectedCalibrationError, logLoss } from '../../metrics/calibration.ts';
import { Random } from '../../tensor/random.ts';
import { fitLogistic, sigmoid } from './logistic-fit.ts';
import { fitScoreMap, foldsOf, probabilityOf, scoreMap, type SeenOutcome } from './score-map.ts';

const outcome = fc.record({
  score: fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), fc.constantFrom(0, 0.25, 0.5, 1)),
  right: fc.boolean(),
  videoId: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g'),
});
const outcomes = fc.array(outcome, { minLength: 1, maxLength: 80 });

/** Suggestions of a policy whose scores are `believed(p)` where a share of `p` is right. */
function madeUp(seed: number, count: number, believed: (p: number) => number): SeenOutcome[] {
  const random = Random.seeded(seed, 'outcomes');
  return Array.from({ length: count }, (_, i) => {
    const p = random.uniform();
    return { score: believed(p), right: random.uniform() < p, videoId: `v${i % 10}` };
  });
}

const overconfident = (p: number) => sigmoid(3 * Math.log(p / (1 - p)) + 1);

describe('a map from scores to probabilities', () => {
  it('rises strictly, stays inside (0, 1), and survives being written down, whatever it was fitted on', () => {
    fc.assert(
      fc.property(outcomes, fc.array(fc.double({ min: 0, max: 1, noNaN: true })), (data, more) => {
        const map = scoreMap.parse(JSON.parse(JSON.stringify(fitScoreMap(data))));
        const scores = [...new Set([...data.map(({ score }) => score), ...more, 0, 1])].toSorted(
          (a, b) => a - b,
        );
        let last = { score: -1, probability: 0 };
        for (const score of scores) {
          const probability = probabilityOf(map, score);
          expect(probability).toBeGreaterThan(0);
          expect(probability).toBeLessThan(1);
          expect(probability).toBeGreaterThanOrEqual(last.probability);
          if (score - last.score > 1e-9) expect(probability).toBeGreaterThan(last.probability);
          last = { score, probability };
        }
      }),
      { numRuns: 200 },
    );
  });

  it('does not depend on the order of items', () => {
    fc.assert(
      fc.property(outcomes, fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })), (data, keys) => {
        const shuffled = data
          .map((each) => ({ each, key: keys.next().value ?? 0 }))
          .toSorted((a, b) => a.key - b.key)
          .map(({ each }) => each);
        expect(fitScoreMap(shuffled)).toEqual(fitScoreMap(data));
      }),
    );
  });

  it('never explains its own data worse than their mere share of right ones', () => {
    fc.assert(
      fc.property(outcomes, (data) => {
        const map = fitScoreMap(data);
        const share = (data.filter(({ right }) => right).length + 1) / (data.length + 2);
        const own =
          logLoss(data.map(({ score, right }) => ({ score: probabilityOf(map, score), right }))) ?? 0;
        const constant = logLoss(data.map(({ right }) => ({ score: share, right }))) ?? 0;
        // What the tilt, which keeps the order, may cost.
        expect(own).toBeLessThanOrEqual(constant + 1e-6 * (data.length + 2));
      }),
      { numRuns: 300 },
    );
  });

  it('mends a policy that is too sure of itself, on data that it has not seen', () => {
    const [seen, unseen] = [madeUp(1, 400, overconfident), madeUp(2, 4000, overconfident)];
    const map = fitScoreMap(seen);
    const mended = unseen.map(({ score, right }) => ({ score: probabilityOf(map, score), right }));
    const before = expectedCalibrationError(equalWidthBins(unseen)) ?? 0;
    const after = expectedCalibrationError(equalWidthBins(mended)) ?? 1;
    expect(before).toBeGreaterThan(0.15);
    expect(after).toBeLessThan(before / 3);
    expect(logLoss(mended)).toBeLessThan(logLoss(unseen) ?? 0);
  });

  it('leaves true scores nearly as they are', () => {
    const map = fitScoreMap(madeUp(3, 600, (p) => p));
    for (const score of [0.1, 0.3, 0.5, 0.7, 0.9])
      expect(Math.abs(probabilityOf(map, score) - score)).toBeLessThan(0.08);
  });

  it('takes steps where no smooth curve fits', () => {
    const random = Random.seeded(4, 'steps');
    const data = Array.from({ length: 2000 }, (_, i) => {
      const score = random.uniform();
      const p = score < 0.4 ? 0.05 : score < 0.6 ? 0.5 : 0.55;
      return { score, right: random.uniform() < p, videoId: `v${i % 10}` };
    });
    const map = fitScoreMap(data);
    expect(map.family).toBe('isotonic');
    expect(probabilityOf(map, 0.35)).toBeLessThan(0.12);
    expect(probabilityOf(map, 0.45)).toBeGreaterThan(0.4);
  });

  it('of scores that say nothing is their share of right ones, of scores that lie never falls', () => {
    const lying = madeUp(5, 300, (p) => 1 - p);
    const map = fitScoreMap(lying);
    expect(probabilityOf(map, 0.99)).toBeGreaterThan(probabilityOf(map, 0.01));
    expect(Math.abs(probabilityOf(map, 0.5) - 0.5)).toBeLessThan(0.1);
  });

  it('that falls, or leaves [0, 1], is refused when read from a file', () => {
    const good = {
      family: 'isotonic',
      curve: { low: 1, high: 1, shift: 0 },
      steps: {
        weight: 0.5,
        knots: [
          [0.2, 0.1],
          [0.4, 0.6],
        ],
      },
    };
    expect(scoreMap.safeParse(good).success).toBe(true);
    for (const bad of [
      {
        ...good,
        steps: {
          weight: 0.5,
          knots: [
            [0.2, 0.7],
            [0.4, 0.6],
          ],
        },
      },
      {
        ...good,
        steps: {
          weight: 0.5,
          knots: [
            [0.5, 0.1],
            [0.4, 0.6],
          ],
        },
      },
      { ...good, steps: { weight: 2, knots: good.steps.knots } },
      { ...good, steps: { weight: 0.5, knots: [] } },
      { ...good, curve: { ...good.curve, low: -1 } },
      { ...good, curve: { ...good.curve, shift: Number.NaN } },
    ])
      expect(scoreMap.safeParse(bad).success).toBe(false);
  });
});

describe('folds', () => {
  it('hold every video once, are about equally large, and follow from what videos hold', () => {
    fc.assert(
      fc.property(outcomes, (data) => {
        const folds = foldsOf(data);
        const videos = new Set(data.map(({ videoId }) => videoId));
        expect(folds).toHaveLength(Math.min(5, videos.size));
        expect(folds.flatMap((fold) => [...fold]).toSorted()).toEqual([...videos].toSorted());
        expect(foldsOf(data.toReversed())).toEqual(folds);
      }),
    );
    const equal = Array.from({ length: 100 }, (_, i) => ({ videoId: `v${i % 10}` }));
    expect(foldsOf(equal).map((fold) => fold.size)).toEqual([2, 2, 2, 2, 2]);
  });
});

describe('logistic regression', () => {
  it('finds the point where the gradient of the posterior is nothing, also where data are separable', () => {
    const row = fc.tuple(fc.double({ min: -12, max: 12, noNaN: true }), fc.boolean());
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 60 }), (data) => {
        const priors = [
          { mean: 1, precision: 1 },
          { mean: 0, precision: 0.1 },
        ];
        const weights = fitLogistic(
          data.map(([x]) => [x, 1]),
          data.map(([, right]) => right),
          priors,
        );
        const [slope = 0, shift = 0] = weights;
        const gap = data.map(([x, right]) => sigmoid(slope * x + shift) - (right ? 1 : 0));
        const first = data.reduce((sum, [x], i) => sum + x * (gap[i] ?? 0), slope - 1);
        const second = gap.reduce((sum, each) => sum + each, 0.1 * shift);
        expect(Math.abs(first)).toBeLessThan(1e-3);
        expect(Math.abs(second)).toBeLessThan(1e-3);
      }),
    );
  });
});
