import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { WritableDb, type ReadableDb } from './db.ts';
import { contentHash } from './content-hash.ts';
import { exportHeader, exportItems } from './export.ts';
import { migrate, type Migration } from './migrate.ts';
import { LATEST_VERSION, MIGRATIONS } from './migrations/list.ts';
import { createProject, openProject } from './project.ts';
import { history } from './queries/history.ts';
import { currentPolicy, runMetrics, runs } from './queries/training.ts';
import { answersOf } from './testing/answers-of.ts';
import { temporaryFolder } from './testing/sample.ts';

const { dir, remove } = temporaryFolder();
afterAll(remove);
let count = 0;

/** A copy of a stored corpus in a project folder of its own. */
function storedProject(version = 1): string {
  const project = join(dir, String(count++));
  mkdirSync(project);
  copyFileSync(
    new URL(`fixtures/corpus-v${version}.sqlite`, import.meta.url),
    join(project, 'corpus.sqlite'),
  );
  return project;
}

const storedSchema = z.object({
  header: z.unknown(),
  items: z.array(z.unknown()),
  history: z.array(z.unknown()),
  /** From version 11 on: what was done, for every language. */
  said: z.array(z.unknown()).optional(),
  /** From version 12 on: what policies said and thought of; from 13 on: what a run said, for every language. */
  answers: z.unknown().optional(),
  run: z.array(z.unknown()).optional(),
});

describe.each([1, 4, 10, 11, 13])('the stored corpus of version %i', (version) => {
  const file = new URL(`fixtures/corpus-v${version}.json`, import.meta.url);
  const stored = storedSchema.parse(JSON.parse(readFileSync(file, 'utf8')));

  it('opens with everything it held', async () => {
    const project = await openProject(storedProject(version), { worker: false });
    expect(exportHeader(project.db)).toEqual(stored.header);
    expect([...exportItems(project.db)]).toEqual(stored.items);
    const told = history(project.db);
    expect(told.map(({ name, sentence, state }) => ({ name, sentence, state }))).toEqual(stored.history);
    // Of what was done before version 11 there is English only.
    expect(told.map(({ said }) => said)).toEqual(stored.said ?? told.map(() => null));
    if (stored.answers !== undefined) expect(answersOf(project.db)).toEqual(stored.answers);
    const said = runs(project.db).map(({ sentence, said: words }) => ({ sentence, said: words }));
    expect(said).toEqual(stored.run ?? [{ sentence: '', said: null }]);
    expect(currentPolicy(project.db)?.id).toBe('run-1');
    expect(runMetrics(project.db, 'run-1')).toEqual([
      { name: 'reward', phase: 'grpo', steps: [1], values: [1.25] },
    ]);
    await project.close();
  });

  it('has the same tables as a new one then', async () => {
    const schema = (db: ReadableDb): unknown =>
      db.all('SELECT type, name, sql FROM sqlite_schema ORDER BY type, name');
    const old = await openProject(storedProject(version), { worker: false });
    const fresh = await createProject(join(dir, `fresh-${version}`), { worker: false });
    expect(schema(old.db)).toEqual(schema(fresh.db));
    await Promise.all([old.close(), fresh.close()]);
  });

  it('can still be undone to its import and redone', async () => {
    const project = await openProject(storedProject(version), { worker: false });
    const done = stored.history.filter(
      (entry) => z.object({ state: z.string() }).parse(entry).state === 'done',
    ).length;
    const hash = contentHash(project.db);
    for (let i = 0; i < done; i++) await project.writer.undo();
    await expect(project.writer.undo()).rejects.toMatchObject({ code: 'nothing-to-undo' });
    for (let i = 0; i < done; i++) await project.writer.redo();
    expect(contentHash(project.db)).toBe(hash);
    await project.close();
  });
});

function open(project: string): WritableDb {
  return new WritableDb(new Database(join(project, 'corpus.sqlite')));
}

const next: Migration = {
  version: LATEST_VERSION + 1,
  name: 'next',
  up: (db) => db.exec('ALTER TABLE item ADD COLUMN difficulty INTEGER; UPDATE item SET difficulty = 3'),
};

describe('migrating', () => {
  it('is numbered from 1 without gaps', () => {
    expect(MIGRATIONS.map((step) => step.version)).toEqual(MIGRATIONS.map((_step, index) => index + 1));
  });

  it('backs the corpus up first, and the backup opens as it was', async () => {
    const project = storedProject();
    const before = open(project);
    const hash = contentHash(before);
    const backup = await migrate(before, [...MIGRATIONS, next], join(project, 'backups'));
    expect(before.number('SELECT sum(difficulty = 3) = count(*) FROM item')).toBe(1);
    expect(before.number('PRAGMA user_version')).toBe(next.version);
    before.close();
    const copy = new WritableDb(new Database(backup ?? '', { readonly: true }));
    expect(copy.number('PRAGMA user_version')).toBe(1);
    expect(contentHash(copy)).toBe(hash);
    copy.close();
  });

  it('does nothing and copies nothing when the corpus is up to date', async () => {
    const project = storedProject();
    const db = open(project);
    const backups = join(project, 'backups');
    await migrate(db, MIGRATIONS, backups);
    const copies = readdirSync(backups);
    expect(await migrate(db, MIGRATIONS, backups)).toBeNull();
    db.close();
    expect(copies).toHaveLength(1);
    expect(readdirSync(backups)).toEqual(copies);
  });

  it('keeps the earlier version whole when a step fails', async () => {
    const project = storedProject();
    const db = open(project);
    await migrate(db, MIGRATIONS, join(project, 'backups'));
    const hash = contentHash(db);
    const broken: Migration = {
      ...next,
      up: (each) => {
        next.up(each);
        each.exec('ALTER TABLE nowhere ADD COLUMN a');
      },
    };
    await expect(migrate(db, [...MIGRATIONS, broken], join(project, 'backups'))).rejects.toThrow(/nowhere/);
    expect(db.number('PRAGMA user_version')).toBe(LATEST_VERSION);
    expect(contentHash(db)).toBe(hash);
    db.close();
  });

  it('killed in the middle leaves the earlier version whole', async () => {
    const project = storedProject();
    const before = open(project);
    await migrate(before, MIGRATIONS, join(project, 'backups'));
    const hash = contentHash(before);
    before.close();
    const child = spawn(
      process.execPath,
      [new URL('testing/endless-migration.ts', import.meta.url).pathname, project],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    await once(child.stdout, 'data');
    child.kill('SIGKILL');
    await once(child, 'exit');
    const after = open(project);
    expect(after.number('PRAGMA user_version')).toBe(LATEST_VERSION);
    expect(contentHash(after)).toBe(hash);
    after.close();
  });
});
