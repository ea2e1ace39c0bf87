import { frameTable, type FrameTable } from '../time/frame-table.ts';
import type { Ticks, Timebase } from '../time/ticks.ts';
import { CorpusError } from './errors.ts';

/**
 * Ascending whole numbers as bytes: how many, the first, then pairs (distance, how often it repeats), all as
 * variable-length integers. Thousands of frames at a constant rate take a dozen bytes; a Matroska file rounded to
 * milliseconds takes two per frame.
 */
export function packAscending(values: ArrayLike<number>): Uint8Array {
  const out: number[] = [];
  pushInteger(out, values.length);
  if (values.length > 0) pushInteger(out, zigzag(values[0] ?? 0));
  for (let i = 1; i < values.length;) {
    const distance = (values[i] ?? 0) - (values[i - 1] ?? 0);
    let repeats = 1;
    while (
      i + repeats < values.length &&
      (values[i + repeats] ?? 0) - (values[i + repeats - 1] ?? 0) === distance
    )
      repeats++;
    pushInteger(out, distance);
    pushInteger(out, repeats);
    i += repeats;
  }
  return Uint8Array.from(out);
}

/** What `packAscending` packed. @throws CorpusError 'corrupt' when the bytes are no such list. */
export function unpackAscending(bytes: Uint8Array): Float64Array {
  let at = 0;
  const next = (): number => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = bytes[at++];
      if (byte === undefined || scale > Number.MAX_SAFE_INTEGER) throw damaged();
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  };
  const count = next();
  if (count > MOST_VALUES) throw damaged();
  const values = new Float64Array(count);
  if (count === 0) return values;
  const first = next();
  let now = first % 2 === 0 ? first / 2 : -(first + 1) / 2;
  values[0] = now;
  for (let i = 1; i < count;) {
    const distance = next();
    const repeats = next();
    if (repeats < 1 || i + repeats > count) throw damaged();
    for (const until = i + repeats; i < until; i++) values[i] = now += distance;
  }
  return values;
}

/** A month of pictures at 60 a second: more is damage, not a video. */
const MOST_VALUES = 160_000_000;

function damaged(cause?: unknown): CorpusError {
  return new CorpusError('corrupt', 'A frame table in the corpus is damaged.', { cause });
}

/** The frame table whose pts `packAscending` packed. @throws CorpusError 'corrupt' */
export function unpackFrameTable(bytes: Uint8Array, timebase: Timebase, end: Ticks): FrameTable {
  const pts = unpackAscending(bytes);
  try {
    return frameTable(timebase, pts, end);
  } catch (error) {
    throw damaged(error);
  }
}

/** Signed to unsigned: 0, -1, 1, -2 become 0, 1, 2, 3. */
function zigzag(value: number): number {
  return value >= 0 ? value * 2 : -value * 2 - 1;
}

/** Seven bits a byte, lowest first. By division: ticks may pass 2^31, where bit operations wrap. */
function pushInteger(out: number[], value: number): void {
  let rest = value;
  while (rest >= 128) {
    out.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  out.push(rest);
}
