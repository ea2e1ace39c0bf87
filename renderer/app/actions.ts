import type { Action } from './action.ts';
import { REVIEW_ACTIONS } from '../review/actions.ts';
import { SUGGESTION_ACTIONS } from '../suggestions/actions.ts';
import { COVERAGE_ACTIONS } from '../coverage/actions.ts';
import { PROJECT_ACTIONS } from '../projects/actions.ts';
import { EDIT_ACTIONS } from './actions-edit.ts';
import { PLAYBACK_ACTIONS } from './actions-playback.ts';
import { WINDOW_ACTIONS } from './actions-window.ts';
import type { KeyPress } from './chord.ts';
import { meaningOf, type Meaning } from './keymap.ts';
import { tellActions } from './shown-key.ts';
import type { ViewState } from './view-store.ts';
import { TASK_ACTIONS } from '../tasks/actions.ts';
import { READER_ACTIONS } from '../a11y/actions.ts';
import { TIMELINE_ACTIONS } from '../timeline/actions.ts';
import { SETTINGS_ACTIONS } from '../settings/actions.ts';
import { words } from '../words/words.ts';

/** The one table of user actions. */
export const ACTIONS: readonly Action[] = [
  ...PLAYBACK_ACTIONS,
  ...EDIT_ACTIONS,
  ...TASK_ACTIONS,
  ...TIMELINE_ACTIONS,
  ...SUGGESTION_ACTIONS,
  ...REVIEW_ACTIONS,
  ...WINDOW_ACTIONS,
  ...PROJECT_ACTIONS,
  ...COVERAGE_ACTIONS,
  ...SETTINGS_ACTIONS,
  ...READER_ACTIONS,
];

const BY_ID = new Map(ACTIONS.map((action) => [action.id, action]));
tellActions(BY_ID);

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
  return meaningNow([press], view, projectOpen).actions[0] ?? null;
}

/** What a row of key presses means among the actions that are available. */
export function meaningNow(
  presses: readonly KeyPress[],
  view: ViewState,
  projectOpen: boolean,
): Meaning<Action> {
  return meaningOf(
    presses,
    ACTIONS.filter((action) => isAvailable(action, view, projectOpen)),
  );
}

/** Actions whose title, group or other words hold every word of `search`, best matches first. */
export function searchActions(search: string, actions: readonly Action[]): Action[] {
  const wanted = search
    .toLowerCase()
    .split(/\s+/u)
    .filter((word) => word !== '');
  const rank = (action: Action): number => {
    const title = action.title().toLowerCase();
    const group = `${action.group} ${words('actions')(`groups.${action.group}`)}`.toLowerCase();
    const all = `${title} ${group} ${action.words ?? ''}`;
    if (!wanted.every((word) => all.includes(word))) return Infinity;
    return wanted.reduce((sum, word) => sum + (title.startsWith(word) ? 0 : title.includes(word) ? 1 : 3), 0);
  };
  return actions
    .map((action) => ({ action, score: rank(action) }))
    .filter(({ score }) => score < Infinity)
    .toSorted((a, b) => a.score - b.score)
    .map(({ action }) => action);
}
