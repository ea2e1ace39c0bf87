import type { IntervalRow, ItemRow, SuggestionRow, VideoDetail } from '../../src/service/contract/index.ts';
import { edgeTick, frameCount } from '../../src/time/frame-table.ts';
import { hasSpan, planAccept, planAdd, planEdge, planTrim, type Plan } from '../tasks/plan.ts';
import { byItem, leading, offered, placeTaken } from '../suggestions/offered.ts';
import { nudged, withEdge, type Span } from '../timeline/gesture.ts';
import type { Side } from '../timeline/hit.ts';
import { clock, currentDetail, currentTable, notify, perform } from './studio.ts';
import { setView, useView } from './view-store.ts';

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
    if (interval !== undefined) return { item, interval };
  }
  return null;
}

/** Suggestions that a person is asked about, of one item or of the whole video, strongest first. */
export function openSuggestions(detail: VideoDetail, itemId: string | null): SuggestionRow[] {
  const groups = byItem(detail.suggestions);
  return detail.items
    .filter((item) => itemId === null || item.id === itemId)
    .flatMap((item) => (itemId === null ? leading : offered)(groups.get(item.id) ?? [], item.task))
    .toSorted((a, b) => b.score - a.score || a.id - b.id);
}

/** The selected suggestion, or the strongest one of the selected item. */
function selectedSuggestion(): { item: ItemRow; suggestion: SuggestionRow } | null {
  const detail = currentDetail();
  if (detail === null) return null;
  const { suggestionId, itemId } = useView.getState();
  const suggestion =
    detail.suggestions.find((each) => each.id === suggestionId && each.status === 'pending') ??
    openSuggestions(detail, itemId)[0];
  const item = detail.items.find((each) => each.id === suggestion?.itemId);
  return suggestion === undefined || item === undefined ? null : { item, suggestion };
}

/** Adds an interval to an item and selects it. */
export async function addInterval(item: ItemRow, span: Span, slot: number | null = null): Promise<void> {
  const table = currentTable();
  if (table === null) return;
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

/** Enter: the marked stretch becomes an interval of the selected item, or the beginning of a new item. */
export function createFromMarks(): void {
  const span = markedSpan();
  if (span === null) {
    notify('Mark a start with I and an end with O first.');
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
  const edge = playheadEdge(side);
  const target = withEdge(interval, side, edge, table);
  setView({ side });
  const past = side === 'start' ? edge >= interval.end : edge <= interval.start;
  if (past) {
    notify(`The playhead is past the other edge, so the ${side} was not moved.`);
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
  const next = nudged(interval, side, frames, table);
  const tick = side === 'start' ? next.start : next.end;
  if (tick === (side === 'start' ? interval.start : interval.end)) return;
  await run(planEdge(interval.id, side, tick, table, true));
}

export async function deleteSelected(): Promise<void> {
  const selected = selectedInterval();
  if (selected === null) return;
  setView({ intervalId: null });
  await perform([{ name: 'deleteInterval', params: { interval: selected.interval.id } }]);
}

export async function splitAtPlayhead(): Promise<void> {
  const selected = selectedInterval();
  if (selected === null) return;
  await perform([
    { name: 'splitInterval', params: { interval: selected.interval.id, at: { frame: clock.now.frame } } },
  ]);
}

export async function setItemState(item: ItemRow, state: ItemRow['state']): Promise<boolean> {
  return (await perform([{ name: 'setItemState', params: { items: [item.id], state } }])) !== null;
}

export async function acceptSelected(part: 'whole' | 'start' | 'end'): Promise<void> {
  const found = selectedSuggestion();
  if (found === null) {
    notify('There is no suggestion to accept here. Ask for some with Suggest.');
    return;
  }
  await acceptSuggestion(found.suggestion, found.item, part);
}

export async function acceptSuggestion(
  suggestion: SuggestionRow,
  item: ItemRow,
  part: 'whole' | 'start' | 'end',
): Promise<void> {
  if (part === 'whole' && placeTaken(suggestion, item)) {
    refuseToOverwrite(suggestion, item);
    return;
  }
  const done = await run(planAccept(suggestion, item, part));
  if (done === null) return;
  const made = done.created.intervals.at(-1);
  setView({ itemId: item.id, suggestionId: null, ...(made === undefined ? {} : { intervalId: made }) });
}

function refuseToOverwrite(suggestion: SuggestionRow, item: ItemRow): void {
  setView({ itemId: item.id, suggestionId: suggestion.id, intervalId: null });
  notify(
    'There is an interval already, and suggestions never overwrite one. S and D take over a single edge.',
  );
}

/** The edge of the suggestion nearer to the playhead moves there, and the result is accepted. */
export async function trimToPlayhead(): Promise<void> {
  const table = currentTable();
  const found = selectedSuggestion();
  if (table === null || found === null) return;
  const { suggestion, item } = found;
  if (!hasSpan(suggestion)) {
    notify('This suggestion says “none”: accept or reject it.');
    return;
  }
  const { tick } = clock.now;
  const side: Side = Math.abs(tick - suggestion.start) <= Math.abs(tick - suggestion.end) ? 'start' : 'end';
  await trimSuggestion(suggestion, item, withEdge(suggestion, side, playheadEdge(side), table));
}

export async function trimSuggestion(suggestion: SuggestionRow, item: ItemRow, span: Span): Promise<void> {
  const table = currentTable();
  if (table === null) return;
  if (placeTaken(suggestion, item)) {
    refuseToOverwrite(suggestion, item);
    return;
  }
  const done = await run(planTrim(suggestion, span, table));
  const made = done?.created.intervals.at(-1);
  if (done !== null)
    setView({ itemId: item.id, suggestionId: null, ...(made === undefined ? {} : { intervalId: made }) });
}

export async function rejectSelected(): Promise<void> {
  const found = selectedSuggestion();
  if (found === null) return;
  goToSuggestion(1);
  await perform([{ name: 'rejectSuggestion', params: { suggestions: [found.suggestion.id] } }]);
}

/** Selects the next pending suggestion of the video in time, shows its first frame, and selects its item. */
export function goToSuggestion(step: 1 | -1): void {
  const detail = currentDetail();
  if (detail === null) return;
  const { suggestionId, itemId } = useView.getState();
  const scoped = openSuggestions(detail, itemId);
  const list = (scoped.length > 0 ? scoped : openSuggestions(detail, null)).toSorted(
    (a, b) => (a.start ?? -1) - (b.start ?? -1) || a.id - b.id,
  );
  const at = list.findIndex((each) => each.id === suggestionId);
  const next = at < 0 ? (step === 1 ? list[0] : list.at(-1)) : list[at + step];
  if (next === undefined) {
    setView({ suggestionId: null });
    return;
  }
  setView({ suggestionId: next.id, itemId: next.itemId, intervalId: null });
  if (next.start !== null) showTick(next.start);
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
