import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, open, readdir, readFile, rename, rm, rmdir, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { faultOfCorpus } from '../../corpus/keeper.ts';
import { LATEST_VERSION } from '../../corpus/migrations/list.ts';
import { say, type Said } from '../../tasks/said/said.ts';
import { ExchangeError } from '../errors.ts';
import { CORPUS, type PackManifest, type PackedFile } from './manifest.ts';
import { badPack, requireSpace, unwritable } from './pack-errors.ts';
import { openPack, readPart, type OpenPack } from './read-pack.ts';

export interface UnpackWork {
  readonly signal: AbortSignal;
  readonly progress: (done: number, total: number, doing: Said) => void;
  readonly keeperEntry: URL | null;
}

/**
 * Unpacks a project into a folder that is not there yet or empty. Everything is written beside it first and gets its name when
 * every checksum is right and the corpus reads through. A failure or a cancel leaves nothing; after a crash the next call
 * goes on with what is whole already.
 * @throws ExchangeError with a sentence; the signal's reason when cancelled
 */
export async function unpack(file: string, dir: string, work: UnpackWork): Promise<PackManifest> {
  const pack = await openPack(file);
  const part = `${dir}.unpacking`;
  try {
    const { manifest } = pack;
    if (manifest.corpusVersion > LATEST_VERSION)
      throw new ExchangeError(
        'newer-version',
        `“${file}” was packed by a newer version of TempR1 Studio (${manifest.program}). Install that version to unpack it.`,
      );
    await requireFree(dir);
    const total = manifest.files.reduce((sum, { bytes }) => sum + bytes, 0);
    await requireSpace(dirname(dir), total - (await bytesIn(part, manifest)));
    try {
      await mkdir(dirname(dir), { recursive: true });
      await takeUp(part, manifest);
      await extract(pack, part, total, work);
      const fault = await faultOfCorpus(join(part, CORPUS), {
        signal: work.signal,
        ...(work.keeperEntry !== null && { entry: work.keeperEntry }),
      });
      if (fault !== null) throw badPack(file, `its corpus is damaged (${fault})`);
      work.signal.throwIfAborted();
      // Reading a corpus leaves an empty log and its index beside it; nobody has written to this one.
      for (const name of [NOTE, `${CORPUS}-wal`, `${CORPUS}-shm`])
        await rm(join(part, name), { force: true });
      // An empty folder may be in the way.
      await rmdir(dir).catch(() => undefined);
      await rename(part, dir);
      return manifest;
    } catch (error) {
      await rm(part, { recursive: true, force: true });
      work.signal.throwIfAborted();
      throw error instanceof ExchangeError ? error : unwritable(dir, error);
    }
  } finally {
    pack.close();
  }
}

/** Says which pack a folder of parts belongs to. */
const NOTE = 'unpacking.json';

async function requireFree(dir: string): Promise<void> {
  const inside = await readdir(dir).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw unwritable(dir, error);
  });
  if (inside.length > 0)
    throw new ExchangeError(
      'unwritable',
      `The folder “${dir}” is not empty. Choose a new name: a pack is unpacked into a folder of its own.`,
    );
}

/** Bytes of the manifest's files that are there from a try that was cut off. */
async function bytesIn(part: string, manifest: PackManifest): Promise<number> {
  let sum = 0;
  for (const { path, bytes } of manifest.files) {
    const facts = await stat(join(part, path)).catch(() => null);
    if (facts?.size === bytes) sum += bytes;
  }
  return sum;
}

/** Goes on with what an earlier try at the very same pack left, else begins anew. */
async function takeUp(part: string, manifest: PackManifest): Promise<void> {
  const ours = JSON.stringify(manifest);
  const theirs = await readFile(join(part, NOTE), 'utf8').catch(() => null);
  if (theirs === ours) return;
  await rm(part, { recursive: true, force: true });
  for (const folder of ['', 'policies', 'videos', 'runs', 'cache'])
    await mkdir(join(part, folder), { recursive: true });
  await writeFile(join(part, NOTE), ours, { flush: true });
}

async function extract(pack: OpenPack, part: string, total: number, work: UnpackWork): Promise<void> {
  let done = 0;
  for (const each of pack.manifest.files) {
    work.signal.throwIfAborted();
    const target = join(part, each.path);
    if (await isWhole(target, each, work.signal)) {
      done += each.bytes;
      continue;
    }
    const doing = say('unpacking', { file: basename(each.path) });
    await readPart(pack, each, createWriteStream(`${target}.part`), {
      signal: work.signal,
      read: (bytes) => {
        done += bytes;
        work.progress(done, total, doing);
      },
    });
    const handle = await open(`${target}.part`, 'r+');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(`${target}.part`, target);
  }
}

async function isWhole(target: string, { bytes, sha256 }: PackedFile, signal: AbortSignal): Promise<boolean> {
  const facts = await stat(target).catch(() => null);
  if (facts === null || !facts.isFile() || facts.size !== bytes) return false;
  const hash = createHash('sha256');
  await pipeline(createReadStream(target), hash, { signal });
  return hash.digest('hex') === sha256;
}
