import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import type { IntervalRow, ItemRow } from '../../src/service/contract/index.ts';
import type { FrameTable } from '../../src/time/frame-table.ts';
import { useView } from '../app/view-store.ts';
import { trpc } from '../client.ts';
import { rangeOfItem, rowAt, type Columns } from '../timeline/columns.ts';
import { intervalRowOf, useColumns } from '../timeline/interval-source.ts';
import { windowAt, windowFrom, type ListWindow } from './list-window.ts';

/** The intervals of an item in order of time, as many as a list shows at once. */
export interface ShownIntervals {
  readonly rows: readonly IntervalRow[];
  readonly window: ListWindow;
  readonly total: number;
  /** Shows another part: the one that begins at this row. */
  readonly show: (from: number) => void;
}

/**
 * The part of an item's intervals that is looked at: around the selected one, however many there are. An item of thousands is not
 * in the detail of its video as a whole: where its intervals lie is read from the timeline, and what else is known of those
 * that are shown is asked for.
 */
export function useShownIntervals(item: ItemRow, videoId: string, table: FrameTable): ShownIntervals {
  const columns = useColumns(videoId);
  const whole = item.intervals.length >= item.intervalTotal;
  const sorted = useMemo(
    () => item.intervals.toSorted((a, b) => a.start - b.start || a.end - b.end || a.id - b.id),
    [item.intervals],
  );
  const range = whole ? null : rangeOfItem(columns, item.id);
  const total = range === null ? sorted.length : range.to - range.from;
  const selected = useView((view) => view.intervalId);
  const at =
    range === null ? sorted.findIndex(({ id }) => id === selected) : placeIn(columns, range, selected);
  const [kept, keep] = useState({
    item: item.id,
    selected,
    window: windowAt(windowFrom(0, total), at, total),
  });
  // Only another selection moves the list: who looks elsewhere in it is not called back.
  const moved = kept.item !== item.id || kept.selected !== selected;
  const from = kept.item === item.id ? kept.window : windowFrom(0, total);
  const window = moved ? windowAt(from, at, total) : windowFrom(kept.window.from, total);
  if (moved) keep({ item: item.id, selected, window });
  // Where the item begins among all intervals of the video.
  const begin = range?.from ?? null;
  const here = useMemo(
    () =>
      begin === null
        ? sorted.slice(window.from, window.to)
        : Array.from({ length: window.to - window.from }, (_none, i) =>
            intervalRowOf(rowAt(columns, begin + window.from + i), table),
          ),
    [sorted, columns, begin, window.from, window.to, table],
  );
  const known = useQuery(
    trpc.videos.intervals.queryOptions(
      { videoId, ids: here.map(({ id }) => id) },
      { enabled: !whole && here.length > 0, placeholderData: keepPreviousData },
    ),
  ).data;
  const rows = useMemo(() => (whole ? here : withKnown(here, known ?? [])), [whole, here, known]);
  return {
    rows,
    window,
    total,
    show: (first) => keep({ item: item.id, selected, window: windowFrom(first, total) }),
  };
}

/** Place of an interval among those of its item, or -1. */
function placeIn(columns: Columns, { from, to }: { from: number; to: number }, id: number | null): number {
  if (id === null) return -1;
  const at = columns.id.indexOf(id, from);
  return at < 0 || at >= to ? -1 : at - from;
}

/** Where each lies by the timeline, which is ahead of the service; who set its edges and what is noted on it as the service says. */
function withKnown(rows: readonly IntervalRow[], known: readonly IntervalRow[]): IntervalRow[] {
  const byId = new Map(known.map((each) => [each.id, each]));
  return rows.map((row) => {
    const { provenance, attributes } = byId.get(row.id) ?? row;
    return { ...row, provenance, ...(attributes !== undefined && { attributes }) };
  });
}
