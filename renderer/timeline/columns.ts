import { z } from 'zod';
import type { TimelineHead, TimelineRow } from '../../src/service/contract/timeline.ts';
import { words } from '../words/words.ts';

/**
 * Every interval of a video as columns: what the timeline draws from, however many there are. Sorted by item in the order of
 * `items`, within an item by start and end. Never changed in place.
 */
export interface Columns {
  /** Of the project when this was read. */
  readonly revision: number;
  readonly items: readonly string[];
  /** Who set an interval's start; the first is '': it came with an import. */
  readonly annotators: readonly string[];
  /** The policy an interval came from; the first is '': none. */
  readonly policies: readonly string[];
  readonly id: Float64Array;
  readonly start: Float64Array;
  readonly end: Float64Array;
  readonly item: Uint32Array;
  readonly slot: Uint32Array;
  readonly flags: Uint16Array;
  readonly by: Uint16Array;
  readonly policy: Uint16Array;
}

export const NO_COLUMNS: Columns = {
  revision: 0,
  items: [],
  annotators: [''],
  policies: [''],
  id: new Float64Array(),
  start: new Float64Array(),
  end: new Float64Array(),
  item: new Uint32Array(),
  slot: new Uint32Array(),
  flags: new Uint16Array(),
  by: new Uint16Array(),
  policy: new Uint16Array(),
};

const headSchema = z.object({
  revision: z.int(),
  count: z.int().min(0),
  items: z.array(z.string()),
  annotators: z.array(z.string()).min(1),
  policies: z.array(z.string()).min(1),
}) satisfies z.ZodType<TimelineHead>;

/** Bits of `flags`: an edge lies between two frames. */
export const OFF_GRID = { start: 1 << 8, end: 1 << 9 } as const;

/** Bytes of one interval in the body: three float64, two uint32, three uint16. */
const ROW_BYTES = 3 * 8 + 2 * 4 + 3 * 2;

/** Reads the body of `/timeline/ID`. @throws RangeError when it is cut short, ZodError when its head is not what it should be. */
export function readColumns(bytes: ArrayBuffer): Columns {
  const cut = (): RangeError => new RangeError(words('timeline')('intervalsCut'));
  if (bytes.byteLength < 4) throw cut();
  const headLength = new DataView(bytes).getUint32(0, true);
  if (bytes.byteLength < 4 + headLength) throw cut();
  const json: unknown = JSON.parse(new TextDecoder().decode(new Uint8Array(bytes, 4, headLength)));
  const { count, ...head } = headSchema.parse(json);
  if (bytes.byteLength < 4 + headLength + count * ROW_BYTES) throw cut();
  let at = 4 + headLength;
  const take = (size: number): number => {
    const here = at;
    at += size * count;
    return here;
  };
  const wide = (): Float64Array => new Float64Array(bytes, take(8), count);
  const whole = (): Uint32Array => new Uint32Array(bytes, take(4), count);
  const small = (): Uint16Array => new Uint16Array(bytes, take(2), count);
  // In the order of TIMELINE_COLUMNS in the contract.
  const [id, start, end] = [wide(), wide(), wide()];
  const [item, slot] = [whole(), whole()];
  const [flags, by, policy] = [small(), small(), small()];
  return { ...head, id, start, end, item, slot, flags, by, policy };
}

/** Position of an interval by its id, or -1. */
export function positionOf(columns: Columns, id: number): number {
  return columns.id.indexOf(id);
}

/** One interval, or null when the video has none of this id. */
export function intervalAt(columns: Columns, id: number): TimelineRow | null {
  const at = positionOf(columns, id);
  return at < 0 ? null : rowAt(columns, at);
}

export function rowAt(columns: Columns, at: number): TimelineRow {
  return {
    id: columns.id[at] ?? 0,
    item: columns.items[columns.item[at] ?? 0] ?? '',
    start: columns.start[at] ?? 0,
    end: columns.end[at] ?? 0,
    slot: columns.slot[at] ?? 0,
    flags: columns.flags[at] ?? 0,
    by: columns.annotators[columns.by[at] ?? 0] ?? '',
    policy: columns.policies[columns.policy[at] ?? 0] ?? '',
  };
}

function named(list: readonly string[], names: Iterable<string>): string[] {
  return [...new Set([...list, ...names])];
}

/**
 * The columns after some intervals changed: `rows` are as they are now, whatever else of `ids` is gone. One pass over the
 * columns, so that an edit among 100,000 costs about a millisecond.
 */
