import { barAt, barKey, lookAt, type Bar } from './bars.ts';
import { laneAt, rowTop, type PlacedLane } from './layout.ts';
import { endingAfter } from './rows.ts';
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
/** More bars than this under one point can't be told apart by a pointer. */
const MOST = 64;

/**
 * The thing to grab at (`x`, `y`), found by binary search in the row under the pointer. Edges win over bodies, the selected bar
 * over its neighbours, the nearer edge over the farther one. On a narrow bar the grab zone inside shrinks to a third, so that a
 * body is left to take hold of. Nothing is grabbed in a collapsed lane.
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
  const { bars } = lane.lane;
  const wanted = Math.floor((y - rowTop(lane, 0)) / lane.rowHeight);
  const row = bars.stack[bars.rowCount === 1 ? 0 : wanted];
  let best: { hit: Hit; rank: number } = { hit: { kind: 'lane', placed: lane }, rank: Infinity };
  if (row === undefined || lane.lane.collapsed) return best.hit;
  const until = tickAt(view, x + OUTSIDE + 1);
  const key = selected === null ? NaN : barKey(selected);
  let looked = 0;
  for (
    let i = endingAfter(row, 0, tickAt(view, x - OUTSIDE - 1));
    i < row.length && (row.starts[i] ?? Infinity) <= until && looked < MOST;
    i = endingAfter(row, i + 1, tickAt(view, x - OUTSIDE - 1))
  ) {
    looked++;
    const left = xOf(view, row.starts[i] ?? 0);
    const right = xOf(view, row.ends[i] ?? 0);
    if (x < left - OUTSIDE || x > right + OUTSIDE) continue;
    const index = row.bars[i] ?? 0;
    const inside = Math.min(INSIDE, (right - left) / 3);
    const isSelected =
      bars.ids[index] === key && (lookAt(bars, index) === 'truth') === (selected?.startsWith('i') ?? false);
    const preference = isSelected ? 0 : 100;
    const toStart = Math.abs(x - left);
    const toEnd = Math.abs(x - right);
    const side: Side = toStart <= toEnd ? 'start' : 'end';
    const reach = side === 'start' ? (x < left ? OUTSIDE : inside) : x > right ? OUTSIDE : inside;
    const distance = Math.min(toStart, toEnd);
    const onEdge = distance <= reach;
    const rank = preference + (onEdge ? distance : 50);
    if (rank >= best.rank) continue;
    const bar = barAt(bars, index);
    if (bar === undefined) continue;
    best = {
      hit: onEdge ? { kind: 'edge', placed: lane, bar, side } : { kind: 'body', placed: lane, bar },
      rank,
    };
  }
  return best.hit;
}
