import type { Action } from './action.ts';
import { shown } from './chord.ts';
import { keysOf } from './keymap.ts';

/** The keys of actions, for sentences of code that actions are made of: it cannot import their table. */

export const IS_MAC = navigator.userAgent.includes('Mac');

let actions: ReadonlyMap<string, Action> = new Map();

/** The table of actions says which there are. */
export function tellActions(table: ReadonlyMap<string, Action>): void {
  actions = table;
}

/** The first shortcut of an action on this machine, as a person reads it; its title when it has none, to go into a sentence. */
export function keyOrTitle(id: string): string {
  const action = actions.get(id);
  if (action === undefined) return id;
  const key = keysOf(action)[0];
  return key === undefined ? action.title() : shown(key, IS_MAC);
}
