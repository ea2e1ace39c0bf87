import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { iou, secondsInterval, union } from '../time/interval.ts';
import { optimalMatchTotal, orderedMatchTotal, sequentialMatchTotal } from './many-to-many.ts';

const span = fc
  .tuple(fc.integer({ min: 0, max: 200 }), fc.integer({ min: 1, max: 40 }))
  .map(([start, length]) => secondsInterval(start, start + length));
const spans = fc.array(span, { maxLength: 8 });
const disjoint = spans.map((values) => union(values));

describe('matching in the order of time', () => {
  it('is the best of all assignments when neither list overlaps itself', () => {
    fc.assert(
      fc.property(disjoint, disjoint, (a, b) => {
        expect(orderedMatchTotal(a, b)).toBeCloseTo(optimalMatchTotal(a, b), 10);
      }),
      { numRuns: 3000 },
    );
  });

  it('lies between pairing i-th with i-th and the best assignment', () => {
    fc.assert(
      fc.property(spans, spans, (a, b) => {
        const total = orderedMatchTotal(a, b);
        expect(total).toBeLessThanOrEqual(optimalMatchTotal(a, b) + 1e-10);
        expect(total).toBeGreaterThanOrEqual(sequentialMatchTotal(a, b) - 1e-10);
      }),
      { numRuns: 1000 },
    );
  });

  it('is below the best assignment for nested intervals, as the recurrence has it', () => {
    const nested = [secondsInterval(0, 10), secondsInterval(1, 2)];
    const crossed = [secondsInterval(0, 3), secondsInterval(1, 20)];
    const best = optimalMatchTotal(nested, crossed);
    const pairs = nested.map((a) => crossed.map((b) => iou(a, b)));
    expect(best).toBeCloseTo(
      Math.max((pairs[0]?.[0] ?? 0) + (pairs[1]?.[1] ?? 0), (pairs[0]?.[1] ?? 0) + (pairs[1]?.[0] ?? 0)),
      12,
    );
    expect(orderedMatchTotal(nested, crossed)).toBeLessThan(best);
  });

  it('does not depend on the order in which the lists are given, nor on which side is the truth', () => {
    fc.assert(
      fc.property(spans, spans, (a, b) => {
        expect(orderedMatchTotal(a.toReversed(), b)).toBeCloseTo(orderedMatchTotal(a, b), 12);
        expect(orderedMatchTotal(b, a)).toBeCloseTo(orderedMatchTotal(a, b), 12);
      }),
    );
  });
});
