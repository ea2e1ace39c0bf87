import { z } from 'zod';
import { say, type Said } from '../tasks/said/said.ts';
import type { SqlValue, WritableDb } from './db.ts';
import { CorpusError } from './errors.ts';
import { FrameGuard } from './frame-guard.ts';
import { isConstraint } from './sqlite-errors.ts';
import { isSearched, refreshVideoSearch } from './video-search.ts';

/** Tables whose changes the command log keeps. All have a `key`. */
export const LOGGED_TABLES = [
  'project',
  'video',
  'label',
  'item',
  'interval',
  'edge_provenance',
  'response',
  'suggestion',
  'comment',
  'derivation',
  'derivation_source',
  'saved_filter',
] as const;
export type LoggedTable = (typeof LOGGED_TABLES)[number];

/**
 * Columns kept from other columns and rows, by triggers (migrations/) or, for a video, by `refreshVideoSearch`: no image has
 * them, so undo cannot put back a stale one. A video's text changes when its file is found elsewhere, which no command does.
 */
const DERIVED_COLUMNS: Partial<Record<LoggedTable, readonly string[]>> = {
  interval: ['sources'],
  video: ['search'],
};

/** Whether the log keeps this column: not the key, not `revision`, which only ever grows, not what others keep. */
export function isLogged(table: LoggedTable, column: string): boolean {
  return column !== 'key' && column !== 'revision' && DERIVED_COLUMNS[table]?.includes(column) !== true;
}

/** Values of one row's columns that the log keeps (`isLogged`). */
export type Image = Readonly<Record<string, string | number | null>>;

/**
 * What became of one row: null where it was not there. When both are given they hold the same columns, only those that changed.
 * Played backwards (after -> before) it is the inverse of a command, forwards the redo.
 */
export interface RowChange {
  readonly table: LoggedTable;
  readonly key: number;
  readonly before: Image | null;
  readonly after: Image | null;
}

const image = z.record(z.string(), z.union([z.string(), z.number(), z.null()])).nullable();
export const rowChanges: z.ZodType<RowChange[]> = z.array(
  z.object({ table: z.enum(LOGGED_TABLES), key: z.int(), before: image, after: image }),
);

/** Swaps before and after, last change first. */
export function inverse(changes: readonly RowChange[]): RowChange[] {
  return changes
    .map(({ table, key, before, after }) => ({ table, key, before: after, after: before }))
    .reverse();
}

/**
 * Brings every row from its `before` to its `after`. Foreign keys are checked once, at the commit. Suggestions that made room
 * since are passed over: they come and go with what policies answer, and there is nothing to put back.
 * @throws CorpusError 'conflict' when a row is not as `before` says: something outside the log changed it since.
 */
export function play(db: WritableDb, changes: readonly RowChange[]): void {
  db.exec('PRAGMA defer_foreign_keys = 1');
  const coming = new Set(
    changes.flatMap(({ table, key, before }) => (table === 'response' && before === null ? [key] : [])),
  );
  const guard = new FrameGuard(db);
  for (const entry of changes) {
    const change = loggedOf(entry);
    if (madeRoom(db, change, coming)) continue;
    requireBefore(db, change);
    requireFrames(guard, change);
    try {
      write(db, change);
    } catch (error) {
      if (isConstraint(error)) throw conflict();
      throw error;
    }
  }
}

/** @param coming responses that are put back with it */
function madeRoom(
  db: WritableDb,
  { table, key, before, after }: RowChange,
  coming: ReadonlySet<number>,
): boolean {
  if (table !== 'suggestion' && table !== 'response') return false;
  const isThere = (name: typeof table, row: number): boolean =>
    db.get(`SELECT 1 AS here FROM ${name} WHERE key = @row`, { row }) !== undefined;
  if (before !== null) return !isThere(table, key);
  const response = after?.['response'];
  return typeof response === 'number' && !coming.has(response) && !isThere('response', response);
}

/** A change without columns that an earlier version kept in its log and that are derived now. */
export function loggedOf({ table, key, before, after }: RowChange): RowChange {
  const kept = (image: Image | null): Image | null =>
    image && Object.fromEntries(Object.entries(image).filter(([column]) => isLogged(table, column)));
  return { table, key, before: kept(before), after: kept(after) };
}

