import { randomBytes } from 'node:crypto';
import { open, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { bytesPerElement } from './dtype.ts';
import { allocate, bytesOf, type HostTensor, type TensorData } from './host-tensor.ts';
import { parseHeader, SafetensorsError, typeNames, type SafetensorsHeader } from './safetensors-header.ts';
import { sizeOf } from './shape.ts';

export { SafetensorsError, type SafetensorsHeader } from './safetensors-header.ts';

/** The format's own limit on the header. */
const largestHeader = 100_000_000;

/** Tensors by name, and the texts stored beside them. */
export interface SafetensorsContent {
  readonly tensors: Map<string, HostTensor>;
  readonly metadata: Readonly<Record<string, string>>;
}

/**
 * What a safetensors file holds, without reading its tensors.
 * @throws SafetensorsError when it is not a well-formed file of this format; nothing of it is used then.
 */
export async function readSafetensorsHeader(path: string): Promise<SafetensorsHeader> {
  return withFile(path, (file) => header(path, file));
}

/**
 * Reads tensors (all, or those named) and the metadata of a safetensors file.
 * @throws SafetensorsError when the file is malformed or lacks a named tensor.
 */
export async function readSafetensors(path: string, names?: readonly string[]): Promise<SafetensorsContent> {
  return withFile(path, async (file) => {
    const found = await header(path, file);
    const tensors = new Map<string, HostTensor>();
    for (const name of names ?? found.tensors.keys()) {
      const entry = found.tensors.get(name);
      if (entry === undefined) throw new SafetensorsError(path, `has no tensor called ${name}`);
      const { dtype, shape } = entry;
      const data = room(path, name, { dtype, shape });
      await readFully(path, file, bytesOf(data), found.dataOffset + entry.begin);
      tensors.set(name, { dtype, shape, data });
    }
    return { tensors, metadata: found.metadata };
  });
}

/**
 * Writes a safetensors file whole or not at all: beside it first, synced to disk, then renamed over it.
 * @throws SafetensorsError when a name can't be stored or the file can't be written; what was there stays.
 */
export async function writeSafetensors(
  path: string,
  tensors: ReadonlyMap<string, HostTensor>,
  metadata: Readonly<Record<string, string>> = {},
): Promise<void> {
  const ordered = inFileOrder(tensors);
  const bytes = [encodeHeader(path, ordered, metadata), ...ordered.map(([, t]) => bytesOf(t.data))];
  const temporary = join(dirname(path), `.${randomBytes(6).toString('hex')}.safetensors.tmp`);
  try {
    const file = await open(temporary, 'wx');
    try {
      for (const part of bytes) await file.writeFile(part);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (cause) {
    await rm(temporary, { force: true });
    throw new SafetensorsError(path, `could not be written (${reason(cause)})`, { cause });
  }
  await syncFolder(dirname(path));
}

/** What a header says of a tensor. */
export type TensorShape = Pick<HostTensor, 'dtype' | 'shape'>;

/** Widest elements first, so that each tensor begins where its type may be read in place. */
export function inFileOrder<T extends TensorShape>(tensors: ReadonlyMap<string, T>): [string, T][] {
  return [...tensors].toSorted(
    ([a, x], [b, y]) => bytesPerElement[y.dtype] - bytesPerElement[x.dtype] || (a < b ? -1 : 1),
  );
}

/**
 * The bytes before the tensors, which follow in the given order without gaps.
 * @throws SafetensorsError when a name or a type can't be stored.
 */
export function encodeHeader(
  path: string,
  tensors: readonly (readonly [string, TensorShape])[],
  metadata: Readonly<Record<string, string>>,
): Uint8Array {
  let end = 0;
  const entries = tensors.map(([name, t]) => {
    if (name === '__metadata__' || name === '__proto__') {
      throw new SafetensorsError(path, `can't hold a tensor called ${name}`);
    }
    if (t.dtype === 'uint4') throw new SafetensorsError(path, `can't hold ${name}, which is uint4`);
    const begin = end;
    end += sizeOf(t.shape) * bytesPerElement[t.dtype];
    return [name, { dtype: typeNames[t.dtype], shape: t.shape, data_offsets: [begin, end] }] as const;
  });
  const extra = Object.keys(metadata).length === 0 ? [] : [['__metadata__', metadata] as const];
  const json = new TextEncoder().encode(JSON.stringify(Object.fromEntries([...extra, ...entries])));
  // Spaces up to a multiple of eight, as the format advises, so that the tensors are aligned.
  const length = Math.ceil(json.length / 8) * 8;
  const out = new Uint8Array(8 + length).fill(0x20, 8);
  new DataView(out.buffer).setBigUint64(0, BigInt(length), true);
  out.set(json, 8);
  return out;
}

async function header(path: string, file: FileHandle): Promise<SafetensorsHeader> {
  const { size } = await file.stat();
  if (size < 8) throw new SafetensorsError(path, `is only ${size} bytes long`);
  const prefix = new Uint8Array(8);
  await readFully(path, file, prefix, 0);
  const length = Number(new DataView(prefix.buffer).getBigUint64(0, true));
  if (length > largestHeader || length > size - 8) {
    throw new SafetensorsError(path, `says that its header is ${length} bytes long, which can't be`);
  }
  const json = new Uint8Array(length);
  await readFully(path, file, json, 8);
  return parseHeader(path, json, size - 8 - length, 8 + length);
}

async function readFully(path: string, file: FileHandle, into: Uint8Array, at: number): Promise<void> {
  let done = 0;
  while (done < into.byteLength) {
    // One read call takes at most 2 GiB.
    const length = Math.min(into.byteLength - done, 1 << 30);
    const { bytesRead } = await file.read(into, done, length, at + done);
    if (bytesRead === 0) throw new SafetensorsError(path, 'ended while it was being read');
    done += bytesRead;
  }
}

async function withFile<T>(path: string, body: (file: FileHandle) => Promise<T>): Promise<T> {
  let file: FileHandle;
  try {
    // Opening a pipe would wait for a writer.
    if (!(await stat(path)).isFile()) throw new SafetensorsError(path, 'is not a regular file');
    file = await open(path, 'r');
  } catch (cause) {
    if (cause instanceof SafetensorsError) throw cause;
    throw new SafetensorsError(path, `could not be opened (${reason(cause)})`, { cause });
  }
  try {
    return await body(file);
  } finally {
    await file.close();
  }
}

/** An array for a tensor; a file may say that it is larger than any memory, and be that large without taking room itself. */
function room(path: string, name: string, { dtype, shape }: TensorShape): TensorData {
  try {
    return allocate(dtype, sizeOf(shape));
  } catch (cause) {
    const size = sizeOf(shape) * bytesPerElement[dtype];
    throw new SafetensorsError(
      path,
      `has the tensor ${name} of ${size} bytes, which do not fit into memory`,
      {
        cause,
      },
    );
  }
}

/** Makes the rename itself durable; Windows has no such call for folders. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function reason(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
