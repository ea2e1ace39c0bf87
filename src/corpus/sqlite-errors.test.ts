import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { CorpusError } from './errors.ts';
import { explainSqlite, isConstraint } from './sqlite-errors.ts';

describe("SQLite's errors as sentences", () => {
  it.each([
    ['SQLITE_FULL', 'disk-full', /is full/],
    ['SQLITE_READONLY', 'read-only', /can only be read/],
    ['SQLITE_READONLY_DIRECTORY', 'read-only', /Check the permissions/],
    ['SQLITE_NOTADB', 'not-a-corpus', /is not a corpus of TempR1 Studio/],
    ['SQLITE_CORRUPT', 'corrupt', /is damaged \(why\)/],
    ['SQLITE_CORRUPT_INDEX', 'corrupt', /put back a copy/],
    ['SQLITE_CANTOPEN', 'io', /cannot be opened/],
    ['SQLITE_BUSY_SNAPSHOT', 'busy', /Another program is writing/],
    ['SQLITE_IOERR_FSYNC', 'io', /reported an error \(SQLITE_IOERR_FSYNC\)/],
    ['SQLITE_TOOBIG', 'internal', /why \(SQLITE_TOOBIG\)/],
  ])('%s is %s', (code, kind, sentence) => {
    const explained = explainSqlite(new Database.SqliteError('why', code), '/p/corpus.sqlite');
    expect(explained).toBeInstanceOf(CorpusError);
    expect(explained).toMatchObject({ code: kind, message: expect.stringMatching(sentence) });
    expect(explained).toMatchObject({ message: expect.stringContaining('/p/corpus.sqlite') });
  });

  it('leaves other errors as they are', () => {
    const other = new TypeError('no');
    expect(explainSqlite(other, 'f')).toBe(other);
  });

  it('knows a broken constraint, explained or not', () => {
    const raw = new Database.SqliteError('CHECK', 'SQLITE_CONSTRAINT_CHECK');
    expect([raw, explainSqlite(raw, 'f'), new Error('x')].map(isConstraint)).toEqual([true, true, false]);
  });
});
