import type { ReadableDb } from '../db.ts';
import { videoById } from '../rows.ts';
import { intervalColumns, type IntervalColumns } from './interval-columns.ts';

/** Whose work an interval is, by its start edge; index 0 of both lists is '': nobody in this project, no policy. */
export interface Makers {
  readonly annotators: readonly string[];
  readonly policies: readonly string[];
}

/** Interval columns with who made each: a timeline groups its lanes by that. */
export interface TimelineColumns extends IntervalColumns, Makers {
  /** Index into `annotators`. */
  readonly by: Uint16Array;
  /** Index into `policies`. */
  readonly policy: Uint16Array;
}

/** One interval as the timeline shows it, read again after it changed. Ticks. */
export interface TimelineRow {
  readonly id: number;
  readonly item: string;
  readonly start: number;
  readonly end: number;
  readonly slot: number;
  readonly flags: number;
  readonly by: string;
  readonly policy: string;
}

/** Everything that a timeline of any length draws from. @throws CorpusError 'not-found' */
export function timelineColumns(db: ReadableDb, videoId: string): TimelineColumns {
  return db.consistent(() => {
    const columns = intervalColumns(db, videoId);
    const by = new Uint16Array(columns.id.length);
    const policy = new Uint16Array(columns.id.length);
    const annotators = new Names();
    const policies = new Names();
    const made = new Map<number, readonly [number, number]>();
    // Imported intervals have no rows here, so this is short where a timeline is longest.
    for (const [id, who, which] of db.allTuples(
      `SELECT interval, coalesce((SELECT name FROM annotator WHERE id = edge_provenance.annotator), ''), coalesce(policy, '')
       FROM edge_provenance WHERE edge = 'start' AND interval IN
         (SELECT key FROM interval WHERE item IN (SELECT key FROM item WHERE video = @video))`,
      { video: videoById(db, videoId).key },
    ))
      made.set(Number(id), [annotators.index(String(who)), policies.index(String(which))]);
    if (made.size > 0)
      for (let i = 0; i < by.length; i++) {
        const found = made.get(columns.id[i] ?? 0);
        if (found === undefined) continue;
        [by[i], policy[i]] = found;
      }
    return { ...columns, annotators: annotators.list, policies: policies.list, by, policy };
  });
}

/** Those of the given intervals of a video that are still there; "none" entries are no intervals. @throws CorpusError 'not-found' */
export function timelineRows(db: ReadableDb, videoId: string, ids: readonly number[]): TimelineRow[] {
  return db
    .allTuples(
      `SELECT interval.key, item.id, start_tick, end_tick, slot,
         interval.sources + (start_off_grid << 8) + (end_off_grid << 9),
         coalesce(annotator.name, ''), coalesce(made.policy, '')
       FROM interval JOIN item ON item.key = interval.item
         LEFT JOIN edge_provenance AS made ON made.interval = interval.key AND made.edge = 'start'
         LEFT JOIN annotator ON annotator.id = made.annotator
       WHERE interval.key IN (SELECT value FROM json_each(@ids)) AND start_tick IS NOT NULL
         AND item.video = @video`,
      { ids: JSON.stringify(ids), video: videoById(db, videoId).key },
    )
    .map(([id, item, start, end, slot, flags, by, policy]) => ({
      id: Number(id),
      item: String(item),
      start: Number(start),
      end: Number(end),
      slot: Number(slot),
      flags: Number(flags),
      by: String(by),
      policy: String(policy),
    }));
}

/** A video with more intervals than this is large: what a page reads of it at once holds only some of each item. */
const LARGE_VIDEO = 2000;

/** How many intervals each item of a video has (by the item's id), and whether they are too many to hand over with every detail. */
export function intervalTotals(
  db: ReadableDb,
  videoId: string,
): { readonly totals: ReadonlyMap<string, number>; readonly large: boolean } {
  const rows = db.allTuples(
    `SELECT item.id, count(interval.start_tick) FROM item JOIN video ON video.key = item.video
       LEFT JOIN interval ON interval.item = item.key WHERE video.id = @video GROUP BY item.key`,
    { video: videoId },
  );
  const totals = new Map(rows.map(([id, count]) => [String(id), Number(count)]));
  const sum = [...totals.values()].reduce((all, each) => all + each, 0);
  return { totals, large: sum > LARGE_VIDEO };
}

/** Texts by a small number, the empty one first. */
class Names {
  readonly list: string[] = [''];
  readonly #known = new Map([['', 0]]);

  index(name: string): number {
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    const next = this.list.push(name) - 1;
    this.#known.set(name, next);
    return next;
  }
}
