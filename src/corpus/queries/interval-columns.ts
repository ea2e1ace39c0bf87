import type { TaskKind } from '../../tasks/task.ts';
import type { ReadableDb } from '../db.ts';
import { videoById, type EdgeOrigin, type ItemState } from '../rows.ts';

/**
 * Bits of `IntervalColumns.flags`. Each edge has four bits of provenance: three that index `EDGE_ORIGINS`, one that says that
 * it came from a policy's suggestion (whoever moved it since).
 */
export const INTERVAL_FLAGS = {
  startFromPolicy: 1 << 3,
  endFromPolicy: 1 << 7,
  startOffGrid: 1 << 8,
  endOffGrid: 1 << 9,
} as const;

/** What the three lowest bits of an edge's provenance mean. */
export const EDGE_ORIGINS = ['imported', 'drawn', 'accepted', 'trimmed', 'nudged'] as const;

/** Who set an edge, from the flags of its interval. */
export function edgeOrigin(flags: number, edge: 'start' | 'end'): EdgeOrigin {
  return EDGE_ORIGINS[(edge === 'start' ? flags : flags >> 4) & 7] ?? 'imported';
}

/**
 * Every truth interval of a video as columns, by item (in document order) and, within an item, by start and end: what a
 * timeline of 100,000 intervals draws from. "None" entries of DTG have no edges and are left out.
 */
export interface IntervalColumns {
  /** Of the project when this was read. */
  readonly revision: number;
  /** Every item of the video in document order, with or without intervals. */
  readonly items: readonly {
    readonly id: string;
    readonly task: TaskKind;
    readonly state: ItemState;
    /** TAL: key of its label. */
    readonly label: number | null;
    /** Its intervals are `first` to `first + count - 1`. */
    readonly first: number;
    readonly count: number;
  }[];
  /** Interval ids. */
  readonly id: Float64Array;
  /** Index into `items`. */
  readonly item: Uint32Array;
  /** Ticks. */
  readonly start: Float64Array;
  readonly end: Float64Array;
  /** DTG: index of the sentence. Otherwise the order in the document. */
  readonly slot: Uint32Array;
  /** Key of a label of its own, 0 where it has none. */
  readonly label: Uint32Array;
  /** See `INTERVAL_FLAGS` and `edgeOrigin`. */
  readonly flags: Uint16Array;
}

/** Read as arrays of six numbers: the fewer values a row has, the sooner 100,000 of them are here. */
const ROWS = `SELECT key, start_tick, end_tick, slot, coalesce(label, 0),
    sources + (start_off_grid << 8) + (end_off_grid << 9)
  FROM interval WHERE item = @item AND start_tick IS NOT NULL ORDER BY start_tick, end_tick, key`;

/** @throws CorpusError 'not-found' */
export function intervalColumns(db: ReadableDb, videoId: string): IntervalColumns {
  return db.consistent(() => {
    const video = videoById(db, videoId).key;
    const revision = db.number('SELECT revision FROM project WHERE key = 1');
    const counted = db.all<{
      key: number;
      id: string;
      task: TaskKind;
      state: ItemState;
      label: number | null;
      count: number;
    }>(
      `SELECT key, id, task, state, label,
         (SELECT count(*) FROM interval WHERE interval.item = item.key AND start_tick IS NOT NULL) AS count
       FROM item WHERE video = @video ORDER BY key`,
      { video },
    );
    const count = counted.reduce((sum, item) => sum + item.count, 0);
    const columns = {
      id: new Float64Array(count),
      item: new Uint32Array(count),
      start: new Float64Array(count),
      end: new Float64Array(count),
      slot: new Uint32Array(count),
      label: new Uint32Array(count),
      flags: new Uint16Array(count),
    };
    const items = [];
    let at = 0;
    for (const [index, { key, ...item }] of counted.entries()) {
      items.push({ ...item, first: at });
      if (item.count === 0) continue;
      columns.item.fill(index, at, at + item.count);
      for (const row of db.allTuples(ROWS, { item: key })) {
        columns.id[at] = Number(row[0]);
        columns.start[at] = Number(row[1]);
        columns.end[at] = Number(row[2]);
        columns.slot[at] = Number(row[3]);
        columns.label[at] = Number(row[4]);
        columns.flags[at] = Number(row[5]);
        at++;
      }
    }
    return { revision, items, ...columns };
  });
}
