import type { FilmstripSheet } from '../../src/service/contract/index.ts';
import type { Colours } from '../theme.ts';
import { tickAt, xOf, type TimelineView } from './view.ts';

/** A filmstrip as it came from the service: one picture of all tiles and where each belongs in time. */
export interface Filmstrip {
  readonly sheet: FilmstripSheet;
  readonly image: ImageBitmap;
}

/** One level of a waveform: lowest and highest sample of each bucket over all channels, interleaved. */
interface Level {
  readonly bucketsPerSecond: number;
  readonly values: Int16Array;
}

/** A waveform as a pyramid: each level has half the buckets of the one before, so that far out nothing loud is skipped. */
export interface Peaks {
  readonly startSeconds: number;
  readonly levels: readonly Level[];
}

const HEADER_BYTES = 24;
/** A column of pixels reads at most about this many buckets. */
const BUCKETS_A_COLUMN = 8;

/** Reads the service's binary form of a waveform. @throws RangeError when the length does not fit what its head says. */
export function readPeaks(bytes: ArrayBuffer): Peaks {
  if (bytes.byteLength < HEADER_BYTES) throw new RangeError('The waveform is cut short.');
  const head = new DataView(bytes);
  const channels = head.getUint32(0, true);
  const buckets = head.getUint32(4, true);
  if (bytes.byteLength < HEADER_BYTES + channels * buckets * 4)
    throw new RangeError('The waveform is cut short.');
  const given = new Int16Array(bytes, HEADER_BYTES, channels * buckets * 2);
  const levels = [{ bucketsPerSecond: head.getFloat64(8, true), values: mixed(given, channels) }];
  for (let last = levels[0]; last !== undefined && last.values.length > 128; last = levels.at(-1))
    levels.push({ bucketsPerSecond: last.bucketsPerSecond / 2, values: halved(last.values) });
  return { startSeconds: head.getFloat64(16, true), levels };
}

/** Lowest and highest of groups of `size` neighbouring pairs. */
function grouped(pairs: Int16Array, size: number): Int16Array {
  const out = new Int16Array(Math.ceil(pairs.length / 2 / size) * 2);
  for (let i = 0; i < pairs.length; i += 2) {
    const at = Math.floor(i / 2 / size) * 2;
    out[at] = Math.min(out[at] ?? 0, pairs[i] ?? 0);
    out[at + 1] = Math.max(out[at + 1] ?? 0, pairs[i + 1] ?? 0);
  }
  return out;
}

function mixed(pairs: Int16Array, channels: number): Int16Array {
  return channels <= 1 ? pairs : grouped(pairs, channels);
}

function halved(pairs: Int16Array): Int16Array {
  return grouped(pairs, 2);
}

/** Lowest and highest sample between two times, in [-1, 1], read from the level that fits; null where there is no sound. */
export function peakBetween(peaks: Peaks, from: number, to: number): { low: number; high: number } | null {
  const level =
    peaks.levels.find((each) => (to - from) * each.bucketsPerSecond <= BUCKETS_A_COLUMN) ??
    peaks.levels.at(-1);
  if (level === undefined) return null;
  // A border between two buckets must not fall to the wrong side by a rounding.
  const first = Math.max(0, Math.floor((from - peaks.startSeconds) * level.bucketsPerSecond + 1e-6));
  const last = Math.min(
    level.values.length / 2,
    Math.ceil((to - peaks.startSeconds) * level.bucketsPerSecond - 1e-6),
  );
  if (first >= last) return null;
  let low = 0;
  let high = 0;
  for (let bucket = first; bucket < last; bucket++) {
    low = Math.min(low, level.values[bucket * 2] ?? 0);
    high = Math.max(high, level.values[bucket * 2 + 1] ?? 0);
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

function loudestOf(peaks: Peaks): number {
  const coarsest = peaks.levels.at(-1)?.values ?? new Int16Array();
  return coarsest.reduce((most, value) => Math.max(most, Math.abs(value)), 0) / 32768;
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
  const loudest = loudestOf(peaks);
  // A quiet recording fills the band as a loud one does: what matters is where something is heard.
  const reach = band.height / 2 / Math.max(0.05, loudest);
  context.fillStyle = colours.textFaint;
  for (let x = 0; x < width; x++) {
    const range = peakBetween(peaks, tickAt(view, x) * secondsPerTick, tickAt(view, x + 1) * secondsPerTick);
    if (range === null) continue;
    const top = middle - range.high * reach;
    const bottom = middle - range.low * reach;
    context.fillRect(x, top, 1, Math.max(1, bottom - top));
  }
}
