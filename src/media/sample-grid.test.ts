import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { frameTable } from '../time/frame-table.ts';
import { ticks, timebase } from '../time/ticks.ts';
import { defaultStart, rateOf, sampleGrid, wholeTickSample } from './sample-grid.ts';

const table = (start: number, end: number) =>
  frameTable(timebase(1, 1000), Float64Array.from([start, end - 1]), ticks(end));

describe('a sampling grid', () => {
  it.each([
    ['the whole video', 0, 6000, 2, {}, [0, 12]],
    ['a video that ends just after a sample', 0, 6001, 2, {}, [0, 13]],
    ['a window on samples holds the first and not the last', 0, 9000, 2, { from: 1, to: 3 }, [2, 6]],
    ['a window between samples', 0, 9000, 2, { from: 1.01, to: 1.49 }, [3, 3]],
    ['thirds, which no number of bits holds', 0, 9000, 3, { from: 1 / 3, to: 2 / 3 }, [1, 2]],
    ['a window past the end', 0, 6000, 2, { from: 7 }, [14, 14]],
    ['a late start', 1500, 6000, 2, {}, [0, 12]],
    ['a recording from the afternoon', 52_200_400, 52_202_400, 2, {}, [104_400, 104_405]],
    ['a start before 0', -300, 2000, 2, {}, [-2, 4]],
  ] as const)('of %s', (_, start, end, fps, window, [first, last]) => {
    expect(sampleGrid(table(start, end), fps, window)).toEqual({ first, end: last });
  });

  it('begins at 0, not at minus 0', () => {
    expect(Object.is(sampleGrid(table(0, 1000), 3).first, 0)).toBe(true);
  });

  it('begins at 0 unless the first frame is far from it', () => {
    expect([0, 59_999, 60_001, -1].map((start) => defaultStart(table(start, 99_999_999)))).toEqual([
      0, 0, 60, -1,
    ]);
  });

  it('refuses rates and windows that make no sense', () => {
    for (const fps of [0, -1, Number.NaN, Infinity, 241])
      expect(() => sampleGrid(table(0, 1000), fps)).toThrow(RangeError);
    expect(() => sampleGrid(table(0, 1000), 2, { from: -Infinity })).toThrow(RangeError);
  });
});

describe('a rate', () => {
  it.each([
    [2, '2/1'],
    [0.5, '1/2'],
    [29.97, '2997/100'],
    [30_000 / 1001, '30000/1001'],
    [24_000 / 1001, '24000/1001'],
    [1 / 3, '1/3'],
  ])('of %d is the fraction %s', (fps, text) => {
    const { num, den } = rateOf(fps);
    expect(`${num}/${den}`).toBe(text);
  });

  it('is met to a millionth whatever it is', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 240, noNaN: true }), (fps) => {
        const { num, den } = rateOf(fps);
        expect(Math.abs(num / den - fps)).toBeLessThan(1e-5);
      }),
    );
  });
});

describe('a sample on a whole tick', () => {
  it('is the last one at or before the wanted sample whose time the timebase can hold', () => {
    const fraction = fc.record({
      num: fc.integer({ min: 1, max: 1001 }),
      den: fc.integer({ min: 1, max: 90_000 }),
    });
    fc.assert(
      fc.property(fc.integer({ min: -1000, max: 200_000 }), fraction, fraction, (wanted, rate, base) => {
        const found = wholeTickSample(wanted, rate, base);
        expect(found.sample).toBeLessThanOrEqual(wanted);
        // sample * rate.den / rate.num seconds = ticks * base.num / base.den seconds, without rounding.
        const seconds = (sample: number): [bigint, bigint] => [
          BigInt(sample) * BigInt(rate.den) * BigInt(base.den),
          BigInt(rate.num) * BigInt(base.num),
        ];
        const [top, bottom] = seconds(found.sample);
        expect(top).toBe(found.ticks * bottom);
        for (let later = found.sample + 1; later <= Math.min(wanted, found.sample + 50); later++) {
          const [nextTop, nextBottom] = seconds(later);
          expect(nextTop % nextBottom).not.toBe(0n);
        }
      }),
    );
  });
});
