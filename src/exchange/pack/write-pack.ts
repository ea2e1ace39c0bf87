import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import yazl from 'yazl';
import { copyCorpus } from '../../corpus/keeper.ts';
import { LATEST_VERSION } from '../../corpus/migrations/list.ts';
import type { ReadableDb } from '../../corpus/db.ts';
import type { ProjectPaths } from '../../corpus/project-paths.ts';
import { projectInfo } from '../../corpus/queries/project.ts';
import { fingerprintOf } from '../../media/fingerprint.ts';
import { english, say, type Said } from '../../tasks/said/said.ts';
import { ExchangeError } from '../errors.ts';
import { CORPUS, MANIFEST, type PackManifest, type PackedFile, type PackedVideos } from './manifest.ts';
import { requireSpace, unwritable } from './pack-errors.ts';
import { chosenVideos, planPack, type PackablePart } from './plan-pack.ts';
import { verifyPack } from './read-pack.ts';

export interface PackChoice {
  /** Absolute path of the pack; replaced when it is there. */
  readonly out: string;
  readonly videos: PackedVideos;
  /** Ids of policies besides the current one, which always comes along. */
  readonly policies: readonly string[] | 'all';
}

export interface PackReport {
  readonly out: string;
  readonly bytes: number;
  readonly videos: number;
  readonly policies: number;
  /** Videos that were wanted and whose file is not there or not what it was. */
  readonly leftOut: readonly string[];
}

export interface PackWork {
  readonly signal: AbortSignal;
  /** Bytes of all that there is to do. */
  readonly progress: (done: number, total: number, doing: Said) => void;
  readonly problem: (problem: {
    readonly subject: string;
    readonly sentence: string;
    readonly said: Said;
  }) => void;
  /** Version of this program. */
  readonly program: string;
  /** Where the corpus keeper's thread lies, in a bundle. */
  readonly keeperEntry: URL | null;
}

/**
 * Writes a project as one file: its corpus at one moment (with its whole history), policies, and videos as chosen; no cache,
 * no runs, no path of this machine. The file is read back and every checksum compared before it gets its name, so that a
 * pack that is there is a whole one. Others may use the project meanwhile.
 * @throws ExchangeError with a sentence; the signal's reason when cancelled
 */
