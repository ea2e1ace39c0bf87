import { edgeTick, frameAt, type FrameTable } from '../../src/time/frame-table.ts';
import { ticks } from '../../src/time/ticks.ts';

/** Ticks from `start` to before `end`. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Frames from `first` to `last`, both of them. */
export interface Frames {
  readonly first: number;
  readonly last: number;
}

/** A stretch that is played, and what comes at its end: begin again, or stop and show a frame. */
export interface Piece extends Frames {
  readonly finish: 'again' | { readonly show: number };
}

/** The frames that a span shows; intervals are half-open, so what begins at the end is not in it. */
export function framesOf(table: FrameTable, span: Span): Frames {
  const first = frameAt(table, ticks(Math.round(span.start)));
  return { first, last: Math.max(first, frameAt(table, ticks(Math.round(span.end) - 1))) };
}

/** How much of a piece's end is shown from decoded frames. */
const TAIL_SECONDS = 0.6;
const TAIL_FRAMES = 30;

/**
 * The first frame of a piece's end at a speed, which is shown from decoded frames: `<video>` runs on by itself, and a page that
 * is busy would stop it too late.
 */
export function tailOf(table: FrameTable, { first, last }: Frames, rate: number): number {
  const length = (TAIL_SECONDS * rate * table.timebase.den) / table.timebase.num;
  const tail = frameAt(table, ticks(Math.round(edgeTick(table, last + 1) - length)));
  return Math.max(first, tail, last - TAIL_FRAMES);
}
