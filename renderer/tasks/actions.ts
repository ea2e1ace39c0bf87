import type { Action } from '../app/action.ts';
import { isItemLocked, selectedItem } from '../app/edits.ts';
import { notify, perform } from '../app/studio.ts';
import { setView, useView, type ViewState } from '../app/view-store.ts';
import { words } from '../words/words.ts';
import { moveSentence } from './sentence-order.ts';

const labelling = (view: ViewState): boolean => view.place === 'label' && view.videoId !== null;
const onItem = (view: ViewState): boolean => labelling(view) && view.itemId !== null;
type Title =
  'labels' | 'derive' | 'rederive' | 'nothing-here' | 'answer' | 'write' | 'sentence-up' | 'sentence-down';
const title = (key: Title) => () => words('tasks')(`actions.${key}`);

/** Where the keys of an editor work: it is found by this attribute, so that a key can hand the focus over to it. */
export const ANSWER_FIELD = 'data-answer-field';

function nothingHere(): void {
  const item = selectedItem();
  if (item === null || isItemLocked(item)) return;
  const { prompt } = item;
  if (prompt.task !== 'DTG') {
    void perform([{ name: 'setNone', params: { item: item.id } }]);
    return;
  }
  const { intervalId } = useView.getState();
  const taken = new Set([...item.intervals.map(({ slot }) => slot), ...item.noneSlots]);
  const chosen = item.intervals.find(({ id }) => id === intervalId)?.slot;
  const slot = chosen ?? prompt.sentences.findIndex((_sentence, at) => !taken.has(at));
  if (slot >= 0) void perform([{ name: 'setNone', params: { item: item.id, slot } }]);
}

/** The sentence whose interval is selected. */
function shiftSentence(step: 1 | -1): void {
  const item = selectedItem();
  const { intervalId } = useView.getState();
  const slot = item?.intervals.find(({ id }) => id === intervalId)?.slot;
  if (item === null || item.task !== 'DTG' || slot === undefined) notify(words('tasks')('chooseSentence'));
  else void moveSentence(item, slot, step);
}

function focusAnswer(): void {
  const field = document.querySelector(`[${ANSWER_FIELD}]`);
  if (field instanceof HTMLElement || field instanceof SVGElement) field.focus();
}

function rederive(): void {
  const item = selectedItem();
  if (item?.derived === undefined || item.derived.state === 'same') notify(words('tasks')('notDerived'));
  else void perform([{ name: 'rederive', params: { items: [item.id] } }]);
}

export const TASK_ACTIONS: readonly Action[] = [
  {
    id: 'nothing-here',
    title: title('nothing-here'),
    group: 'Items',
    keys: ['alt+n'],
    when: onItem,
    run: nothingHere,
  },
  { id: 'answer', title: title('answer'), group: 'Items', keys: ['v'], when: onItem, run: focusAnswer },
  {
    id: 'write',
    title: title('write'),
    group: 'Items',
    keys: ['alt+w'],
    words: 'DTG sentences transcribe',
    when: labelling,
    run: () => setView({ writing: !useView.getState().writing, draft: null }),
  },
  {
    id: 'sentence-up',
    title: title('sentence-up'),
    group: 'Items',
    keys: ['alt+pageup'],
    words: 'DTG order move',
    when: onItem,
    run: () => shiftSentence(-1),
  },
  {
    id: 'sentence-down',
    title: title('sentence-down'),
    group: 'Items',
    keys: ['alt+pagedown'],
    words: 'DTG order move',
    when: onItem,
    run: () => shiftSentence(1),
  },
  {
    id: 'rederive',
    title: title('rederive'),
    group: 'Items',
    keys: ['shift+r'],
    when: onItem,
    run: rederive,
  },
  {
    id: 'derive',
    title: title('derive'),
    group: 'Project',
    keys: ['mod+shift+d'],
    words: 'tasks generate multi-task TG DTG VHD GVQA',
    run: () => setView({ dialog: 'derive' }),
  },
  {
    id: 'labels',
    title: title('labels'),
    group: 'Project',
    keys: ['alt+shift+l'],
    words: 'schema hotkeys colours attributes merge rename',
    run: () => setView({ dialog: 'labels' }),
  },
];
