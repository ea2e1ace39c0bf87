import type { ItemRow } from '../../src/service/contract/index.ts';
import { TASKS, type TaskKind } from '../../src/tasks/task.ts';
import { queued } from '../queue/worth.ts';
import { arriveAtItem, goToWaiting } from '../suggestions/arrive.ts';
import { nudgeSuggestion, otherSuggestionEdge, setSuggestionEdge } from '../suggestions/decide.ts';
import { nudgedTick } from '../suggestions/trim-draft.ts';
import { firstError } from '../tasks/findings.ts';
import { nextItem } from '../tasks/plan.ts';
import { deleteChosen, selectNeighbour } from '../timeline/actions.ts';
import { boundaryNear } from '../timeline/gesture.ts';
import type { Action } from './action.ts';
import {
  createFromMarks,
  markedSpan,
  nudgeEdge,
  playheadEdge,
  selectedInterval,
  selectedItem,
  setEdgeToPlayhead,
  setItemState,
  showTick,
  splitAtPlayhead,
} from './edits.ts';
import { currentDetail, currentTable, notify, perform, redo, undo } from './studio.ts';
import { selectItem, setView, useView, type ViewState } from './view-store.ts';
import { words } from '../words/words.ts';

const labelling = (view: ViewState): boolean => view.place === 'label' && view.videoId !== null;
const onInterval = (view: ViewState): boolean => labelling(view) && view.intervalId !== null;
/** Edges are moved of intervals, and of suggestions before they are decided on. */
const onEdges = (view: ViewState): boolean =>
  labelling(view) && (view.intervalId !== null || view.suggestionId !== null);
const onItem = (view: ViewState): boolean => labelling(view) && view.itemId !== null;

function goToItem(step: 1 | -1, onlyOpen: boolean): void {
  const detail = currentDetail();
  if (detail === null) return;
  const { itemId, videoOrder } = useView.getState();
  const next = nextItem(queued(detail.items, videoOrder), itemId, step, onlyOpen);
  if (next === null) {
    notify(words('actions')(onlyOpen ? 'everyItemCurated' : 'noOtherItem'));
    return;
  }
  if (onlyOpen) {
    arriveAtItem(next);
    return;
  }
  selectItem(next.id);
  const first = next.intervals[0];
  if (first !== undefined) showTick(first.start);
}

async function curate(item: ItemRow): Promise<void> {
  const detail = currentDetail();
  const reason = detail === null ? null : firstError(item, detail);
  if (reason !== null) {
    notify(words('tasks')('cannotCurate', { reason }), 'error');
    return;
  }
  if (await setItemState(item, 'curated')) await goToWaiting(item.id);
}

async function toggleCurated(): Promise<void> {
  const item = selectedItem();
  if (item === null) return;
  if (item.state === 'curated' || item.state === 'reviewed') await setItemState(item, 'draft');
  else await curate(item);
}

/** Marks and selection first; with nothing of that left, the item. */
function clearSelection(): void {
  const { markIn, markOut, intervalId, suggestionId, draft } = useView.getState();
  const nothing =
    markIn === null && markOut === null && intervalId === null && suggestionId === null && draft === null;
  setView({
    markIn: null,
    markOut: null,
    intervalId: null,
    suggestionId: null,
    draft: null,
    ...(nothing ? { itemId: null } : {}),
  });
}

async function nudge(frames: number): Promise<void> {
  if (!nudgeSuggestion({ frames })) await nudgeEdge(frames);
}

async function edgeHere(side: 'start' | 'end'): Promise<void> {
  if (!setSuggestionEdge(side)) await setEdgeToPlayhead(side);
}

function chooseOtherEdge(): void {
  if (otherSuggestionEdge()) return;
  const side = useView.getState().side === 'start' ? 'end' : 'start';
  setView({ side });
  const interval = selectedInterval()?.interval;
  if (interval !== undefined) showTick(side === 'start' ? interval.start : interval.end - 1);
}

/** Frames in a fifth of a second, which is what an edge may be off. */
function fifth(direction: 1 | -1): Promise<void> {
  const table = currentTable();
  if (table === null || nudgeSuggestion({ seconds: 0.2 * direction })) return Promise.resolve();
  const interval = selectedInterval()?.interval;
  if (interval === undefined) return Promise.resolve();
  const tick = useView.getState().side === 'start' ? interval.start : interval.end;
  const there = nudgedTick(tick, { seconds: 0.2 * direction }, table);
  return nudgeEdge(boundaryNear(table, there) - boundaryNear(table, tick));
}

function newItem(task: TaskKind): void {
  setView({
    draft: { task, span: markedSpan(), labelId: null },
    itemId: null,
    intervalId: null,
    suggestionId: null,
  });
}

const NEW_ITEMS: readonly Action[] = TASKS.map((task, index) => ({
  id: `new-${task}`,
  title: () => words('actions')(`new-${task}`),
  group: 'Items',
  keys: [`alt+${index + 1}`],
  words: 'create add',
  when: labelling,
  run: () => newItem(task),
}));

