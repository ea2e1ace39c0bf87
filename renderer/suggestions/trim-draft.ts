import type { SuggestionRow } from '../../src/service/contract/index.ts';
import { edgeTick, type FrameTable } from '../../src/time/frame-table.ts';
import { hasSpan } from '../tasks/plan.ts';
import { boundaryNear, withEdge, type Span } from '../timeline/gesture.ts';
import type { Side } from '../timeline/hit.ts';

/** How the edges of a suggestion have been moved before anything was decided: shown, and taken when it is accepted. */
export interface TrimDraft extends Span {
  readonly suggestionId: number;
  /** The edge that was moved last, which the next nudge moves too. */
  readonly side: Side;
}

/** What a suggestion is to become: its own edges, or where they were moved to. */
export function spanNow(suggestion: SuggestionRow, draft: TrimDraft | null): Span | null {
  if (draft?.suggestionId === suggestion.id) return { start: draft.start, end: draft.end };
  return hasSpan(suggestion) ? { start: suggestion.start, end: suggestion.end } : null;
}

/** Whether accepting would take other edges than the policy's. */
export function isTrimmed(suggestion: SuggestionRow, draft: TrimDraft | null): boolean {
  const now = spanNow(suggestion, draft);
  return now !== null && (now.start !== suggestion.start || now.end !== suggestion.end);
}

/** The edge nearer to a tick. */
export function nearerSide({ start, end }: Span, tick: number): Side {
  return Math.abs(tick - start) <= Math.abs(tick - end) ? 'start' : 'end';
}

/** One edge of a suggestion moved to a tick, on the frame grid, at least one frame before or after the other. */
export function movedTo(
  suggestion: SuggestionRow,
  draft: TrimDraft | null,
  side: Side,
  tick: number,
  table: FrameTable,
): TrimDraft | null {
  const now = spanNow(suggestion, draft);
  if (now === null) return null;
  return { suggestionId: suggestion.id, side, ...withEdge(now, side, tick, table) };
}

/** How far a nudge goes: frames, or seconds (rounded to whole frames, one at least). */
export type Nudge = { readonly frames: number } | { readonly seconds: number };

/** Where an edge lands that is nudged, as the tick of a frame boundary. */
export function nudgedTick(tick: number, nudge: Nudge, table: FrameTable): number {
  const at = boundaryNear(table, tick);
  const last = table.pts.length;
  const bounded = (frame: number): number => edgeTick(table, Math.max(0, Math.min(last, frame)));
  if ('frames' in nudge) return bounded(at + nudge.frames);
  const wanted = tick + (nudge.seconds * table.timebase.den) / table.timebase.num;
  const there = boundaryNear(table, wanted);
  return bounded(there === at ? at + Math.sign(nudge.seconds) : there);
}
