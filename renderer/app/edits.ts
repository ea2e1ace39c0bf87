import type { IntervalRow, ItemRow } from '../../src/service/contract/index.ts';
import { edgeTick, frameCount } from '../../src/time/frame-table.ts';
import { planAdd, planEdge, type Plan } from '../tasks/plan.ts';
import { nudged, withEdge, type Span } from '../timeline/gesture.ts';
import type { Side } from '../timeline/hit.ts';
import { intervalAt } from '../timeline/columns.ts';
import { currentColumns, intervalRowOf } from '../timeline/interval-source.ts';
import { lockOf, lockOfItem } from '../timeline/lanes-now.ts';
import { keyOrTitle } from './shown-key.ts';
import { clock, currentDetail, currentTable, notify, perform } from './studio.ts';
import { setView, useView } from './view-store.ts';
import { words } from '../words/words.ts';

/** What people do to intervals, items and suggestions, from wherever they do it: keys, menus, timeline, inspector. */

export function run(plan: Plan): ReturnType<typeof perform> {
  return perform(plan.commands, plan.options);
}

export function selectedItem(): ItemRow | null {
  const { itemId } = useView.getState();
  return currentDetail()?.items.find((item) => item.id === itemId) ?? null;
}

export function selectedInterval(): { item: ItemRow; interval: IntervalRow } | null {
  const { intervalId } = useView.getState();
  for (const item of currentDetail()?.items ?? []) {
    const interval = item.intervals.find((each) => each.id === intervalId);
    if (interval !== undefined) return { item, interval: asShown(interval) };
  }
  return intervalId === null ? null : knownInterval(intervalId);
}

/** With its edges as the timeline shows them: quick keys move them before the video's detail tells. */
function asShown(interval: IntervalRow): IntervalRow {
  const row = intervalAt(currentColumns(), interval.id);
  const table = currentTable();
  if (row === null || table === null) return interval;
  const { start, end, startFrame, endFrame, offGrid } = intervalRowOf(row, table);
  return { ...interval, start, end, startFrame, endFrame, offGrid };
}

/** An interval that the video's detail leaves out, because it has thousands: read from the timeline. */
function knownInterval(id: number): { item: ItemRow; interval: IntervalRow } | null {
  const row = intervalAt(currentColumns(), id);
  const table = currentTable();
  const item = currentDetail()?.items.find((each) => each.id === row?.item);
  return row === null || table === null || item === undefined
    ? null
    : { item, interval: intervalRowOf(row, table) };
}

/** Whether an interval lies in a locked lane; says so. */
function isLocked(id: number): boolean {
  return told(lockOf([id]));
}

function told(lane: string | null): boolean {
  if (lane !== null) notify(words('timeline')('laneLocked', { lane }));
  return lane !== null;
}

/** Whether the intervals of an item lie in a locked lane; says so. */
export function isItemLocked(item: ItemRow): boolean {
  return told(lockOfItem(item));
}

/** Adds an interval to an item and selects it. */
export async function addInterval(item: ItemRow, span: Span, slot: number | null = null): Promise<void> {
  const table = currentTable();
  if (table === null || isItemLocked(item)) return;
  const done = await run(planAdd(item, span, table, slot));
  const made = done?.created.intervals.at(-1);
  if (made !== undefined)
    setView({ itemId: item.id, intervalId: made, suggestionId: null, markIn: null, markOut: null });
}

/** Where an edge goes that is set to the playhead: intervals are half-open, so an end includes the frame that is shown. */
export function playheadEdge(side: Side): number {
  const table = currentTable();
  const { tick, frame } = clock.now;
  return side === 'start' || table === null ? tick : edgeTick(table, frame + 1);
}

/** The stretch between the marks; a missing mark is the playhead. Null when both are missing or the wrong way round. */
export function markedSpan(): Span | null {
  const { markIn, markOut } = useView.getState();
  if (markIn === null && markOut === null) return null;
  const start = markIn ?? clock.now.tick;
  const end = markOut ?? playheadEdge('end');
  return start < end ? { start, end } : null;
}

/** Says that marks are needed, by the keys that set them on this machine. */
export function notifyMarkFirst(): void {
  notify(words('actions')('markFirst', { start: keyOrTitle('mark-in'), end: keyOrTitle('mark-out') }));
}

/** Enter: the marked stretch becomes an interval of the selected item, or the beginning of a new item. */
export function createFromMarks(): void {
  const span = markedSpan();
  if (span === null) {
    notifyMarkFirst();
    return;
  }
  const item = selectedItem();
  if (item === null) setView({ draft: { task: 'TG', span, labelId: null } });
  else void addInterval(item, span);
}

export async function setEdgeToPlayhead(side: Side): Promise<void> {
  const table = currentTable();
  const selected = selectedInterval();
  if (table === null) return;
  if (selected === null) {
    setView(side === 'start' ? { markIn: playheadEdge('start') } : { markOut: playheadEdge('end') });
    return;
  }
  const { interval } = selected;
  if (isLocked(interval.id)) return;
  const edge = playheadEdge(side);
  const target = withEdge(interval, side, edge, table);
  setView({ side });
  const past = side === 'start' ? edge >= interval.end : edge <= interval.start;
  if (past) {
    notify(words('actions')(side === 'start' ? 'startPastEnd' : 'endPastStart'));
    return;
  }
  await run(planEdge(interval.id, side, side === 'start' ? target.start : target.end, table));
}

export async function nudgeEdge(frames: number): Promise<void> {
  const table = currentTable();
  const selected = selectedInterval();
  if (table === null || selected === null) return;
  const { side } = useView.getState();
  const { interval } = selected;
  if (isLocked(interval.id)) return;
  const next = nudged(interval, side, frames, table);
  const tick = side === 'start' ? next.start : next.end;
  if (tick === (side === 'start' ? interval.start : interval.end)) return;
  await run(planEdge(interval.id, side, tick, table, true));
}

export async function splitAtPlayhead(): Promise<void> {
  const selected = selectedInterval();
  if (selected === null || isLocked(selected.interval.id)) return;
  await perform([
    { name: 'splitInterval', params: { interval: selected.interval.id, at: { frame: clock.now.frame } } },
  ]);
}

export async function setItemState(item: ItemRow, state: ItemRow['state']): Promise<boolean> {
  return (await perform([{ name: 'setItemState', params: { items: [item.id], state } }])) !== null;
}

/** Moves the playhead to a tick, whether or not a player is there to show it. */
export function showTick(tick: number): void {
  const table = currentTable();
  if (table === null) return;
  seekHandler?.(tick);
}

let seekHandler: ((tick: number) => void) | null = null;
/** The player registers how it is moved; without one the playhead stays. */
export function onSeek(handler: ((tick: number) => void) | null): void {
  seekHandler = handler;
}

export function lastFrame(): number {
  const table = currentTable();
  return table === null ? 0 : frameCount(table) - 1;
}
