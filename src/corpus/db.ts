import type Database from 'better-sqlite3';
import { CorpusError } from './errors.ts';
import { explainSqlite } from './sqlite-errors.ts';

/** What a column of the STRICT tables can hold. */
export type SqlValue = string | number | null | Uint8Array;
/** Values for `@name` placeholders. */
export type Bindings = Readonly<Record<string, SqlValue>>;

type AnyStatement = Database.Statement<[Bindings]>;

/**
 * A connection that can only be asked. Query functions take this type, so that a read path which writes does not compile;
 * a statement that would write is refused at run time as well, on a writable connection too.
 */
export class ReadableDb {
  readonly file: string;
  readonly #connection: Database.Database;
  readonly #statements = new Map<string, AnyStatement>();

  constructor(connection: Database.Database) {
    this.#connection = connection;
    this.file = connection.name;
  }

  get isOpen(): boolean {
    return this.#connection.open;
  }

  /** All rows. `Row` is the caller's word: the tables are STRICT, so a column holds what the schema says. */
  all<Row extends object>(sql: string, bindings: Bindings = {}): Row[] {
    try {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the binding can't know the row's type; STRICT tables hold it
      return this.#idle(sql, false).all(bindings) as Row[];
    } catch (error) {
      throw explainSqlite(error, this.file);
    }
  }

  /** The first row, or undefined. */
  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the caller names the row's type, as in `all`
  get<Row extends object>(sql: string, bindings: Bindings = {}): Row | undefined {
    try {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- as in `all`
      return this.#idle(sql, false).get(bindings) as Row | undefined;
    } catch (error) {
      throw explainSqlite(error, this.file);
    }
  }

  /** Rows one after another, for results too large to hold. The connection must not be closed meanwhile. */
  *iterate<Row extends object>(sql: string, bindings: Bindings = {}): IterableIterator<Row> {
    try {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- as in `all`
      yield* this.#idle(sql, false).iterate(bindings) as IterableIterator<Row>;
    } catch (error) {
      throw explainSqlite(error, this.file);
    }
  }

  /** All rows as arrays in column order: the fastest way to fill typed arrays. */
  allTuples(sql: string, bindings: Bindings = {}): (readonly SqlValue[])[] {
    try {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- raw(true) yields arrays; the typings don't say so
      return this.#idle(sql, true).all(bindings) as SqlValue[][];
    } catch (error) {
      throw explainSqlite(error, this.file);
    }
  }

  /** The same one after another. */
  *tuples(sql: string, bindings: Bindings = {}): IterableIterator<readonly SqlValue[]> {
    try {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- raw(true) yields arrays; the typings don't say so
      yield* this.#idle(sql, true).iterate(bindings) as IterableIterator<SqlValue[]>;
    } catch (error) {
      throw explainSqlite(error, this.file);
    }
  }

  /** The single value of a one-row, one-column query. @throws CorpusError 'internal' when it is no number. */
  number(sql: string, bindings: Bindings = {}): number {
    const value = Object.values(this.get<Record<string, SqlValue>>(sql, bindings) ?? {})[0];
    if (typeof value !== 'number')
      throw new CorpusError('internal', `${this.file}: a query that counts answered no number.`);
    return value;
  }

  /** The value of a pragma. */
  pragma(name: string): unknown {
    return this.#connection.pragma(name, { simple: true });
  }

  /** Runs `read` on one unchanging state of the corpus, however many queries it takes. */
  consistent<T>(read: () => T): T {
    if (this.#connection.inTransaction) return read();
    return this.#connection.transaction(read).deferred();
  }

  close(): void {
    this.#statements.clear();
    if (this.#connection.open) this.#connection.close();
  }

  /**
   * The statement, prepared once: what SQLite holds for it is not counted by the garbage collector, so fresh ones would
   * pile up. One that is in the middle of an iteration gets a twin.
   */
  #idle(sql: string, raw: boolean): AnyStatement {
    const name = `${raw ? 'raw' : 'rows'} ${sql}`;
    const known = this.#statements.get(name);
    if (known?.busy === false) return known;
    const statement = this.#prepare(sql).raw(raw);
    if (known === undefined) this.#statements.set(name, statement);
    return statement;
  }

  #prepare(sql: string): AnyStatement {
    const statement = this.#connection.prepare<[Bindings]>(sql);
    if (!statement.readonly) throw new CorpusError('read-only', `${this.file}: a read was about to write.`);
    return statement;
  }
}

export interface Written {
  readonly changes: number;
  /** Key of the row that the last insert made. */
  readonly key: number;
}

/** The connection of the one writer. */
export class WritableDb extends ReadableDb {
  readonly #connection: Database.Database;
  readonly #statements = new Map<string, AnyStatement>();

  constructor(connection: Database.Database) {
    super(connection);
    this.#connection = connection;
  }

  /** One INSERT, UPDATE or DELETE. @throws CorpusError as `explainSqlite` says. */
  run(sql: string, bindings: Bindings = {}): Written {
    try {
      let statement = this.#statements.get(sql);
      if (statement === undefined) {
        statement = this.#connection.prepare<[Bindings]>(sql);
        this.#statements.set(sql, statement);
      }
      const done = statement.run(bindings);
      return { changes: done.changes, key: Number(done.lastInsertRowid) };
    } catch (error) {
      throw explainSqlite(error, this.file);
    }
  }

  /** Schema changes and pragmas. */
  exec(sql: string): void {
    try {
      this.#connection.exec(sql);
    } catch (error) {
      throw explainSqlite(error, this.file);
    }
  }

  /** All or nothing: `work` in one immediate transaction, on disk when this returns. */
  transaction<T>(work: () => T): T {
    try {
      return this.#connection.transaction(work).immediate();
    } catch (error) {
      throw explainSqlite(error, this.file);
    }
  }

  /** SQLite's online backup: a consistent copy while others read. */
  async backup(to: string): Promise<void> {
    try {
      await this.#connection.backup(to);
    } catch (error) {
      throw explainSqlite(error, to);
    }
  }

  override close(): void {
    this.#statements.clear();
    super.close();
  }
}
