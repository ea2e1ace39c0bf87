import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs';
import Database from 'better-sqlite3';
import { ReadableDb, WritableDb } from './db.ts';
import { CorpusError, systemReason } from './errors.ts';
import { refreshItemFacts } from './item-facts.ts';
import { migrate } from './migrate.ts';
import { APPLICATION_ID, LATEST_VERSION, MIGRATIONS } from './migrations/list.ts';
import { explainSqlite } from './sqlite-errors.ts';

/** 3.7.0 to 3.51.2 can corrupt a WAL database when two connections write and checkpoint together (sqlite.org/wal.html). */
const OLDEST_SQLITE = [3, 51, 3] as const;
const BUSY_TIMEOUT_MS = 5000;

/** What every connection must answer before it is used. */
export const EXPECTED_PRAGMAS = {
  journal_mode: 'wal',
  synchronous: 2,
  foreign_keys: 1,
  busy_timeout: BUSY_TIMEOUT_MS,
  // macOS: plain fsync does not reach the platter there; no effect elsewhere.
  checkpoint_fullfsync: 1,
  fullfsync: 1,
  trusted_schema: 0,
  cell_size_check: 1,
} as const satisfies Record<string, string | number>;

/** A connection for reading only: SQLite itself refuses to write on it. @throws CorpusError */
export function openReadable(file: string): ReadableDb {
  refuseForeignFile(file);
  const connection = connect(file, { readonly: true, fileMustExist: true });
  return ready(connection, file, () => {
    connection.pragma('query_only = 1');
    const version = userVersion(connection);
    if (version > LATEST_VERSION) throw newer(file, version);
    if (version < LATEST_VERSION)
      throw new CorpusError(
        'refused',
        `${file} was made by an earlier version of TempR1 Studio. Open its project once in the application, which brings it up to date.`,
      );
    return new ReadableDb(connection);
  });
}

/**
 * The writer's connection. Migrates an older file after a backup into `backups`; a file of a newer version is refused
 * before a byte of it changes. @throws CorpusError
 */
export async function openWritable(file: string, backups: string): Promise<WritableDb> {
  refuseForeignFile(file);
  const connection = connect(file, { fileMustExist: true });
  const db = ready(connection, file, () => new WritableDb(connection));
  try {
    const version = userVersion(connection);
    if (version > LATEST_VERSION) throw newer(file, version);
    await migrate(db, MIGRATIONS, backups);
    db.transaction(() => refreshItemFacts(db, Date.now()));
    return db;
  } catch (error) {
    db.close();
    throw explainSqlite(error, file);
  }
}

/** Makes a new, empty corpus. @throws CorpusError 'exists' when the file is there. */
export async function createCorpus(file: string, backups: string): Promise<WritableDb> {
  if (existsSync(file))
    throw new CorpusError('exists', `${file} is already there. Open it, or choose another folder.`);
  const connection = connect(file, {});
  const db = ready(connection, file, () => new WritableDb(connection));
  try {
    db.exec(`PRAGMA application_id = ${APPLICATION_ID}`);
    await migrate(db, MIGRATIONS, backups);
    // The header must say whose file this is before anybody looks at it without the write-ahead log.
    db.pragma('wal_checkpoint(TRUNCATE)');
    return db;
  } catch (error) {
    db.close();
    throw explainSqlite(error, file);
  }
}

/** @throws CorpusError 'old-sqlite' when the SQLite that is loaded can corrupt a WAL database. */
export function assertSqliteVersion(version: string): void {
  const parts = version.split('.').map(Number);
  for (let i = 0; i < OLDEST_SQLITE.length; i++) {
    const [have, need] = [parts[i] ?? 0, OLDEST_SQLITE[i] ?? 0];
    if (have > need) return;
    if (have < need)
      throw new CorpusError(
        'old-sqlite',
        `SQLite ${version} is loaded, but TempR1 Studio needs ${OLDEST_SQLITE.join('.')} or newer: older ones can damage a corpus. Install the packages again (npm ci).`,
      );
  }
}

/** better-sqlite3's binary ends an older Node with a segmentation fault: one line is kinder. @throws CorpusError */
export function assertNodeVersion(version: string): void {
  if (Number(version.split('.')[0]) < 22)
    throw new CorpusError(
      'refused',
      `SQLite can't run on Node ${version}. Start TempR1 Studio with "npm start" or "npx tempr1", which choose the right Node.`,
    );
}

/** The version of the SQLite that is loaded, such as `3.54.1`. */
export function sqliteVersion(): string {
  assertNodeVersion(process.versions.node);
  const memory = new Database(':memory:');
  try {
    return memory.prepare<[], string>('SELECT sqlite_version()').pluck().get() ?? 'unknown';
  } finally {
    memory.close();
  }
}

function connect(file: string, options: Database.Options): Database.Database {
  assertNodeVersion(process.versions.node);
  try {
    return new Database(file, { ...options, timeout: BUSY_TIMEOUT_MS });
  } catch (error) {
    throw explainSqlite(error, file);
  }
}

function ready<T>(connection: Database.Database, file: string, make: () => T): T {
  try {
    assertSqliteVersion(connection.prepare<[], string>('SELECT sqlite_version()').pluck().get() ?? 'unknown');
    if (!connection.readonly) connection.pragma('journal_mode = WAL');
    for (const [name, value] of Object.entries(EXPECTED_PRAGMAS))
      if (name !== 'journal_mode') connection.pragma(`${name} = ${value}`);
    for (const [name, value] of Object.entries(EXPECTED_PRAGMAS)) {
      const answered = connection.pragma(name, { simple: true });
      if (answered !== value)
        throw new CorpusError(
          'internal',
          `${file}: SQLite keeps ${name} at ${String(answered)} instead of ${value}. The folder may lie on a network drive; use a local disk.`,
        );
    }
    return make();
  } catch (error) {
    connection.close();
    throw explainSqlite(error, file);
  }
}

function userVersion(connection: Database.Database): number {
  return Number(connection.pragma('user_version', { simple: true }));
}

function newer(file: string, version: number): CorpusError {
  return new CorpusError(
    'newer-version',
    `${file} was made by a newer version of TempR1 Studio (corpus version ${version}; this one knows up to ${LATEST_VERSION}). Install the newer version; nothing was changed.`,
  );
}

/** Looks at the 100-byte header before SQLite opens anything: opening alone would already touch a WAL file. */
function refuseForeignFile(file: string): void {
  const header = Buffer.alloc(100);
  let read = 0;
  try {
    if (!statSync(file).isFile())
      throw new CorpusError('not-a-corpus', `${file} is not a file. Open a project folder.`);
    const handle = openSync(file, 'r');
    try {
      read = readSync(handle, header, 0, header.length, 0);
    } finally {
      closeSync(handle);
    }
  } catch (error) {
    if (error instanceof CorpusError) throw error;
    throw new CorpusError('io', `${file} cannot be read: ${systemReason(error)}.`, { cause: error });
  }
  const isSqlite = read === header.length && header.toString('latin1', 0, 16) === 'SQLite format 3\0';
  if (!isSqlite || header.readInt32BE(68) !== APPLICATION_ID)
    throw new CorpusError(
      'not-a-corpus',
      `${file} is not a corpus of TempR1 Studio, or it is damaged. A copy may lie in the project's folder "backups".`,
    );
  const version = header.readInt32BE(60);
  if (version > LATEST_VERSION) throw newer(file, version);
}
