import { basename } from 'node:path';
import type { QueryGroup } from '../../tasks/find/item-query.ts';
import type { TaskKind } from '../../tasks/task.ts';
import type { ReadableDb, SqlValue } from '../db.ts';
import type { ItemState, Split } from '../rows.ts';
import { promptTexts, storedPrompt } from '../stored-prompt.ts';
import { findSql } from './find-sql.ts';

/** Orders of found items; a leading `-` turns one round. Equal ones stay in document order. */
export const FIND_ORDERS = ['order', 'changed', 'shortest', 'longest', 'confidence', 'intervals'] as const;
export type FindOrder = (typeof FIND_ORDERS)[number];

export interface FindPage {
  readonly sort?: FindOrder | undefined;
  readonly descending?: boolean | undefined;
  readonly offset?: number | undefined;
  /** Default 100. */
  readonly limit?: number | undefined;
}

/** One interval of a found item as a table draws it. */
export interface FoundInterval {
  readonly id: number;
  /** Shares of its video, in [0, 1]. */
  readonly from: number;
  readonly to: number;
  /** An edge of it came from a policy. */
  readonly fromPolicy: boolean;
}

export interface FoundItem {
  readonly id: string;
  readonly videoId: string;
  readonly videoTitle: string;
  readonly videoMissing: boolean;
  readonly split: Split | null;
  readonly group: string | null;
  readonly task: TaskKind;
  readonly state: ItemState;
  /** TAL: key and name of its label. */
  readonly label: { readonly id: number; readonly name: string } | null;
  /** What is asked. */
  readonly text: string;
  readonly intervals: number;
  /** Seconds; null without intervals. */
  readonly shortest: number | null;
  readonly longest: number | null;
  readonly offGrid: number;
  /** The first of its intervals, `MOST_DRAWN` at most. */
  readonly drawn: readonly FoundInterval[];
  /** The interval to open it at: its shortest, where shortness is asked for, else its first. */
  readonly opensAt: { readonly interval: number; readonly tick: number } | null;
  readonly pending: number;
  readonly confidence: number | null;
  readonly comments: number;
  readonly openComments: number;
  /** Names of the annotators whose edges it has. */
  readonly annotators: readonly string[];
  /** Milliseconds since 1970. */
  readonly changedAt: number;
}

/** More could not be told apart in a row of a table. */
export const MOST_DRAWN = 120;

const SORTS: Record<FindOrder, string> = {
  order: 'fact.item',
  changed: 'fact.changed_at',
  shortest: 'fact.shortest',
  longest: 'fact.longest',
  confidence: 'fact.confidence',
  intervals: 'fact.intervals',
};

/** One page of the items that a query finds, and how many it finds in all. */
export function findItems(
  db: ReadableDb,
  query: QueryGroup,
  page: FindPage = {},
): { total: number; items: FoundItem[] } {
  return db.consistent(() => {
    const { where, bindings } = findSql(query);
    const column = SORTS[page.sort ?? 'order'];
    const turn = page.descending === true ? 'DESC' : '';
    // What has no such number comes last, whichever way round.
    const order = column === SORTS.order ? `item ${turn}` : `sorted IS NULL, sorted ${turn}, item`;
    // Looking through texts is dear, so it is done once for the count and the page; all else is quicker done twice than kept.
    const once = where.includes('search') ? 'AS MATERIALIZED' : 'AS NOT MATERIALIZED';
    const rows = db.allTuples(
      `WITH hit ${once} (SELECT fact.item AS item, ${column} AS sorted FROM item_fact AS fact WHERE ${where})
       SELECT (SELECT count(*) FROM hit), NULL UNION ALL
       SELECT NULL, item FROM (SELECT item FROM hit ORDER BY ${order} LIMIT @limit OFFSET @offset)`,
      { ...bindings, limit: page.limit ?? 100, offset: page.offset ?? 0 },
    );
    const total = Number(rows[0]?.[0] ?? 0);
    const keys = rows.slice(1).map(([, key]) => Number(key));
    return {
      total,
      items: foundItems(db, keys, page.sort === 'shortest' || where.includes('fact.shortest')),
    };
  });
}

/** Keys of all items that a query finds, in document order. */
export function foundKeys(db: ReadableDb, query: QueryGroup): number[] {
  const { where, bindings } = findSql(query);
  return db
    .allTuples(`SELECT fact.item FROM item_fact AS fact WHERE ${where} ORDER BY fact.item`, bindings)
    .map(([key]) => Number(key));
}

