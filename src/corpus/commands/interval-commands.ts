import { z } from 'zod';
import { say } from '../../tasks/said/said.ts';
import { frameCount, edgeTick } from '../../time/frame-table.ts';
import { edgeAtSchema, gridEdge, storedEdge, type StoredEdge } from '../edges.ts';
import { CorpusError } from '../errors.ts';
import type { RowChange } from '../row-change.ts';
import { intervalByKey, itemByKey, labelByKey, type EdgeName } from '../rows.ts';
import { isFree, mostIntervals } from '../truth-rules.ts';
import { defineCommand } from './define.ts';
import {
  addInterval,
  copyEdge,
  DRAWN,
  edgeColumns,
  moveEdges,
  openInterval,
  openItem,
  openItemById,
  removeInterval,
  requireOrder,
  setSource,
  settle,
  type OpenItem,
} from './item-edit.ts';

const intervalKey = z.int().positive();

/** Draws a new truth interval. */
export const createInterval = defineCommand(
  z.strictObject({
    item: z.string(),
    start: edgeAtSchema,
    end: edgeAtSchema,
    slot: z.int().min(0).optional(),
    label: z.int().positive().nullish(),
  }),
  (change, params) => {
    const open = openItemById(change, params.item);
    const slot = freeSlot(open, params.slot);
    // Drawing an interval answers a sentence that said "none".
    for (const row of open.rows)
      if (row.slot === slot && row.start_tick === null) removeInterval(change, row.key);
    const start = storedEdge(gridEdge(open.table, params.start));
    const end = storedEdge(gridEdge(open.table, params.end));
    const label = params.label ?? null;
    if (label !== null) labelByKey(change.db, label);
    const key = addInterval(change, open.item, slot, { start, end }, undefined, label);
    settle(change, open.item, open.video);
    return { said: say('drewInterval', { name: open.name }), created: { intervals: [key] } };
  },
);

/** Where a new interval of an item goes. @throws CorpusError 'refused' when the item is full or the slot is taken. */
export function freeSlot(open: OpenItem, wanted: number | undefined): number {
  const taken = new Set(open.rows.filter((row) => row.start_tick !== null).map((row) => row.slot));
  const most = mostIntervals(open.prompt);
  if (isFree(open.prompt)) {
    const next = open.rows.reduce((most, row) => Math.max(most, row.slot), -1) + 1;
    if (wanted !== undefined && taken.has(wanted)) throw slotTaken(open);
    return wanted ?? next;
  }
  if (wanted !== undefined) {
    if (wanted >= most)
      throw new CorpusError('refused', say('noSuchEntry', { name: open.name, number: wanted + 1 }));
    if (taken.has(wanted)) throw slotTaken(open);
    return wanted;
  }
  for (let slot = 0; slot < most; slot++) if (!taken.has(slot)) return slot;
  throw slotTaken(open);
}

function slotTaken(open: OpenItem): CorpusError {
  return new CorpusError(
    'refused',
    say(open.prompt.task === 'DTG' ? 'sentenceTaken' : 'intervalTaken', { name: open.name }),
  );
}

/** Moves one edge to a frame boundary. */
export const moveEdge = defineCommand(
  z.strictObject({ interval: intervalKey, edge: z.enum(['start', 'end']), to: edgeAtSchema }),
  (change, params) => {
    const { row, item, video, table, name } = openInterval(change, params.interval);
    const to = storedEdge(gridEdge(table, params.to));
    const other = { tick: params.edge === 'start' ? row.end_tick : row.start_tick };
    if (params.edge === 'start') requireOrder(to, other);
    else requireOrder(other, to);
    moveEdges(change, row, { [params.edge]: to });
    settle(change, item, video);
    return {
      said: (changes) =>
        say('movedEdge', { name, edge: params.edge, ...framesMoved(changes, row.key, params.edge) }),
    };
  },
);

/** How far one edge got in all the changes of an entry. */
function framesMoved(
  changes: readonly RowChange[],
  interval: number,
  edge: EdgeName,
): { readonly way: 'later' | 'earlier'; readonly frames: number } {
  const column = edge === 'start' ? 'start_frame' : 'end_frame';
  const change = changes.find((each) => each.table === 'interval' && each.key === interval);
  const count = Number(change?.after?.[column] ?? 0) - Number(change?.before?.[column] ?? 0);
  return { way: count < 0 ? 'earlier' : 'later', frames: Math.abs(count) };
}

/** Moves a whole interval; it keeps its number of frames and stays inside the video. */
export const moveInterval = defineCommand(
  z.strictObject({ interval: intervalKey, start: edgeAtSchema }),
  (change, params) => {
    const { row, item, video, table, name } = openInterval(change, params.interval);
    const length = Math.max(1, row.end_frame - row.start_frame);
    const wanted = gridEdge(table, params.start).frame;
    const frame = Math.max(0, Math.min(wanted, frameCount(table) - length));
    moveEdges(change, row, { start: boundary(frame), end: boundary(frame + length) });
    settle(change, item, video);
    return { said: (changes) => say('movedInterval', { name, ...framesMoved(changes, row.key, 'start') }) };

    function boundary(at: number): StoredEdge {
      return storedEdge({ frame: at, tick: edgeTick(table, at) });
    }
  },
);

