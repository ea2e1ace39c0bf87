import Database from 'better-sqlite3';
import { CorpusError } from './errors.ts';

/**
 * SQLite's error as a sentence about `file` that says what to do. Anything that is not SQLite's comes back as it is.
 * Codes: https://www.sqlite.org/rescode.html; extended codes begin with their primary code.
 */
export function explainSqlite(error: unknown, file: string): unknown {
  if (!(error instanceof Database.SqliteError)) return error;
  const code = error.code;
  const is = (primary: string): boolean => code === primary || code.startsWith(`${primary}_`);
  if (is('SQLITE_FULL'))
    return new CorpusError(
      'disk-full',
      `The disk that holds ${file} is full. Nothing of this change was kept; free some space and try again.`,
      { cause: error },
    );
  if (is('SQLITE_READONLY'))
    return new CorpusError(
      'read-only',
      `${file} can only be read. Check the permissions of the file and its folder, then open the project again.`,
      { cause: error },
    );
  if (is('SQLITE_NOTADB'))
    return new CorpusError(
      'not-a-corpus',
      `${file} is not a corpus of TempR1 Studio, or it is damaged. A copy may lie in the project's folder "backups".`,
      { cause: error },
    );
  if (is('SQLITE_CORRUPT'))
    return new CorpusError(
      'corrupt',
      `${file} is damaged (${error.message}). Close the project and put back a copy from its folder "backups".`,
      { cause: error },
    );
  if (is('SQLITE_CANTOPEN') || is('SQLITE_PERM') || is('SQLITE_AUTH'))
    return new CorpusError(
      'io',
      `${file} cannot be opened. Check that it is there and that you may read and write it.`,
      { cause: error },
    );
  if (is('SQLITE_BUSY') || is('SQLITE_LOCKED'))
    return new CorpusError('busy', `Another program is writing to ${file}. Close it and try again.`, {
      cause: error,
    });
  if (is('SQLITE_IOERR'))
    return new CorpusError(
      'io',
      `The disk that holds ${file} reported an error (${code}). Nothing of this change was kept; check the disk and try again.`,
      { cause: error },
    );
  return new CorpusError('internal', `${file}: ${error.message} (${code}).`, { cause: error });
}

/** True for a broken CHECK, UNIQUE or foreign key, after `explainSqlite` or before. */
export function isConstraint(error: unknown): boolean {
  const inner = error instanceof CorpusError ? error.cause : error;
  return inner instanceof Database.SqliteError && inner.code.startsWith('SQLITE_CONSTRAINT');
}
