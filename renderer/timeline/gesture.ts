import {
  edgeTick,
  frameAt,
  frameCount,
  isOnGrid,
  nearestEdge,
  type FrameTable,
} from '../../src/time/frame-table.ts';
import { ticks } from '../../src/time/ticks.ts';
import type { Side } from './hit.ts';

/** A drag in progress. Ticks at the moment it began. */
export type Gesture =
  | { readonly kind: 'create'; readonly anchor: number }
  | { readonly kind: 'edge'; readonly side: Side; readonly start: number; readonly end: number }
  | { readonly kind: 'move'; readonly start: number; readonly end: number; readonly grabbed: number };

export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Ordinal of the frame boundary nearest to a tick that need not be whole, within the video. */
export function boundaryNear(table: FrameTable, tick: number): number {
  return nearestEdge(table, ticks(Math.round(tick)));
}

/** The nearest of `magnets` within `reach` ticks that lies on the frame grid, or null. */
function magnetNear(
  table: FrameTable,
  tick: number,
  magnets: readonly number[],
  reach: number,
): number | null {
  let best: number | null = null;
  for (const magnet of magnets) {
    const distance = Math.abs(magnet - tick);
    if (distance > reach || (best !== null && Math.abs(best - tick) <= distance)) continue;
    if (Number.isSafeInteger(magnet) && isOnGrid(table, ticks(magnet))) best = magnet;
  }
  return best;
}

/** The boundary a dragged edge goes to: a magnet when one is near, else the nearest frame. */
export function snapTick(table: FrameTable, tick: number, magnets: readonly number[], reach: number): number {
  return magnetNear(table, tick, magnets, reach) ?? edgeTick(table, boundaryNear(table, tick));
}

/**
 * Where a drag has brought the interval when the pointer is at `pointer`. Dragged edges sit on frame boundaries; an interval
 * never gets shorter than one frame nor leaves the video; a move keeps the number of frames.
 */
export function dragged(
  gesture: Gesture,
  pointer: number,
  table: FrameTable,
  magnets: readonly number[] = [],
  reach = 0,
): Span {
  if (gesture.kind === 'move') return moved(gesture, pointer, table, magnets, reach);
  const edge = snapTick(table, pointer, magnets, reach);
  if (gesture.kind === 'create') {
    const anchor = edgeTick(table, boundaryNear(table, gesture.anchor));
    return atLeastOneFrame(anchor, edge, table);
  }
  return gesture.side === 'start'
    ? { start: startBefore(edge, gesture.end, table), end: gesture.end }
    : { start: gesture.start, end: endAfter(edge, gesture.start, table) };
}

function moved(
  gesture: Extract<Gesture, { kind: 'move' }>,
  pointer: number,
  table: FrameTable,
  magnets: readonly number[],
  reach: number,
): Span {
  const from = boundaryNear(table, gesture.start);
  const length = Math.max(1, boundaryNear(table, gesture.end) - from);
  const shift = pointer - gesture.grabbed;
  const byStart = magnetNear(table, gesture.start + shift, magnets, reach);
  const byEnd = byStart === null ? magnetNear(table, gesture.end + shift, magnets, reach) : null;
  const wanted =
    byEnd === null
      ? boundaryNear(table, byStart ?? gesture.start + shift)
      : boundaryNear(table, byEnd) - length;
  const first = Math.max(0, Math.min(wanted, frameCount(table) - length));
  return { start: edgeTick(table, first), end: edgeTick(table, first + length) };
}

function atLeastOneFrame(anchor: number, edge: number, table: FrameTable): Span {
  if (anchor < edge) return { start: anchor, end: edge };
  if (edge < anchor) return { start: edge, end: anchor };
  const ordinal = Math.min(boundaryNear(table, anchor), frameCount(table) - 1);
  return { start: edgeTick(table, ordinal), end: edgeTick(table, ordinal + 1) };
}

