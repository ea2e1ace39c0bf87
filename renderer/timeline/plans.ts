import type { ItemRow } from '../../src/service/contract/index.ts';
import type { FrameTable } from '../../src/time/frame-table.ts';
import type { Plan } from '../tasks/plan.ts';
import { boundaryNear, shifted, type SharedEdge, type Span } from './gesture.ts';

/** What the timeline's gestures mean for the corpus. Each plan is one entry of the history. Pure. */

export interface Placed extends Span {
  readonly id: number;
}

const at = (table: FrameTable, tick: number): { frame: number } => ({ frame: boundaryNear(table, tick) });

/** Moves intervals by whole frames. `coalesce` joins quick repeats, as nudges are, into one entry. */
export function planShift(
  intervals: readonly Placed[],
  frames: number,
  table: FrameTable,
  coalesce = false,
): Plan {
  if (frames === 0) return { commands: [] };
  const [only] = intervals;
  return {
    commands: intervals.map((each) => ({
      name: 'moveInterval',
      params: { interval: each.id, start: at(table, shifted(each, frames, table).start) },
    })),
    ...(coalesce && intervals.length === 1 && only !== undefined
      ? { options: { coalesceKey: `shift-${only.id}` } }
      : {}),
  };
}

/** Moves edges that touch to one place. */
export function planShared(edges: readonly SharedEdge[], tick: number, table: FrameTable): Plan {
  return {
    commands: edges
      .filter((edge) => (edge.side === 'start' ? edge.start : edge.end) !== tick)
      .map((edge) => ({
        name: 'moveEdge',
        params: { interval: edge.id, edge: edge.side, to: at(table, tick) },
      })),
  };
}

/** Whether an item takes any number of intervals, so that copies can be added to it. */
export function takesMany(item: Pick<ItemRow, 'task'>): boolean {
  return item.task === 'TAL' || item.task === 'VHD' || item.task === 'GVQA';
}

/** Copies of spans as new intervals of an item. */
export function planCopies(spans: readonly Span[], item: ItemRow, table: FrameTable): Plan {
  return {
    commands: spans.map((span) => ({
      name: 'createInterval',
      params: { item: item.id, start: at(table, span.start), end: at(table, span.end) },
    })),
  };
}

/** Intervals that leave their items for another one. */
export function planTransfer(
  intervals: readonly Placed[],
  spans: readonly Span[],
  item: ItemRow,
  table: FrameTable,
): Plan {
  return { commands: [...planDelete(intervals).commands, ...planCopies(spans, item, table).commands] };
}

export function planDelete(intervals: readonly { readonly id: number }[]): Plan {
  return { commands: intervals.map(({ id }) => ({ name: 'deleteInterval', params: { interval: id } })) };
}

/** One interval of those of each item; items of which only one is chosen stay as they are. */
export function planMerge(intervals: readonly { readonly id: number; readonly item: string }[]): Plan {
  const groups = [...Map.groupBy(intervals, (each) => each.item).values()].filter((all) => all.length > 1);
  return {
    commands: groups.map((all) => ({
      name: 'mergeIntervals',
      params: { intervals: all.map(({ id }) => id) },
    })),
  };
}
