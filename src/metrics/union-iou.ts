import { covered, intersect, union, type Interval } from '../time/interval.ts';

/** IoU of the unions of two lists of intervals; 1 when both are empty (answers.md). */
export function unionIou(left: readonly Interval[], right: readonly Interval[]): number {
  if (left.length === 0 && right.length === 0) return 1;
  const shared = covered(intersect(left, right));
  return shared === 0 ? 0 : Math.min(1, shared / (covered(left) + covered(right) - shared));
}

/** Nearest whole number, halves to the even one, as Python and numpy round. */
function roundHalfEven(value: number): number {
  const below = Math.floor(value);
  const past = value - below;
  if (past !== 0.5) return Math.round(value);
  return below % 2 === 0 ? below : below + 1;
}

/**
 * IoU of the unions counted in cells of `step` seconds, each interval covering at least one cell: how the bench's scorer
 * measures evidence. 0 when both lists are empty. Differs from `unionIou` by the rounding of edges to cells.
 */
export function rasterUnionIou(left: readonly Interval[], right: readonly Interval[], step = 0.05): number {
  const cells = (intervals: readonly Interval[]): Interval<number>[] =>
    union(
      intervals.map((each) => {
        const start = Math.max(0, roundHalfEven(each.start / step));
        return { start, end: Math.max(roundHalfEven(each.end / step), start + 1) };
      }),
    );
  const [a, b] = [cells(left), cells(right)];
  const shared = covered(intersect(a, b));
  return shared / Math.max(1, covered(a) + covered(b) - shared);
}
