/** One interval as the timeline draws it. Ticks; half-open. */
export interface Bar {
  readonly id: string;
  readonly itemId: string;
  readonly start: number;
  readonly end: number;
  /** Index into the label palette. */
  readonly colour: number;
  /** Short code drawn on the interval, so that colour is never alone. */
  readonly code: string;
  /** What the interval is about, drawn where there is room; empty where its lane says it already. */
  readonly text: string;
  readonly look: BarLook;
  /** 0 to 1; what people set counts as 1. */
  readonly confidence: number;
  /** Whether the confidence is a probability; else it is a mere score. */
  readonly calibrated: boolean;
  /** `events`: a policy without words for the question points at something that changes. */
  readonly basis: 'events' | null;
  /** An edge that lies between two frames (imported so). */
  readonly offGrid: boolean;
  /** Which place of the item the interval fills: a sentence of DTG, else 0. */
  readonly slot: number;
}

/** People's work is solid, a model's is hatched, what was turned down is an outline. */
export type BarLook = 'truth' | 'suggestion' | 'rejected';

/**
 * The bars of one lane as columns sorted by start, so that 100,000 of them cost a binary search and the visible ones only.
 * `reach[i]` is the largest end among bars 0..i: with overlaps the ends themselves are not sorted.
 */
export interface LaneBars {
  readonly length: number;
  readonly bars: readonly Bar[];
  readonly starts: Float64Array;
  readonly ends: Float64Array;
  readonly reach: Float64Array;
  readonly rows: Uint16Array;
  /** Number of rows in use, at least 1. */
  readonly rowCount: number;
}

/** Sorts bars and stacks overlapping ones into rows, first free row first; past `maxRows` they share the last row. */
export function packBars(given: readonly Bar[], maxRows: number): LaneBars {
  const bars = given.toSorted((a, b) => a.start - b.start || b.end - a.end || (a.id < b.id ? -1 : 1));
  const starts = new Float64Array(bars.length);
  const ends = new Float64Array(bars.length);
  const reach = new Float64Array(bars.length);
  const rows = new Uint16Array(bars.length);
  const busyUntil: number[] = [];
  let furthest = -Infinity;
  bars.forEach((bar, i) => {
    starts[i] = bar.start;
    ends[i] = bar.end;
    furthest = Math.max(furthest, bar.end);
    reach[i] = furthest;
    let row = busyUntil.findIndex((end) => end <= bar.start);
    if (row < 0) row = Math.min(busyUntil.length, maxRows - 1);
    busyUntil[row] = Math.max(busyUntil[row] ?? -Infinity, bar.end);
    rows[i] = row;
  });
  return { length: bars.length, bars, starts, ends, reach, rows, rowCount: Math.max(1, busyUntil.length) };
}

/** First index whose value is greater than `wanted`, or the length. */
function firstAbove(sorted: Float64Array, wanted: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? Infinity) > wanted) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** `[from, to)`: every bar that may touch the ticks `[start, end]`; bars inside the range may still end before `start`. */
export function visibleRange(lane: LaneBars, start: number, end: number): { from: number; to: number } {
  return { from: firstAbove(lane.reach, start), to: firstAbove(lane.starts, end) };
}

/** The bar after (`step` 1) or before (-1) the one with `id`, in order of time; the first or last when `id` is not there. */
export function neighbour(lanes: readonly LaneBars[], id: string | null, step: 1 | -1): Bar | null {
  const all = lanes
    .flatMap((lane) => lane.bars)
    .toSorted((a, b) => a.start - b.start || a.end - b.end || (a.id < b.id ? -1 : 1));
  const at = all.findIndex((bar) => bar.id === id);
  if (at < 0) return (step === 1 ? all[0] : all.at(-1)) ?? null;
  return all[at + step] ?? null;
}
