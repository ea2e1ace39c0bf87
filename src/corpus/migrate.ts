import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { WritableDb } from './db.ts';
import { CorpusError } from './errors.ts';

/** One step of the schema. Numbered from 1 without gaps, permanent once released, forward only. */
export interface Migration {
  readonly version: number;
  readonly name: string;
  /** Runs inside the step's own transaction. */
  readonly up: (db: WritableDb) => void;
}

/**
 * Brings `db` to the last of `migrations`: each step in one immediate transaction together with its `user_version`, so a
 * kill in the middle leaves a whole earlier version. A corpus that holds anything is backed up first.
 * @returns the backup's path, or null when nothing had to be migrated or the file was new.
 * @throws CorpusError when the backup does not open cleanly or a step fails; the file then keeps its last good version.
 */
export async function migrate(
  db: WritableDb,
  migrations: readonly Migration[],
  backups: string,
): Promise<string | null> {
  const from = db.number('PRAGMA user_version');
  const steps = migrations.filter((step) => step.version > from);
  if (steps.length === 0) return null;
  const backup = from === 0 ? null : await backUp(db, from, backups);
  for (const step of steps)
    db.transaction(() => {
      step.up(db);
      db.exec(`PRAGMA user_version = ${step.version}`);
    });
  return backup;
}

/** Copies `db` beside the project and opens the copy: a backup that was never read is only a hope. */
async function backUp(db: WritableDb, version: number, backups: string): Promise<string> {
  mkdirSync(backups, { recursive: true });
  const stamp = new Date().toISOString().replaceAll(':', '').slice(0, 17);
  const path = join(backups, `corpus-v${version}-${stamp}.sqlite`);
  const partial = `${path}.part`;
  await db.backup(partial);
  const copy = new Database(partial, { readonly: true });
  try {
    const found: unknown = copy.pragma('quick_check', { simple: true });
    if (found !== 'ok')
      throw new CorpusError(
        'corrupt',
        `The backup of ${db.file} is damaged (${String(found)}). The corpus was left at its earlier version.`,
      );
  } finally {
    copy.close();
  }
  for (const suffix of ['-wal', '-shm']) rmSync(partial + suffix, { force: true });
  renameSync(partial, path);
  return path;
}
