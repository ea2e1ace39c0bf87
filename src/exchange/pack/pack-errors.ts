import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ExchangeError, systemCode } from '../errors.ts';

/** A pack that is not what it should be. */
export function badPack(file: string, why: string, cause?: unknown): ExchangeError {
  return new ExchangeError(
    'refused',
    `“${file}” was not unpacked: ${why}. Ask for the pack again; nothing was changed.`,
    cause === undefined ? {} : { cause },
  );
}

/** Why something could not be written, from the system's error. */
export function unwritable(what: string, cause: unknown): ExchangeError {
  if (cause instanceof ExchangeError) return cause;
  const code = systemCode(cause);
  const why =
    code === 'ENOSPC' || code === 'EDQUOT'
      ? 'the disk is full'
      : code === 'EACCES' || code === 'EPERM' || code === 'EROFS'
        ? 'this user may not write there'
        : code === 'EFBIG'
          ? 'the disk takes no file that large'
          : cause instanceof Error
            ? cause.message
            : String(cause);
  return new ExchangeError(
    'unwritable',
    `“${what}” could not be written: ${why}. Nothing half was left there.`,
    {
      cause,
    },
  );
}

/** @throws ExchangeError when less than `bytes` are free where `path` is to be made */
export async function requireSpace(path: string, bytes: number): Promise<void> {
  const free = await freeSpace(path);
  if (free === null || free >= bytes) return;
  throw new ExchangeError(
    'unwritable',
    `“${path}” needs ${sizeText(bytes)}, but its disk has ${sizeText(free)} free. Free some space or choose another place.`,
  );
}

/** Free bytes of the disk that a path lies on, or would; null where the system does not say. */
async function freeSpace(path: string): Promise<number | null> {
  for (let there = path; ; there = dirname(there)) {
    try {
      const { bavail, bsize } = await statfs(there);
      return bavail * bsize;
    } catch {
      if (dirname(there) === there) return null;
    }
  }
}

/** `12.3 MB` */
export function sizeText(bytes: number): string {
  if (bytes < 1e6) return `${Math.ceil(bytes / 1e3)} kB`;
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(2)} GB`;
}
