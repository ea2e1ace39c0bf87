import type { LabelRow } from '../../src/service/contract/index.ts';
import { ACTIONS } from '../app/actions.ts';
import { collide, keysOf } from '../app/keymap.ts';
import { isPlaceKey } from '../timeline/lane-keys.ts';

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

/** The key that a press in the field means: Shift makes other characters of digits, so these count by where they lie. */
export function keyOfPress({
  key,
  code,
  shiftKey,
}: {
  readonly key: string;
  readonly code: string;
  readonly shiftKey: boolean;
}): string {
  if (shiftKey && /^Digit[0-9]$/u.test(code)) return `shift+${code.slice(5)}`;
  return shiftKey && /\p{L}/u.test(key) ? `shift+${key.toLowerCase()}` : key.toLowerCase();
}

/**
 * A key that neither an action nor a label of the group has, nor the timeline for its lanes by place; letters with Shift where all
 * plain ones are taken.
 */
export function freeKey(own: LabelRow, labels: readonly LabelRow[]): string | null {
  const all = [...CANDIDATES, ...CANDIDATES.filter((key) => /[a-z]/u.test(key)).map((key) => `shift+${key}`)];
  const free = (key: string): boolean =>
    !isPlaceKey(key) && actionOfKey(key) === null && labelOfKey(key, own, labels) === null;
  return all.find(free) ?? null;
}
