/** Positions of a lane's intervals in order of start, merged from runs that are sorted already (the items that share the lane). */

interface Sorted {
  readonly start: Float64Array;
  readonly end: Float64Array;
}

/**
 * Merges sorted runs of positions, in place of sorting them anew: `ends` are where the runs end in `positions`. Equal starts are
 * ordered by end, then by position.
 */
export function mergeRuns(positions: Uint32Array, ends: readonly number[], columns: Sorted): Uint32Array {
  let from: Uint32Array = positions;
  let to: Uint32Array = new Uint32Array(positions.length);
  let borders = [...ends];
  while (borders.length > 1) {
    const next: number[] = [];
    let begin = 0;
    for (let run = 0; run < borders.length; run += 2) {
      const middle = borders[run] ?? 0;
      const end = borders[run + 1] ?? middle;
      mergePair(from, to, begin, middle, end, columns);
      next.push(end);
      begin = end;
    }
    [from, to] = [to, from];
    borders = next;
  }
  return from;
}

function mergePair(
  from: Uint32Array,
  to: Uint32Array,
  begin: number,
  middle: number,
  end: number,
  { start, end: ends }: Sorted,
): void {
  let left = begin;
  let right = middle;
  for (let at = begin; at < end; at++) {
    const a = from[left] ?? 0;
    const b = from[right] ?? 0;
    const before =
      right >= end ||
      (left < middle && ((start[a] ?? 0) - (start[b] ?? 0) || (ends[a] ?? 0) - (ends[b] ?? 0) || a - b) <= 0);
    to[at] = before ? a : b;
    if (before) left++;
    else right++;
  }
}
