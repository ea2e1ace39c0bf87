import { barAt, barKey, kindAt, type Bar } from './bars.ts';
import type { SharedEdge } from './gesture.ts';
import type { Hit, Side } from './hit.ts';
import type { PlacedLane } from './layout.ts';
import { firstAbove } from './rows.ts';
import type { Held } from './surface.ts';
import { endingAfter } from './rows.ts';

/** What a drag takes hold of. Pure: from what lies under the pointer and what is selected. */

/**
 * In the lanes that show all items, only a selected bar can be moved by its body: elsewhere a drag draws, so that nothing is
 * moved by accident and one can draw over other items' intervals. With `copy` any body can be taken.
 */
export function grabbed(hit: Hit, selected: ReadonlySet<number>, copy: boolean): Hit {
  if (hit?.kind !== 'body') return hit;
  const { kind } = hit.placed.lane;
  const movable =
    kind === 'focus' ||
    kind === 'suggestions' ||
    copy ||
    (hit.bar.look === 'truth' && selected.has(barKey(hit.bar.id)));
  return movable ? hit : { kind: 'lane', placed: hit.placed };
}

/** The bar in hand and, when it is one of several selected intervals, those too. Each once, where it is drawn. */
export function groupOf(
  bar: Bar,
  home: PlacedLane,
  placed: readonly PlacedLane[],
  selected: ReadonlySet<number>,
): Held[] {
  const id = barKey(bar.id);
  const wanted = bar.look === 'truth' && selected.has(id) ? selected : new Set([id]);
  const found = new Map<number, Held>();
  for (const each of [home, ...placed]) {
    const { bars, kind, locked } = each.lane;
    if (kind === 'suggestions' ? bar.look === 'truth' : bar.look !== 'truth') continue;
    if (locked) continue;
    for (const one of wanted) {
      const index = found.has(one) ? -1 : bars.ids.indexOf(one);
      const kindOf = index < 0 ? undefined : kindAt(bars, index);
      if (kindOf === undefined) continue;
      found.set(one, {
        id: one,
        placed: each,
        row: bars.rows[index] ?? 0,
        colour: kindOf.colour,
        start: bars.starts[index] ?? 0,
        end: bars.ends[index] ?? 0,
      });
    }
  }
  return [...found.values()];
}

/** Edges of a lane that lie exactly at one edge of a bar, that one first: they are one boundary. */
export function sharedEdges(lane: PlacedLane, bar: Bar, side: Side): SharedEdge[] {
  const tick = side === 'start' ? bar.start : bar.end;
  const own = { id: barKey(bar.id), side, start: bar.start, end: bar.end };
  const found: SharedEdge[] = [own];
  const add = (index: number, edge: Side): void => {
    const other = barAt(lane.lane.bars, index);
    if (other === undefined || other.look !== 'truth' || (other.id === bar.id && edge === side)) return;
    found.push({ id: barKey(other.id), side: edge, start: other.start, end: other.end });
  };
  for (const row of lane.lane.bars.stack) {
    for (let i = firstAbove(row.starts, tick - 1); row.starts[i] === tick; i++)
      add(row.bars[i] ?? -1, 'start');
    for (
      let i = endingAfter(row, 0, tick - 1);
      i < row.length && (row.starts[i] ?? Infinity) < tick;
      i = endingAfter(row, i + 1, tick - 1)
    )
      if (row.ends[i] === tick) add(row.bars[i] ?? -1, 'end');
  }
  return found;
}
