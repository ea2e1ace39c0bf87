import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  clamp,
  covered,
  intersect,
  interval,
  iou,
  overlap,
  secondsInterval,
  subtract,
  union,
  type Interval,
} from './interval.ts';
import { ticks, type Ticks } from './ticks.ts';

const LAST = 60;
const span = fc
  .tuple(fc.integer({ min: 0, max: LAST - 1 }), fc.integer({ min: 1, max: LAST }))
  .filter(([a, b]) => a !== b)
  .map(([a, b]) => interval(ticks(Math.min(a, b)), ticks(Math.max(a, b))));
const spans = fc.array(span, { maxLength: 12 });

/** The same algebra on a picture: one flag per tick. */
const picture = (values: readonly Interval<Ticks>[]) =>
  Array.from({ length: LAST }, (_, at) => values.some(({ start, end }) => start <= at && at < end));
const both = (a: boolean[], b: boolean[], how: (x: boolean, y: boolean) => boolean) =>
  a.map((flag, at) => how(flag, b[at] ?? false));

function expectCanonical(values: readonly Interval<Ticks>[]): void {
  values.forEach(({ start, end }, index) => {
    expect(start).toBeLessThan(end);
    const before = values[index - 1];
    if (before !== undefined) expect(before.end).toBeLessThan(start);
  });
}

describe('interval', () => {
  it('refuses to start at or after its end, and anything that is not a number', () => {
    expect(() => secondsInterval(2, 2)).toThrow(RangeError);
    expect(() => secondsInterval(3, 2)).toThrow(RangeError);
    expect(() => secondsInterval(Number.NaN, 2)).toThrow(RangeError);
    expect(() => secondsInterval(0, Infinity)).toThrow(RangeError);
  });
});

describe('interval algebra', () => {
  it('agrees with a picture of the ticks', () => {
    fc.assert(
      fc.property(spans, spans, (a, b) => {
        const [pa, pb] = [picture(a), picture(b)];
        expect(picture(union(a))).toEqual(pa);
        expect(picture(intersect(a, b))).toEqual(both(pa, pb, (x, y) => x && y));
        expect(picture(subtract(a, b))).toEqual(both(pa, pb, (x, y) => x && !y));
        expect(covered(a)).toBe(pa.filter(Boolean).length);
        for (const result of [union(a), intersect(a, b), subtract(a, b)]) expectCanonical(result);
      }),
      { numRuns: 1000 },
    );
  });

  it('does not depend on the order of its inputs, and leaves them alone', () => {
    fc.assert(
      fc.property(spans, spans, fc.infiniteStream(fc.nat()), (a, b, keys) => {
        const kept = structuredClone([a, b]);
        const shuffled = a.map((each) => [keys.next().value, each] as const).toSorted(([x], [y]) => x - y);
        const other = shuffled.map(([, each]) => each);
        expect(union(other)).toEqual(union(a));
        expect(intersect(b, other)).toEqual(intersect(a, b));
        expect(subtract(other, b)).toEqual(subtract(a, b));
        expect([a, b]).toEqual(kept);
      }),
    );
  });

  it('splits every union into what is shared and what is left', () => {
    fc.assert(
      fc.property(spans, spans, (a, b) => {
        expect(covered(intersect(a, b)) + covered(subtract(a, b))).toBe(covered(a));
        expect(union([...intersect(a, b), ...subtract(a, b)])).toEqual(union(a));
      }),
    );
  });

  it('measures overlap of two intervals as the length of their intersection', () => {
    fc.assert(
      fc.property(span, span, (a, b) => {
        expect(overlap(a, b)).toBe(covered(intersect([a], [b])));
        expect(iou(a, b)).toBeCloseTo(overlap(a, b) / covered([a, b]), 12);
        expect(iou(a, b)).toBe(iou(b, a));
        expect(clamp(a, b) ?? []).toEqual(intersect([a], [b])[0] ?? []);
      }),
    );
  });

  it('keeps IoU within 0 and 1, and 1 for equal intervals, on any seconds', () => {
    const edge = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    const free = fc
      .tuple(edge, edge)
      .filter(([a, b]) => a !== b)
      .map(([a, b]) => secondsInterval(Math.min(a, b), Math.max(a, b)));
    fc.assert(
      fc.property(free, free, (a, b) => {
        expect(iou(a, b)).toBeGreaterThanOrEqual(0);
        expect(iou(a, b)).toBeLessThanOrEqual(1);
        expect(iou(a, a)).toBe(1);
      }),
    );
  });

  it('touching intervals join but do not overlap', () => {
    const [a, b] = [secondsInterval(0, 1), secondsInterval(1, 2)];
    expect(union([b, a])).toEqual([secondsInterval(0, 2)]);
    expect(overlap(a, b)).toBe(0);
    expect(iou(a, b)).toBe(0);
    expect(intersect([a], [b])).toEqual([]);
    expect(clamp(a, b)).toBeNull();
  });
});
