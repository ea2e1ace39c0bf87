import type { Action } from '../app/action.ts';
import { isItemLocked, run, selectedItem, showTick } from '../app/edits.ts';
import { keyOrTitle } from '../app/shown-key.ts';
import { clock, currentDetail, currentTable, notify } from '../app/studio.ts';
import { setView, useView, type ViewState } from '../app/view-store.ts';
import { words } from '../words/words.ts';
import { edgeTick, frameCount } from '../../src/time/frame-table.ts';
import type { TimelineRow } from '../../src/service/contract/timeline.ts';
import { intervalAt, neighbourOf, rangeOfItem, rowAt } from './columns.ts';
import { boundaryNear, groupShift, shifted, sharedTick, type SharedEdge } from './gesture.ts';
import { currentColumns } from './interval-source.ts';
import { GROUPINGS } from './grouping.ts';
import { toggleLane, type LaneSwitch } from './lane-state.ts';
import { planCopies, planDelete, planMerge, planShared, planShift, takesMany } from './plans.ts';
import { focusLane, lockOf, shownLanesNow } from './lanes-now.ts';
import { pressLane } from './record.ts';
import { selectedIds } from './selection.ts';
import { lastKey } from './use-record-keys.ts';

/** What people do on the timeline beside dragging. */

const labelling = (view: ViewState): boolean => view.place === 'label' && view.videoId !== null;
const onInterval = (view: ViewState): boolean => labelling(view) && view.intervalId !== null;
const onSeveral = (view: ViewState): boolean => labelling(view) && selectedIds(view).length > 1;

type Key = Parameters<ReturnType<typeof words<'timeline'>>>[0];
const title = (key: Extract<Key, `action.${string}`>) => (): string => words('timeline')(key);

/** The selected intervals as they are now. */
function chosen(): TimelineRow[] {
  const columns = currentColumns();
  return selectedIds(useView.getState())
    .map((id) => intervalAt(columns, id))
    .filter((row) => row !== null);
}

/** Tells when a lane is locked that holds any of these; true then. */
function refused(rows: readonly { readonly id: number }[]): boolean {
  const lane = lockOf(rows.map(({ id }) => id));
  if (lane !== null) notify(words('timeline')('laneLocked', { lane }));
  return lane !== null;
}

export async function deleteChosen(): Promise<void> {
  const rows = chosen();
  if (rows.length === 0 || refused(rows)) return;
  setView({ intervalId: null, selected: [] });
  await run(planDelete(rows));
}

async function mergeChosen(): Promise<void> {
  const rows = chosen();
  if (refused(rows)) return;
  const plan = planMerge(rows);
  if (plan.commands.length === 0) {
    notify(words('timeline')('mergeOneItem'), 'error');
    return;
  }
  const done = await run(plan);
  const [first] = rows.toSorted((a, b) => a.start - b.start);
  if (done !== null && first !== undefined) setView({ intervalId: first.id, selected: [first.id] });
}

/** Moves the selected intervals whole by frames. */
async function shift(frames: number): Promise<void> {
  const table = currentTable();
  const rows = chosen();
  if (table === null || rows.length === 0 || refused(rows)) return;
  await run(planShift(rows, groupShift(rows, frames, table), table, true));
}

/** Moves the edge in hand by frames together with the edges of the same item that lie exactly there: their boundary rolls. */
async function roll(frames: number): Promise<void> {
  const table = currentTable();
  const { intervalId, side } = useView.getState();
  const columns = currentColumns();
  const own = intervalId === null ? null : intervalAt(columns, intervalId);
  if (table === null || own === null) return;
  const tick = own[side];
  const { from, to } = rangeOfItem(columns, own.item);
  const edges: SharedEdge[] = [{ id: own.id, side, start: own.start, end: own.end }];
  for (let at = from; at < to; at++) {
    if (columns.start[at] !== tick && columns.end[at] !== tick) continue;
    const { id, start, end } = rowAt(columns, at);
    if (id !== own.id) edges.push({ id, side: start === tick ? 'start' : 'end', start, end });
  }
  if (refused(edges)) return;
  if (edges.length === 1) {
    notify(words('timeline')('noNeighbour'));
    return;
  }
  const wanted = edgeTick(
    table,
    Math.max(0, Math.min(boundaryNear(table, tick) + frames, frameCount(table))),
  );
  const plan = planShared(edges, sharedTick(edges, wanted, table), table);
  if (plan.commands.length > 0) await run({ ...plan, options: { coalesceKey: `roll-${own.id}` } });
}

