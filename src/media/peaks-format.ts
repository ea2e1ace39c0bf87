/**
 * The peaks file. All numbers are little-endian.
 *
 *     offset  type     what
 *     0       8 bytes  "TR1PEAKS"
 *     8       u32      version, 1
 *     12      u32      channels
 *     16      u32      sample rate of the sound
 *     20      u32      number of levels
 *     24      f64      origin: second on the presentation axis where bucket 0 of every level begins
 *     32      f64      buckets per second of level 0 (100); each further level has half as many
 *     40      u32 ...  buckets in each level
 *     then    i16 ...  level after level, bucket after bucket, channel after channel: minimum, maximum
 *
 * Bucket i of level L covers [origin + i * 2^L / 100, origin + (i + 1) * 2^L / 100). Full scale is -32768 to 32767.
 */

const MAGIC = 'TR1PEAKS';
const VERSION = 1;
const HEADER_BYTES = 40;
export const PEAKS_PER_SECOND = 100;
/** A level this short is drawn as it is: no further one is made. */
const SMALLEST_LEVEL = 512;
const MAX_CHANNELS = 64;

/** Gathers minima and maxima of level 0 from sound that comes in pieces. */
export class PeakPyramid {
  readonly channels: number;
  readonly sampleRate: number;
  /** Finished buckets of level 0. */
  buckets = 0;
  #data: Int16Array;
  #low: Int16Array;
  #high: Int16Array;
  #sample = 0;
  #bucketEnd: number;

  /** @throws RangeError for more than 64 channels or a rate under 100. */
  constructor(channels: number, sampleRate: number) {
    if (!(channels >= 1 && channels <= MAX_CHANNELS) || !(sampleRate >= PEAKS_PER_SECOND))
      throw new RangeError(
        `Peaks can't be made of ${channels} channels at ${sampleRate} samples per second.`,
      );
    this.channels = channels;
    this.sampleRate = sampleRate;
    this.#data = new Int16Array(channels * 2 * 4096);
    this.#low = new Int16Array(channels).fill(32767);
    this.#high = new Int16Array(channels).fill(-32768);
    this.#bucketEnd = this.#endOf(0);
  }

  /** Interleaved samples, whole sample frames. */
  add(samples: Int16Array): void {
    const { channels } = this;
    for (let at = 0; at < samples.length;) {
      const frames = Math.min(samples.length / channels - at / channels, this.#bucketEnd - this.#sample);
      const stop = at + frames * channels;
      for (let channel = 0; channel < channels; channel++) {
        let low = this.#low[channel] ?? 0;
        let high = this.#high[channel] ?? 0;
        for (let i = at + channel; i < stop; i += channels) {
          const value = samples[i] ?? 0;
          if (value < low) low = value;
          if (value > high) high = value;
        }
        this.#low[channel] = low;
        this.#high[channel] = high;
      }
      at = stop;
      this.#sample += frames;
      if (this.#sample === this.#bucketEnd) this.#close();
    }
  }

  /** Closes a bucket that the sound ended in. */
  finish(): void {
    if (this.#sample > (this.buckets === 0 ? 0 : this.#endOf(this.buckets - 1))) this.#close();
  }

  /** Level 0 and each level above it, the last one at most 512 buckets long. */
  levels(): Int16Array[] {
    const width = this.channels * 2;
    const levels = [this.#data.subarray(0, this.buckets * width)];
    for (let below = levels[0]; below !== undefined && below.length / width > SMALLEST_LEVEL;) {
      below = halve(below, width);
      levels.push(below);
    }
    return levels;
  }

  #endOf(bucket: number): number {
    return Math.ceil(((bucket + 1) * this.sampleRate) / PEAKS_PER_SECOND);
  }

  #close(): void {
    const width = this.channels * 2;
    if ((this.buckets + 1) * width > this.#data.length) {
      const larger = new Int16Array(this.#data.length * 2);
      larger.set(this.#data);
      this.#data = larger;
    }
    for (let channel = 0; channel < this.channels; channel++) {
      this.#data[this.buckets * width + channel * 2] = this.#low[channel] ?? 0;
      this.#data[this.buckets * width + channel * 2 + 1] = this.#high[channel] ?? 0;
    }
    this.#low.fill(32767);
    this.#high.fill(-32768);
    this.buckets++;
    this.#bucketEnd = this.#endOf(this.buckets);
  }
}

/** Every two buckets become one that holds both; an odd last one stays as it is. */
function halve(level: Int16Array, width: number): Int16Array {
  const buckets = level.length / width;
  const half = new Int16Array(Math.ceil(buckets / 2) * width);
  for (let bucket = 0; bucket * width < half.length; bucket++) {
    for (let i = 0; i < width; i++) {
      const first = level[bucket * 2 * width + i] ?? 0;
      const second = level[(bucket * 2 + 1) * width + i] ?? first;
      half[bucket * width + i] = i % 2 === 0 ? Math.min(first, second) : Math.max(first, second);
    }
  }
  return half;
}

/** The file's bytes. */
export function encodePeaks(pyramid: PeakPyramid, origin: number): Uint8Array {
  const levels = pyramid.levels();
  const size = levels.reduce((sum, level) => sum + level.length * 2, HEADER_BYTES + levels.length * 4);
  const bytes = Buffer.alloc(size);
  bytes.write(MAGIC, 0, 'latin1');
  bytes.writeUInt32LE(VERSION, 8);
  bytes.writeUInt32LE(pyramid.channels, 12);
  bytes.writeUInt32LE(pyramid.sampleRate, 16);
  bytes.writeUInt32LE(levels.length, 20);
  bytes.writeDoubleLE(origin, 24);
  bytes.writeDoubleLE(PEAKS_PER_SECOND, 32);
  levels.forEach((level, i) =>
    bytes.writeUInt32LE(level.length / pyramid.channels / 2, HEADER_BYTES + i * 4),
  );
  let at = HEADER_BYTES + levels.length * 4;
  for (const level of levels) {
    for (const value of level) {
      bytes.writeInt16LE(value, at);
      at += 2;
    }
  }
  return bytes;
}

/** A peaks file, read. */
export interface Peaks {
  readonly channels: number;
  readonly sampleRate: number;
  readonly origin: number;
  readonly perSecond: number;
  /** Per level: bucket after bucket, channel after channel, minimum then maximum. */
  readonly levels: readonly Int16Array[];
}

/** @throws RangeError when the bytes are not a whole peaks file of version 1. */
export function decodePeaks(bytes: Uint8Array): Peaks {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const magic = bytes.length < HEADER_BYTES ? '' : String.fromCharCode(...bytes.subarray(0, 8));
  if (magic !== MAGIC || view.getUint32(8, true) !== VERSION)
    throw new RangeError('This is not a peaks file of version 1.');
  const channels = view.getUint32(12, true);
  const count = view.getUint32(20, true);
  let at = HEADER_BYTES + count * 4;
  if (channels < 1 || channels > MAX_CHANNELS || at > bytes.length)
    throw new RangeError('This peaks file is damaged.');
  const levels = Array.from({ length: count }, (_, level) => {
    const length = view.getUint32(HEADER_BYTES + level * 4, true) * channels * 2;
    if (at + length * 2 > bytes.length) throw new RangeError('This peaks file is cut short.');
    const start = at;
    at += length * 2;
    return Int16Array.from({ length }, (_, i) => view.getInt16(start + i * 2, true));
  });
  return {
    channels,
    sampleRate: view.getUint32(16, true),
    origin: view.getFloat64(24, true),
    perSecond: view.getFloat64(32, true),
    levels,
  };
}
