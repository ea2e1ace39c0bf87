import { createHash } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';
import { guardVideoFile, unreadable } from './file-guard.ts';

const MIB = 1 << 20;
const MIDDLE_CHUNKS = 16;
const MIDDLE_BYTES = 64 * 1024;

/**
 * A fingerprint of a video's content: 64 lowercase hexadecimal digits, the same after a rename, move or copy.
 *
 * SHA-256 over the size, the first and last MiB and 16 chunks of 64 KiB spread evenly between them: 3 MiB read
 * whatever the length, so that 10,000 long videos can be recognised after a move without reading terabytes. Size,
 * index (first or last MiB in every container) and samples of the pictures differ between any two different
 * recordings; what it can't see is a change of a few bytes in the middle that keeps the size, which is a damaged
 * copy rather than another video. Files up to 3 MiB are read whole.
 *
 * @throws UnusableVideoError when the file can't be used ({@link guardVideoFile}).
 */
export async function fingerprintOf(path: string): Promise<string> {
  const { path: absolute, sizeBytes } = await guardVideoFile(path);
  const hash = createHash('sha256').update(`tempr1 media 1\n${sizeBytes}\n`);
  try {
    const handle = await open(absolute, 'r');
    try {
      for (const [position, length] of chunksOf(sizeBytes))
        hash.update(await readAt(handle, position, length));
    } finally {
      await handle.close();
    }
  } catch (cause) {
    throw unreadable(path, cause);
  }
  return hash.digest('hex');
}

/** The byte ranges that are hashed, as [position, length], ascending and disjoint. */
export function chunksOf(size: number): [number, number][] {
  if (size <= 2 * MIB + MIDDLE_CHUNKS * MIDDLE_BYTES) return [[0, size]];
  const chunks: [number, number][] = [[0, MIB]];
  const room = size - 2 * MIB - MIDDLE_BYTES;
  for (let i = 0; i < MIDDLE_CHUNKS; i++)
    chunks.push([MIB + Math.floor((room * i) / (MIDDLE_CHUNKS - 1)), MIDDLE_BYTES]);
  chunks.push([size - MIB, MIB]);
  return chunks;
}

async function readAt(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await handle.read(buffer, filled, length - filled, position + filled);
    // The file shrank while it was read: what is there is hashed, and the fingerprint differs, as it must.
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}