export function selectNeighbour(step: 1 | -1): void {
  const { itemId, intervalId } = useView.getState();
  const next = neighbourOf(currentColumns(), itemId, intervalId, step);
  if (next === null) return;
  setView({ intervalId: next.id, selected: [next.id], itemId: next.item, suggestionId: null });
  showTick(next.start);
}

function selectAll(): void {
  const { itemId } = useView.getState();
  if (itemId === null) return;
  const columns = currentColumns();
  const { from, to } = rangeOfItem(columns, itemId);
  const ids = Array.from({ length: to - from }, (_none, i) => rowAt(columns, from + i).id);
  setView({ intervalId: ids.at(-1) ?? null, selected: ids, suggestionId: null });
}

let copied: readonly TimelineRow[] = [];

function copy(): void {
  copied = chosen();
  notify(words('timeline')('copied', { count: copied.length, key: keyOrTitle('paste-intervals') }));
}

/** Copies go to another item at their own times, to their own item at the playhead. */
async function paste(): Promise<void> {
  const table = currentTable();
  const item = selectedItem();
  const t = words('timeline');
  if (table === null || copied.length === 0) return;
  if (item === null) {
    notify(t('pasteWhere'));
    return;
  }
  if (isItemLocked(item)) return;
  if (!takesMany(item)) {
    notify(t('takesOne'), 'error');
    return;
  }
  const first = Math.min(...copied.map(({ start }) => start));
  const here = copied.some((each) => each.item === item.id);
  const wanted = here ? clock.now.frame - boundaryNear(table, first) : 0;
  const frames = groupShift(copied, wanted, table);
  const done = await run(
    planCopies(
      copied.map((each) => shifted(each, frames, table)),
      item,
      table,
    ),
  );
  const made = done?.created.intervals ?? [];
  if (made.length > 0) setView({ intervalId: made.at(-1) ?? null, selected: made });
}

/** Begins or ends an interval of the selected item; held, it ends when the key is let go. */
function holdItem(): void {
  const { code, repeated } = lastKey();
  if (repeated) return;
  const lane = focusLane();
  if (lane === null) notify(words('timeline')('chooseItem'));
  else pressLane(lane, code);
}

/** The lane of the selected item, which the lane actions turn. */
function turn(what: LaneSwitch): void {
  const { itemId } = useView.getState();
  const item = currentDetail()?.items.find((each) => each.id === itemId);
  const lane = shownLanesNow().find(
    (each) => each.kind !== 'focus' && each.kind !== 'suggestions' && isLaneOf(each, item),
  );
  const hidden = item === undefined ? undefined : item.laneId;
  if (lane !== undefined) toggleLane(lane.id, what);
  else if (hidden !== undefined && useView.getState().grouping === 'label') toggleLane(hidden, what);
  else notify(words('timeline')('chooseItem'));
}

function isLaneOf(
  lane: { readonly id: string; readonly bars: { readonly kinds: readonly { readonly itemId: string }[] } },
  item: { readonly id: string; readonly laneId: string; readonly task: string } | undefined,
): boolean {
  return item !== undefined && (lane.id === item.laneId || lane.id === `task ${item.task}`);
}