export const deleteInterval = defineCommand(z.strictObject({ interval: intervalKey }), (change, params) => {
  const row = intervalByKey(change.db, params.interval);
  const { item, video, name } = openItem(change, itemByKey(change.db, row.item));
  removeInterval(change, row.key);
  settle(change, item, video);
  return {
    said: say(row.start_tick === null ? 'tookNoneBack' : 'deletedInterval', { name }),
  };
});

/** Cuts one interval in two. @throws CorpusError 'refused' for tasks that take one interval per question or sentence. */
export const splitInterval = defineCommand(
  z.strictObject({ interval: intervalKey, at: edgeAtSchema }),
  (change, params) => {
    const open = openInterval(change, params.interval);
    const { row, item, video, table, name } = open;
    if (!isFree(open.prompt)) throw new CorpusError('refused', say('cannotSplit', { name }));
    const cut = storedEdge(gridEdge(table, params.at));
    if (!(row.start_tick < cut.tick && cut.tick < row.end_tick))
      throw new CorpusError('refused', say('cutInside', { name }));
    const whole = storedEdge(gridEdge(table, { frame: frameCount(table) }));
    const slot = freeSlot(open, undefined);
    const key = addInterval(change, item, slot, { start: cut, end: whole }, undefined, row.label);
    copyEdge(change, row, key, 'end');
    change.update('interval', key, { attributes: row.attributes });
    change.update('interval', row.key, edgeColumns('end', cut));
    setSource(change, row.key, 'end', DRAWN);
    settle(change, item, video);
    return { said: say('splitInterval', { name }), created: { intervals: [key] } };
  },
);

/** One interval from the earliest start to the latest end of several of one item. The earliest one stays. */
export const mergeIntervals = defineCommand(
  z.strictObject({ intervals: z.array(intervalKey).min(2).max(10_000) }),
  (change, params) => {
    const opened = [...new Set(params.intervals)].map((key) => openInterval(change, key));
    const sorted = opened.toSorted((a, b) => a.row.start_tick - b.row.start_tick || a.row.key - b.row.key);
    const [first] = sorted;
    const last = sorted.toSorted((a, b) => b.row.end_tick - a.row.end_tick)[0];
    if (first === undefined || last === undefined || sorted.length < 2)
      throw new CorpusError('refused', say('chooseTwo'));
    if (sorted.some((each) => each.item.key !== first.item.key))
      throw new CorpusError('refused', say('mergeOneItem'));
    if (!isFree(first.prompt))
      throw new CorpusError('refused', say('sentencesKeepOwn', { name: first.name }));
    if (last.row.key !== first.row.key) copyEdge(change, last.row, first.row.key, 'end');
    for (const { row } of sorted) if (row.key !== first.row.key) removeInterval(change, row.key);
    settle(change, first.item, first.video);
    return { said: say('mergedIntervals', { count: sorted.length, name: first.name }) };
  },
);

export const setIntervalLabel = defineCommand(
  z.strictObject({ interval: intervalKey, label: z.int().positive().nullable() }),
  (change, params) => {
    const { row, item, video, name } = openInterval(change, params.interval);
    const label = params.label === null ? null : labelByKey(change.db, params.label);
    change.update('interval', row.key, { label: params.label });
    settle(change, item, video);
    return {
      said:
        label === null ? say('tookLabelOff', { name }) : say('labelledInterval', { name, label: label.name }),
    };
  },
);

/** Gives an interval another place in its item; whatever stands there changes places with it. */
export const setIntervalSlot = defineCommand(
  z.strictObject({ interval: intervalKey, slot: z.int().min(0) }),
  (change, params) => {
    const open = openInterval(change, params.interval);
    const { row, item, video, name } = open;
    if (params.slot >= mostIntervals(open.prompt))
      throw new CorpusError('refused', say('noSuchEntry', { name, number: params.slot + 1 }));
    for (const other of open.rows)
      if (other.slot === params.slot && other.key !== row.key)
        change.update('interval', other.key, { slot: row.slot });
    change.update('interval', row.key, { slot: params.slot });
    settle(change, item, video);
    return { said: say('movedToPlace', { name, place: params.slot + 1 }) };
  },
);

/** Puts off-grid edges on their nearest frame boundary; an interval shorter than a frame becomes one frame long. */
export const snapEdges = defineCommand(
  z.strictObject({ intervals: z.array(intervalKey).min(1).max(1_000_000) }),
  (change, params) => {
    let moved = 0;
    for (const key of new Set(params.intervals)) {
      const { row, item, video, table } = openInterval(change, key);
      if (row.start_off_grid === 0 && row.end_off_grid === 0) continue;
      const start = Math.min(row.start_frame, frameCount(table) - 1);
      const end = Math.max(row.end_frame, start + 1);
      moveEdges(change, row, {
        start: storedEdge({ frame: start, tick: edgeTick(table, start) }),
        end: storedEdge({ frame: end, tick: edgeTick(table, end) }),
      });
      settle(change, item, video);
      moved++;
    }
    return { said: say('snapped', { count: moved }) };
  },
);
