import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, stat, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { codeOf } from './file-guard.ts';

/** What a cached file is of: a video's content, a kind of thing made from it, and how it was made. */
export interface CacheKey {
  readonly fingerprint: string;
  /** Lowercase letters, digits and dashes, for example `filmstrip`; part of the file's name. */
  readonly kind: string;
  /** Everything that changes the result, the maker's own version included. */
  readonly parameters: Readonly<Record<string, string | number | boolean>>;
  /** File name extension without a dot. */
  readonly extension: string;
}

/** Writes the file at `path`; `signal` aborts when nobody waits for it any more. */
export type CacheMaker = (path: string, signal: AbortSignal) => Promise<void>;

export interface MediaCacheOptions {
  /** Bytes kept at most; the least recently used files go first. Default 20 GB. */
  readonly limitBytes?: number;
}

interface Making {
  readonly done: Promise<string>;
  readonly abort: AbortController;
  waiting: number;
}

interface Entry {
  readonly path: string;
  readonly size: number;
  readonly usedMs: number;
}

const DEFAULT_LIMIT = 20e9;
/** Evicting goes a little below the limit, so that it doesn't run at every write. */
const AFTER_EVICTION = 0.9;
/** A temporary file untouched for this long belongs to a process that died. */
const ABANDONED_MS = 60 * 60 * 1000;
const TEMPORARY = '.part-';

/**
 * Files that can be made again from videos: filmstrips, peaks, features. Keyed by content, so a renamed video keeps
 * its files; written beside their final name and renamed, so a half-written one is never seen; the folder, or any
 * part of it, may be deleted at any time by anyone. Several processes may share it.
 */
export class MediaCache {
  readonly dir: string;
  readonly limitBytes: number;
  readonly #making = new Map<string, Making>();
  /** Estimated bytes in the folder; null until it was first measured. */
  #bytes: number | null = null;
  #evicting: Promise<void> | null = null;

  constructor(dir: string, options: MediaCacheOptions = {}) {
    this.dir = dir;
    this.limitBytes = options.limitBytes ?? DEFAULT_LIMIT;
  }

  /**
   * Path of the cached file, made now if it is not there. Callers that want the same file at the same time share one
   * making, which is aborted only when all of them are. The file may be deleted after this returns: whoever opens it
   * must be ready to ask again, or use {@link read}.
   * @throws whatever `make` throws, and the signal's reason when aborted.
   */
  async file(key: CacheKey, make: CacheMaker, signal?: AbortSignal): Promise<string> {
    signal?.throwIfAborted();
    const path = this.#pathOf(key);
    if (await touch(path)) return path;
    const making = this.#making.get(path) ?? this.#start(path, make);
    return waitFor(making, signal);
  }

  /** The content of the cached file, made now if it is not there, made again if it vanishes meanwhile. */
  async read(key: CacheKey, make: CacheMaker, signal?: AbortSignal): Promise<Buffer> {
    for (let attempt = 0; ; attempt++) {
      const path = await this.file(key, make, signal);
      try {
        return await readFile(path);
      } catch (failure) {
        if (codeOf(failure) !== 'ENOENT' || attempt === 2) throw failure;
      }
    }
  }

  /** Path of the cached file when it is there, marked as used now; null otherwise. Makes nothing. */
  async existing(key: CacheKey): Promise<string | null> {
    const path = this.#pathOf(key);
    return (await touch(path)) ? path : null;
  }

  /** Bytes in the folder now, or of one kind of file, and how many files they are. */
  async usage(kind?: string): Promise<{ readonly files: number; readonly bytes: number }> {
    const entries = await this.#entriesOf(kind);
    return { files: entries.length, bytes: entries.reduce((sum, entry) => sum + entry.size, 0) };
  }

  /** Bytes in the folder now. */
  async size(): Promise<number> {
    return (await this.usage()).bytes;
  }

