import {
  endSeconds,
  frameCount,
  nearestEdge,
  startSeconds,
  type FrameTable,
} from '../../time/frame-table.ts';
import { seconds, toTicks, type Ticks } from '../../time/ticks.ts';
import { CorpusError } from '../errors.ts';

/** As a policy says it: plain seconds. */
export interface GivenInterval {
  readonly start: number;
  readonly end: number;
}

/** Frame ordinals of a suggested interval, at least one frame long and inside the video. */
export function onGrid(
  table: FrameTable,
  { start, end }: GivenInterval,
  item: string,
): { start: number; end: number } {
  if (!(start < end))
    throw new CorpusError(
      'invalid',
      `The policy suggested [${start}, ${end}] for item "${item}", which ends before it starts.`,
    );
  const [begin, stop] = [startSeconds(table), endSeconds(table)];
  const tick = (at: number): Ticks => toTicks(seconds(Math.max(begin, Math.min(at, stop))), table.timebase);
  const first = Math.min(nearestEdge(table, tick(start)), frameCount(table) - 1);
  return { start: first, end: Math.max(nearestEdge(table, tick(end)), first + 1) };
}
