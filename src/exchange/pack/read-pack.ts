import { createHash } from 'node:crypto';
import { pipeline } from 'node:stream/promises';
import { Writable, type Readable } from 'node:stream';
import yauzl from 'yauzl';
import type { Entry, ZipFile } from 'yauzl';
import { ExchangeError } from '../errors.ts';
import {
  CORPUS,
  isPackedPath,
  MANIFEST,
  MOST_MANIFEST,
  packManifest,
  sameNames,
  type PackManifest,
  type PackedFile,
} from './manifest.ts';
import { badPack } from './pack-errors.ts';

/** A pack whose list of contents is what its manifest says. */
export interface OpenPack {
  readonly file: string;
  readonly manifest: PackManifest;
  /** The content of a file of the manifest, as it comes; its checksum is the caller's to compare. */
  stream(part: PackedFile): Promise<Readable>;
  close(): void;
}

/**
 * Opens a pack and compares its list of contents with its manifest. Names that would leave the folder, links, two names of one
 * file and whatever the manifest does not name refuse the whole. @throws ExchangeError
 */
export async function openPack(file: string): Promise<OpenPack> {
  const zip = await openZip(file);
  try {
    const entries = await entriesOf(zip, file);
    const manifest = await manifestOf(zip, file, entries);
    for (const part of manifest.files) {
      const entry = entries.get(part.path);
      if (entry === undefined) throw badPack(file, `“${part.path}” is not in it`);
      if (entry.uncompressedSize !== part.bytes)
        throw badPack(file, `“${part.path}” has ${entry.uncompressedSize} bytes instead of ${part.bytes}`);
    }
    if (entries.size !== manifest.files.length + 1)
      throw badPack(file, 'it holds files that its manifest does not name');
    return {
      file,
      manifest,
      stream: (part) => streamOf(zip, file, entries.get(part.path)),
      close: () => zip.close(),
    };
  } catch (error) {
    zip.close();
    throw error;
  }
}

async function openZip(file: string): Promise<ZipFile> {
  try {
    return await yauzl.openPromise(file, {
      lazyEntries: true,
      autoClose: false,
      validateEntrySizes: true,
      strictFileNames: true,
    });
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause)
      throw new ExchangeError(
        'unreadable',
        `“${file}” can't be read. Check that it is there and that you may read it.`,
        {
          cause,
        },
      );
    throw badPack(file, 'it is no packed project of TempR1 Studio, or it was cut short', cause);
  }
}

/** Kind of a Unix file, as zip archives keep it. */
const LINK = 0o120000;

async function entriesOf(zip: ZipFile, file: string): Promise<Map<string, Entry>> {
  const entries = new Map<string, Entry>();
  try {
    for await (const entry of zip.eachEntry()) {
      const name = entry.fileName;
      if (name !== MANIFEST && !isPackedPath(name))
        throw badPack(file, `it holds “${name}”, which no pack holds`);
      if (((entry.externalFileAttributes >>> 16) & 0o170000) === LINK)
        throw badPack(file, `“${name}” is a link`);
      if (entry.isEncrypted()) throw badPack(file, `“${name}” is encrypted`);
      if (entries.has(name)) throw badPack(file, `“${name}” is in it twice`);
      entries.set(name, entry);
    }
  } catch (error) {
    if (error instanceof ExchangeError) throw error;
    throw badPack(file, error instanceof Error ? error.message : 'it is damaged', error);
  }
  const twice = sameNames([...entries.keys()]);
  if (twice !== null) throw badPack(file, `“${twice}” has two names`);
  return entries;
}

async function manifestOf(zip: ZipFile, file: string, entries: Map<string, Entry>): Promise<PackManifest> {
  const entry = entries.get(MANIFEST);
  if (entry === undefined || entry.uncompressedSize > MOST_MANIFEST)
    throw badPack(file, 'it is no packed project of TempR1 Studio: its manifest is missing');
  const chunks: Buffer[] = [];
  const stream = await streamOf(zip, file, entry);
  try {
    for await (const chunk of stream) chunks.push(Buffer.from(chunk));
  } catch (cause) {
    throw badPack(file, 'its manifest is damaged', cause);
  }
  const parsed = packManifest.safeParse(json(Buffer.concat(chunks).toString('utf8')));
  if (!parsed.success) throw badPack(file, 'its manifest is not one that this version knows', parsed.error);
  if (!parsed.data.files.some(({ path }) => path === CORPUS)) throw badPack(file, 'it holds no corpus');
  return parsed.data;
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

async function streamOf(zip: ZipFile, file: string, entry: Entry | undefined): Promise<Readable> {
  if (entry === undefined) throw badPack(file, 'a file of it is missing');
  try {
    return await zip.openReadStreamPromise(entry);
  } catch (cause) {
    throw badPack(file, `“${entry.fileName}” can't be read from it`, cause);
  }
}

export interface ReadWork {
  readonly signal: AbortSignal;
  /** Called with the bytes of each piece that was read. */
  readonly read: (bytes: number) => void;
}

/**
 * Reads a file of a pack into `to` and compares its checksum.
 * @throws ExchangeError when it is not what the manifest says; what `to` throws; the signal's reason
 */
export async function readPart(
  pack: OpenPack,
  part: PackedFile,
  to: Writable,
  { signal, read }: ReadWork,
): Promise<void> {
  const hash = createHash('sha256');
  let writing: unknown = null;
  to.once('error', (error) => {
    writing = error;
  });
  try {
    await pipeline(
      await pack.stream(part),
      async function* hashed(source: AsyncIterable<Buffer>) {
        for await (const chunk of source) {
          hash.update(chunk);
          read(chunk.length);
          yield chunk;
        }
      },
      to,
      { signal },
    );
  } catch (error) {
    signal.throwIfAborted();
    // What could not be written is the disk's fault, not the pack's.
    if (writing !== null || error instanceof ExchangeError) throw error;
    throw badPack(pack.file, `“${part.path}” is damaged`, error);
  }
  if (hash.digest('hex') !== part.sha256)
    throw badPack(pack.file, `“${part.path}” is not what was packed: its checksum differs`);
}

/** Reads a whole pack and compares every checksum. @throws ExchangeError */
export async function verifyPack(file: string, work: ReadWork): Promise<PackManifest> {
  const pack = await openPack(file);
  try {
    for (const part of pack.manifest.files) {
      const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
      await readPart(pack, part, nowhere, work);
    }
    return pack.manifest;
  } finally {
    pack.close();
  }
}
