import type { ItemRow } from '../../src/service/contract/index.ts';
import { TASKS, type TaskKind } from '../../src/tasks/task.ts';
import { client } from '../client.ts';
import { queued } from '../queue/worth.ts';
import { missing, nextItem } from '../tasks/plan.ts';
import { packBars, neighbour } from '../timeline/bars.ts';
import { barTarget, truthBars } from '../timeline/model.ts';
import type { Action } from './action.ts';
import {
  acceptSelected,
  createFromMarks,
  deleteSelected,
  goToSuggestion,
  markedSpan,
  nudgeEdge,
  playheadEdge,
  rejectSelected,
  selectedInterval,
  selectedItem,
  setEdgeToPlayhead,
  setItemState,
  showTick,
  splitAtPlayhead,
  trimToPlayhead,
} from './edits.ts';
import { attempt, currentDetail, notify, perform, redo, undo } from './studio.ts';
import { selectItem, setView, useView, type ViewState } from './view-store.ts';
import { words } from '../words/words.ts';

const labelling = (view: ViewState): boolean => view.place === 'label' && view.videoId !== null;
const onInterval = (view: ViewState): boolean => labelling(view) && view.intervalId !== null;
const onItem = (view: ViewState): boolean => labelling(view) && view.itemId !== null;

function selectNeighbour(step: 1 | -1): void {
  const detail = currentDetail();
  if (detail === null) return;
  const { itemId, intervalId } = useView.getState();
  const items = itemId === null ? detail.items : detail.items.filter((item) => item.id === itemId);
  const lanes = items.map((item) => packBars(truthBars(item, new Map()), 1));
  const next = neighbour(lanes, intervalId === null ? null : `i${intervalId}`, step);
  if (next === null) return;
  setView({ intervalId: barTarget(next.id).id, itemId: next.itemId, suggestionId: null });
  showTick(next.start);
}

function goToItem(step: 1 | -1, onlyOpen: boolean): void {
  const detail = currentDetail();
  if (detail === null) return;
  const { itemId, videoOrder } = useView.getState();
  const next = nextItem(queued(detail.items, videoOrder), itemId, step, onlyOpen);
  if (next === null) {
    notify(words('actions')(onlyOpen ? 'everyItemCurated' : 'noOtherItem'));
    return;
  }
  selectItem(next.id);
  const first = next.intervals[0];
  if (first !== undefined) showTick(first.start);
}

async function curate(item: ItemRow): Promise<void> {
  const [reason] = missing(item);
  if (reason !== undefined) {
    notify(reason, 'error');
    return;
  }
  if (await setItemState(item, 'curated')) goToItem(1, true);
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

function newItem(task: TaskKind): void {
  setView({
    draft: { task, span: markedSpan(), labelId: null },
    itemId: null,
    intervalId: null,
    suggestionId: null,
  });
}

async function suggest(): Promise<void> {
  const { videoId } = useView.getState();
  if (videoId === null) return;
  const started = await attempt(client.suggestions.start.mutate({ scope: { videoId } }));
  if (started !== null) notify(words('actions')('asking'));
}

async function suggestEverywhere(): Promise<void> {
  const started = await attempt(client.suggestions.start.mutate({ scope: { waiting: true } }));
  if (started !== null) notify(words('actions')('askingEverywhere'));
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
    run: () => setEdgeToPlayhead('start'),
  },
  {
    id: 'end-here',
    title: () => words('actions')('end-here'),
    group: 'Intervals',
    keys: [']'],
    when: labelling,
    run: () => setEdgeToPlayhead('end'),
  },
  {
    id: 'other-edge',
    title: () => words('actions')('other-edge'),
    group: 'Intervals',
    keys: ['e'],
    when: onInterval,
    run: () => {
      const side = useView.getState().side === 'start' ? 'end' : 'start';
      setView({ side });
      const interval = selectedInterval()?.interval;
      if (interval !== undefined) showTick(side === 'start' ? interval.start : interval.end - 1);
    },
  },
  {
    id: 'nudge-back',
    title: () => words('actions')('nudge-back'),
    group: 'Intervals',
    keys: [','],
    when: onInterval,
    run: () => nudgeEdge(-1),
  },
  {
    id: 'nudge-on',
    title: () => words('actions')('nudge-on'),
    group: 'Intervals',
    keys: ['.'],
    when: onInterval,
    run: () => nudgeEdge(1),
  },
  {
    id: 'nudge-back-10',
    title: () => words('actions')('nudge-back-10'),
    group: 'Intervals',
    keys: ['<', 'alt+,'],
    when: onInterval,
    run: () => nudgeEdge(-10),
  },
  {
    id: 'nudge-on-10',
    title: () => words('actions')('nudge-on-10'),
    group: 'Intervals',
    keys: ['>', 'alt+.'],
    when: onInterval,
    run: () => nudgeEdge(10),
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
    run: deleteSelected,
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
    id: 'suggest',
    title: () => words('actions')('suggest'),
    group: 'Suggestions',
    keys: ['shift+g'],
    words: 'model policy predict',
    when: labelling,
    run: suggest,
  },
  {
    id: 'suggest-everywhere',
    title: () => words('actions')('suggest-everywhere'),
    group: 'Suggestions',
    keys: ['alt+g'],
    words: 'model policy predict queue order priority batch',
    run: suggestEverywhere,
  },
  {
    id: 'accept',
    title: () => words('actions')('accept'),
    group: 'Suggestions',
    keys: ['a'],
    when: labelling,
    run: () => acceptSelected('whole'),
  },
  {
    id: 'accept-start',
    title: () => words('actions')('accept-start'),
    group: 'Suggestions',
    keys: ['s'],
    when: labelling,
    run: () => acceptSelected('start'),
  },
  {
    id: 'accept-end',
    title: () => words('actions')('accept-end'),
    group: 'Suggestions',
    keys: ['d'],
    when: labelling,
    run: () => acceptSelected('end'),
  },
  {
    id: 'trim',
    title: () => words('actions')('trim'),
    group: 'Suggestions',
    keys: ['t'],
    when: labelling,
    run: trimToPlayhead,
  },
  {
    id: 'reject',
    title: () => words('actions')('reject'),
    group: 'Suggestions',
    keys: ['r'],
    when: labelling,
    run: rejectSelected,
  },
  {
    id: 'next-suggestion',
    title: () => words('actions')('next-suggestion'),
    group: 'Suggestions',
    keys: ['g', 'n'],
    when: labelling,
    run: () => goToSuggestion(1),
  },
  {
    id: 'previous-suggestion',
    title: () => words('actions')('previous-suggestion'),
    group: 'Suggestions',
    keys: ['p'],
    when: labelling,
    run: () => goToSuggestion(-1),
  },
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
