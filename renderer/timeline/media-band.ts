import type { FilmstripSheet } from '../../src/service/contract/index.ts';
import type { Colours } from '../theme.ts';
import { tickAt, xOf, type TimelineView } from './view.ts';

/** A filmstrip as it came from the service: one picture of all tiles and where each belongs in time. */
export interface Filmstrip {
  readonly sheet: FilmstripSheet;
  readonly image: ImageBitmap;
}

/** A waveform: minimum and maximum per bucket and channel, int16. */
export interface Peaks {
  readonly channels: number;
  readonly buckets: number;
  readonly bucketsPerSecond: number;
  readonly startSeconds: number;
  readonly values: Int16Array;
}

const HEADER_BYTES = 24;

/** Reads the service's binary form of a waveform. @throws RangeError when the length does not fit what its head says. */
export function readPeaks(bytes: ArrayBuffer): Peaks {
  const head = new DataView(bytes);
  if (bytes.byteLength < HEADER_BYTES) throw new RangeError('The waveform is cut short.');
  const channels = head.getUint32(0, true);
  const buckets = head.getUint32(4, true);
  if (bytes.byteLength < HEADER_BYTES + channels * buckets * 4)
    throw new RangeError('The waveform is cut short.');
  return {
    channels,
    buckets,
    bucketsPerSecond: head.getFloat64(8, true),
    startSeconds: head.getFloat64(16, true),
    values: new Int16Array(bytes, HEADER_BYTES, channels * buckets * 2),
  };
}

/** Lowest and highest sample over all channels between two times, in [-1, 1]; null where there is no sound. */
export function peakBetween(peaks: Peaks, from: number, to: number): { low: number; high: number } | null {
  const first = Math.max(0, Math.floor((from - peaks.startSeconds) * peaks.bucketsPerSecond));
  const last = Math.min(peaks.buckets, Math.ceil((to - peaks.startSeconds) * peaks.bucketsPerSecond));
  if (first >= last) return null;
  // Far out, a column covers thousands of buckets; every few of them is enough for one pixel.
  const stride = Math.max(1, Math.floor((last - first) / 64));
  let low = 0;
  let high = 0;
  for (let bucket = first; bucket < last; bucket += stride) {
    for (let channel = 0; channel < peaks.channels; channel++) {
      const at = (bucket * peaks.channels + channel) * 2;
      low = Math.min(low, peaks.values[at] ?? 0);
      high = Math.max(high, peaks.values[at + 1] ?? 0);
    }
  }
  return { low: low / 32768, high: high / 32768 };
}

/** Index of the last tile whose picture is not later than `tick`; the first one before that. */
export function tileAt(ticks: readonly number[], tick: number): number {
  let low = 0;
  let high = ticks.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((ticks[middle] ?? Infinity) <= tick) low = middle;
    else high = middle - 1;
  }
  return low;
}

export interface Band {
  readonly y: number;
  readonly height: number;
}

/** Pictures side by side, each the one shown at its own left edge. */
export function drawFilmstrip(
  context: CanvasRenderingContext2D,
  strip: Filmstrip,
  view: TimelineView,
  width: number,
  band: Band,
  end: number,
): void {
  const { sheet, image } = strip;
  if (sheet.ticks.length === 0) return;
  const tileWidth = (band.height * sheet.tileWidth) / sheet.tileHeight;
  const perTile = tileWidth * view.perPixel;
  context.save();
  context.beginPath();
  context.rect(0, band.y, Math.min(width, xOf(view, end)), band.height);
  context.clip();
  for (let k = Math.floor(view.start / perTile); k * perTile < tickAt(view, width); k++) {
    const tile = tileAt(sheet.ticks, (k + 0.5) * perTile);
    const column = tile % sheet.columns;
    const row = Math.floor(tile / sheet.columns);
    context.drawImage(
      image,
      column * sheet.tileWidth,
      row * sheet.tileHeight,
      sheet.tileWidth,
      sheet.tileHeight,
      xOf(view, k * perTile),
      band.y,
      tileWidth - 1,
      band.height,
    );
  }
  context.restore();
}

/** The waveform, mirrored around the middle of its band. */
export function drawPeaks(
  context: CanvasRenderingContext2D,
  peaks: Peaks,
  view: TimelineView,
  width: number,
  band: Band,
  secondsPerTick: number,
  colours: Colours,
): void {
  const middle = band.y + band.height / 2;
  context.fillStyle = colours.textFaint;
  for (let x = 0; x < width; x++) {
    const range = peakBetween(peaks, tickAt(view, x) * secondsPerTick, tickAt(view, x + 1) * secondsPerTick);
    if (range === null) continue;
    const top = middle - (range.high * band.height) / 2;
    const bottom = middle - (range.low * band.height) / 2;
    context.fillRect(x, top, 1, Math.max(1, bottom - top));
  }
}
