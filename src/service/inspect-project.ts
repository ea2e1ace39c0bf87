import { closeSync, existsSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { isHeld } from '../corpus/project-lock.ts';
import { projectPaths } from '../corpus/project-paths.ts';
import { APPLICATION_ID, LATEST_VERSION } from '../corpus/migrations/list.ts';
import { backupRows } from './caretaker.ts';
import type { ProjectInspection, ProjectState } from './contract/index.ts';
import { warningForFolder } from './place.ts';

/** What a list of projects and a failed opening say of a project that is not open here. Opens and changes nothing. */
export function inspectProject(dir: string): ProjectInspection {
  const paths = projectPaths(dir);
  return {
    dir: paths.dir,
    state: stateOfProject(paths.dir),
    backups: existsSync(paths.dir) ? backupRows(paths) : [],
    place: warningForFolder(paths.dir),
  };
}

/** Where a project stands, by its folder, its lock and the first hundred bytes of its corpus. */
export function stateOfProject(dir: string): ProjectState {
  const paths = projectPaths(dir);
  if (!existsSync(paths.dir)) return 'missing';
  if (!existsSync(paths.corpus)) return existsSync(join(paths.dir, 'backups')) ? 'damaged' : 'empty';
  const header = headerOf(paths.corpus);
  if (header === null) return 'damaged';
  if (header.version > LATEST_VERSION) return 'newer';
  return isHeld(paths) ? 'elsewhere' : 'ready';
}

function headerOf(file: string): { readonly version: number } | null {
  const header = Buffer.alloc(100);
  try {
    const handle = openSync(file, 'r');
    try {
      if (readSync(handle, header, 0, header.length, 0) < header.length) return null;
    } finally {
      closeSync(handle);
    }
  } catch {
    return null;
  }
  const ours =
    header.toString('latin1', 0, 16) === 'SQLite format 3\0' && header.readInt32BE(68) === APPLICATION_ID;
  return ours ? { version: header.readInt32BE(60) } : null;
}
