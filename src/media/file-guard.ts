import { constants, type Stats } from 'node:fs';
import { lstat, open, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { say } from '../tasks/said/said.ts';
import { UnusableVideoError } from './errors.ts';

export { UnusableVideoError, type UnusableVideoKind } from './errors.ts';

/** A file that is safe to hand to a media tool. */
export interface GuardedFile {
  /** Absolute. */
  readonly path: string;
  readonly sizeBytes: number;
  readonly modifiedMs: number;
}

/**
 * Makes sure that `path` is a readable, non-empty regular file (or a link to one) without ever opening what could
 * block: a FIFO hangs every media tool for ever (media.md section 8).
 * @throws UnusableVideoError of kind missing, directory, not-a-regular-file, unreadable or empty.
 */
export async function guardVideoFile(path: string): Promise<GuardedFile> {
  const absolute = resolve(path);
  const found = await look(path, absolute);
  if (found.isDirectory()) throw new UnusableVideoError('directory', path, say('fileIsFolder', { path }));
  if (!found.isFile())
    throw new UnusableVideoError(
      'not-a-regular-file',
      path,
      say('fileIsNoFile', { path, what: describe(found) }),
    );
  await tryReading(path, absolute);
  if (found.size === 0) throw new UnusableVideoError('empty', path, say('fileEmpty', { path }));
  return { path: absolute, sizeBytes: found.size, modifiedMs: found.mtimeMs };
}

async function look(path: string, absolute: string): Promise<Stats> {
  try {
    const itself = await lstat(absolute);
    return itself.isSymbolicLink() ? await stat(absolute) : itself;
  } catch (cause) {
    const code = codeOf(cause);
    if (code === 'ENOENT' || code === 'ENOTDIR')
      throw new UnusableVideoError('missing', path, say('fileNotThere', { path }), { cause });
    if (code === 'ELOOP')
      throw new UnusableVideoError('not-a-regular-file', path, say('fileLinksInCircle', { path }), { cause });
    throw unreadable(path, cause);
  }
}

async function tryReading(path: string, absolute: string): Promise<void> {
  try {
    // O_NONBLOCK: should the file have become a FIFO since it was looked at, opening it must still return.
    const handle = await open(absolute, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      await handle.read(Buffer.alloc(1), 0, 1, 0);
    } finally {
      await handle.close();
    }
  } catch (cause) {
    throw unreadable(path, cause);
  }
}

/** The refusal of a file that can't be read, whatever the system said. */
export function unreadable(path: string, cause: unknown): UnusableVideoError {
  const denied = codeOf(cause) === 'EACCES' || codeOf(cause) === 'EPERM';
  return new UnusableVideoError(
    'unreadable',
    path,
    denied
      ? say('fileDenied', { path })
      : say('fileUnreadable', { path, reason: codeOf(cause) ?? String(cause) }),
    { cause },
  );
}

function describe(found: Stats): 'pipe' | 'socket' | 'device' | 'else' {
  if (found.isFIFO()) return 'pipe';
  if (found.isSocket()) return 'socket';
  return found.isCharacterDevice() || found.isBlockDevice() ? 'device' : 'else';
}

/** The error code of a Node system error, if `cause` is one. */
export function codeOf(cause: unknown): string | undefined {
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : undefined;
}
