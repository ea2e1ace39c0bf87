import { isDeepStrictEqual } from 'node:util';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { fixtureJson, fixtureNumber, unnoticedChanges } from '../testing/fixtures.ts';
import { assignmentTotal, bestAssignment } from './assignment.ts';

const fixture = z.object({
  cases: z.array(
    z.object({
      name: z.string(),
      matrix: z.array(z.array(fixtureNumber)),
      expected: z.union([
        z.object({ total: z.number(), rows: z.array(z.int()), cols: z.array(z.int()) }),
        z.object({ official_raises: z.string() }),
      ]),
      optimum_unique: z.boolean().nullable(),
    }),
  ),
});
const { cases } = fixture.parse(fixtureJson('hungarian/lsa.json'));
const solved = cases.flatMap(({ expected, ...rest }) => ('total' in expected ? [{ ...rest, expected }] : []));

/** Every way to give rows distinct columns. */
function bruteForce(weights: readonly (readonly number[])[], taken: readonly number[] = []): number {
  const [row, ...rest] = weights;
  if (row === undefined) return 0;
  const skipped = bruteForce(rest, taken);
  return row.reduce(
    (best, weight, column) =>
      taken.includes(column) ? best : Math.max(best, weight + bruteForce(rest, [...taken, column])),
    skipped,
  );
}

describe('bestAssignment', () => {
  it.each(solved)('agrees with scipy on $name', ({ matrix, expected, optimum_unique: unique }) => {
    const total = assignmentTotal(matrix);
    const pairs = bestAssignment(matrix).flatMap((column, row) => (column < 0 ? [] : [{ row, column }]));
    const sameTotal = (other: number) => Math.abs(total - other) < 1e-12 * Math.max(1, Math.abs(other));
    const agrees = ({ total: other, rows, cols }: typeof expected) =>
      sameTotal(other) &&
      // Where several assignments are best, theirs need only be one of them.
      (unique === true
        ? isDeepStrictEqual(
            pairs,
            rows.map((row, i) => ({ row, column: cols[i] })),
          )
        : new Set(cols).size === cols.length &&
          sameTotal(rows.reduce((sum, row, i) => sum + (matrix[row]?.[cols[i] ?? -1] ?? NaN), 0)));
    expect(unnoticedChanges(expected, agrees)).toEqual([]);
  });

  it.each(cases.filter(({ expected }) => !('total' in expected)))(
    'refuses $name, as scipy does',
    ({ matrix }) => {
      expect(() => bestAssignment(matrix)).toThrow(RangeError);
    },
  );

  it('is as good as trying every assignment, and never uses a column twice', () => {
    const matrix = fc
      .tuple(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 5 }))
      .chain(([rows, columns]) =>
        fc.array(fc.array(fc.integer({ min: 0, max: 9 }), { minLength: columns, maxLength: columns }), {
          minLength: rows,
          maxLength: rows,
        }),
      );
    fc.assert(
      fc.property(matrix, (weights) => {
        expect(assignmentTotal(weights)).toBe(bruteForce(weights));
        const used = bestAssignment(weights).filter((column) => column >= 0);
        expect(new Set(used).size).toBe(used.length);
        expect(used.length).toBe(Math.min(weights.length, weights[0]?.length ?? 0));
      }),
    );
  });

  it('refuses what is not a number instead of searching forever', () => {
    expect(() => bestAssignment([[Number.NaN]])).toThrow(RangeError);
    expect(() => bestAssignment([[Infinity, 0]])).toThrow(RangeError);
    expect(() => bestAssignment([[-Infinity], [-Infinity]])).toThrow('forbidden');
  });
});
