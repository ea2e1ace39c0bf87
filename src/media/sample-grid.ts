import { endSeconds, startSeconds, type FrameTable } from '../time/frame-table.ts';
import type { Timebase } from '../time/ticks.ts';
import type { Ratio } from './stream-facts.ts';

/** A sampling rate's grid over a window: samples `first` to `end - 1`, sample k at second k / fps. */
export interface SampleGrid {
  readonly first: number;
  readonly end: number;
}

/** A broadcast recording may start at any time of day: nobody wants a day of its first picture. */
const LONGEST_LEAD_SECONDS = 60;
/** Guards against `k / fps` falling a hair beside a window's edge. */
const HAIR = 1e-9;

/**
 * Where a video begins for whoever names no window: second 0 of the presentation axis, or the whole second of the
 * first frame where that comes more than a minute later, or before 0.
 */
export function defaultStart(table: FrameTable): number {
  const start = startSeconds(table);
  return start > LONGEST_LEAD_SECONDS || start < 0 ? Math.floor(start) : 0;
}

/**
 * The samples that fall into [from, to): by default from {@link defaultStart} to the end of the video. A window past the
 * end holds none.
 * @throws RangeError for a rate outside (0, 240] or a window that starts nowhere.
 */
export function sampleGrid(
  table: FrameTable,
  fps: number,
  window: { readonly from?: number | undefined; readonly to?: number | undefined } = {},
): SampleGrid {
  if (!(fps > 0 && fps <= 240))
    throw new RangeError(`Sampling needs a rate in (0, 240] per second, got ${fps}.`);
  const from = window.from ?? defaultStart(table);
  const to = Math.min(window.to ?? Infinity, endSeconds(table));
  if (!Number.isFinite(from)) throw new RangeError(`A window must start at a finite second, got ${from}.`);
  // Adding 0 turns -0 into 0.
  const first = Math.ceil(from * fps - HAIR) + 0;
  return { first, end: Math.max(first, Math.ceil(to * fps - HAIR)) };
}

/** `fps` as a fraction that ffmpeg takes without rounding: 2 -> 2/1, 29.97 -> 2997/100, 23.976... -> 24000/1001. */
export function rateOf(fps: number): Ratio {
  for (let den = 1; den <= 1001; den++) {
    const num = Math.round(fps * den);
    if (num > 0 && Math.abs(fps * den - num) < 1e-9 * den) return { num, den };
  }
  return { num: Math.max(1, Math.round(fps * 100_000)), den: 100_000 };
}

/**
 * The last sample at or before `sample` whose time is a whole number of ticks, and that number. Counting has to
 * begin at such a sample: ffmpeg's fps filter rounds a start on both its input's and its output's clock, and is wrong
 * by up to a tick where they don't agree (found with a 1/25 s AVI sampled at 29.97).
 */
export function wholeTickSample(
  sample: number,
  rate: Ratio,
  base: Timebase,
): { readonly sample: number; readonly ticks: bigint } {
  const perTick = BigInt(base.num) * BigInt(rate.num);
  const perSample = BigInt(rate.den) * BigInt(base.den);
  const step = perTick / gcd(perTick, perSample);
  const wanted = BigInt(sample);
  const behind = ((wanted % step) + step) % step;
  const chosen = wanted - behind;
  return { sample: Number(chosen), ticks: (chosen * perSample) / perTick };
}

function gcd(a: bigint, b: bigint): bigint {
  while (b !== 0n) [a, b] = [b, a % b];
  return a;
}
