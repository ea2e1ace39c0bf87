import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, describe, expect, it } from 'vitest';
import type { ReadableDb, WritableDb } from './db.ts';
import {
  assertNodeVersion,
  assertSqliteVersion,
  createCorpus,
  EXPECTED_PRAGMAS,
  openReadable,
  openWritable,
  sqliteVersion,
} from './open.ts';
import { LATEST_VERSION } from './migrations/list.ts';
import { temporaryFolder } from './testing/sample.ts';

const { dir, remove } = temporaryFolder();
const opened: ReadableDb[] = [];
let count = 0;
afterEach(() => {
  for (const db of opened.splice(0)) db.close();
});
process.once('exit', remove);

async function newCorpus(): Promise<{ db: WritableDb; file: string; backups: string }> {
  const folder = join(dir, String(count++));
  mkdirSync(folder);
  const file = join(folder, 'corpus.sqlite');
  const backups = join(folder, 'backups');
  const db = await createCorpus(file, backups);
  opened.push(db);
  return { db, file, backups };
}

function digest(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}

describe('every opened connection', () => {
  it.each(Object.entries(EXPECTED_PRAGMAS))('has %s at %s', async (name, value) => {
    const { db, file, backups } = await newCorpus();
    const reader = openReadable(file);
    const second = await openWritable(file, backups);
    opened.push(reader, second);
    expect([db.pragma(name), reader.pragma(name), second.pragma(name)]).toEqual([value, value, value]);
  });

  it('holds only STRICT tables', async () => {
    const { db } = await newCorpus();
    const loose = db.all<{ name: string }>(
      `SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND strict = 0
         AND name NOT LIKE 'sqlite_%'`,
    );
    expect(loose).toEqual([]);
  });

  it('has an index for every foreign key that a deletion would have to search', async () => {
    const { db } = await newCorpus();
    // Tables of at most some thousand rows may be scanned.
    const small = new Set(['policy', 'promotion', 'run', 'label', 'coverage', 'command_log', 'comment']);
    const tables = db.all<{ name: string }>(
      `SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'`,
    );
    const missing: string[] = [];
    for (const { name } of tables) {
      if (small.has(name)) continue;
      const leading = db.all<{ column: string }>(
        `SELECT info.name AS "column" FROM pragma_index_list(@name) AS list, pragma_index_info(list.name) AS info WHERE info.seqno = 0
         UNION SELECT name FROM pragma_table_info(@name) WHERE pk = 1`,
        { name },
      );
      for (const key of db.all<{ from: string; table: string }>(
        'SELECT "from", "table" FROM pragma_foreign_key_list(@name)',
        { name },
      ))
        if (
          !['policy', 'annotator', 'import_batch'].includes(key.table) &&
          !leading.some((each) => each.column === key.from)
        )
          missing.push(`${name}.${key.from}`);
    }
    expect(missing).toEqual([]);
  });
});

describe('a connection for reading', () => {
  it('cannot write, by type', async () => {
    const { file } = await newCorpus();
    const reader = openReadable(file);
    opened.push(reader);
    const writes = (db: WritableDb): void => void db.run('DELETE FROM video');
    // @ts-expect-error -- a ReadableDb is no WritableDb: this line must not compile
    expect(() => writes(reader)).toThrow(TypeError);
  });

  it('refuses a statement that would write, at run time', async () => {
    const { db, file } = await newCorpus();
    const reader = openReadable(file);
    opened.push(reader);
    const insert = `INSERT INTO view_state (name, value) VALUES ('a', '1') RETURNING name`;
    expect(() => reader.all(insert)).toThrow(/a read was about to write/);
    expect(() => db.all(insert)).toThrow(/a read was about to write/);
    expect(db.number('SELECT count(*) FROM view_state')).toBe(0);
  });

  it('is refused by SQLite itself', async () => {
    const { file } = await newCorpus();
    const raw = new Database(file, { readonly: true });
    expect(() => raw.exec('DELETE FROM video')).toThrow(expect.objectContaining({ code: 'SQLITE_READONLY' }));
    raw.close();
  });
});

describe('the SQLite that is loaded', () => {
  it.each(['3.51.3', '3.51.10', '3.52.0', '4.0.0'])('%s may write', (version) => {
    expect(() => assertSqliteVersion(version)).not.toThrow();
  });

  it.each(['3.51.2', '3.50.9', '3.7.17', '2.9.9', '3'])('%s may not', (version) => {
    expect(() => assertSqliteVersion(version)).toThrow(/needs 3\.51\.3 or newer/);
  });

  it('is not loaded by a Node that it would crash', () => {
    expect(() => assertNodeVersion('20.20.2')).toThrow(/Node 20\.20\.2.*npm start/);
    expect(() => assertNodeVersion(process.versions.node)).not.toThrow();
  });

  it('is new enough here', () => {
    expect(() => assertSqliteVersion(sqliteVersion())).not.toThrow();
  });
});