export function withRows(
  columns: Columns,
  ids: readonly number[],
  rows: readonly TimelineRow[],
  revision = columns.revision,
): Columns {
  const items = named(
    columns.items,
    rows.map((row) => row.item),
  );
  const annotators = named(
    columns.annotators,
    rows.map((row) => row.by),
  );
  const policies = named(
    columns.policies,
    rows.map((row) => row.policy),
  );
  const place = new Map(items.map((item, index) => [item, index]));
  const gone = new Set([...ids, ...rows.map((row) => row.id)]);
  const coming = rows
    .map((row) => ({ row, item: place.get(row.item) ?? 0 }))
    .toSorted((a, b) => a.item - b.item || order(a.row, b.row));
  let kept = 0;
  for (const id of columns.id) if (!gone.has(id)) kept++;
  const length = kept + coming.length;
  const next = {
    id: new Float64Array(length),
    start: new Float64Array(length),
    end: new Float64Array(length),
    item: new Uint32Array(length),
    slot: new Uint32Array(length),
    flags: new Uint16Array(length),
    by: new Uint16Array(length),
    policy: new Uint16Array(length),
  };
  let to = 0;
  const put = (each: (typeof coming)[number]): void => {
    const { row, item } = each;
    next.id[to] = row.id;
    next.start[to] = row.start;
    next.end[to] = row.end;
    next.item[to] = item;
    next.slot[to] = row.slot;
    next.flags[to] = row.flags;
    next.by[to] = annotators.indexOf(row.by);
    next.policy[to] = policies.indexOf(row.policy);
    to++;
  };
  let waiting = 0;
  for (let i = 0; i < columns.id.length; i++) {
    if (gone.has(columns.id[i] ?? 0)) continue;
    for (let next1 = coming[waiting]; next1 !== undefined && comesBefore(next1, columns, i);) {
      put(next1);
      next1 = coming[++waiting];
    }
    next.id[to] = columns.id[i] ?? 0;
    next.start[to] = columns.start[i] ?? 0;
    next.end[to] = columns.end[i] ?? 0;
    next.item[to] = columns.item[i] ?? 0;
    next.slot[to] = columns.slot[i] ?? 0;
    next.flags[to] = columns.flags[i] ?? 0;
    next.by[to] = columns.by[i] ?? 0;
    next.policy[to] = columns.policy[i] ?? 0;
    to++;
  }
  for (; waiting < coming.length; waiting++) {
    const last = coming[waiting];
    if (last !== undefined) put(last);
  }
  return { revision, items, annotators, policies, ...next };
}

interface Ordered {
  readonly start: number;
  readonly end: number;
  readonly id: number;
}

function order(a: Ordered, b: Ordered): number {
  return a.start - b.start || a.end - b.end || a.id - b.id;
}

function comesBefore(
  coming: { readonly row: TimelineRow; readonly item: number },
  columns: Columns,
  at: number,
): boolean {
  const item = columns.item[at] ?? 0;
  if (coming.item !== item) return coming.item < item;
  const here = { start: columns.start[at] ?? 0, end: columns.end[at] ?? 0, id: columns.id[at] ?? 0 };
  return order(coming.row, here) < 0;
}

/** Positions of the intervals of one item: `[from, to)`. */
export function rangeOfItem(columns: Columns, itemId: string): { from: number; to: number } {
  const item = columns.items.indexOf(itemId);
  if (item < 0) return { from: 0, to: 0 };
  const from = columns.item.indexOf(item);
  return from < 0 ? { from: 0, to: 0 } : { from, to: columns.item.lastIndexOf(item) + 1 };
}

/**
 * The interval after (`step` 1) or before (-1) the one with `id` in order of time, of one item or of all; the first or the last
 * when there is none of that id.
 */
export function neighbourOf(
  columns: Columns,
  itemId: string | null,
  id: number | null,
  step: 1 | -1,
): TimelineRow | null {
  const { from, to } = itemId === null ? { from: 0, to: columns.id.length } : rangeOfItem(columns, itemId);
  const origin = id === null ? null : intervalAt(columns, id);
  let best = -1;
  for (let i = from; i < to; i++) {
    if (origin !== null && step * order(entry(columns, i), origin) <= 0) continue;
    if (best < 0 || step * order(entry(columns, i), entry(columns, best)) < 0) best = i;
  }
  return best < 0 ? null : rowAt(columns, best);
}

function entry(columns: Columns, at: number): Ordered {
  return { start: columns.start[at] ?? 0, end: columns.end[at] ?? 0, id: columns.id[at] ?? 0 };
}