export const EDIT_ACTIONS: readonly Action[] = [
  {
    id: 'mark-in',
    title: () => words('actions')('mark-in'),
    group: 'Intervals',
    keys: ['i'],
    when: labelling,
    run: () => setView({ markIn: playheadEdge('start') }),
  },
  {
    id: 'mark-out',
    title: () => words('actions')('mark-out'),
    group: 'Intervals',
    keys: ['o'],
    when: labelling,
    run: () => setView({ markOut: playheadEdge('end') }),
  },
  {
    id: 'create',
    title: () => words('actions')('create'),
    group: 'Intervals',
    keys: ['enter'],
    when: labelling,
    run: createFromMarks,
  },
  {
    id: 'clear',
    title: () => words('actions')('clear'),
    group: 'Intervals',
    keys: ['escape'],
    when: labelling,
    run: clearSelection,
  },
  {
    id: 'start-here',
    title: () => words('actions')('start-here'),
    group: 'Intervals',
    keys: ['['],
    when: labelling,
    run: () => edgeHere('start'),
  },
  {
    id: 'end-here',
    title: () => words('actions')('end-here'),
    group: 'Intervals',
    keys: [']'],
    when: labelling,
    run: () => edgeHere('end'),
  },
  {
    id: 'other-edge',
    title: () => words('actions')('other-edge'),
    group: 'Intervals',
    keys: ['e'],
    when: onEdges,
    run: chooseOtherEdge,
  },
  {
    id: 'nudge-back',
    title: () => words('actions')('nudge-back'),
    group: 'Intervals',
    keys: [','],
    when: onEdges,
    run: () => nudge(-1),
  },
  {
    id: 'nudge-on',
    title: () => words('actions')('nudge-on'),
    group: 'Intervals',
    keys: ['.'],
    when: onEdges,
    run: () => nudge(1),
  },
  {
    id: 'nudge-back-10',
    title: () => words('actions')('nudge-back-10'),
    group: 'Intervals',
    keys: ['<', 'alt+,'],
    when: onEdges,
    run: () => nudge(-10),
  },
  {
    id: 'nudge-on-10',
    title: () => words('actions')('nudge-on-10'),
    group: 'Intervals',
    keys: ['>', 'alt+.'],
    when: onEdges,
    run: () => nudge(10),
  },
  {
    id: 'nudge-back-fifth',
    title: () => words('suggestions')('nudge-back-fifth'),
    group: 'Intervals',
    keys: ['alt+left'],
    when: onEdges,
    run: () => fifth(-1),
  },
  {
    id: 'nudge-on-fifth',
    title: () => words('suggestions')('nudge-on-fifth'),
    group: 'Intervals',
    keys: ['alt+right'],
    when: onEdges,
    run: () => fifth(1),
  },
  {
    id: 'split',
    title: () => words('actions')('split'),
    group: 'Intervals',
    keys: ['b'],
    when: onInterval,
    run: splitAtPlayhead,
  },
  {
    id: 'delete',
    title: () => words('actions')('delete'),
    group: 'Intervals',
    keys: ['delete'],
    when: onInterval,
    run: deleteChosen,
  },
  {
    id: 'next-interval',
    title: () => words('actions')('next-interval'),
    group: 'Intervals',
    keys: ['down'],
    when: labelling,
    run: () => selectNeighbour(1),
  },
  {
    id: 'previous-interval',
    title: () => words('actions')('previous-interval'),
    group: 'Intervals',
    keys: ['up'],
    when: labelling,
    run: () => selectNeighbour(-1),
  },
  {
    id: 'next-item',
    title: () => words('actions')('next-item'),
    group: 'Items',
    keys: ['pagedown'],
    when: labelling,
    run: () => goToItem(1, false),
  },
  {
    id: 'previous-item',
    title: () => words('actions')('previous-item'),
    group: 'Items',
    keys: ['pageup'],
    when: labelling,
    run: () => goToItem(-1, false),
  },
  {
    id: 'next-open-item',
    title: () => words('actions')('next-open-item'),
    group: 'Items',
    keys: ['shift+pagedown', 'w'],
    when: labelling,
    run: () => goToItem(1, true),
  },
  {
    id: 'curate',
    title: () => words('actions')('curate'),
    group: 'Items',
    keys: ['c', 'mod+enter'],
    words: 'done finish',
    when: onItem,
    run: toggleCurated,
  },
  {
    id: 'delete-item',
    title: () => words('actions')('delete-item'),
    group: 'Items',
    keys: ['mod+delete'],
    when: onItem,
    run: async () => {
      const item = selectedItem();
      if (item === null) return;
      selectItem(null);
      await perform([{ name: 'deleteItem', params: { item: item.id } }]);
    },
  },
  ...NEW_ITEMS,
  {
    id: 'undo',
    title: () => words('actions')('undo'),
    group: 'Project',
    keys: ['mod+z'],
    run: async () => void (await undo()),
  },
  {
    id: 'redo',
    title: () => words('actions')('redo'),
    group: 'Project',
    keys: ['mod+shift+z', 'mod+y'],
    run: async () => void (await redo()),
  },
];
