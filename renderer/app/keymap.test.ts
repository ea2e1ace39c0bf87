import { describe, expect, it } from 'vitest';
import type { KeyPress } from './chord.ts';
import { collide, conflicts, keysOf, meaningOf, withKey, withKeys } from './keymap.ts';

const play = { id: 'play', keys: ['space'] };
const zoom = { id: 'zoom', keys: ['+', '='] };
const go = { id: 'go', keys: ['g'] };
const ACTIONS = [play, zoom, go];

function press(key: string, code = ''): KeyPress {
  return { key, code, ctrlKey: false, metaKey: false, shiftKey: false, altKey: false };
}

describe('a keymap', () => {
  it('replaces the keys of an action, and takes them away', () => {
    expect(keysOf(play, {})).toEqual(['space']);
    expect(keysOf(play, { play: ['p'] })).toEqual(['p']);
    expect(meaningOf([press('p')], ACTIONS, { play: ['p'] }).actions).toEqual([play]);
    expect(meaningOf([press(' ')], ACTIONS, { play: [] }).actions).toEqual([]);
  });

  it('holds only what differs from what the actions come with', () => {
    expect(withKeys({}, play, ['p'])).toEqual({ play: ['p'] });
    expect(withKeys({ play: ['p'] }, play, ['space'])).toEqual({});
    expect(withKeys({}, zoom, ['shift++', '='])).toEqual({});
  });

  it('tells whom a key would be taken from, and takes it', () => {
    expect(conflicts('play', 'g', ACTIONS, {})).toEqual([go]);
    expect(conflicts('go', 'g', ACTIONS, {})).toEqual([]);
    expect(conflicts('play', 'g i', ACTIONS, {})).toEqual([go]);
    expect(withKey({}, play, ['='], '=', ACTIONS)).toEqual({ play: ['='], zoom: ['+'] });
    expect(collide('g i', 'g')).toBe(true);
    expect(collide('g i', 'g o')).toBe(false);
  });

  it('waits for the second key of two', () => {
    const keymap = { play: ['g i'], go: ['q'] };
    expect(meaningOf([press('g')], ACTIONS, keymap)).toEqual({ actions: [], waiting: true });
    expect(meaningOf([press('g'), press('i')], ACTIONS, keymap)).toEqual({ actions: [play], waiting: false });
    expect(meaningOf([press('g'), press('x')], ACTIONS, keymap)).toEqual({ actions: [], waiting: false });
  });

  it('prefers the character of a key to its place', () => {
    const keymap = { play: ['1'], go: ['&'] };
    expect(meaningOf([press('&', 'Digit1')], ACTIONS, keymap).actions).toEqual([go, play]);
  });
});
