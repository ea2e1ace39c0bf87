import { opendir, stat } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, extname, join, resolve } from 'node:path';
import { isProject } from '../corpus/project.ts';
import { say, type Said } from '../tasks/said/said.ts';
import { ServiceError } from './api.ts';
import type { Folder, FolderEntry } from './contract/index.ts';
import { byName, looksLikeVideo } from './video-files.ts';

/** More entries than a person scrolls through; the picker says that there are more. */
const MOST_ENTRIES = 5000;

/**
 * One folder as the browser shell's picker shows it: folders, projects, videos and documents; hidden names are left out.
 * @throws ServiceError when the folder cannot be read.
 */
export async function listFolder(typed: string | undefined): Promise<Folder> {
  const dir = resolve(typed ?? homedir());
  const entries: FolderEntry[] = [];
  let truncated = false;
  try {
    for await (const entry of await opendir(dir)) {
      if (entry.name.startsWith('.')) continue;
      if (entries.length >= MOST_ENTRIES) {
        truncated = true;
        break;
      }
      const described = await describe(join(dir, entry.name), entry.name);
      if (described !== null) entries.push(described);
    }
  } catch (cause) {
    throw new ServiceError('bad-request', folderFault(dir, cause), { cause });
  }
  entries.sort((a, b) => Number(isFile(a)) - Number(isFile(b)) || byName(a.name, b.name));
  const parent = dirname(dir);
  return { dir, parent: parent === dir ? null : parent, entries, truncated };
}

function isFile({ kind }: FolderEntry): boolean {
  return kind === 'video' || kind === 'document' || kind === 'pack';
}

async function describe(path: string, name: string): Promise<FolderEntry | null> {
  // Follows links; a broken one, or one that leads where we may not look, is simply not offered.
  const facts = await stat(path).catch(() => null);
  if (facts === null) return null;
  if (facts.isDirectory()) return { name, path, kind: isProject(path) ? 'project' : 'folder', size: null };
  if (!facts.isFile()) return null;
  if (looksLikeVideo(name)) return { name, path, kind: 'video', size: facts.size };
  if (['.json', '.jsonl', '.csv'].includes(extname(name).toLowerCase()))
    return { name, path, kind: 'document', size: facts.size };
  if (extname(name).toLowerCase() === '.zip') return { name, path, kind: 'pack', size: facts.size };
  return null;
}

/** Why a folder cannot be read, in one sentence. */
export function folderFault(folder: string, cause: unknown): Said | string {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  if (code === 'ENOENT' || !existsSync(folder)) return say('folderGone', { folder });
  if (code === 'ENOTDIR') return say('fileNoFolder', { folder });
  if (code === 'EACCES' || code === 'EPERM') return say('folderForbidden', { folder });
  return `“${folder}” cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`;
}
