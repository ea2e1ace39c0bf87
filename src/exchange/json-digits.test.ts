import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseWithDigits } from './json-digits.ts';
import { rawAt } from './json-pieces.ts';

describe('parseWithDigits', () => {
  it('parses as JSON.parse does', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(parseWithDigits(JSON.stringify(value)).value).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it.each([
    '1.0',
    '0.0',
    '19.220',
    '1e1',
    '1E-3',
    '12345678901234567890',
    '0.10000000000000001',
    '-0',
    '3.00e2',
  ])('remembers %s, which prints otherwise', (digits) => {
    const { value, digits: of } = parseWithDigits(`{"a": "1.0", "b": [[${digits}, 2]]}`);
    const raw = rawAt(value, 'b', 0);
    expect(rawAt(raw, 0)).toBe(Number(digits));
    if (!Array.isArray(raw)) throw new TypeError('not a list');
    expect(of(raw, 0)).toBe(digits);
    expect(of(raw, 1)).toBeUndefined();
  });

  it('remembers nothing of numbers in their shortest form', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }).map((each) => each + 0)),
        (numbers) => {
          const { value, digits } = parseWithDigits(JSON.stringify(numbers));
          if (!Array.isArray(value)) throw new TypeError('not a list');
          expect(value.map((_, index) => digits(value, index))).toEqual(numbers.map(() => undefined));
        },
      ),
    );
  });
});
