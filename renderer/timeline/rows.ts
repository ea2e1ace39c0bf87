/**
 * One row of a lane. Its bars are sorted by start; in all but a shared last row none overlaps the next, so that the ends are
 * sorted too.
 */
export interface Row {
  readonly length: number;
  /** Indexes into the lane's columns. */
  readonly bars: Uint32Array;
  readonly starts: Float64Array;
  readonly ends: Float64Array;
  /** Tree of largest ends over a row whose bars overlap: leaves from `size` on, parents at half the index. Null: ends are sorted. */
  readonly highest: { readonly size: number; readonly tree: Float64Array } | null;
}

interface Columns {
  readonly starts: Float64Array;
  readonly ends: Float64Array;
}

/** The bars that `rows` puts into row `row`, of which there are `count`. */
export function rowOf(columns: Columns, rows: Uint16Array, row: number, count: number): Row {
  const bars = new Uint32Array(count);
  const starts = new Float64Array(count);
  const ends = new Float64Array(count);
  let at = 0;
  let overlaps = false;
  for (let i = 0; i < rows.length; i++) {
    if (rows[i] !== row) continue;
    bars[at] = i;
    starts[at] = columns.starts[i] ?? 0;
    ends[at] = columns.ends[i] ?? 0;
    overlaps ||= at > 0 && (starts[at] ?? 0) < (ends[at - 1] ?? 0);
    at++;
  }
  return { length: count, bars, starts, ends, highest: overlaps ? highestOf(ends) : null };
}

function highestOf(ends: Float64Array): NonNullable<Row['highest']> {
  let size = 1;
  while (size < ends.length) size *= 2;
  const tree = new Float64Array(2 * size).fill(-Infinity);
  tree.set(ends, size);
  for (let node = size - 1; node > 0; node--)
    tree[node] = Math.max(tree[2 * node] ?? 0, tree[2 * node + 1] ?? 0);
  return { size, tree };
}

/** First index at or after `from` whose value is greater than `wanted`, or the length. Near answers are found sooner. */
export function firstAbove(sorted: Float64Array, wanted: number, from = 0): number {
  if ((sorted[from] ?? -Infinity) > wanted) return from;
  let low = Math.min(from, sorted.length);
  let high = low;
  for (let step = 1; high < sorted.length && (sorted[high] ?? Infinity) <= wanted; step *= 2) {
    low = high + 1;
    high += step;
  }
  high = Math.min(high, sorted.length);
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? Infinity) > wanted) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** First bar of the row at or after `from` that ends after `tick`, or the length. Logarithmic, with overlaps too. */
export function endingAfter(row: Row, from: number, tick: number): number {
  if (row.highest === null) return firstAbove(row.ends, tick, from);
  if (from >= row.length) return row.length;
  const { size, tree } = row.highest;
  let node = from + size;
  while (!((tree[node] ?? -Infinity) > tick)) {
    while ((node & 1) === 1) {
      if (node === 1) return row.length;
      node >>= 1;
    }
    node++;
  }
  while (node < size) {
    node *= 2;
    if (!((tree[node] ?? -Infinity) > tick)) node++;
  }
  return Math.min(node - size, row.length);
}
