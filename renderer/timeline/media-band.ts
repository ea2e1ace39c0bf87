import type { FilmstripSheet } from '../../src/service/contract/index.ts';
import type { Colours } from '../theme.ts';
import { words } from '../words/words.ts';
import { packed } from './paint.ts';
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
  /** The loudest sample, in [0, 1]. */
  readonly loudest: number;
  readonly levels: readonly Level[];
}

const HEADER_BYTES = 24;
/** A column of pixels reads at most about this many buckets. */
const BUCKETS_A_COLUMN = 8;

/** Reads the service's binary form of a waveform. @throws RangeError when the length does not fit what its head says. */
export function readPeaks(bytes: ArrayBuffer): Peaks {
  if (bytes.byteLength < HEADER_BYTES) throw new RangeError(words('timeline')('waveformCut'));
  const head = new DataView(bytes);
  const channels = head.getUint32(0, true);
  const buckets = head.getUint32(4, true);
  if (bytes.byteLength < HEADER_BYTES + channels * buckets * 4)
    throw new RangeError(words('timeline')('waveformCut'));
  const given = new Int16Array(bytes, HEADER_BYTES, channels * buckets * 2);
  const levels = [{ bucketsPerSecond: head.getFloat64(8, true), values: mixed(given, channels) }];
  for (let last = levels[0]; last !== undefined && last.values.length > 128; last = levels.at(-1))
    levels.push({ bucketsPerSecond: last.bucketsPerSecond / 2, values: halved(last.values) });
  const coarsest = levels.at(-1)?.values ?? new Int16Array();
  const loudest = coarsest.reduce((most, value) => Math.max(most, Math.abs(value)), 0) / 32768;
  return { startSeconds: head.getFloat64(16, true), loudest, levels };
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
  const range = new Float32Array(2);
  return readPeak(peaks, from, to, range) ? { low: range[0] ?? 0, high: range[1] ?? 0 } : null;
}

/** The same into `range`, low and high; false where there is no sound. */
function readPeak(peaks: Peaks, from: number, to: number, range: Float32Array): boolean {
  const level = levelFor(peaks, to - from);
  if (level === undefined) return false;
  // A border between two buckets must not fall to the wrong side by a rounding.
  const first = Math.max(0, Math.floor((from - peaks.startSeconds) * level.bucketsPerSecond + 1e-6));
  const last = Math.min(
    level.values.length / 2,
    Math.ceil((to - peaks.startSeconds) * level.bucketsPerSecond - 1e-6),
  );
  if (first >= last) return false;
  let low = 0;
  let high = 0;
  for (let bucket = first; bucket < last; bucket++) {
    low = Math.min(low, level.values[bucket * 2] ?? 0);
    high = Math.max(high, level.values[bucket * 2 + 1] ?? 0);
  }
  range[0] = low / 32768;
  range[1] = high / 32768;
  return true;
}

function levelFor(peaks: Peaks, seconds: number): Level | undefined {
  for (const level of peaks.levels) if (seconds * level.bucketsPerSecond <= BUCKETS_A_COLUMN) return level;
  return peaks.levels.at(-1);
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

/** The waveform, mirrored around the middle of its band: painted into pixels that are kept from frame to frame. */
export class WavePainter {
  #pixels = new Uint32Array();
  #image: ImageData | null = null;
  #sheet: OffscreenCanvas | null = null;
  #pen: OffscreenCanvasRenderingContext2D | null = null;
  readonly #range = new Float32Array(2);

  draw(
    context: CanvasRenderingContext2D,
    peaks: Peaks,
    view: TimelineView,
    width: number,
    ratio: number,
    band: Band,
    secondsPerTick: number,
    colours: Colours,
  ): void {
    const columns = Math.max(1, Math.round(width * ratio));
    const rows = Math.max(2, Math.round(band.height * ratio));
    this.#size(columns, rows);
    const pixels = this.#pixels.fill(0);
    // A quiet recording fills the band as a loud one does: what matters is where something is heard.
    const reach = rows / 2 / Math.max(0.05, peaks.loudest);
    const colour = packed(colours.textFaint);
    const range = this.#range;
    for (let x = 0; x < columns; x++) {
      const from = tickAt(view, x / ratio) * secondsPerTick;
      const to = tickAt(view, (x + 1) / ratio) * secondsPerTick;
      if (!readPeak(peaks, from, to, range)) continue;
      const top = Math.max(0, Math.floor(rows / 2 - (range[1] ?? 0) * reach));
      const bottom = Math.min(rows, Math.max(top + 1, Math.ceil(rows / 2 - (range[0] ?? 0) * reach)));
      for (let y = top; y < bottom; y++) pixels[y * columns + x] = colour;
    }
    if (this.#image === null || this.#pen === null || this.#sheet === null) return;
    this.#pen.putImageData(this.#image, 0, 0);
    context.drawImage(this.#sheet, 0, band.y, columns / ratio, rows / ratio);
  }

  #size(columns: number, rows: number): void {
    if (this.#sheet?.width === columns && this.#sheet.height === rows) return;
    this.#pixels = new Uint32Array(columns * rows);
    this.#image = new ImageData(new Uint8ClampedArray(this.#pixels.buffer), columns, rows);
    this.#sheet = new OffscreenCanvas(columns, rows);
    this.#pen = this.#sheet.getContext('2d');
  }
}
