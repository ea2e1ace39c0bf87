import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statfsSync, statSync } from 'node:fs';
import { copyFile, open, rename } from 'node:fs/promises';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { CorpusError, ProjectError, systemReason } from './errors.ts';
import { copyCorpus, faultOfCorpus, type KeeperOptions } from './keeper.ts';
import { lockProject } from './project-lock.ts';
import type { ProjectPaths } from './project-paths.ts';

/** Copies of a corpus in its project's folder `backups`, made as people work, rotated, and put back when it is damaged. */

export interface Backup {
  /** The file's name in `backups`. */
  readonly name: string;
  readonly at: number;
  readonly bytes: number;
  /** `upgrade`: made before a newer version changed the file. `damaged`: what was in its place before a restore. */
  readonly kind: 'automatic' | 'upgrade' | 'damaged';
  /** Revision of the project that it holds; null for kinds that don't say. */
  readonly revision: number | null;
}

const AUTOMATIC = /^corpus-(\d{4}-\d{2}-\d{2}T\d{6}Z)-r(\d+)\.sqlite$/u;
const UPGRADE = /^corpus-v\d+-.*\.sqlite$/u;
const DAMAGED = /^damaged-.*\.sqlite$/u;

/** Every copy, newest first. */
export function listBackups(paths: ProjectPaths): Backup[] {
  let names: string[];
  try {
    names = readdirSync(paths.backups);
  } catch {
    return [];
  }
  return names
    .flatMap((name) => describe(paths, name))
    .toSorted((a, b) => b.at - a.at || b.name.localeCompare(a.name));
}

function describe(paths: ProjectPaths, name: string): Backup[] {
  const kind = AUTOMATIC.test(name)
    ? 'automatic'
    : UPGRADE.test(name)
      ? 'upgrade'
      : DAMAGED.test(name)
        ? 'damaged'
        : null;
  if (kind === null) return [];
  try {
    const { size, mtimeMs } = statSync(join(paths.backups, name));
    const parts = AUTOMATIC.exec(name);
    return [
      {
        name,
        kind,
        bytes: size,
        at: parts === null ? mtimeMs : timeOf(parts[1] ?? ''),
        revision: parts === null ? null : Number(parts[2]),
      },
    ];
  } catch {
    return [];
  }
}

const KEEP_LAST = 10;
const KEEP_DAYS = 7;
const KEEP_WEEKS = 4;
const DAY_MS = 86_400_000;

/**
 * Which of these moments' copies stay: the last ten, the last one of each of the last seven days that have any, and of each
 * of the last four weeks. @param times milliseconds since 1970
 */
export function keptTimes(times: readonly number[]): Set<number> {
  const newestFirst = times.toSorted((a, b) => b - a);
  const kept = new Set(newestFirst.slice(0, KEEP_LAST));
  const lastOfEach = (length: number, most: number): void => {
    const seen = new Set<number>();
    for (const time of newestFirst) {
      // 1970 began on a Thursday: weeks are counted from Mondays.
      const period = Math.floor((time + (length > DAY_MS ? 3 * DAY_MS : 0)) / length);
      if (seen.has(period)) continue;
      if (seen.size === most) break;
      seen.add(period);
      kept.add(time);
    }
  };
  lastOfEach(DAY_MS, KEEP_DAYS);
  lastOfEach(7 * DAY_MS, KEEP_WEEKS);
  return kept;
}

/** Whether the newest automatic copy holds an earlier state than `revision`. */
export function isBackupDue(paths: ProjectPaths, revision: number): boolean {
  const newest = listBackups(paths).find(({ kind }) => kind === 'automatic');
  return newest === undefined ? revision > 0 : newest.revision !== revision;
}

/** Free space must be this many times the copy: backups are not what fills a disk. */
const ROOM = 3;

/**
 * Copies the corpus while it is used, reads the copy through, and drops copies that the rotation does not keep.
 * @throws CorpusError 'disk-full' when there is little space left, 'io' with a sentence
 */
