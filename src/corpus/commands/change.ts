import { say } from '../../tasks/said/said.ts';
import type { SqlValue, WritableDb } from '../db.ts';
import { CorpusError } from '../errors.ts';
import {
  difference,
  compose,
  insertRow,
  isLogged,
  updateRow,
  type Image,
  type LoggedTable,
  type RowChange,
} from '../row-change.ts';
import { Touched } from '../touched.ts';

/** Who waits for a long command. */
export interface Watch {
  readonly progress: (done: number, total: number) => void;
  readonly cancelled: () => boolean;
}

/** The only way a command writes: every row it changes is recorded with what it was. */
export class Change {
  readonly db: WritableDb;
  readonly annotator: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly touched = new Touched();
  #changes: RowChange[] = [];

  readonly #watch: Watch | undefined;

  constructor(db: WritableDb, annotator: string, at: number, watch?: Watch) {
    this.#watch = watch;
    this.db = db;
    this.annotator = annotator;
    this.at = at;
  }

  /** @returns the new row's key */
  insert(table: LoggedTable, row: Image): number {
    const key = insertRow(this.db, table, row);
    this.#record({ table, key, before: null, after: this.#image(table, key) });
    return key;
  }

  /** Sets columns of one row; columns that already hold the value are not recorded. */
  update(table: LoggedTable, key: number, columns: Image): void {
    const now = this.#image(table, key);
    const before = Object.fromEntries(Object.keys(columns).map((name) => [name, now[name] ?? null]));
    const change = difference({ table, key, before, after: columns });
    if (change === null || change.after === null) return;
    updateRow(this.db, table, key, change.after);
    this.#record(change);
  }

  delete(table: LoggedTable, key: number): void {
    const before = this.#image(table, key);
    this.db.run(`DELETE FROM ${table} WHERE key = @key`, { key });
    this.#record({ table, key, before, after: null });
  }

  /** How far a long command is. @throws CorpusError 'cancelled' when it is to stop; the transaction then leaves nothing. */
  progress(done: number, total: number): void {
    if (this.#watch?.cancelled() === true) throw new CorpusError('cancelled', say('cancelled'));
    this.#watch?.progress(done, total);
  }

  /** What was changed, each row once. */
  changes(): RowChange[] {
    return compose(this.#changes, []);
  }

  #record(change: RowChange): void {
    this.touched.row(change);
    this.#changes.push(change);
  }

  #image(table: LoggedTable, key: number): Image {
    const row = this.db.get<Record<string, SqlValue>>(`SELECT * FROM ${table} WHERE key = @key`, { key });
    if (row === undefined) throw new CorpusError('not-found', `There is no ${table} with the number ${key}.`);
    const image: Record<string, string | number | null> = {};
    for (const [column, value] of Object.entries(row)) {
      if (!isLogged(table, column)) continue;
      if (value instanceof Uint8Array)
        throw new CorpusError('internal', `The column ${table}.${column} cannot be kept in the log.`);
      image[column] = value;
    }
    return image;
  }
}
