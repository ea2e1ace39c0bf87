import type { Action } from './action.ts';
import { SUGGESTION_ACTIONS } from '../suggestions/actions.ts';
import { EDIT_ACTIONS } from './actions-edit.ts';
import { PLAYBACK_ACTIONS } from './actions-playback.ts';
import { WINDOW_ACTIONS } from './actions-window.ts';
import { matches, type KeyPress } from './chord.ts';
import type { ViewState } from './view-store.ts';

/** The one table of user actions. */
export const ACTIONS: readonly Action[] = [
  ...PLAYBACK_ACTIONS,
  ...EDIT_ACTIONS,
  ...SUGGESTION_ACTIONS,
  ...WINDOW_ACTIONS,
];

const BY_ID = new Map(ACTIONS.map((action) => [action.id, action]));

/** @throws RangeError for an id that is not in the table: a button was wired to nothing. */
export function actionById(id: string): Action {
  const action = BY_ID.get(id);
  if (action === undefined) throw new RangeError(`There is no action “${id}”.`);
  return action;
}

export function isAvailable(action: Action, view: ViewState, projectOpen: boolean): boolean {
  return (action.always === true || projectOpen) && (action.when === undefined || action.when(view));
}

/** The first available action that a key press stands for. */
export function actionFor(press: KeyPress, view: ViewState, projectOpen: boolean): Action | null {
  return (
    ACTIONS.find(
      (action) => action.keys.some((key) => matches(press, key)) && isAvailable(action, view, projectOpen),
    ) ?? null
  );
}

/** Actions whose title, group or other words hold every word of `search`, best matches first. */
export function searchActions(search: string, actions: readonly Action[]): Action[] {
  const words = search
    .toLowerCase()
    .split(/\s+/u)
    .filter((word) => word !== '');
  const rank = (action: Action): number => {
    const title = action.title().toLowerCase();
    const all = `${title} ${action.group.toLowerCase()} ${action.words ?? ''}`;
    if (!words.every((word) => all.includes(word))) return Infinity;
    return words.reduce((sum, word) => sum + (title.startsWith(word) ? 0 : title.includes(word) ? 1 : 3), 0);
  };
  return actions
    .map((action) => ({ action, score: rank(action) }))
    .filter(({ score }) => score < Infinity)
    .toSorted((a, b) => a.score - b.score)
    .map(({ action }) => action);
}
