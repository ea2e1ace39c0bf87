import { english, keptSaid, say, told, type Said, type Told } from '../tasks/said/said.ts';
import type { WritableDb } from './db.ts';
import { CorpusError } from './errors.ts';
import { parseJson } from './json.ts';
import { removePending } from './pending-suggestions.ts';
import { compose, conflict, inverse, play, rowChanges, type RowChange } from './row-change.ts';
import { touchedIds, type Touched, type TouchedIds } from './touched.ts';

/** Presses of one key within this time are one entry. */
export const COALESCE_MS = 1000;

/** One row of the command log: the only authority on what can be undone. */
interface LogRow {
  readonly key: number;
  readonly at: number;
  readonly annotator: string;
  readonly name: string;
  readonly changes: string;
  readonly touched: string;
  readonly sentence: string;
  /** The sentence as JSON; null: the entry is of a version that kept English only. */
  readonly said: string | null;
  readonly batch: number;
  readonly coalesce_key: string | null;
  readonly state: 'done' | 'undone' | 'discarded';
}

function columnsOf(said: Said): { sentence: string; said: string } {
  return { sentence: english(said), said: JSON.stringify(said) };
}

export interface LogEntry {
  readonly at: number;
  readonly annotator: string;
  readonly name: string;
  readonly params: unknown;
  readonly changes: readonly RowChange[];
  readonly touched: TouchedIds;
  readonly said: (changes: readonly RowChange[]) => Said;
  readonly coalesceKey: string | null;
  /** The first entry of the batch; null: this is the first one. */
  readonly batch: number | null;
}

/**
 * Adds an entry, or joins it to the last one when both are presses of one key. What was undone before can no longer be
 * repeated. @returns the entry's key (null when nothing is left to undo) and what it says
 */
export function append(db: WritableDb, entry: LogEntry): { key: number | null; said: Said } {
  const last = db.get<LogRow>('SELECT * FROM command_log ORDER BY key DESC LIMIT 1');
  if (last !== undefined && joins(last, entry)) return join(db, last, entry);
  const said = entry.said(entry.changes);
  if (entry.changes.length === 0) return { key: null, said };
  db.run(`UPDATE command_log SET state = 'discarded' WHERE state = 'undone'`);
  const { key } = db.run(
    `INSERT INTO command_log (at, annotator, name, parameters, changes, touched, sentence, said, batch, coalesce_key)
     VALUES (@at, @annotator, @name, @parameters, @changes, @touched, @sentence, @said, @batch, @coalesceKey)`,
    {
      at: entry.at,
      annotator: entry.annotator,
      name: entry.name,
      parameters: JSON.stringify(entry.params),
      changes: JSON.stringify(entry.changes),
      touched: JSON.stringify(entry.touched),
      ...columnsOf(said),
      batch: entry.batch ?? 0,
      coalesceKey: entry.coalesceKey,
    },
  );
  if (entry.batch === null) db.run('UPDATE command_log SET batch = key WHERE key = @key', { key });
  return { key, said };
}

function joins(last: LogRow, entry: LogEntry): boolean {
  return (
    entry.coalesceKey !== null &&
    entry.batch === null &&
    last.batch === last.key &&
    last.state === 'done' &&
    last.coalesce_key === entry.coalesceKey &&
    last.name === entry.name &&
    last.annotator === entry.annotator &&
    entry.at >= last.at &&
    entry.at - last.at <= COALESCE_MS
  );
}

function join(db: WritableDb, last: LogRow, entry: LogEntry): { key: number | null; said: Said } {
  const changes = compose(changesOf(last), entry.changes);
  const said = entry.said(changes);
  if (changes.length === 0) {
    db.run('DELETE FROM command_log WHERE key = @key', { key: last.key });
    return { key: null, said };
  }
  db.run(
    `UPDATE command_log SET at = @at, parameters = @parameters, changes = @changes, sentence = @sentence, said = @said WHERE key = @key`,
    {
      key: last.key,
      at: entry.at,
      parameters: JSON.stringify(entry.params),
      changes: JSON.stringify(changes),
      ...columnsOf(said),
    },
  );
  return { key: last.key, said };
}

