import type { Keymap } from '../../src/service/contract/index.ts';
import { useSettings } from '../settings/page-settings.ts';
import type { Action } from './action.ts';
import { canonical, fit, steps, type KeyPress } from './chord.ts';

/** Which keys an action has on this machine: those a person gave it, else those it comes with. */

type Keyed = Pick<Action, 'id' | 'keys'>;

export function keysOf(action: Keyed, keymap: Keymap = useSettings.getState().keys): readonly string[] {
  return keymap[action.id] ?? action.keys;
}

export function isRemapped(action: Keyed, keymap: Keymap): boolean {
  return keymap[action.id] !== undefined;
}

/** What a row of key presses means: actions in order of preference, and whether more keys could follow. */
export interface Meaning<A> {
  readonly actions: readonly A[];
  readonly waiting: boolean;
}

/** @param presses the keys so far, the last one being the newest */
export function meaningOf<A extends Keyed>(
  presses: readonly KeyPress[],
  actions: readonly A[],
  keymap: Keymap = useSettings.getState().keys,
): Meaning<A> {
  const byCharacter: A[] = [];
  const byPosition: A[] = [];
  let waiting = false;
  for (const action of actions) {
    for (const key of keysOf(action, keymap)) {
      const wanted = steps(key);
      const fits = presses.map((press, i) => {
        const step = wanted[i];
        return step === undefined ? null : fit(press, step);
      });
      if (fits.length === 0 || fits.includes(null)) continue;
      if (wanted.length > presses.length) waiting = true;
      else if (fits.includes('position')) byPosition.push(action);
      else byCharacter.push(action);
    }
  }
  return { actions: [...byCharacter, ...byPosition], waiting };
}

/** Whether two shortcuts cannot stand beside each other: equal, or one begins the other. */
export function collide(a: string, b: string): boolean {
  const [x, y] = [steps(canonical(a)), steps(canonical(b))];
  return x.slice(0, y.length).every((step, i) => step === y[i]);
}

/** Other actions that a shortcut of `id` would take keys from. */
export function conflicts<A extends Keyed>(
  id: string,
  key: string,
  actions: readonly A[],
  keymap: Keymap,
): A[] {
  return actions.filter(
    (action) => action.id !== id && keysOf(action, keymap).some((other) => collide(key, other)),
  );
}

/** The keymap with `keys` for one action; what equals its own keys is no entry. */
export function withKeys(keymap: Keymap, action: Keyed, keys: readonly string[]): Keymap {
  const wanted = [...new Set(keys.map(canonical))];
  const own = action.keys.map(canonical);
  const { [action.id]: _old, ...others } = keymap;
  return wanted.length === own.length && wanted.every((key, i) => key === own[i])
    ? others
    : { ...others, [action.id]: wanted };
}

/** The keymap with `key` given to one action and taken from all others that it collides with. */
export function withKey(
  keymap: Keymap,
  action: Keyed,
  keys: readonly string[],
  key: string,
  actions: readonly Keyed[],
): Keymap {
  let next = withKeys(keymap, action, keys);
  for (const other of conflicts(action.id, key, actions, keymap))
    next = withKeys(
      next,
      other,
      keysOf(other, keymap).filter((each) => !collide(key, each)),
    );
  return next;
}