  /** Deletes one file, or all of a kind; what is not there is no failure. Returns the bytes that were freed. */
  async remove(what: CacheKey | { readonly kind: string }): Promise<number> {
    const only = 'fingerprint' in what ? this.#pathOf(what) : null;
    const entries = (await this.#entriesOf(what.kind)).filter(({ path }) => only === null || path === only);
    let freed = 0;
    for (const { path, size } of entries) if (await deleted(path)) freed += size;
    if (this.#bytes !== null) this.#bytes -= freed;
    return freed;
  }

  async #entriesOf(kind: string | undefined): Promise<Entry[]> {
    const entries = await this.#entries();
    return kind === undefined ? entries : entries.filter(({ path }) => path.split('.').at(-2) === kind);
  }

  /** Deletes the least recently used files until the limit holds. Runs by itself after each making. */
  async evict(): Promise<void> {
    this.#evicting ??= this.#evictNow().finally(() => {
      this.#evicting = null;
    });
    await this.#evicting;
  }

  #pathOf(key: CacheKey): string {
    if (!/^[a-z0-9-]+$/.test(key.kind) || !/^[a-z0-9]+$/.test(key.extension))
      throw new RangeError(
        `A cache key's kind and extension are plain words, got ${key.kind}.${key.extension}.`,
      );
    const parameters = Object.entries(key.parameters).sort(([a], [b]) => (a < b ? -1 : 1));
    const hash = createHash('sha256')
      .update(JSON.stringify([key.fingerprint, key.kind, parameters]))
      .digest('hex');
    return join(this.dir, hash.slice(0, 2), `${hash.slice(2, 34)}.${key.kind}.${key.extension}`);
  }

  #start(path: string, make: CacheMaker): Making {
    const abort = new AbortController();
    const forget = (): void => {
      if (this.#making.get(path) === making) this.#making.delete(path);
    };
    const done = this.#makeFile(path, make, abort.signal).finally(forget);
    // Every waiter sees the failure through its own promise; when all have left, nobody does.
    done.catch(() => undefined);
    const making: Making = { done, abort, waiting: 0 };
    // Whoever asks after an abort must get a new making, not the one that is being ended.
    abort.signal.addEventListener('abort', forget, { once: true });
    this.#making.set(path, making);
    return making;
  }

  async #makeFile(path: string, make: CacheMaker, signal: AbortSignal): Promise<string> {
    for (let attempt = 0; ; attempt++) {
      try {
        const size = await makeWhole(path, make, signal);
        if (this.#bytes !== null) this.#bytes += size;
        break;
      } catch (failure) {
        // The folder may be deleted between any two steps: then everything is done again.
        if (codeOf(failure) !== 'ENOENT' || signal.aborted || attempt === 2) throw failure;
      }
    }
    if (this.#bytes === null || this.#bytes > this.limitBytes) await this.evict();
    return path;
  }

  async #evictNow(): Promise<void> {
    const entries = await this.#entries();
    let bytes = entries.reduce((sum, entry) => sum + entry.size, 0);
    if (bytes > this.limitBytes) {
      entries.sort((a, b) => a.usedMs - b.usedMs);
      for (const entry of entries) {
        if (bytes <= this.limitBytes * AFTER_EVICTION) break;
        if (await deleted(entry.path)) bytes -= entry.size;
      }
    }
    this.#bytes = bytes;
  }

  /** Finished files; abandoned temporary ones are cleared away in passing. */
  async #entries(): Promise<Entry[]> {
    const entries: Entry[] = [];
    for (const name of await namesIn(this.dir))
      for (const inner of await namesIn(join(this.dir, name))) {
        const path = join(this.dir, name, inner);
        const found = await stat(path).catch(() => null);
        if (found === null || !found.isFile()) continue;
        if (!inner.includes(TEMPORARY)) entries.push({ path, size: found.size, usedMs: found.mtimeMs });
        else if (Date.now() - found.mtimeMs > ABANDONED_MS) await rm(path, { force: true });
      }
    return entries;
  }
}

/** On Windows a file in use can't be deleted: then another one goes instead. */
async function deleted(path: string): Promise<boolean> {
  return rm(path, { force: true }).then(
    () => true,
    () => false,
  );
}

async function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => []);
}

/** Marks a file as used now; false when it is not there. The time of change is the time of use: it is ours to set. */
async function touch(path: string): Promise<boolean> {
  const now = new Date();
  try {
    await utimes(path, now, now);
    return true;
  } catch (failure) {
    // A folder that may only be read still serves what it holds.
    if (codeOf(failure) === 'ENOENT' || codeOf(failure) === 'ENOTDIR') return false;
    return (await stat(path).catch(() => null)) !== null;
  }
}

/** Makes a file beside its place and renames it once it is whole and on the disk. Returns its size. */
async function makeWhole(path: string, make: CacheMaker, signal: AbortSignal): Promise<number> {
  const temporary = `${path}${TEMPORARY}${process.pid}-${randomUUID().slice(0, 8)}`;
  await mkdir(dirname(path), { recursive: true });
  try {
    signal.throwIfAborted();
    await make(temporary, signal);
    signal.throwIfAborted();
    const size = await syncToDisk(temporary);
    await rename(temporary, path);
    return size;
  } catch (failure) {
    await rm(temporary, { force: true });
    throw failure;
  }
}

async function syncToDisk(path: string): Promise<number> {
  const handle = await open(path, 'r+');
  try {
    await handle.sync();
    return (await handle.stat()).size;
  } finally {
    await handle.close();
  }
}

/**
 * Joins a making; the last one to leave it by its signal aborts it, and has left once it has ended: who is told that it was
 * cancelled finds nothing of it on the disk, and no process that still writes there.
 */
async function waitFor(making: Making, signal: AbortSignal | undefined): Promise<string> {
  making.waiting++;
  if (signal === undefined) return making.done;
  let onAbort = (): void => undefined;
  const left = new Promise<never>((_, failed) => {
    onAbort = (): void => {
      making.waiting--;
      const leave = (): void => failed(signal.reason);
      if (making.waiting > 0) return leave();
      making.abort.abort(signal.reason);
      making.done.then(leave, leave);
    };
  });
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([making.done, left]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