/** The latest boundary not after `edge` that still lies before `end`. */
function startBefore(edge: number, end: number, table: FrameTable): number {
  if (edge < end) return edge;
  const shown = frameAt(table, ticks(Math.ceil(end) - 1));
  return edgeTick(table, shown);
}

/** The earliest boundary not before `edge` that still lies after `start`. */
function endAfter(edge: number, start: number, table: FrameTable): number {
  if (edge > start) return edge;
  const shown = frameAt(table, ticks(Math.floor(start)));
  return edgeTick(table, shown + 1);
}

/** Moves one edge of an interval by whole frames, snapping it first; stays at least one frame long and inside the video. */
export function nudged(span: Span, side: Side, frames: number, table: FrameTable): Span {
  const ordinal = boundaryNear(table, side === 'start' ? span.start : span.end) + frames;
  const target = edgeTick(table, ordinal);
  return side === 'start'
    ? { start: startBefore(target, span.end, table), end: span.end }
    : { start: span.start, end: endAfter(target, span.start, table) };
}

/** Puts one edge of an interval on a tick; when it would pass the other edge, that one gives way by one frame. */
export function withEdge(span: Span, side: Side, tick: number, table: FrameTable): Span {
  const edge = edgeTick(table, boundaryNear(table, tick));
  return side === 'start'
    ? { start: startBefore(edge, span.end, table), end: span.end }
    : { start: span.start, end: endAfter(edge, span.start, table) };
}

/** The frame to show while an edge is dragged: the first inside the interval, or the last inside it. */
export function previewFrame(span: Span, side: Side, table: FrameTable): number {
  return side === 'start'
    ? frameAt(table, ticks(Math.floor(span.start)))
    : frameAt(table, ticks(Math.max(Math.ceil(span.end) - 1, Math.floor(span.start))));
}

/** An edge that moves along with others. */
export interface SharedEdge extends Span {
  readonly id: number;
  readonly side: Side;
}

/**
 * Where edges that are dragged together go when the pointer wants `wanted`: a frame boundary at which every interval among them
 * keeps at least one frame.
 */
export function sharedTick(edges: readonly SharedEdge[], wanted: number, table: FrameTable): number {
  let lowest = 0;
  let highest = frameCount(table);
  for (const { side, start, end } of edges)
    if (side === 'end') lowest = Math.max(lowest, frameAt(table, ticks(Math.floor(start))) + 1);
    else highest = Math.min(highest, frameAt(table, ticks(Math.max(0, Math.ceil(end) - 1))));
  return edgeTick(table, Math.max(lowest, Math.min(boundaryNear(table, wanted), highest)));
}

/** How many frames a group can be shifted by, when `frames` are wanted, so that all of it stays inside the video. */
export function groupShift(spans: readonly Span[], frames: number, table: FrameTable): number {
  let back = -Infinity;
  let on = Infinity;
  for (const { start, end } of spans) {
    const from = boundaryNear(table, start);
    const length = Math.max(1, boundaryNear(table, end) - from);
    back = Math.max(back, -from);
    on = Math.min(on, frameCount(table) - length - from);
  }
  return spans.length === 0 ? 0 : Math.max(back, Math.min(frames, on)) + 0;
}

/** A span moved by whole frames; it keeps its number of frames. */
export function shifted(span: Span, frames: number, table: FrameTable): Span {
  if (frames === 0) return span;
  const from = boundaryNear(table, span.start);
  const length = Math.max(1, boundaryNear(table, span.end) - from);
  const first = Math.max(0, Math.min(from + frames, frameCount(table) - length));
  return { start: edgeTick(table, first), end: edgeTick(table, first + length) };
}

/** Ticks from the first to the last shown frame, whichever way the video was played. Ends on frame boundaries. */
export function grownSpan(startFrame: number, tick: number, table: FrameTable): Span {
  const now = frameAt(table, ticks(Math.round(tick)));
  const [first, last] = startFrame <= now ? [startFrame, now] : [now, startFrame];
  return { start: edgeTick(table, first), end: edgeTick(table, last + 1) };
}