describe('a file of a newer version', () => {
  it('is refused and stays as it is, byte for byte', async () => {
    const { db, file, backups } = await newCorpus();
    db.exec(`PRAGMA user_version = ${LATEST_VERSION + 1}`);
    db.close();
    const before = digest(file);
    const folder = join(file, '..');
    const names = readdirSync(folder);
    await expect(openWritable(file, backups)).rejects.toMatchObject({ code: 'newer-version' });
    expect(() => openReadable(file)).toThrow(/made by a newer version/);
    expect(digest(file)).toBe(before);
    expect(readdirSync(folder)).toEqual(names);
  });

  it('is refused too while its version stands in the write-ahead log alone', async () => {
    const { db, file, backups } = await newCorpus();
    db.exec(`PRAGMA wal_checkpoint(TRUNCATE); PRAGMA user_version = ${LATEST_VERSION + 1}`);
    await expect(openWritable(file, backups)).rejects.toMatchObject({ code: 'newer-version' });
  });
});

describe('what is no corpus', () => {
  const cases: [string, (file: string) => void, RegExp][] = [
    ['text', (file) => writeFileSync(file, 'hello '.repeat(100)), /is not a corpus/],
    ['nothing', (file) => writeFileSync(file, ''), /is not a corpus/],
    ['a folder', (file) => mkdirSync(file), /is not a file/],
    [
      "another program's database",
      (file) => {
        const other = new Database(file);
        other.exec('CREATE TABLE a (b)');
        other.close();
      },
      /is not a corpus/,
    ],
  ];
  it.each(cases)('%s is refused with a sentence', async (_what, make, sentence) => {
    const file = join(dir, `odd-${count++}.sqlite`);
    make(file);
    await expect(openWritable(file, dir)).rejects.toThrow(sentence);
    expect(() => openReadable(file)).toThrow(sentence);
  });

  it('a missing file says what to check', () => {
    expect(() => openReadable(join(dir, 'nowhere.sqlite'))).toThrow(/cannot be read/);
  });

  it('a damaged corpus says so instead of crashing', async () => {
    const { db, file, backups } = await newCorpus();
    const page = db.number(`SELECT rootpage FROM sqlite_schema WHERE name = 'project'`);
    db.close();
    const bytes = readFileSync(file);
    bytes.fill(0xff, (page - 1) * 4096, page * 4096);
    writeFileSync(file, bytes);
    await expect(
      openWritable(file, backups).then((opened_) => {
        opened.push(opened_);
        return opened_.all('SELECT * FROM project');
      }),
    ).rejects.toMatchObject({ code: 'corrupt' });
  });

  it('a corpus cut short says so', async () => {
    const { db, file } = await newCorpus();
    db.close();
    const copy = `${file}.short`;
    copyFileSync(file, copy);
    truncateSync(copy, 4096 * 3);
    expect(() => {
      const reader = openReadable(copy);
      opened.push(reader);
      reader.all('SELECT * FROM command_log');
    }).toThrow(expect.objectContaining({ code: 'corrupt' }));
  });
});

describe('a disk that fails', () => {
  it('full: says so and keeps nothing of the change', async () => {
    const { db } = await newCorpus();
    db.exec(`PRAGMA max_page_count = ${db.number('PRAGMA page_count') + 2}`);
    const fill = (): void =>
      db.transaction(() => {
        for (let i = 0; i < 1000; i++)
          db.run('INSERT INTO view_state (name, value) VALUES (@name, @value)', {
            name: `n${i}`,
            value: 'x'.repeat(5000),
          });
      });
    expect(fill).toThrow(expect.objectContaining({ code: 'disk-full' }));
    expect(fill).toThrow(/is full\. Nothing of this change was kept/);
    expect(db.number('SELECT count(*) FROM view_state')).toBe(0);
  });

  it('busy: another writer is named as the cause', async () => {
    const { db, file, backups } = await newCorpus();
    const second = await openWritable(file, backups);
    opened.push(second);
    second.exec('PRAGMA busy_timeout = 10');
    db.transaction(() => {
      expect(() => second.run('DELETE FROM view_state')).toThrow(expect.objectContaining({ code: 'busy' }));
    });
  });
});