export async function backUp(
  paths: ProjectPaths,
  revision: number,
  options: KeeperOptions & { readonly now?: number } = {},
): Promise<Backup> {
  mkdirSync(paths.backups, { recursive: true });
  const { size } = statSync(paths.corpus);
  const { bavail, bsize } = statfsSync(paths.backups);
  if (bavail * bsize < ROOM * size)
    throw new CorpusError(
      'disk-full',
      `No backup was made: the disk that holds ${paths.backups} is almost full. Free some space.`,
    );
  const name = `corpus-${stamp(options.now ?? Date.now())}-r${revision}.sqlite`;
  await copyCorpus(paths.corpus, join(paths.backups, name), options);
  prune(paths);
  const [made] = describe(paths, name);
  if (made === undefined) throw new CorpusError('io', `The backup ${name} is gone right after it was made.`);
  return made;
}

function prune(paths: ProjectPaths): void {
  const automatic = listBackups(paths).filter(({ kind }) => kind === 'automatic');
  const kept = keptTimes(automatic.map(({ at }) => at));
  for (const { name, at } of automatic) if (!kept.has(at)) rmSync(join(paths.backups, name), { force: true });
}

/** The newest copy that reads through without a fault, or null. */
export async function newestGoodBackup(
  paths: ProjectPaths,
  options: KeeperOptions = {},
): Promise<Backup | null> {
  for (const backup of listBackups(paths)) {
    if (backup.kind === 'damaged') continue;
    if ((await faultOfCorpus(join(paths.backups, backup.name), options)) === null) return backup;
  }
  return null;
}

/**
 * Puts a copy back in the corpus's place. What lies there now is kept in `backups` as `damaged-...`, whatever state it is in.
 * @param name of the copy; null: the newest good one
 * @returns the copy that was put back
 * @throws ProjectError 'locked' while somebody has the project open, 'not-found', 'corrupt' when the copy is damaged too
 */
export async function restoreBackup(
  paths: ProjectPaths,
  name: string | null,
  options: KeeperOptions & { readonly now?: number } = {},
): Promise<Backup> {
  const lock = lockProject(paths, null);
  try {
    const chosen =
      name === null
        ? await newestGoodBackup(paths, options)
        : (listBackups(paths).find((each) => each.name === name) ?? null);
    if (chosen === null)
      throw new ProjectError(
        'not-found',
        name === null
          ? `There is no backup in ${paths.backups} that could be put back.`
          : `There is no backup called ${name} in ${paths.backups}.`,
      );
    const source = join(paths.backups, chosen.name);
    const fault = await faultOfCorpus(source, options);
    if (fault !== null)
      throw new ProjectError(
        'corrupt',
        `The backup ${source} is damaged too (${fault}). Choose another one.`,
      );
    const partial = `${paths.corpus}.new`;
    await copyFile(source, partial);
    inWalMode(partial);
    const handle = await open(partial, 'r+');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
    setAside(paths, options.now ?? Date.now());
    await rename(partial, paths.corpus);
    return chosen;
  } catch (error) {
    if (error instanceof CorpusError) throw error;
    throw new ProjectError(
      'io',
      `The backup could not be put back (${systemReason(error)}). The corpus was left as it was.`,
      { cause: error },
    );
  } finally {
    lock.release();
  }
}

/** Copies are plain files; a corpus is in the mode that readers expect, also before anybody writes to it. */
function inWalMode(file: string): void {
  const connection = new Database(file);
  try {
    connection.pragma('journal_mode = WAL');
  } finally {
    connection.close();
  }
}

/** With its write-ahead log, which may hold the last work of all. */
function setAside(paths: ProjectPaths, now: number): void {
  const kept = join(paths.backups, `damaged-${stamp(now)}.sqlite`);
  for (const suffix of ['-wal', '-shm', ''])
    if (existsSync(paths.corpus + suffix)) renameSync(paths.corpus + suffix, kept + suffix);
}

/** `2026-11-20T141503Z`: a moment that every file system takes in a name. */
function stamp(now: number): string {
  return `${new Date(now).toISOString().replaceAll(':', '').slice(0, 17)}Z`;
}

function timeOf(text: string): number {
  return Date.parse(text.replace(/T(\d\d)(\d\d)(\d\d)Z/u, 'T$1:$2:$3Z'));
}
