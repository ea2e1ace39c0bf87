import { CustomSource } from 'mediabunny';
import { words } from '../words/words.ts';

/** The service closes a Range answer at 2 MiB; asking for no more keeps every answer whole. */
const PIECE = 1024 * 1024;

/** Reads bytes of a file over HTTP. @throws Error when the service does not answer with the range that was asked for. */
async function readRange(url: string, start: number, end: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(end - start);
  let at = start;
  while (at < end) {
    const last = Math.min(end, at + PIECE) - 1;
    const response = await fetch(url, {
      headers: { Range: `bytes=${at}-${last}` },
      credentials: 'same-origin',
    });
    if (response.status !== 206)
      throw new Error(words('player')('rangeRefused', { status: String(response.status) }));
    const piece = new Uint8Array(await response.arrayBuffer());
    if (piece.length === 0) throw new Error(words('player')('rangeEmpty'));
    bytes.set(piece.subarray(0, end - at), at - start);
    at += piece.length;
  }
  return bytes;
}

async function sizeOf(url: string): Promise<number> {
  const response = await fetch(url, { headers: { Range: 'bytes=0-0' }, credentials: 'same-origin' });
  await response.arrayBuffer();
  const total = /\/(\d+)$/u.exec(response.headers.get('Content-Range') ?? '')?.[1];
  if (total === undefined) throw new Error(words('player')('sizeUnknown'));
  return Number(total);
}

/** A file of the service as mediabunny reads it. */
export function rangeSource(url: string): CustomSource {
  return new CustomSource({
    getSize: () => sizeOf(url),
    read: (start, end) => readRange(url, start, end),
    prefetchProfile: 'network',
  });
}