export async function writePack(
  db: ReadableDb,
  paths: ProjectPaths,
  choice: PackChoice,
  work: PackWork,
): Promise<PackReport> {
  const plan = await planPack(db, paths);
  const wanted = chosenVideos(plan, choice.videos);
  const leftOut: string[] = [];
  const chosen: PackablePart[] = [];
  for (const [index, video] of wanted.entries()) {
    work.signal.throwIfAborted();
    work.progress(index, wanted.length, say('lookingAt', { file: video.title }));
    const now = video.bytes === null ? null : await fingerprintOf(video.file).catch(() => null);
    if (now === video.fingerprint) chosen.push(video);
    else {
      leftOut.push(video.id);
      const { title } = video;
      const said = say('leftOutOfPack', { title, why: now === null ? 'missing' : 'changed' });
      work.problem({ subject: title, sentence: english(said), said });
    }
  }
  const policies = plan.policies.filter(
    ({ id, current, bytes }) =>
      bytes !== null && (current || choice.policies === 'all' || choice.policies.includes(id)),
  );
  const videos = chosen.length;
  const parts = [...policies, ...chosen];
  const size = parts.reduce((sum, { bytes }) => sum + (bytes ?? 0), plan.corpus.bytes);
  await mkdir(dirname(choice.out), { recursive: true }).catch((error: unknown) => {
    throw unwritable(dirname(choice.out), error);
  });
  // The copy of the corpus and the pack lie beside each other for a while.
  await requireSpace(dirname(choice.out), size + 2 * plan.corpus.bytes);
  const folder = await mkdtemp(join(dirname(choice.out), '.tempr1-pack-')).catch((error: unknown) => {
    throw unwritable(choice.out, error);
  });
  try {
    work.progress(0, 2 * size, say('copyingCorpus'));
    const corpus = join(folder, CORPUS);
    await copyCorpus(paths.corpus, corpus, {
      signal: work.signal,
      ...(work.keeperEntry !== null && { entry: work.keeperEntry }),
      portable: {
        folder: paths.dir,
        videos: plan.videos.map(({ id, path }) => ({ id, path })),
        policies: policies.map(({ id, path }) => ({ id, file: path })),
      },
    });
    const { title, counts } = projectInfo(db);
    const header = {
      format: 'tempr1-pack',
      version: 1,
      program: work.program,
      corpusVersion: LATEST_VERSION,
      title: title ?? '',
      madeAt: new Date().toISOString(),
      videos: choice.videos,
      counts: { videos: counts.videos, packedVideos: videos, items: counts.items },
    } as const;
    const draft = join(folder, `${randomUUID()}.zip`);
    const all = [
      { file: corpus, path: CORPUS, title: 'the corpus', compress: true },
      ...policies.map((each) => ({ ...each, compress: false })),
      ...chosen.map((each) => ({ ...each, compress: false })),
    ];
    const count = counter(2 * size, work);
    await writeZip(draft, all, header, work.signal, count);
    await verifyPack(draft, { signal: work.signal, read: (bytes) => count(bytes, say('readingBack')) });
    work.signal.throwIfAborted();
    const { size: bytes } = await stat(draft);
    await rename(draft, choice.out);
    return { out: choice.out, bytes, videos, policies: policies.length, leftOut };
  } catch (error) {
    work.signal.throwIfAborted();
    throw error instanceof ExchangeError || !hasCode(error) ? error : unwritable(choice.out, error);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function hasCode(error: unknown): boolean {
  return error instanceof Error && 'code' in error && 'syscall' in error;
}

function counter(total: number, work: PackWork): (bytes: number, doing: Said) => void {
  let done = 0;
  return (bytes, doing) => {
    done += bytes;
    work.progress(Math.min(done, total), total, doing);
  };
}

interface ZipPart {
  readonly file: string;
  readonly path: string;
  readonly title: string;
  readonly compress: boolean;
}

/** The parts one after another, and last the manifest, which holds the checksums that came of reading them. */
async function writeZip(
  to: string,
  parts: readonly ZipPart[],
  header: Omit<PackManifest, 'files'>,
  signal: AbortSignal,
  count: (bytes: number, doing: Said) => void,
): Promise<void> {
  const zip = new yazl.ZipFile();
  const files: PackedFile[] = [];
  const failed = Promise.withResolvers<never>();
  // Both the pipeline and this may fail; whoever is second is not to be an unheard rejection.
  failed.promise.catch(() => undefined);
  zip.on('error', failed.reject);
  const mtime = new Date(header.madeAt);
  for (const { file, path, title, compress } of parts) {
    const doing = say('writingFile', { title });
    const { size } = await stat(file);
    zip.addReadStreamLazy(path, { size, compress, mtime, mode: 0o100644 }, (callback) => {
      const hash = createHash('sha256');
      let bytes = 0;
      const through = new Transform({
        transform(chunk: Buffer, _encoding, next) {
          hash.update(chunk);
          bytes += chunk.length;
          count(chunk.length, doing);
          next(null, chunk);
        },
        flush(next) {
          files.push({ path, bytes, sha256: hash.digest('hex') });
          next();
        },
      });
      const source = createReadStream(file, { highWaterMark: 1 << 20, signal });
      source.on('error', failed.reject);
      callback(null, source.pipe(through));
    });
  }
  zip.addReadStreamLazy(MANIFEST, { compress: true, mtime, mode: 0o100644 }, (callback) => {
    const manifest: PackManifest = { ...header, files };
    callback(null, Readable.from([Buffer.from(`${JSON.stringify(manifest, null, 1)}\n`)]));
  });
  zip.end();
  const output = createWriteStream(to, { flags: 'wx' });
  const stop = new AbortController();
  try {
    await Promise.race([
      pipeline(zip.outputStream, output, { signal: AbortSignal.any([signal, stop.signal]) }),
      failed.promise,
    ]);
  } finally {
    stop.abort();
  }
  const handle = await open(to, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
