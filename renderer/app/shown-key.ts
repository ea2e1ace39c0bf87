import type { Action } from './action.ts';
import { words, type Words } from '../words/words.ts';
import { shown, type KeyNames } from './chord.ts';
import { keysOf } from './keymap.ts';

/** The keys of actions, for sentences of code that actions are made of: it cannot import their table. */

export const IS_MAC = navigator.userAgent.includes('Mac');

/** A shortcut as it stands on the keys of this machine, in the language of the page. */
export function keyText(chord: string): string {
  return shown(chord, IS_MAC, keyNames(words('app')));
}

/** One per language: a list of commands asks for a hundred keys at each stroke. */
const namesIn = new WeakMap<Words<'app'>, KeyNames>();

function keyNames(t: Words<'app'>): KeyNames {
  const known = namesIn.get(t) ?? {
    ctrl: t('keys.ctrl'),
    alt: t('keys.alt'),
    shift: t('keys.shift'),
    ' ': t('keys.space'),
    enter: t('keys.enter'),
    escape: t('keys.escape'),
    delete: t('keys.delete'),
    insert: t('keys.insert'),
    home: t('keys.home'),
    end: t('keys.end'),
    pageup: t('keys.pageUp'),
    pagedown: t('keys.pageDown'),
    backspace: t('keys.backspace'),
    tab: t('keys.tab'),
  };
  namesIn.set(t, known);
  return known;
}

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
  return key === undefined ? action.title() : keyText(key);
}
