import { describe, expect, it } from 'vitest';
import { matches, shown, type KeyPress } from './chord.ts';

function press(key: string, change: Partial<KeyPress> = {}): KeyPress {
  return { key, ctrlKey: false, metaKey: false, shiftKey: false, altKey: false, ...change };
}

describe('shortcuts', () => {
  it('match their own keys and no others', () => {
    expect(matches(press(' '), 'space')).toBe(true);
    expect(matches(press(' ', { shiftKey: true }), 'space')).toBe(false);
    expect(matches(press('Z', { ctrlKey: true, shiftKey: true }), 'mod+shift+z')).toBe(true);
    expect(matches(press('z', { ctrlKey: true }), 'mod+shift+z')).toBe(false);
    expect(matches(press('z', { metaKey: true }), 'mod+z')).toBe(true);
    expect(matches(press('ArrowLeft', { shiftKey: true }), 'shift+left')).toBe(true);
    expect(matches(press('i'), 'i')).toBe(true);
    expect(matches(press('I', { shiftKey: true }), 'i')).toBe(false);
  });

  it('mean the character where a layout hides it behind Shift or AltGr', () => {
    expect(matches(press('?', { shiftKey: true }), '?')).toBe(true);
    expect(matches(press('<', { shiftKey: true }), '<')).toBe(true);
    expect(matches(press('+'), '+')).toBe(true);
    expect(matches(press(',', { altKey: true }), ',')).toBe(false);
    expect(matches(press(',', { altKey: true }), 'alt+,')).toBe(true);
  });

  it('are written as people read them', () => {
    expect(shown('mod+shift+z', false)).toBe('Ctrl+Shift+Z');
    expect(shown('mod+shift+z', true)).toBe('⇧⌘Z');
    expect(shown('space', false)).toBe('Space');
    expect(shown('shift+left', false)).toBe('Shift+←');
    expect(shown('+', false)).toBe('+');
  });
});
