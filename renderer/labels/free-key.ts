import type { LabelRow } from '../../src/service/contract/index.ts';
import { ACTIONS } from '../app/actions.ts';
import { collide, keysOf } from '../app/keymap.ts';

/** Keys that a hand finds while the video plays. */
const CANDIDATES = Array.from('567890hjuvqxyabcdefgiklmnoprstwz');

/** The action that a key belongs to on this machine, or null. */
export function actionOfKey(key: string): string | null {
  const owner = ACTIONS.find((action) => keysOf(action).some((each) => collide(each, key)));
  return owner?.title() ?? null;
}

/** The other label of the group that a key belongs to, or null. */
export function labelOfKey(key: string, own: LabelRow, labels: readonly LabelRow[]): string | null {
  const holder = labels.find(
    ({ id, group, hotkey }) =>
      id !== own.id && group === own.group && hotkey?.toLowerCase() === key.toLowerCase(),
  );
  return holder?.name ?? null;
}

/** A key that neither an action nor a label of the group has; letters with Shift where all plain ones are taken. */
export function freeKey(own: LabelRow, labels: readonly LabelRow[]): string | null {
  const all = [...CANDIDATES, ...CANDIDATES.filter((key) => /[a-z]/u.test(key)).map((key) => `shift+${key}`)];
  return all.find((key) => actionOfKey(key) === null && labelOfKey(key, own, labels) === null) ?? null;
}
