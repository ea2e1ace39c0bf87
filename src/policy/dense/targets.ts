import type { Interval } from '../../time/interval.ts';
import { TRACKS } from './network.ts';

/** Begin and end of each step of a window, seconds. */
export interface StepTimes {
  readonly begin: Float64Array;
  readonly end: Float64Array;
}

/** Times of a window whose steps are those of the video, each standing for `speed` steps. */
export function timesOf(
  steps: Int32Array,
  video: { readonly step: number; readonly origin: number },
  speed: number,
): StepTimes {
  const begin = Float64Array.from(steps, (i) => video.origin + i * video.step);
  return { begin, end: begin.map((time) => time + video.step * speed) };
}

/**
 * What the tracks of one text should be, [steps, 3]: the covered share of each step, and bumps of width
 * 0.2 s + 5 % of the length around each start and end.
 */
export function trackTargets(times: StepTimes, intervals: readonly Interval[]): Float32Array {
  const count = times.begin.length;
  const out = new Float32Array(count * TRACKS);
  for (let i = 0; i < count; i++) {
    const [begin, end] = [times.begin[i] ?? 0, times.end[i] ?? 0];
    const middle = (begin + end) / 2;
    let [inside, start, stop] = [0, 0, 0];
    for (const each of intervals) {
      const width = 0.2 + 0.05 * (each.end - each.start);
      const shared = Math.min(end, each.end) - Math.max(begin, each.start);
      inside = Math.max(inside, Math.min(1, Math.max(0, shared / (end - begin))));
      start = Math.max(start, Math.exp(-0.5 * ((middle - each.start) / width) ** 2));
      stop = Math.max(stop, Math.exp(-0.5 * ((middle - each.end) / width) ** 2));
    }
    out.set([inside, start, stop], i * TRACKS);
  }
  return out;
}
