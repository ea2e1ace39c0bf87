/**
 * Units of time. The truth is integer presentation ticks of a video stream together with its timebase;
 * seconds are for people and formats (docs/architecture.md).
 */
declare const unit: unique symbol;

/** An integer count of a video stream's timebase units, on the presentation axis (first frame may not be 0). */
export type Ticks = number & { readonly [unit]: 'ticks' };
/** Presentation time in seconds, exactly as ffprobe prints `pts_time`: nothing is subtracted. */
export type Seconds = number & { readonly [unit]: 'seconds' };
/** Zero-based ordinal of a displayed frame in presentation order. */
export type FrameIndex = number & { readonly [unit]: 'frame' };
/** Integer millionths of a second: the unit of WebCodecs timestamps. */
export type Microseconds = number & { readonly [unit]: 'microseconds' };

/** Seconds per tick as an exact fraction `num / den` (ffprobe's `time_base`). */
export interface Timebase {
  readonly num: number;
  readonly den: number;
}

/** @throws RangeError unless `value` is a safe integer. */
export function ticks(value: number): Ticks {
  if (!Number.isSafeInteger(value)) throw new RangeError(`Ticks must be a whole number, got ${value}.`);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the one place where the brand is put on
  return value as Ticks;
}

/** @throws RangeError unless `value` is finite. */
export function seconds(value: number): Seconds {
  if (!Number.isFinite(value)) throw new RangeError(`Seconds must be a finite number, got ${value}.`);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the one place where the brand is put on
  return value as Seconds;
}

/** @throws RangeError unless `value` is an integer >= 0. */
export function frameIndex(value: number): FrameIndex {
  if (!Number.isSafeInteger(value) || value < 0)
    throw new RangeError(`A frame index must be a whole number from 0, got ${value}.`);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the one place where the brand is put on
  return value as FrameIndex;
}

/** @throws RangeError unless `value` is a safe integer. */
export function microseconds(value: number): Microseconds {
  if (!Number.isSafeInteger(value))
    throw new RangeError(`Microseconds must be a whole number, got ${value}.`);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the one place where the brand is put on
  return value as Microseconds;
}

/** @throws RangeError unless both parts are positive safe integers. */
export function timebase(num: number, den: number): Timebase {
  if (!Number.isSafeInteger(num) || !Number.isSafeInteger(den) || num <= 0 || den <= 0)
    throw new RangeError(`A timebase is a fraction of two positive whole numbers, got ${num}/${den}.`);
  return { num, den };
}

/** Ticks -> seconds. */
export function toSeconds(value: Ticks, base: Timebase): Seconds {
  return seconds((value * base.num) / base.den);
}

/** Seconds -> the nearest tick. */
export function toTicks(value: Seconds, base: Timebase): Ticks {
  return ticks(Math.round((value * base.den) / base.num));
}

/** True if `value` seconds is exactly what `tick` prints as, to ffprobe's six decimals. */
export function isExactTick(value: Seconds, tick: Ticks, base: Timebase): boolean {
  return Math.abs(toSeconds(tick, base) - value) < 5e-7;
}

/** Seconds -> the nearest microsecond. */
export function toMicroseconds(value: Seconds): Microseconds {
  return microseconds(Math.round(value * 1e6));
}
