import { isDeepStrictEqual } from 'node:util';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { fixtureJson, fixtureNumber, unnoticedChanges } from '../testing/fixtures.ts';
import { assignmentTotal, bestAssignment } from './assignment.ts';

const spans = z.array(z.tuple([z.number(), z.number()]));
const fixture = z.object({
  cases: z.array(
    z.object({
      name: z.string(),
      pred: spans.nullable(),
      gt: spans.nullable(),
      matrix: z.array(z.array(fixtureNumber)),
      shape: z.tuple([z.int(), z.int()]),
      expected: z.union([
        z.strictObject({ total: z.number(), rows: z.array(z.int()), cols: z.array(z.int()) }),
        z.strictObject({ official_raises: z.string() }),
      ]),
    }),
  ),
});
const { cases } = fixture.parse(fixtureJson('hungarian/lsa.json'));
const solved = cases.flatMap(({ expected, ...rest }) => ('total' in expected ? [{ ...rest, expected }] : []));

/** Of spans that may be without length, which the intervals of this program can not be. */
function spanOverlap([a, b]: readonly [number, number], [c, d]: readonly [number, number]): number {
  const shared = Math.max(0, Math.min(b, d) - Math.max(a, c));
  return shared === 0 ? 0 : shared / (b - a + (d - c) - shared);
}

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
  it.each(solved)('agrees with scipy on $name', ({ matrix, shape, expected }) => {
    const total = assignmentTotal(matrix);
    const columns = bestAssignment(matrix);
    const rows = columns.flatMap((column, row) => (column < 0 ? [] : [row]));
    const agrees = (other: { shape: number[]; expected: typeof expected }) =>
      Math.abs(total - other.expected.total) < 1e-12 * Math.max(1, Math.abs(other.expected.total)) &&
      // Also where several assignments are best: ties are broken as scipy does.
      isDeepStrictEqual(rows, other.expected.rows) &&
      isDeepStrictEqual(
        rows.map((row) => columns[row]),
        other.expected.cols,
      ) &&
      matrix.length === other.shape[0] &&
      matrix.every((row) => row.length === other.shape[1]);
    // A matrix without rows has no columns to count.
    const known = matrix.length === 0 ? shape.slice(0, 1) : shape;
    expect(unnoticedChanges({ shape: known, expected }, agrees)).toEqual([]);
  });

  const overlapping = cases.flatMap(({ name, matrix, pred, gt }) =>
    pred === null || gt === null ? [] : [{ name, matrix, pred, gt }],
  );
  it.each(overlapping)('is asked about the overlaps of the spans of $name', ({ pred, gt, matrix }) => {
    const overlaps = pred.map((candidate) => gt.map((target) => spanOverlap(candidate, target)));
    const agrees = (other: number[][]) =>
      other.length === overlaps.length &&
      other.every((row, i) => row.every((value, j) => Math.abs(value - (overlaps[i]?.[j] ?? NaN)) <= 1e-12));
    expect(unnoticedChanges(matrix, agrees)).toEqual([]);
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
