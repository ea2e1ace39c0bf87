import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import Database from 'better-sqlite3';
import { z } from 'zod';
import { ProjectError, systemReason } from './errors.ts';
import type { ProjectPaths } from './project-paths.ts';
import { explainSqlite } from './sqlite-errors.ts';

/** What `project.lock` says about the process that has the project open. */
export interface LockHolder {
  readonly pid: number;
  readonly host: string;
  /** Where it can be reached, once it listens. */
  readonly socket: string | null;
}

const lockHolder: z.ZodType<LockHolder> = z.object({
  pid: z.int(),
  host: z.string(),
  socket: z.string().nullable(),
});

export interface ProjectLock {
  /** Tells others where this process can be reached. */
  announce(socket: string | null): void;
  release(): void;
}

/**
 * Takes a project for this process alone. The lock itself is SQLite's exclusive lock on an empty file, which the operating
 * system lets go of when the process ends, however it ends: a lock left by a crash cannot keep anybody out. `project.lock`
 * only says who holds it.
 * @throws ProjectError 'locked' with the holder's socket, or 'io' | 'read-only' when the folder cannot be written.
 */
export function lockProject(paths: ProjectPaths, socket: string | null): ProjectLock {
  const guard = takeGuard(paths);
  const announce = (where: string | null): void => {
    const holder: LockHolder = { pid: process.pid, host: hostname(), socket: where };
    const partial = `${paths.lock}.${process.pid}`;
    writeFileSync(partial, `${JSON.stringify(holder)}\n`);
    renameSync(partial, paths.lock);
  };
  try {
    announce(socket);
  } catch (error) {
    guard.close();
    throw new ProjectError(
      'read-only',
      `The project folder ${paths.dir} cannot be written to (${systemReason(error)}). Check its permissions and that its disk has space.`,
      { cause: error },
    );
  }
  return {
    announce,
    release: () => {
      if (!guard.open) return;
      rmSync(paths.lock, { force: true });
      guard.close();
    },
  };
}

/** Who holds a project's lock, or null when its note is missing or unreadable. It may be the note of a dead process. */
export function readLock(paths: ProjectPaths): LockHolder | null {
  try {
    return lockHolder.parse(JSON.parse(readFileSync(paths.lock, 'utf8')));
  } catch {
    return null;
  }
}

/** Whether some other program has the project open now. Takes nothing, and keeps nobody out for longer than a look. */
export function isHeld(paths: ProjectPaths): boolean {
  const holder = readLock(paths);
  // Whoever has a project open has left a note; without one nobody needs to be disturbed.
  if (holder === null || (holder.host === hostname() && holder.pid === process.pid)) return false;
  let guard: Database.Database | undefined;
  try {
    guard = new Database(paths.guard, { timeout: 0, readonly: true, fileMustExist: true });
    guard.prepare('SELECT count(*) FROM sqlite_master').get();
    return false;
  } catch (error) {
    return error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY');
  } finally {
    guard?.close();
  }
}

function takeGuard(paths: ProjectPaths): Database.Database {
  let guard: Database.Database | undefined;
  try {
    guard = new Database(paths.guard, { timeout: 0 });
    guard.exec('BEGIN EXCLUSIVE');
    return guard;
  } catch (error) {
    guard?.close();
    if (!(error instanceof Database.SqliteError) || !error.code.startsWith('SQLITE_BUSY')) {
      const explained = explainSqlite(error, paths.guard);
      throw new ProjectError(
        'io',
        `The project ${paths.dir} cannot be locked for this program. ${systemReason(explained)}`,
        {
          cause: error,
        },
      );
    }
    const holder = readLock(paths);
    const who =
      holder === null ? 'another program' : `another program (process ${holder.pid} on ${holder.host})`;
    throw new ProjectError(
      'locked',
      `The project ${paths.dir} is open in ${who}. Use it there, or close it there first.`,
      { cause: error, socket: holder?.socket ?? null },
    );
  }
}
