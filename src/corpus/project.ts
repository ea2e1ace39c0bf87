import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import type { ReadableDb } from './db.ts';
import { CorpusError, ProjectError, systemReason } from './errors.ts';
import { createCorpus, openReadable } from './open.ts';
import { lockProject, type ProjectLock } from './project-lock.ts';
import { projectPaths, type ProjectPaths } from './project-paths.ts';
import { openWriter, type CorpusWriter, type WriterOptions } from './writer.ts';

export { projectPaths, type ProjectPaths } from './project-paths.ts';

/** A project that this process has open for writing; nobody else has. */
export interface Project {
  readonly paths: ProjectPaths;
  /** This thread's connection for reading. Sees every change whose promise has resolved. */
  readonly db: ReadableDb;
  readonly writer: CorpusWriter;
  /** Tells other processes where this one listens, in project.lock. */
  announce(socket: string | null): void;
  close(): Promise<void>;
}

export interface OpenOptions extends WriterOptions {
  /** Where this process listens, if it is known already. */
  readonly socket?: string;
}

/** True when the folder holds a corpus. */
export function isProject(dir: string): boolean {
  return existsSync(projectPaths(dir).corpus);
}

/**
 * Makes a project in a new or existing folder and opens it.
 * @throws ProjectError 'exists' when the folder is a project already, 'io' when it cannot be written.
 */
export async function createProject(
  dir: string,
  options: OpenOptions & { readonly title?: string } = {},
): Promise<Project> {
  const paths = projectPaths(dir);
  if (existsSync(paths.corpus))
    throw new ProjectError('exists', `${paths.dir} is a project already. Open it, or choose another folder.`);
  try {
    for (const folder of [paths.dir, paths.cache, paths.runs, paths.policies])
      mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw new ProjectError(
      'io',
      `The folder ${paths.dir} cannot be made (${systemReason(error)}). Choose another place or check its permissions.`,
      { cause: error },
    );
  }
  const lock = lockProject(paths, options.socket ?? null);
  try {
    await makeCorpus(paths, options.title ?? null);
  } catch (error) {
    lock.release();
    throw asProjectError(error);
  }
  return openLocked(paths, lock, options);
}

/** Under another name first: a crash here must not leave half a corpus under the real one. */
async function makeCorpus(paths: ProjectPaths, title: string | null): Promise<void> {
  const partial = `${paths.corpus}.new`;
  for (const suffix of ['', '-wal', '-shm']) rmSync(partial + suffix, { force: true });
  const db = await createCorpus(partial, paths.backups);
  try {
    db.run('UPDATE project SET title = @title, created_at = @at WHERE key = 1', { title, at: Date.now() });
    db.run('UPDATE annotator SET created_at = @at', { at: Date.now() });
    db.pragma('wal_checkpoint(TRUNCATE)');
  } finally {
    db.close();
  }
  renameSync(partial, paths.corpus);
}

/** Opens a project for writing. @throws ProjectError: 'not-found', 'locked' (with the holder's socket), 'newer-version', ... */
export async function openProject(dir: string, options: OpenOptions = {}): Promise<Project> {
  const paths = projectPaths(dir);
  requireProject(paths);
  return openLocked(paths, lockProject(paths, options.socket ?? null), options);
}

/** A project to look at only: takes no lock, so it works beside the process that writes. @throws ProjectError */
export function openProjectReader(dir: string): ReadableDb {
  const paths = projectPaths(dir);
  requireProject(paths);
  try {
    return openReadable(paths.corpus);
  } catch (error) {
    throw asProjectError(error);
  }
}

async function openLocked(paths: ProjectPaths, lock: ProjectLock, options: OpenOptions): Promise<Project> {
  let writer: CorpusWriter | undefined;
  try {
    // The cache may have been thrown away as a whole.
    for (const folder of [paths.cache, paths.runs, paths.policies]) mkdirSync(folder, { recursive: true });
    const opened = await openWriter(paths, options);
    writer = opened;
    const db = openReadable(paths.corpus);
    return {
      paths,
      db,
      writer: opened,
      announce: (socket) => lock.announce(socket),
      close: async () => {
        db.close();
        try {
          await opened.close();
        } finally {
          lock.release();
        }
      },
    };
  } catch (error) {
    await writer?.close();
    lock.release();
    throw asProjectError(error);
  }
}

function requireProject(paths: ProjectPaths): void {
  if (existsSync(paths.corpus)) return;
  const why = existsSync(paths.dir) ? 'holds no corpus.sqlite' : 'is not there';
  throw new ProjectError(
    'not-found',
    `${paths.dir} is not a project of TempR1 Studio: it ${why}. Choose a project's folder, or make a new project.`,
  );
}

function asProjectError(error: unknown): unknown {
  if (error instanceof ProjectError || !(error instanceof CorpusError)) return error;
  return new ProjectError(error.code, error.message, { reasons: error.reasons, cause: error });
}
