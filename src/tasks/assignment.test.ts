import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { assignmentTotal, bestAssignment } from './assignment.ts';

const fixture = z.object({
  cases: z.array(
    z.object({
      name: z.string(),
      matrix: z.array(z.array(z.number())),
      total: z.number(),
      rows: z.array(z.int()).optional(),
      columns: z.array(z.int()).optional(),
    }),
  ),
});
const { cases } = fixture.parse(
  JSON.parse(readFileSync(new URL('fixtures/assignment.json', import.meta.url), 'utf8')),
);

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
  it.each(cases)('agrees with scipy on $name', ({ matrix, total, rows, columns }) => {
    expect(assignmentTotal(matrix)).toBeCloseTo(total, 12);
    if (rows === undefined) return;
    const pairs = bestAssignment(matrix).flatMap((column, row) => (column < 0 ? [] : [[row, column]]));
    expect(pairs).toEqual(rows.map((row, index) => [row, columns?.[index]]));
  });

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
  });
});