const SWITCHES = [
  ['lane-collapse', 'collapsed', 'action.lane-collapse', 'alt+k'],
  ['lane-lock', 'locked', 'action.lane-lock', 'alt+l'],
  ['lane-hide', 'hidden', 'action.lane-hide', 'alt+h'],
  ['lane-solo', 'solo', 'action.lane-solo', 'alt+s'],
] as const;

export const TIMELINE_ACTIONS: readonly Action[] = [
  {
    id: 'hold-item',
    title: title('action.hold-item'),
    group: 'Intervals',
    keys: ['h'],
    words: 'record press while playing',
    when: labelling,
    run: holdItem,
  },
  {
    id: 'merge',
    title: title('action.merge'),
    group: 'Intervals',
    keys: ['shift+b'],
    words: 'join unite',
    when: onSeveral,
    run: mergeChosen,
  },
  {
    id: 'shift-back',
    title: title('action.shift-back'),
    group: 'Intervals',
    keys: ['alt+shift+left'],
    words: 'move nudge',
    when: onInterval,
    run: () => shift(-1),
  },
  {
    id: 'shift-on',
    title: title('action.shift-on'),
    group: 'Intervals',
    keys: ['alt+shift+right'],
    words: 'move nudge',
    when: onInterval,
    run: () => shift(1),
  },
  {
    id: 'shift-back-10',
    title: title('action.shift-back-10'),
    group: 'Intervals',
    keys: ['mod+shift+left'],
    words: 'move nudge',
    when: onInterval,
    run: () => shift(-10),
  },
  {
    id: 'shift-on-10',
    title: title('action.shift-on-10'),
    group: 'Intervals',
    keys: ['mod+shift+right'],
    words: 'move nudge',
    when: onInterval,
    run: () => shift(10),
  },
  {
    id: 'roll-back',
    title: title('action.roll-back'),
    group: 'Intervals',
    keys: ['{', 'alt+['],
    words: 'shared boundary touching neighbour together',
    when: onInterval,
    run: () => roll(-1),
  },
  {
    id: 'roll-on',
    title: title('action.roll-on'),
    group: 'Intervals',
    keys: ['}', 'alt+]'],
    words: 'shared boundary touching neighbour together',
    when: onInterval,
    run: () => roll(1),
  },
  {
    id: 'select-all',
    title: title('action.select-all'),
    group: 'Intervals',
    keys: ['mod+a'],
    when: (view) => labelling(view) && view.itemId !== null,
    run: selectAll,
  },
  {
    id: 'copy-intervals',
    title: title('action.copy-intervals'),
    group: 'Intervals',
    keys: ['mod+c'],
    when: onInterval,
    run: copy,
  },
  {
    id: 'paste-intervals',
    title: title('action.paste-intervals'),
    group: 'Intervals',
    keys: ['mod+v'],
    words: 'copy to another lane',
    // With nothing copied here, the key is the browser's: a pasted time moves the playhead.
    when: (view) => labelling(view) && copied.length > 0,
    run: paste,
  },
  {
    id: 'snap',
    title: title('action.snap'),
    group: 'Timeline',
    keys: ['shift+s'],
    words: 'magnet',
    when: labelling,
    run: () => {
      const snap = !useView.getState().snap;
      setView({ snap });
      notify(words('timeline')(snap ? 'snapOn' : 'snapOff'));
    },
  },
  {
    id: 'next-grouping',
    title: title('action.next-grouping'),
    group: 'Timeline',
    keys: ['shift+k'],
    words: 'group lanes by label task annotator policy',
    when: labelling,
    run: () => {
      const at = GROUPINGS.indexOf(useView.getState().grouping);
      setView({ grouping: GROUPINGS[(at + 1) % GROUPINGS.length] ?? 'label' });
    },
  },
  ...SWITCHES.map(([id, what, key, shortcut]): Action => ({
    id,
    title: title(key),
    group: 'Timeline',
    keys: [shortcut],
    when: (view) => labelling(view) && view.itemId !== null,
    run: () => turn(what),
  })),
];
