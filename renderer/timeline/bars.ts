import { firstAbove, rowOf, type Row } from './rows.ts';

/** One interval by itself, as a hit or a list tells of it. Ticks; half-open. */
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

/** What the bars of one item have in common. */
export interface BarKind {
  readonly itemId: string;
  readonly colour: number;
  /** By slot; the last one stands for all further slots. */
  readonly codes: readonly string[];
  readonly texts: readonly string[];
}

/** Bits of `BarColumns.traits`. */
export const TRAITS = { suggestion: 1, rejected: 2, calibrated: 4, events: 8, offGrid: 16 } as const;

/** Bars as columns: a hundred thousand of them are a few arrays, not a hundred thousand objects. */
export interface BarColumns {
  /** Row ids of intervals, or of suggestions where the trait says so. */
  readonly ids: Float64Array;
  readonly starts: Float64Array;
  readonly ends: Float64Array;
  /** Index into the lane's kinds. */
  readonly kindOf: Uint32Array;
  readonly slots: Uint32Array;
  readonly traits: Uint8Array;
  /** Of suggestions; empty where every bar is a person's. */
  readonly confidences: Float64Array;
}

/**
 * The bars of one lane, sorted by start and stacked into rows, so that what is in view costs a binary search and the visible
 * ones only. `reach[i]` is the largest end among bars 0..i: with overlaps the ends themselves are not sorted.
 */
export interface LaneBars extends BarColumns {
  readonly length: number;
  readonly kinds: readonly BarKind[];
  readonly reach: Float64Array;
  /** Row of each bar. */
  readonly rows: Uint16Array;
  readonly stack: readonly Row[];
  /** Number of rows in use, at least 1. */
  readonly rowCount: number;
}

/** Stacks bars that are sorted by start into rows, first free row first; past `maxRows` they share the last row. */
export function packColumns(columns: BarColumns, kinds: readonly BarKind[], maxRows: number): LaneBars {
  const { starts, ends } = columns;
  const { length } = starts;
  const reach = new Float64Array(length);
  const rows = new Uint16Array(length);
  const busyUntil = new Float64Array(maxRows).fill(-Infinity);
  const counts = new Uint32Array(maxRows);
  let used = 1;
  let furthest = -Infinity;
  for (let i = 0; i < length; i++) {
    const start = starts[i] ?? 0;
    const end = ends[i] ?? 0;
    furthest = Math.max(furthest, end);
    reach[i] = furthest;
    let row = 0;
    while (row < maxRows - 1 && (busyUntil[row] ?? 0) > start) row++;
    busyUntil[row] = Math.max(busyUntil[row] ?? 0, end);
    counts[row] = (counts[row] ?? 0) + 1;
    used = Math.max(used, row + 1);
    rows[i] = row;
  }
  const stack = Array.from({ length: used }, (_none, row) => rowOf(columns, rows, row, counts[row] ?? 0));
  return { ...columns, length, kinds, reach, rows, stack, rowCount: used };
}

/** The same for bars that are objects: few ones, such as suggestions. */
export function packBars(given: readonly Bar[], maxRows: number): LaneBars {
  const bars = given.toSorted((a, b) => a.start - b.start || b.end - a.end || (a.id < b.id ? -1 : 1));
  const kinds = bars.map(({ itemId, colour, code, text, slot }): BarKind => {
    const before = Array.from({ length: slot }, () => '');
    return { itemId, colour, codes: [...before, code], texts: [...before, text] };
  });
  return packColumns(
    {
      ids: Float64Array.from(bars, (bar) => barKey(bar.id)),
      starts: Float64Array.from(bars, (bar) => bar.start),
      ends: Float64Array.from(bars, (bar) => bar.end),
      kindOf: Uint32Array.from(bars, (_bar, i) => i),
      slots: Uint32Array.from(bars, (bar) => bar.slot),
      traits: Uint8Array.from(bars, traitsOf),
      confidences: Float64Array.from(bars, (bar) => bar.confidence),
    },
    kinds,
    maxRows,
  );
}

function traitsOf(bar: Bar): number {
  return (
    (bar.look === 'suggestion' ? TRAITS.suggestion : 0) |
    (bar.look === 'rejected' ? TRAITS.suggestion | TRAITS.rejected : 0) |
    (bar.calibrated ? TRAITS.calibrated : 0) |
    (bar.basis === 'events' ? TRAITS.events : 0) |
    (bar.offGrid ? TRAITS.offGrid : 0)
  );
}

/** The row id in a bar's id (`i12`, `s5`). */
export function barKey(barId: string): number {
  return Number(barId.slice(1));
}

export function lookAt(lane: LaneBars, index: number): BarLook {
  const traits = lane.traits[index] ?? 0;
  if ((traits & TRAITS.rejected) !== 0) return 'rejected';
  return (traits & TRAITS.suggestion) !== 0 ? 'suggestion' : 'truth';
}

/** The words on a bar: by its slot, or what stands for all slots. */
export function wordAt(texts: readonly string[], slot: number): string {
  return texts[Math.min(slot, texts.length - 1)] ?? '';
}

export function kindAt(lane: LaneBars, index: number): BarKind | undefined {
  return lane.kinds[lane.kindOf[index] ?? 0];
}

/** One bar as an object; undefined beyond the end. For hits, lists and drags, not for drawing. */
export function barAt(lane: LaneBars, index: number): Bar | undefined {
  const kind = kindAt(lane, index);
  if (index < 0 || index >= lane.length || kind === undefined) return undefined;
  const traits = lane.traits[index] ?? 0;
  const slot = lane.slots[index] ?? 0;
  const look = lookAt(lane, index);
  return {
    id: `${look === 'truth' ? 'i' : 's'}${lane.ids[index] ?? 0}`,
    itemId: kind.itemId,
    start: lane.starts[index] ?? 0,
    end: lane.ends[index] ?? 0,
    colour: kind.colour,
    code: wordAt(kind.codes, slot),
    text: wordAt(kind.texts, slot),
    look,
    confidence: lane.confidences[index] ?? 1,
    calibrated: (traits & TRAITS.calibrated) !== 0,
    basis: (traits & TRAITS.events) === 0 ? null : 'events',
    offGrid: (traits & TRAITS.offGrid) !== 0,
    slot,
  };
}

/** Index of the bar with this id in the lane, or -1. */
export function indexOfBar(lane: LaneBars, barId: string): number {
  const key = barKey(barId);
  const wanted = barId.startsWith('i');
  for (let at = lane.ids.indexOf(key); at >= 0; at = lane.ids.indexOf(key, at + 1))
    if ((lookAt(lane, at) === 'truth') === wanted) return at;
  return -1;
}

/** Every bar of a lane as an object: for lanes of a few. */
export function barsOf(lane: LaneBars): Bar[] {
  return Array.from({ length: lane.length }, (_none, i) => barAt(lane, i)).filter((bar) => bar !== undefined);
}

/** `[from, to)`: every bar that may touch the ticks `[start, end]`; bars inside the range may still end before `start`. */
export function visibleRange(lane: LaneBars, start: number, end: number): { from: number; to: number } {
  return { from: firstAbove(lane.reach, start), to: firstAbove(lane.starts, end) };
}
