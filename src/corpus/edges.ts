import { z } from 'zod';
import { say } from '../tasks/said/said.ts';
import {
  edgeTick,
  frameCount,
  isOnGrid,
  nearestEdge,
  startSeconds,
  endSeconds,
  type FrameTable,
} from '../time/frame-table.ts';
import { seconds, ticks, toTicks, type Seconds, type Ticks, type Timebase } from '../time/ticks.ts';
import { CorpusError } from './errors.ts';

/** Where an edge is to lie. It always goes to the nearest frame boundary of the video's table. */
export type EdgeAt = { readonly frame: number } | { readonly ticks: number } | { readonly seconds: number };

export const edgeAtSchema: z.ZodType<EdgeAt> = z.union([
  z.strictObject({ frame: z.int() }),
  z.strictObject({ ticks: z.int() }),
  z.strictObject({ seconds: z.number() }),
]);

/** An edge on the frame grid. `frame` is the ordinal of the boundary, in [0, frameCount]. */
export interface GridEdge {
  readonly tick: Ticks;
  readonly frame: number;
}

/** An edge as the interval table stores it. */
export interface StoredEdge extends GridEdge {
  /** The source's own digits, where the tick prints otherwise. */
  readonly text: string | null;
  readonly offGrid: boolean;
}

/** @throws CorpusError 'refused' when the edge lies outside the video by half a frame or more. */
export function gridEdge(table: FrameTable, at: EdgeAt): GridEdge {
  const frame = 'frame' in at ? at.frame : nearestEdge(table, insideTick(table, at));
  if (frame < 0 || frame > frameCount(table)) throw outside(table);
  return { tick: edgeTick(table, frame), frame };
}

function insideTick(table: FrameTable, at: { readonly ticks: number } | { readonly seconds: number }): Ticks {
  const first = edgeTick(table, 0);
  // Far outside, seconds may be more ticks than a number can count.
  if (
    'seconds' in at &&
    Math.abs((at.seconds * table.timebase.den) / table.timebase.num) > Number.MAX_SAFE_INTEGER
  )
    throw outside(table);
  const tick = 'ticks' in at ? ticks(at.ticks) : toTicks(seconds(at.seconds), table.timebase);
  const half = (edgeTick(table, 1) - first) / 2;
  if (tick < first - half || tick > table.end + half) throw outside(table);
  return tick;
}

function outside(table: FrameTable): CorpusError {
  return new CorpusError(
    'refused',
    say('outsideVideo', { start: startSeconds(table), end: endSeconds(table) }),
  );
}

/** An edge as a document gave it: the nearest tick, and the source's digits where that tick prints otherwise. */
export function documentEdge(table: FrameTable, at: number, text: string | undefined): StoredEdge {
  const tick = toTicks(seconds(at), table.timebase);
  return withText(table, tick, text ?? String(at));
}

/** `tick` with the digits `text`, kept only where the tick cannot say them. */
export function withText(table: FrameTable, tick: Ticks, text: string): StoredEdge {
  return {
    tick,
    frame: nearestEdge(table, tick),
    text: printTick(tick, table.timebase) === text ? null : text,
    offGrid: !isOnGrid(table, tick),
  };
}

/** An edge on the grid as the table stores it. */
export function storedEdge(edge: GridEdge): StoredEdge {
  return { ...edge, text: null, offGrid: false };
}

/** A tick as ffprobe prints it in `pts_time` (printf "%f" of pts * av_q2d(time_base)), trailing zeros off. */
export function printTick(tick: number, base: Timebase): string {
  const value = tick * (base.num / base.den);
  const rounded = halfEven(value);
  return rounded.includes('.') ? rounded.replace(/\.?0+$/, '') : rounded;
}

/** `toFixed(6)` rounds exact ties up, printf to even: 0.0078125 is 0.007812 to ffprobe. */
function halfEven(value: number): string {
  const up = value.toFixed(6);
  const scaled = value * 128;
  // Only multiples of 1/128 can have a 5 as seventh and last decimal.
  if (!Number.isInteger(scaled)) return up;
  const exact = value.toFixed(7);
  if (!exact.endsWith('5')) return up;
  return Number(exact.at(-2)) % 2 === 0 ? exact.slice(0, -1) : up;
}

/** The seconds of a stored edge: exactly the number that an export writes. */
export function edgeSeconds(tick: number, text: string | null, base: Timebase): Seconds {
  return seconds(Number(text ?? printTick(tick, base)));
}
