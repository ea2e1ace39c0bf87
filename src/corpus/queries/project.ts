import type { AttributeDefinition } from '../../tasks/label-schema.ts';
import { ticks, type Ticks } from '../../time/ticks.ts';
import type { ReadableDb } from '../db.ts';
import { jsonValue, parseJson, type JsonValue } from '../json.ts';
import { videoById, type CommentRow, type LabelRow } from '../rows.ts';
import { storedDefinitions } from '../stored-attributes.ts';

export interface ProjectInfo {
  readonly title: string | null;
  /** Grows with every change. */
  readonly revision: number;
  readonly createdAt: number;
  readonly counts: {
    readonly videos: number;
    readonly items: number;
    readonly curated: number;
    /** Suggestions that nobody has judged yet. */
    readonly pending: number;
    readonly train: number;
    readonly validation: number;
    readonly test: number;
  };
}

export function projectInfo(db: ReadableDb): ProjectInfo {
  const row = db.get<{
    title: string | null;
    revision: number;
    created_at: number;
    videos: number;
    train: number;
    validation: number;
    test: number;
    items: number;
    curated: number;
    pending: number;
  }>(
    `SELECT title, revision, created_at,
       (SELECT count(*) FROM video) AS videos,
       (SELECT count(*) FROM video WHERE split = 'train') AS train,
       (SELECT count(*) FROM video WHERE split = 'validation') AS validation,
       (SELECT count(*) FROM video WHERE split = 'test') AS test,
       (SELECT count(*) FROM item) AS items,
       (SELECT count(*) FROM item WHERE state IN ('curated', 'reviewed')) AS curated,
       (SELECT count(*) FROM suggestion WHERE status = 'pending') AS pending
     FROM project WHERE key = 1`,
  );
  const { videos = 0, items = 0, curated = 0, pending = 0, train = 0, validation = 0, test = 0 } = row ?? {};
  return {
    title: row?.title ?? null,
    revision: row?.revision ?? 0,
    createdAt: row?.created_at ?? 0,
    counts: { videos, items, curated, pending, train, validation, test },
  };
}

export function projectRevision(db: ReadableDb): number {
  return db.number('SELECT revision FROM project WHERE key = 1');
}

export interface LabelRecord {
  readonly id: number;
  readonly group: string | null;
  readonly name: string;
  readonly description: string | null;
  readonly colour: number;
  readonly hotkey: string | null;
  /** Labels of its group with the same text here may not overlap. */
  readonly exclusive: string | null;
  readonly attributes: readonly AttributeDefinition[];
  /** Items and intervals that bear it. */
  readonly uses: number;
}

/** The label schema in document order; with `group`, only that label set (null: the one without a name). */
export function labels(db: ReadableDb, group?: string | null): LabelRecord[] {
  const rows = db.all<LabelRow & { uses: number }>(
    `SELECT *, (SELECT count(*) FROM item WHERE label = label.key)
       + (SELECT count(*) FROM interval WHERE label = label.key) AS uses
     FROM label ${group === undefined ? '' : 'WHERE label_group = @group'} ORDER BY key`,
    group === undefined ? {} : { group: group ?? '' },
  );
  return rows.map(({ key, label_group, name, description, colour, hotkey, exclusive, attributes, uses }) => ({
    id: key,
    group: label_group === '' ? null : label_group,
    name,
    description,
    colour,
    hotkey,
    exclusive,
    attributes: storedDefinitions(attributes),
    uses,
  }));
}

export interface CoverageRange {
  readonly kind: 'watched' | 'skimmed';
  readonly annotator: string;
  readonly start: Ticks;
  readonly end: Ticks;
}

/** What of a video was watched: disjoint ranges per kind and annotator, in order. @throws CorpusError 'not-found' */
export function coverageOf(db: ReadableDb, videoId: string): CoverageRange[] {
  return db
    .all<{ kind: 'watched' | 'skimmed'; annotator: string; start_tick: number; end_tick: number }>(
      'SELECT kind, annotator, start_tick, end_tick FROM coverage WHERE video = @video ORDER BY kind, annotator, start_tick',
      { video: videoById(db, videoId).key },
    )
    .map((row) => ({
      kind: row.kind,
      annotator: row.annotator,
      start: ticks(row.start_tick),
      end: ticks(row.end_tick),
    }));
}

export interface CommentRecord {
  readonly id: number;
  readonly itemId: string | null;
  readonly ticks: number | null;
  readonly annotator: string;
  readonly at: number;
  readonly text: string;
  readonly resolved: boolean;
  /** The interval it is about, which may be gone. */
  readonly interval: number | null;
  /** The comment it answers; only first comments are resolved. */
  readonly answers: number | null;
}

/** Comments on a video and its items, oldest first. @throws CorpusError 'not-found' */
export function comments(db: ReadableDb, videoId: string): CommentRecord[] {
  return db
    .all<CommentRow & { item_id: string | null }>(
      `SELECT comment.*, item.id AS item_id FROM comment LEFT JOIN item ON item.key = comment.item
       WHERE comment.video = @video ORDER BY comment.key`,
      { video: videoById(db, videoId).key },
    )
    .map((row) => ({
      id: row.key,
      itemId: row.item_id,
      ticks: row.tick,
      annotator: row.annotator,
      at: row.at,
      text: row.text,
      resolved: row.resolved === 1,
      interval: row.interval,
      answers: row.answers,
    }));
}

export function annotators(db: ReadableDb): { id: string; name: string }[] {
  return db.all<{ id: string; name: string }>('SELECT id, name FROM annotator ORDER BY created_at, id');
}

export interface ImportRecord {
  /** What `removeImport` takes. */
  readonly batch: number;
  readonly at: number;
  readonly file: string;
  readonly title: string | null;
  readonly videos: number;
  readonly items: number;
  readonly removed: boolean;
}

/** Imports, newest first. */
export function imports(db: ReadableDb): ImportRecord[] {
  return db
    .all<Omit<ImportRecord, 'removed'> & { removed_at: number | null }>(
      'SELECT key AS batch, at, file, title, videos, items, removed_at FROM import_batch ORDER BY key DESC',
    )
    .map(({ removed_at, ...rest }) => ({ ...rest, removed: removed_at !== null }));
}

/** What was kept under a name, or null. */
export function viewState(db: ReadableDb, name: string): JsonValue {
  const row = db.get<{ value: string }>('SELECT value FROM view_state WHERE name = @name', { name });
  return row === undefined ? null : parseJson(row.value, jsonValue, 'view state');
}

/** Everything that was kept, by name. */
export function allViewState(db: ReadableDb): Record<string, JsonValue> {
  const rows = db.all<{ name: string; value: string }>('SELECT name, value FROM view_state ORDER BY name');
  return Object.fromEntries(rows.map((row) => [row.name, parseJson(row.value, jsonValue, 'view state')]));
}
