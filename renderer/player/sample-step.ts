import { endSeconds, frameAt, startSeconds, type FrameTable } from '../../src/time/frame-table.ts';
import { seconds, toSeconds, toTicks } from '../../src/time/ticks.ts';

/** What the compact policy looks at (src/policy/features/extractor.ts): a picture every so many seconds. */
const STEP_SECONDS = 0.2;
const MOST_STEPS = 24_000;

/** Where the policy's grid begins, and the seconds between two of its pictures (src/media/sample-grid.ts). */
export function policyGrid(table: FrameTable): { readonly origin: number; readonly step: number } {
  const start = startSeconds(table);
  const begin = start > 60 || start < 0 ? Math.floor(start) : 0;
  // Rounded up to the half steps that the policy counts in.
  const origin = Math.ceil((begin * 2) / STEP_SECONDS - 1e-9) / (2 / STEP_SECONDS);
  const length = endSeconds(table) - origin;
  return { origin, step: STEP_SECONDS * Math.max(1, Math.ceil(length / (STEP_SECONDS * MOST_STEPS))) };
}

/** The frame that the policy sees next after, or last before, `frame`; `frame` itself at the ends of the video. */
export function sampledFrame(table: FrameTable, frame: number, direction: 1 | -1): number {
  const { origin, step } = policyGrid(table);
  const { timebase } = table;
  const shown = (sample: number): number =>
    frameAt(table, toTicks(seconds(origin + sample * step), timebase));
  const last = Math.ceil((endSeconds(table) - origin) / step - 1e-9) - 1;
  const here = toSeconds(toTicks(seconds(tickSecond(table, frame)), timebase), timebase);
  let sample = Math.floor((here - origin) / step + 1e-9);
  // A frame may be seen several times where frames last longer than a step.
  const found = (): boolean => (direction === 1 ? shown(sample) > frame : shown(sample) < frame);
  while (sample >= 0 && sample <= last && !found()) sample += direction;
  if (sample < 0) return direction === 1 ? frame : Math.min(frame, shown(0));
  return sample > last ? frame : shown(sample);
}

function tickSecond(table: FrameTable, frame: number): number {
  return ((table.pts[frame] ?? 0) * table.timebase.num) / table.timebase.den;
}
