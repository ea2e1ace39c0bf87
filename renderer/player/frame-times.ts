import { edgeTick, frameAt, frameCount, type FrameTable } from '../../src/time/frame-table.ts';
import { seconds, toSeconds, toTicks } from '../../src/time/ticks.ts';

/** A little after a frame begins: a time at its very edge may fall to the frame before by a rounding. */
export function startOf(table: FrameTable, frame: number): number {
  const start = toSeconds(edgeTick(table, frame), table.timebase);
  return start + (toSeconds(edgeTick(table, frame + 1), table.timebase) - start) / 4;
}

/** Which frame of the table a decoded sample is. */
export function frameOf(table: FrameTable, sample: { readonly timestamp: number }): number {
  const { timebase } = table;
  const shown = frameAt(table, toTicks(seconds(sample.timestamp), timebase));
  // The sample's time is rounded to a microsecond, the table's is not: the nearer of two frames is meant.
  const next = toSeconds(edgeTick(table, shown + 1), timebase);
  const here = toSeconds(edgeTick(table, shown), timebase);
  return shown + 1 < frameCount(table) && next - sample.timestamp < sample.timestamp - here
    ? shown + 1
    : shown;
}
