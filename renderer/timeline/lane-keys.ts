import type { LabelRow } from '../../src/service/contract/index.ts';

interface Head {
  readonly id: string;
  readonly labelId: number | null;
  readonly kind: string;
}

/** What a key press tells. The fields of a DOM KeyboardEvent. */
export interface LanePress {
  readonly key: string;
  readonly code: string;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
}

/**
 * The key that labels into each lane while it is held: the label's own, else Shift with a digit by the lane's place among
 * labels, from 1 to 9.
 */
export function laneKeyOf(heads: readonly Head[], labels: readonly LabelRow[]): ReadonlyMap<string, string> {
  const own = new Map(labels.map((label) => [label.id, label.hotkey?.toLowerCase() ?? null]));
  const free = ['1', '2', '3', '4', '5', '6', '7', '8', '9'].map((digit) => `shift+${digit}`);
  const keys = new Map<string, string>();
  for (const { id, labelId, kind } of heads) {
    if (kind !== 'label' || labelId === null) continue;
    const key = own.get(labelId) ?? free.shift();
    if (key !== undefined) keys.set(id, key);
  }
  return keys;
}

/** The keys that lanes have by their place; no label can have one of its own. */
export function isPlaceKey(key: string): boolean {
  return /^shift\+[1-9]$/u.test(key);
}

/** Whether a press is a lane's key. Digits count by where they lie, since Shift makes other characters of them. */
export function isLaneKey(press: LanePress, key: string): boolean {
  if (press.ctrlKey || press.metaKey || press.altKey) return false;
  const plain = key.startsWith('shift+') ? key.slice(6) : key;
  if (isPlaceKey(key)) return press.shiftKey && press.code === `Digit${plain}`;
  // Letters alone tell Shift: other characters may need it to be typed at all.
  if (/^\p{L}$/u.test(plain) && press.shiftKey !== key.startsWith('shift+')) return false;
  return press.key.toLowerCase() === plain;
}