/** @throws CorpusError 'conflict' */
function requireBefore(db: WritableDb, { table, key, before, after }: RowChange): void {
  const now = db.get<Record<string, SqlValue>>(`SELECT * FROM ${table} WHERE key = @key`, { key });
  if (before === null) {
    if (now !== undefined) throw conflict();
    return;
  }
  if (now === undefined) throw conflict();
  // An image of an earlier schema may lack a column; one that has a column we lost cannot be put back.
  for (const [column, value] of Object.entries(before)) if (now[column] !== value) throw conflict();
  if (after !== null) for (const column of Object.keys(after)) if (!(column in now)) throw conflict();
}

/** @throws CorpusError 'conflict' when an interval that is put back would lie on other pictures than it did. */
function requireFrames(guard: FrameGuard, { table, before, after }: RowChange): void {
  const item = after?.['item'];
  if (table !== 'interval' || before !== null || after === null || typeof item !== 'number') return;
  if (!guard.fits(item, after)) throw conflict();
}

function write(db: WritableDb, { table, key, before, after }: RowChange): void {
  if (after === null) db.run(`DELETE FROM ${table} WHERE key = @key`, { key });
  else if (before === null) insertRow(db, table, { ...after, key });
  else updateRow(db, table, key, after);
}

export function insertRow(db: WritableDb, table: LoggedTable, row: Image): number {
  const columns = Object.keys(row).map(identifier);
  return db.run(
    `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map((name) => `@${name}`).join(', ')})`,
    row,
  ).key;
}

export function updateRow(db: WritableDb, table: LoggedTable, key: number, columns: Image): void {
  const names = Object.keys(columns).map(identifier);
  if (names.length === 0) return;
  db.run(`UPDATE ${table} SET ${names.map((name) => `${name} = @${name}`).join(', ')} WHERE key = @key`, {
    ...columns,
    key,
  });
  if (table === 'video' && isSearched(columns)) refreshVideoSearch(db, key);
}

/** Column names come from our own code or our own log; a damaged log must not become SQL. */
function identifier(name: string): string {
  if (!/^[a-z_]+$/.test(name)) throw new CorpusError('corrupt', 'The command log of the corpus is damaged.');
  return name;
}

export function conflict(what?: Said | string): CorpusError {
  return new CorpusError(
    'conflict',
    what === undefined ? say('cannotUndoThis') : say('cannotUndo', { what }),
  );
}

/** `earlier` followed by `later` as one list, each row once: what a drag or a held key leaves behind. */
export function compose(earlier: readonly RowChange[], later: readonly RowChange[]): RowChange[] {
  const rows = new Map<string, RowChange>();
  for (const change of [...earlier, ...later]) {
    const name = `${change.table} ${change.key}`;
    const known = rows.get(name);
    const merged = known === undefined ? change : joined(known, change);
    if (merged === null) rows.delete(name);
    else rows.set(name, merged);
  }
  return [...rows.values()];
}

/** Two consecutive changes of one row as one; null when nothing is left of them. */
function joined(first: RowChange, second: RowChange): RowChange | null {
  const { table, key } = first;
  if (first.before === null)
    return second.after === null
      ? null
      : { table, key, before: null, after: { ...first.after, ...second.after } };
  if (second.after === null)
    return { table, key, before: { ...second.before, ...first.before }, after: null };
  if (first.after === null) return difference({ table, key, before: first.before, after: second.after });
  return difference({
    table,
    key,
    before: { ...second.before, ...first.before },
    after: { ...first.after, ...second.after },
  });
}

/** Only the columns that differ; null when none does. */
export function difference(change: RowChange): RowChange | null {
  const { table, key, before, after } = change;
  if (before === null || after === null) return change;
  const changed = Object.keys(after).filter((column) => before[column] !== after[column]);
  if (changed.length === 0) return null;
  const pick = (row: Image): Image =>
    Object.fromEntries(changed.map((column) => [column, row[column] ?? null]));
  return { table, key, before: pick(before), after: pick(after) };
}
