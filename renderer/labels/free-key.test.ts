import { describe, expect, it } from 'vitest';
import type { LabelRow } from '../../src/service/contract/index.ts';
import { isLaneKey, isPlaceKey } from '../timeline/lane-keys.ts';
import { freeKey, keyOfPress } from './free-key.ts';

const label = (id: number, hotkey: string | null): LabelRow => ({
  id,
  name: `label ${id}`,
  description: '',
  group: 'g',
  colour: 0,
  hotkey,
  exclusive: null,
  attributes: [],
  uses: 0,
});

const press = (key: string, code: string, shiftKey: boolean) => ({
  key,
  code,
  shiftKey,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
});

describe('keys of labels', () => {
  it('are suggested until none is left, each once, and never one that a lane has by its place', () => {
    const labels = Array.from({ length: 80 }, (_none, id) => label(id, null));
    const given: string[] = [];
    for (const [at, own] of labels.entries()) {
      const key = freeKey(own, labels);
      if (key === null) break;
      given.push(key);
      labels[at] = label(own.id, key);
    }
    expect(given.length).toBeGreaterThan(5);
    expect(new Set(given).size).toBe(given.length);
    expect(given.filter(isPlaceKey)).toEqual([]);
    // Each of them labels when it is pressed.
    for (const key of given) {
      const shift = key.startsWith('shift+');
      const plain = shift ? key.slice(6) : key;
      const typed = press(shift ? plain.toUpperCase() : plain, `Key${plain.toUpperCase()}`, shift);
      expect(isLaneKey(typed, key), key).toBe(true);
      expect(keyOfPress(typed), key).toBe(key);
    }
  });

  it('tell letters with Shift from letters without, and digits with Shift by where they lie', () => {
    expect(isLaneKey(press('A', 'KeyA', true), 'shift+a')).toBe(true);
    expect(isLaneKey(press('a', 'KeyA', false), 'shift+a')).toBe(false);
    expect(isLaneKey(press('A', 'KeyA', true), 'a')).toBe(false);
    expect(isLaneKey(press('/', 'Digit7', true), 'shift+7')).toBe(true);
    expect(keyOfPress(press('/', 'Digit7', true))).toBe('shift+7');
    expect(keyOfPress(press('?', 'Slash', true))).toBe('?');
    expect(isLaneKey(press('?', 'Slash', true), '?')).toBe(true);
  });
});
