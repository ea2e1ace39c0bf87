import {
  frameIndex,
  seconds,
  ticks,
  toSeconds,
  type FrameIndex,
  type Seconds,
  type Ticks,
  type Timebase,
} from './ticks.ts';

/**
 * The presentation time of every displayed frame of a video, in ascending order, and the tick at which the last
 * one stops being shown. Frame numbers come from this table and never from `t * fps` (docs/architecture.md).
 */
export interface FrameTable {
  readonly timebase: Timebase;
  /** Integer ticks, strictly ascending, one per displayed frame. At least one. */
  readonly pts: Float64Array;
  /** Tick after the last frame: its pts plus its duration. */
  readonly end: Ticks;
}

/** @throws RangeError when the table is empty, holds anything but whole ticks, is not ascending, or ends too early. */
export function frameTable(timebase: Timebase, pts: Float64Array, end: Ticks): FrameTable {
  const last = pts.at(-1);
  if (last === undefined) throw new RangeError('A frame table needs at least one frame.');
  let before = -Infinity;
  for (const [index, now] of pts.entries()) {
    if (!Number.isSafeInteger(now))
      throw new RangeError(`Frame ${index} is not at a whole tick, but at ${now}.`);
    if (!(before < now)) throw new RangeError(`Frame ${index} is not later than the frame before it.`);
    before = now;
  }
  if (!(end > last)) throw new RangeError('A frame table must end after its last frame.');
  return { timebase, pts, end };
}

/** Number of displayed frames. */
export function frameCount(table: FrameTable): number {
  return table.pts.length;
}

/**
 * Tick at which frame `index` begins; `frameCount` and anything beyond gives the end of the video, anything below 0 its start.
 * @throws RangeError unless `index` is a whole number.
 */
export function edgeTick(table: FrameTable, index: number): Ticks {
  if (!Number.isInteger(index)) throw new RangeError(`A frame boundary is a whole number, got ${index}.`);
  const bounded = Math.max(0, Math.min(index, table.pts.length));
  return bounded === table.pts.length ? table.end : ticks(table.pts[bounded] ?? 0);
}

/** The frame shown at `at`: the last one whose pts is not later; the first frame before the start. */
export function frameAt(table: FrameTable, at: Ticks): FrameIndex {
  let low = 0;
  let high = table.pts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((table.pts[middle] ?? Infinity) <= at) low = middle;
    else high = middle - 1;
  }
  return frameIndex(low);
}

/** Ordinal of the frame boundary nearest to `at`, in [0, frameCount]; ties go to the earlier one. */
export function nearestEdge(table: FrameTable, at: Ticks): number {
  const shown = frameAt(table, at);
  const here = edgeTick(table, shown);
  const next = edgeTick(table, shown + 1);
  return next - at < at - here ? shown + 1 : shown;
}

/** True when `at` is exactly a frame boundary of the table. */
export function isOnGrid(table: FrameTable, at: Ticks): boolean {
  return edgeTick(table, nearestEdge(table, at)) === at;
}

/** The moment to seek a `<video>` to so that it shows `index`: the middle of the frame (media.md section 6). */
export function middleOfFrame(table: FrameTable, index: FrameIndex): Seconds {
  const start = toSeconds(edgeTick(table, index), table.timebase);
  const end = toSeconds(edgeTick(table, index + 1), table.timebase);
  return seconds((start + end) / 2);
}

/** Seconds at which the video's presentation ends. */
export function endSeconds(table: FrameTable): Seconds {
  return toSeconds(table.end, table.timebase);
}

/** Seconds at which the first frame is shown. */
export function startSeconds(table: FrameTable): Seconds {
  return toSeconds(edgeTick(table, 0), table.timebase);
}
