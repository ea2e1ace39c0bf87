import type { TaskKind } from '../../tasks/task.ts';
import type { ReadableDb } from '../db.ts';
import { videoById } from '../rows.ts';

/** Bits of `IntervalColumns.flags`. */
export const INTERVAL_FLAGS = { startOffGrid: 1, endOffGrid: 2, fromPolicy: 4 } as const;

/**
 * Every truth interval of a video as columns, sorted by lane and start: what a timeline of 100,000 intervals draws from.
 * "None" entries of DTG have no edges and are left out.
 */
export interface IntervalColumns {
  /** Of the project when this was read. */
  readonly revision: number;
  /** One lane per item, in document order. */
  readonly lanes: readonly {
    readonly item: string;
    readonly task: TaskKind;
    readonly label: number | null;
  }[];
  /** Interval ids. */
  readonly id: Float64Array;
  /** Index into `lanes`. */
  readonly lane: Uint32Array;
  /** Ticks. */
  readonly start: Float64Array;
  readonly end: Float64Array;
  readonly slot: Uint32Array;
  /** See `INTERVAL_FLAGS`. */
  readonly flags: Uint8Array;
}

/** @throws CorpusError 'not-found' */
export function intervalColumns(db: ReadableDb, videoId: string): IntervalColumns {
  return db.consistent(() => {
    const video = videoById(db, videoId).key;
    const revision = db.number('SELECT revision FROM project WHERE key = 1');
    const items = db.all<{ key: number; id: string; task: TaskKind; label: number | null }>(
      'SELECT key, id, task, label FROM item WHERE video = @video ORDER BY key',
      { video },
    );
    const count = db.number(
      `SELECT count(*) FROM interval WHERE start_tick IS NOT NULL AND item IN (SELECT key FROM item WHERE video = @video)`,
      { video },
    );
    const columns = {
      id: new Float64Array(count),
      lane: new Uint32Array(count),
      start: new Float64Array(count),
      end: new Float64Array(count),
      slot: new Uint32Array(count),
      flags: new Uint8Array(count),
    };
    let at = 0;
    for (const [lane, item] of items.entries())
      for (const row of db.allTuples(
        `SELECT key, start_tick, end_tick, slot, start_off_grid + 2 * end_off_grid
           + 4 * EXISTS (SELECT 1 FROM edge_provenance WHERE interval = interval.key AND policy IS NOT NULL)
         FROM interval WHERE item = @item AND start_tick IS NOT NULL ORDER BY start_tick, end_tick, key`,
        { item: item.key },
      )) {
        columns.id[at] = Number(row[0]);
        columns.lane[at] = lane;
        columns.start[at] = Number(row[1]);
        columns.end[at] = Number(row[2]);
        columns.slot[at] = Number(row[3]);
        columns.flags[at] = Number(row[4]);
        at++;
      }
    return { revision, lanes: items.map(({ id, task, label }) => ({ item: id, task, label })), ...columns };
  });
}
