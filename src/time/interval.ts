import { seconds, type Seconds } from './ticks.ts';

/** A half-open interval `[start, end)` in one unit of time; `start < end` holds for every value of this type. */
export interface Interval<Unit extends number = Seconds> {
  readonly start: Unit;
  readonly end: Unit;
}

/** @throws RangeError unless `start < end`. */
export function interval<Unit extends number>(start: Unit, end: Unit): Interval<Unit> {
  if (!(start < end)) throw new RangeError(`An interval must start before it ends, got [${start}, ${end}).`);
  return { start, end };
}

/** An interval in seconds from plain numbers. @throws RangeError unless finite and `start < end`. */
export function secondsInterval(start: number, end: number): Interval {
  return interval(seconds(start), seconds(end));
}

/** Length in the interval's own unit. */
export function lengthOf<Unit extends number>(value: Interval<Unit>): number {
  return value.end - value.start;
}

/** Length of the overlap of two intervals, 0 when they only touch. */
export function overlap<Unit extends number>(a: Interval<Unit>, b: Interval<Unit>): number {
  return Math.max(0, Math.min(a.end, b.end) - Math.max(a.start, b.start));
}

/** Intersection over union of two intervals, in [0, 1]. */
export function iou<Unit extends number>(a: Interval<Unit>, b: Interval<Unit>): number {
  const shared = overlap(a, b);
  return shared === 0 ? 0 : shared / (lengthOf(a) + lengthOf(b) - shared);
}

/** The part of `value` inside `bounds`, or null when nothing is left. */
export function clamp<Unit extends number>(
  value: Interval<Unit>,
  bounds: Interval<Unit>,
): Interval<Unit> | null {
  const start = value.start < bounds.start ? bounds.start : value.start;
  const end = value.end > bounds.end ? bounds.end : value.end;
  return start < end ? { start, end } : null;
}

/** Sorted, disjoint intervals covering the same time; touching ones become one. */
export function union<Unit extends number>(values: readonly Interval<Unit>[]): Interval<Unit>[] {
  const sorted = values.toSorted((a, b) => a.start - b.start || a.end - b.end);
  const merged: Interval<Unit>[] = [];
  for (const next of sorted) {
    const last = merged.at(-1);
    if (last !== undefined && next.start <= last.end) {
      if (next.end > last.end) merged[merged.length - 1] = { start: last.start, end: next.end };
    } else merged.push(next);
  }
  return merged;
}

/** Total length covered by the union of `values`. */
export function covered<Unit extends number>(values: readonly Interval<Unit>[]): number {
  return union(values).reduce((sum, each) => sum + lengthOf(each), 0);
}

/** Intersection of two unions, sorted and disjoint. O(n + m) after sorting. */
export function intersect<Unit extends number>(
  left: readonly Interval<Unit>[],
  right: readonly Interval<Unit>[],
): Interval<Unit>[] {
  const a = union(left);
  const b = union(right);
  const shared: Interval<Unit>[] = [];
  for (let i = 0, j = 0; ;) {
    const x = a[i];
    const y = b[j];
    if (x === undefined || y === undefined) return shared;
    const start = x.start > y.start ? x.start : y.start;
    const end = x.end < y.end ? x.end : y.end;
    if (start < end) shared.push({ start, end });
    if (x.end < y.end) i++;
    else j++;
  }
}

/** Time in `from` that no interval of `removed` covers, sorted and disjoint. O(n + m) after sorting. */
export function subtract<Unit extends number>(
  from: readonly Interval<Unit>[],
  removed: readonly Interval<Unit>[],
): Interval<Unit>[] {
  const holes = union(removed);
  const left: Interval<Unit>[] = [];
  let first = 0;
  for (const piece of union(from)) {
    // Pieces and holes both go forward in time, so a hole that ended before this piece is of no use to later ones.
    while ((holes[first]?.end ?? Infinity) <= piece.start) first++;
    let { start } = piece;
    for (let next = first; ; next++) {
      const hole = holes[next];
      if (hole === undefined || hole.start >= piece.end) break;
      if (hole.start > start) left.push({ start, end: hole.start });
      start = hole.end;
    }
    if (start < piece.end) left.push({ start, end: piece.end });
  }
  return left;
}
