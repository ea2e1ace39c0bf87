import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OPEN_RANGE_BYTES, readRange } from './range.ts';

const MIB = 1024 * 1024;

describe('readRange', () => {
  it.each([
    ['no header', undefined, 1000, { kind: 'whole' }],
    ['from the start, small file', 'bytes=0-', 1000, { kind: 'part', start: 0, end: 999 }],
    ['from the start, large file', 'bytes=0-', 10 * MIB, { kind: 'part', start: 0, end: 2 * MIB - 1 }],
    [
      'open end in the middle',
      'bytes=5000-',
      10 * MIB,
      { kind: 'part', start: 5000, end: 5000 + 2 * MIB - 1 },
    ],
    ['last byte', 'bytes=999-999', 1000, { kind: 'part', start: 999, end: 999 }],
    ['last byte, open', 'bytes=999-', 1000, { kind: 'part', start: 999, end: 999 }],
    ['suffix', 'bytes=-10', 1000, { kind: 'part', start: 990, end: 999 }],
    ['suffix longer than the file', 'bytes=-5000', 1000, { kind: 'part', start: 0, end: 999 }],
    ['end past the file', 'bytes=10-99999', 1000, { kind: 'part', start: 10, end: 999 }],
    [
      'a closed range stays whole',
      `bytes=0-${5 * MIB - 1}`,
      10 * MIB,
      { kind: 'part', start: 0, end: 5 * MIB - 1 },
    ],
    ['start past the file', 'bytes=1000-', 1000, { kind: 'unsatisfiable' }],
    ['empty file', 'bytes=0-', 0, { kind: 'unsatisfiable' }],
    ['several ranges', 'bytes=0-1,5-6', 1000, { kind: 'unsatisfiable' }],
    ['another unit', 'seconds=0-5', 1000, { kind: 'whole' }],
    ['no range at all', 'nonsense', 1000, { kind: 'whole' }],
    ['backwards', 'bytes=9-3', 1000, { kind: 'whole' }],
    ['no numbers', 'bytes=-', 1000, { kind: 'whole' }],
    ['an empty suffix', 'bytes=-0', 1000, { kind: 'unsatisfiable' }],
    ['a number with a tail', 'bytes=0-5x', 1000, { kind: 'whole' }],
  ] as const)('%s', (_name, header, size, expected) => {
    expect(readRange(header, size)).toEqual(expected);
  });

  it('never leaves the file and never answers an open end with more than its bound', () => {
    const number = fc.oneof(fc.nat(50), fc.nat(Number.MAX_SAFE_INTEGER)).map(String);
    const header = fc.oneof(
      fc.string(),
      fc
        .tuple(fc.constantFrom('', '1', '-'), fc.option(number), fc.option(number))
        .map(([noise, a, b]) => `bytes=${noise}${a ?? ''}-${b ?? ''}`),
    );
    fc.assert(
      fc.property(header, fc.nat(20 * MIB), (text, size) => {
        const answer = readRange(text, size);
        if (answer.kind !== 'part') return;
        expect(answer.start).toBeGreaterThanOrEqual(0);
        expect(answer.start).toBeLessThanOrEqual(answer.end);
        expect(answer.end).toBeLessThan(size);
        if (text.endsWith('-')) expect(answer.end - answer.start).toBeLessThan(OPEN_RANGE_BYTES);
      }),
    );
  });
});
