import { closeSync, openSync, readSync } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { bytesPerElement } from './dtype.ts';
import { SafetensorsError, type SafetensorsHeader } from './safetensors-header.ts';
import { encodeHeader, inFileOrder, readSafetensorsHeader, type TensorShape } from './safetensors.ts';
import { sizeOf } from './shape.ts';

/** Tensors larger than memory: written and read piece by piece. */

/** Where tensors lie, in bytes from the file's beginning. */
type Places = ReadonlyMap<string, { readonly begin: number; readonly end: number }>;

/**
 * Writes a safetensors file piece by piece, in any order; what was never written is zero. The file is not whole before
 * `close`: the caller writes it beside its place and renames it.
 */
export class SafetensorsWriter {
  readonly path: string;
  readonly #file: FileHandle;
  readonly #places: Places;

  private constructor(path: string, file: FileHandle, places: Places) {
    this.path = path;
    this.#file = file;
    this.#places = places;
  }

  /** @throws SafetensorsError when the file can't be made, or the disk has no room for it. */
  static async create(
    path: string,
    tensors: ReadonlyMap<string, TensorShape>,
    metadata: Readonly<Record<string, string>>,
  ): Promise<SafetensorsWriter> {
    const ordered = inFileOrder(tensors);
    const header = encodeHeader(path, ordered, metadata);
    const places = new Map<string, { begin: number; end: number }>();
    let at = header.byteLength;
    for (const [name, { dtype, shape }] of ordered) {
      const end = at + sizeOf(shape) * bytesPerElement[dtype];
      places.set(name, { begin: at, end });
      at = end;
    }
    const file = await told(path, () => open(path, 'w'));
    try {
      await told(path, async () => {
        await file.truncate(at);
        await file.write(header, 0, header.byteLength, 0);
      });
      return new SafetensorsWriter(path, file, places);
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  /**
   * Writes a part of a tensor.
   * @param offset bytes from the tensor's beginning
   * @throws SafetensorsError when it can't be written; RangeError when it is not a part of that tensor.
   */
  async write(name: string, offset: number, part: Uint8Array | Float32Array): Promise<void> {
    const place = this.#places.get(name);
    if (place === undefined || offset < 0 || place.begin + offset + part.byteLength > place.end)
      throw new RangeError(`${part.byteLength} bytes at ${offset} are not a part of ${name}.`);
    const bytes = new Uint8Array(part.buffer, part.byteOffset, part.byteLength);
    await told(this.path, async () => {
      let done = 0;
      while (done < bytes.byteLength) {
        const length = Math.min(bytes.byteLength - done, 1 << 30);
        done += (await this.#file.write(bytes, done, length, place.begin + offset + done)).bytesWritten;
      }
    });
  }

  async close(): Promise<void> {
    await this.#file.close();
  }
}

// Whoever forgets a file has closed it: caches of videos come and go with the objects that refer to them.
const forgotten = new FinalizationRegistry<number>((descriptor) => closeSync(descriptor));

/**
 * A safetensors file that stays open, of which rows are read when they are needed. Deleting the file does no harm to who has
 * it open (on Windows it can't be deleted until then).
 */
export class StoredTensors {
  readonly path: string;
  readonly header: SafetensorsHeader;
  readonly #descriptor: number;

  private constructor(path: string, header: SafetensorsHeader, descriptor: number) {
    this.path = path;
    this.header = header;
    this.#descriptor = descriptor;
  }

  /** @throws SafetensorsError when it is not a well-formed file of this format. */
  static async open(path: string): Promise<StoredTensors> {
    const header = await readSafetensorsHeader(path);
    const descriptor = await told(path, () => Promise.resolve(openSync(path, 'r')));
    const stored = new StoredTensors(path, header, descriptor);
    forgotten.register(stored, descriptor);
    return stored;
  }

  /**
   * Reads rows `from` up to `to` (without it) of the first axis of a uint8 tensor into `into`, from its beginning.
   * @throws SafetensorsError when the file lacks the tensor or ends before it; RangeError for rows that are not there.
   */
  readRows(name: string, from: number, to: number, into: Uint8Array): void {
    const entry = this.header.tensors.get(name);
    if (entry?.dtype !== 'uint8') throw new SafetensorsError(this.path, `has no bytes called ${name}`);
    const [rows = 0, ...inner] = entry.shape;
    const size = sizeOf(inner);
    const length = (to - from) * size;
    if (!(from >= 0 && from <= to && to <= rows && into.length >= length))
      throw new RangeError(`${name} has no rows ${from} to ${to} that fit.`);
    const begin = this.header.dataOffset + entry.begin + from * size;
    for (let done = 0; done < length;) {
      const read = readSync(this.#descriptor, into, done, length - done, begin + done);
      if (read === 0) throw new SafetensorsError(this.path, 'ended while it was being read');
      done += read;
    }
  }
}

async function told<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new SafetensorsError(path, `could not be opened or written (${why})`, { cause });
  }
}
