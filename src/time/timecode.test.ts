import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seconds } from './ticks.ts';
import { formatTimecode, parseTimecode } from './timecode.ts';

describe('formatTimecode', () => {
  it.each([
    [0, '0:00:00.000'],
    [-0.0001, '0:00:00.000'],
    [-0.021, '-0:00:00.021'],
    [59.9996, '0:01:00.000'],
    [3599.9994, '0:59:59.999'],
    [3661.5, '1:01:01.500'],
    [360_000, '100:00:00.000'],
  ])('writes %d s as %s', (value, text) => {
    expect(formatTimecode(seconds(value))).toBe(text);
  });

  it('reads back to the millisecond', () => {
    fc.assert(
      fc.property(fc.integer({ min: -4_000_000, max: 400_000_000 }), (milliseconds) => {
        expect(parseTimecode(formatTimecode(seconds(milliseconds / 1000)))).toBeCloseTo(
          milliseconds / 1000,
          6,
        );
      }),
    );
  });
});

describe('parseTimecode', () => {
  it.each([
    ['75', 75],
    [' 75.25 ', 75.25],
    ['.5', 0.5],
    ['1:15.25', 75.25],
    ['0:01:15.250', 75.25],
    ['90:00', 5400],
    ['-1:00', -60],
  ])('reads %s', (text, value) => {
    expect(parseTimecode(text)).toBe(value);
  });

  it.each(['', ':', '1:60', '1:60:00', '1:2:3:4', '1e3', 'NaN', '1,5', '--1', '9'.repeat(400)])(
    'refuses %j',
    (text) => {
      expect(parseTimecode(text)).toBeNull();
    },
  );

  it('never throws', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const value = parseTimecode(text);
        expect(value === null || Number.isFinite(value)).toBe(true);
      }),
    );
  });
});
