import { ACTIONS } from '../app/actions.ts';
import type { KeyPress } from '../app/chord.ts';
import { addInterval, markedSpan, showTick } from '../app/edits.ts';
import { meaningOf } from '../app/keymap.ts';
import { currentDetail } from '../app/studio.ts';
import { setView, useView } from '../app/view-store.ts';
import type { Bar } from '../timeline/bars.ts';
import { barTarget } from '../timeline/model.ts';
import { expectPlayhead } from './announce.ts';
import type { GridLanes, Place } from './grid-lanes.ts';

/** Actions that act on what is selected: in the grid, that is the cell with the focus. */
const ACTING = new Set(['Intervals', 'Suggestions']);
/** Of those, what chooses something else, or lets go of it. */
const CHOOSING = new Set([
  'next-interval',
  'previous-interval',
  'next-suggestion',
  'previous-suggestion',
  'clear',
]);

/** Where a key leads from a place in the grid; null when it does not lead anywhere. */
export function ledTo(
  event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'>,
  place: Place,
  lanes: GridLanes,
): Place | null {
  if (event.shiftKey || event.altKey || event.metaKey) return null;
  const first = lanes.placed[0]?.lane.id;
  const last = lanes.placed.at(-1)?.lane.id;
  if (event.ctrlKey) {
    if (event.key === 'Home' && first !== undefined) return lanes.end(first, 1);
    if (event.key === 'End' && last !== undefined) return lanes.end(last, -1);
    return null;
  }
  switch (event.key) {
    case 'ArrowRight':
      return lanes.along(place, 1) ?? place;
    case 'ArrowLeft':
      return lanes.along(place, -1) ?? place;
    case 'ArrowDown':
      return lanes.across(place, 1) ?? place;
    case 'ArrowUp':
      return lanes.across(place, -1) ?? place;
    case 'Home':
      return lanes.end(place.lane, 1);
    case 'End':
      return lanes.end(place.lane, -1);
    default:
      return null;
  }
}

/** Selects a bar as a click would. */
export function selectBar(bar: Bar): void {
  const target = barTarget(bar.id);
  setView({
    itemId: bar.itemId,
    intervalId: target.kind === 'interval' ? target.id : null,
    suggestionId: target.kind === 'suggestion' ? target.id : null,
  });
}

/** Enter: with marks set the marked stretch becomes an interval of the cell's or lane's item; else the cell is opened. */
export function enter(place: Place, lanes: GridLanes): void {
  const bar = lanes.bar(place);
  const span = markedSpan();
  if (span !== null) {
    const itemId = bar?.itemId ?? lanes.lane(place.lane)?.lane.itemId ?? useView.getState().itemId;
    const item = currentDetail()?.items.find((each) => each.id === itemId);
    if (item !== undefined) {
      void addInterval(item, span);
      return;
    }
    const { task = null, labelId = null } = lanes.lane(place.lane)?.lane ?? {};
    setView({ draft: { task: task ?? 'TG', span, labelId } });
    return;
  }
  if (bar === null) return;
  selectBar(bar);
  expectPlayhead();
  showTick(bar.start);
}

/** Before a shortcut acts on the selection, the cell with the focus becomes it. */
export function selectForAction(event: KeyPress, place: Place, lanes: GridLanes): void {
  const { actions } = meaningOf([event], ACTIONS);
  if (actions.some((action) => action.group === 'Playback')) expectPlayhead();
  const bar = lanes.bar(place);
  if (bar === null) return;
  const acts = actions.some((action) => ACTING.has(action.group) && !CHOOSING.has(action.id));
  const { intervalId, suggestionId } = useView.getState();
  const { kind, id } = barTarget(bar.id);
  const selected = kind === 'interval' ? intervalId === id : suggestionId === id;
  if (acts && !selected) selectBar(bar);
}
