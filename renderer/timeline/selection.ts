import type { PlacedLane } from './layout.ts';
import { lookAt, kindAt } from './bars.ts';
import { rowTop } from './layout.ts';
import { endingAfter } from './rows.ts';
import type { Selected } from './scene.ts';

/** Several intervals at once. The one that keys act on is always among them, or none is selected. */
export interface Selection {
  readonly intervalId: number | null;
  readonly selected: readonly number[];
}

/** What is selected: a list that belongs to another interval than the current one is no longer meant. */
export function selectedIds({ intervalId, selected }: Selection): readonly number[] {
  if (intervalId === null) return [];
  return selected.includes(intervalId) ? selected : [intervalId];
}

/** Adds an interval to the selection or takes it out. */
export function toggled(selection: Selection, id: number): Selection {
  const now = selectedIds(selection);
  if (!now.includes(id)) return { intervalId: id, selected: [...now, id] };
  const rest = now.filter((each) => each !== id);
  return { intervalId: rest.at(-1) ?? null, selected: rest };
}

/** From the current interval to `id`: everything of the lane that lies between them in time. */
export function ranged(selection: Selection, id: number, lane: PlacedLane): Selection {
  const { ids } = lane.lane.bars;
  const from = selection.intervalId === null ? -1 : ids.indexOf(selection.intervalId);
  const to = ids.indexOf(id);
  if (from < 0 || to < 0) return { intervalId: id, selected: [id] };
  const range = ids.slice(Math.min(from, to), Math.max(from, to) + 1);
  return { intervalId: id, selected: [...new Set([...selectedIds(selection), ...range])] };
}

/** A rectangle in the lanes' area: ticks across, pixels down. */
export interface Band {
  readonly from: number;
  readonly to: number;
  readonly top: number;
  readonly bottom: number;
}

/** Ids of the intervals that a rubber band touches, in the lanes that show them once (not in the selected item's own). */
export function insideBand(placed: readonly PlacedLane[], band: Band): number[] {
  const found: number[] = [];
  for (const each of placed) {
    const { bars, kind, locked, collapsed } = each.lane;
    if (kind === 'suggestions' || locked || collapsed) continue;
    for (const [row, { length, starts, bars: indexes }] of bars.stack.entries()) {
      const top = rowTop(each, row);
      if (top + each.rowHeight <= band.top || top >= band.bottom) continue;
      const stack = bars.stack[row];
      if (stack === undefined) continue;
      for (
        let i = endingAfter(stack, 0, band.from);
        i < length && (starts[i] ?? Infinity) < band.to;
        i = endingAfter(stack, i + 1, band.from)
      ) {
        const index = indexes[i] ?? 0;
        if (lookAt(bars, index) === 'truth') found.push(bars.ids[index] ?? 0);
      }
    }
  }
  return [...new Set(found)];
}

/** Where the selected intervals, or the selected suggestion, are drawn. */
export function placesOf(
  placed: readonly PlacedLane[],
  ids: ReadonlySet<number>,
  mainBar: string | null,
): Selected[] {
  if (ids.size === 0 && mainBar === null) return [];
  const found: Selected[] = [];
  const mainId = mainBar === null ? NaN : Number(mainBar.slice(1));
  const suggestion = mainBar?.startsWith('s') === true;
  for (const each of placed) {
    const { bars, kind } = each.lane;
    if (each.lane.collapsed) continue;
    const wanted = suggestion ? new Set([mainId]) : ids;
    if (kind === 'suggestions' ? !suggestion : suggestion) continue;
    for (const id of wanted) {
      const index = bars.ids.indexOf(id);
      if (index < 0 || kindAt(bars, index) === undefined) continue;
      found.push({
        placed: each,
        row: bars.rows[index] ?? 0,
        start: bars.starts[index] ?? 0,
        end: bars.ends[index] ?? 0,
        main: id === mainId,
      });
    }
  }
  return found;
}
