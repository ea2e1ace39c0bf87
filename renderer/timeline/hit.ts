import { visibleRange, type Bar } from './bars.ts';
import { laneAt, rowTop, type PlacedLane } from './layout.ts';
import { tickAt, xOf, type TimelineView } from './view.ts';

export type Side = 'start' | 'end';

/** What lies under a point of the lanes' area. */
export type Hit =
  | { readonly kind: 'edge'; readonly placed: PlacedLane; readonly bar: Bar; readonly side: Side }
  | { readonly kind: 'body'; readonly placed: PlacedLane; readonly bar: Bar }
  | { readonly kind: 'lane'; readonly placed: PlacedLane }
  | null;

/** How far outside an edge it can still be grabbed, CSS pixels. */
const OUTSIDE = 5;
const INSIDE = 7;

/**
 * The thing to grab at (`x`, `y`). Edges win over bodies, the selected bar over its neighbours, the nearer edge over the
 * farther one. On a narrow bar the grab zone inside shrinks to a third, so that a body is left to take hold of.
 */
export function hitTest(
  placed: readonly PlacedLane[],
  view: TimelineView,
  x: number,
  y: number,
  selected: string | null,
): Hit {
  const lane = laneAt(placed, y);
  if (lane === null) return null;
  const row = Math.floor((y - rowTop(lane, 0)) / lane.rowHeight);
  const { bars } = lane.lane;
  const { from, to } = visibleRange(bars, tickAt(view, x - OUTSIDE - 1), tickAt(view, x + OUTSIDE + 1));
  let best: { hit: Hit; rank: number } = { hit: { kind: 'lane', placed: lane }, rank: Infinity };
  for (let i = from; i < to; i++) {
    const bar = bars.bars[i];
    if (bar === undefined || (bars.rows[i] !== row && bars.rowCount > 1)) continue;
    const left = xOf(view, bar.start);
    const right = xOf(view, bar.end);
    if (x < left - OUTSIDE || x > right + OUTSIDE) continue;
    const inside = Math.min(INSIDE, (right - left) / 3);
    const preference = bar.id === selected ? 0 : 100;
    const toStart = Math.abs(x - left);
    const toEnd = Math.abs(x - right);
    const side: Side = toStart <= toEnd ? 'start' : 'end';
    const reach = side === 'start' ? (x < left ? OUTSIDE : inside) : x > right ? OUTSIDE : inside;
    const distance = Math.min(toStart, toEnd);
    const candidate: { hit: Hit; rank: number } =
      distance <= reach
        ? { hit: { kind: 'edge', placed: lane, bar, side }, rank: preference + distance }
        : { hit: { kind: 'body', placed: lane, bar }, rank: preference + 50 };
    if (candidate.rank < best.rank) best = candidate;
  }
  return best.hit;
}