interface FoundRow {
  readonly key: number;
  readonly id: string;
  readonly video_id: string;
  readonly file: string;
  readonly file_state: string;
  readonly start_tick: number;
  readonly end_tick: number;
  readonly split: Split | null;
  readonly label_group: string;
  readonly task: TaskKind;
  readonly state: ItemState;
  readonly label: number | null;
  readonly label_name: string | null;
  readonly prompt: string;
  readonly intervals: number;
  readonly shortest: number | null;
  readonly longest: number | null;
  readonly off_grid: number;
  readonly pending: number;
  readonly confidence: number | null;
  readonly comments: number;
  readonly open_comments: number;
  readonly changed_at: number;
}

/** Found items by key, in that order; keys of items that are gone are left out. */
export function foundItems(db: ReadableDb, keys: readonly number[], shortestFirst = false): FoundItem[] {
  const bindings = { keys: JSON.stringify(keys) };
  const rows = db.all<FoundRow>(
    `SELECT item.key, item.id, video.id AS video_id, file, video.state AS file_state, start_tick, end_tick, split,
       video.label_group, item.task, item.state, item.label, label.name AS label_name, prompt,
       intervals, shortest, longest, off_grid, pending, confidence, comments, open_comments, changed_at
     FROM json_each(@keys) AS page CROSS JOIN item ON item.key = page.value JOIN item_fact ON item_fact.item = item.key
       JOIN video ON video.key = item.video LEFT JOIN label ON label.key = item.label ORDER BY page.key`,
    bindings,
  );
  const annotators = Map.groupBy(
    db.all<{ item: number; name: string }>(
      `SELECT item, name FROM item_maker JOIN annotator ON annotator.id = annotator
       WHERE item IN (SELECT value FROM json_each(@keys)) ORDER BY item, name`,
      bindings,
    ),
    ({ item }) => item,
  );
  return rows.map((row) => {
    const drawn = drawnIntervals(db, row, shortestFirst);
    const { label } = row;
    return {
      id: row.id,
      videoId: row.video_id,
      videoTitle: basename(row.file.replaceAll('\\', '/')),
      videoMissing: row.file_state === 'missing',
      split: row.split,
      group: row.label_group === '' ? null : row.label_group,
      task: row.task,
      state: row.state,
      label: label === null || row.label_name === null ? null : { id: label, name: row.label_name },
      text: promptTexts(storedPrompt(row.task, row.prompt)).join(' · ') || (row.label_name ?? ''),
      intervals: row.intervals,
      shortest: row.shortest,
      longest: row.longest,
      offGrid: row.off_grid,
      ...drawn,
      pending: row.pending,
      confidence: row.confidence,
      comments: row.comments,
      openComments: row.open_comments,
      annotators: (annotators.get(row.key) ?? []).map(({ name }) => name),
      changedAt: row.changed_at,
    };
  });
}

/** The first intervals of an item, and the one to open it at. */
function drawnIntervals(
  db: ReadableDb,
  row: FoundRow,
  shortestFirst: boolean,
): Pick<FoundItem, 'drawn' | 'opensAt'> {
  const length = row.end_tick - row.start_tick;
  const share = (tick: SqlValue | undefined): number =>
    Math.min(1, Math.max(0, Math.round(((Number(tick) - row.start_tick) / length) * 1e4) / 1e4));
  const rows = db.allTuples(
    `SELECT key, start_tick, end_tick, sources & 136 FROM interval
     WHERE item = @item AND start_tick IS NOT NULL ORDER BY slot, key LIMIT ${MOST_DRAWN}`,
    { item: row.key },
  );
  const drawn = rows.map(([id, start, end, policy]) => ({
    id: Number(id),
    from: share(start),
    to: share(end),
    fromPolicy: policy !== 0,
  }));
  const [first] =
    !shortestFirst || row.intervals < 2
      ? rows
      : db.allTuples(
          `SELECT key, start_tick FROM interval WHERE item = @item AND start_tick IS NOT NULL
           ORDER BY end_tick - start_tick, slot, key LIMIT 1`,
          { item: row.key },
        );
  return {
    drawn,
    opensAt: first === undefined ? null : { interval: Number(first[0]), tick: Number(first[1]) },
  };
}