/** Takes back the last entry, with all of its batch. @throws CorpusError 'nothing-to-undo' | 'conflict' */
export function undoLast(db: WritableDb, touched: Touched): Told {
  const last = db.get<LogRow>(`SELECT * FROM command_log WHERE state = 'done' ORDER BY key DESC LIMIT 1`);
  if (last === undefined) throw new CorpusError('nothing-to-undo', say('nothingToUndo'));
  const batch = batchOf(db, last, 'done');
  replay(db, batch.toReversed(), 'undone', touched);
  return toldOf(batch);
}

/** Repeats what was undone last. @throws CorpusError 'nothing-to-redo' | 'conflict' */
export function redoNext(db: WritableDb, touched: Touched): Told {
  const next = db.get<LogRow>(`SELECT * FROM command_log WHERE state = 'undone' ORDER BY key LIMIT 1`);
  if (next === undefined) throw new CorpusError('nothing-to-redo', say('nothingToRedo'));
  const batch = batchOf(db, next, 'undone');
  replay(db, batch, 'done', touched);
  return toldOf(batch);
}

/** How far a long walk through the log is. */
export type WalkProgress = (done: number, total: number) => void;

/**
 * Undoes or redoes until the entry `to` is the last one that is done (0: none is), as one act: what would be in the way of
 * a single step refuses the whole walk. @throws CorpusError 'not-found' | 'refused' | 'conflict'
 */
export function walkTo(
  db: WritableDb,
  to: number,
  touched: Touched,
  progress: WalkProgress = () => undefined,
): { steps: number; said: Said } {
  if (to !== 0) requireReachable(db, to);
  const count = (where: string): number =>
    db.number(`SELECT count(DISTINCT batch) FROM command_log WHERE ${where}`, { to });
  const back = count(`state = 'done' AND batch > @to`);
  const on = back > 0 ? 0 : count(`state = 'undone' AND batch <= @to`);
  const steps = back + on;
  for (let done = 0; done < steps; done++) {
    if (back > 0) undoLast(db, touched);
    else redoNext(db, touched);
    progress(done + 1, steps);
  }
  if (steps === 0) return { steps, said: say('standsThere') };
  return { steps, said: say(back > 0 ? 'wentBack' : 'wentForward', { count: steps }) };
}

/** @throws CorpusError */
function requireReachable(db: WritableDb, to: number): void {
  const row = db.get<LogRow>('SELECT * FROM command_log WHERE batch = @to LIMIT 1', { to });
  if (row === undefined) throw new CorpusError('not-found', say('entryGone'));
  if (row.state === 'discarded')
    throw new CorpusError('refused', say('entryDiscarded', { what: whatOf(row) }));
}

function batchOf(db: WritableDb, row: LogRow, state: LogRow['state']): LogRow[] {
  return db.all<LogRow>('SELECT * FROM command_log WHERE batch = @batch AND state = @state ORDER BY key', {
    batch: row.batch,
    state,
  });
}

function replay(db: WritableDb, rows: readonly LogRow[], state: 'done' | 'undone', touched: Touched): void {
  for (const row of rows) {
    const changes = changesOf(row);
    try {
      play(db, state === 'done' ? changes : inverse(changes));
    } catch (error) {
      if (error instanceof CorpusError && error.code === 'conflict') throw conflict(whatOf(row));
      throw error;
    }
    // What was answered since was asked with other words, or of sentences in another order.
    for (const { table, key, before, after } of changes)
      if (table === 'item' && before !== null && after !== null && 'prompt' in after) {
        removePending(db, key, { after: row.at });
        for (const name of ['suggestion', 'response']) touched.table(name);
      }
    db.run('UPDATE command_log SET state = @state WHERE key = @key', { state, key: row.key });
    touched.add(parseJson(row.touched, touchedIds, 'a log entry'));
    for (const change of changes) touched.row(change);
  }
}

function changesOf(row: LogRow): RowChange[] {
  return parseJson(row.changes, rowChanges, 'a log entry');
}

/** What an entry says, in English where it was kept in no other way. */
function whatOf({ said, sentence }: LogRow): Said | string {
  return keptSaid(said) ?? sentence;
}

/** What a batch is called: its only sentence, or the first and how many more. */
function toldOf(batch: readonly LogRow[]): Told {
  const [first] = batch;
  if (first === undefined) return told(say('nothingToDo'));
  if (batch.length > 1) return told(say('andMore', { first: whatOf(first), count: batch.length - 1 }));
  return { sentence: first.sentence, said: keptSaid(first.said) };
}
