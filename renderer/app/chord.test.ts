import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonical, chordOf, fit, matches, shown, type KeyPress } from './chord.ts';

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
    // German: [ is AltGr+8, which Windows reports as Ctrl+Alt.
    expect(matches(press('[', { code: 'Digit8', ctrlKey: true, altKey: true }), '[')).toBe(true);
  });

  it('mean the place of the key where a layout has no such character', () => {
    expect(fit(press('ш', { code: 'KeyI' }), 'i')).toBe('position');
    expect(fit(press('Я', { code: 'KeyZ', ctrlKey: true, shiftKey: true }), 'mod+shift+z')).toBe('position');
    expect(fit(press('х', { code: 'BracketLeft' }), '[')).toBe('position');
    expect(fit(press('Б', { code: 'Comma', shiftKey: true }), '<')).toBe('position');
    // AZERTY: digits need Shift, and what is there without it is no digit.
    expect(fit(press('&', { code: 'Digit1' }), '1')).toBe('position');
    expect(fit(press('1', { code: 'Digit1', shiftKey: true }), '1')).toBe('character');
    // A Mac makes © of Alt+G and a dead key of Alt+N.
    expect(fit(press('©', { code: 'KeyG', altKey: true }), 'alt+g')).toBe('position');
    expect(fit(press('Dead', { code: 'KeyN', altKey: true }), 'alt+n')).toBe('position');
    // An input method that is on swallows the letter.
    expect(fit(press('Process', { code: 'KeyA' }), 'a')).toBe('position');
  });

  it('never mean the place of a key that makes a Latin letter or a sign of its own', () => {
    // AZERTY: A lies where Q is on a US keyboard.
    expect(fit(press('a', { code: 'KeyQ' }), 'q')).toBeNull();
    expect(fit(press('a', { code: 'KeyQ' }), 'a')).toBe('character');
    // Dvorak: the key of Q makes an apostrophe.
    expect(fit(press("'", { code: 'KeyQ' }), 'q')).toBeNull();
    // US: Shift+1 is an exclamation mark and no digit.
    expect(fit(press('!', { code: 'Digit1', shiftKey: true }), '1')).toBeNull();
  });

  it('are written as people read them', () => {
    expect(shown('mod+shift+z', false)).toBe('Ctrl+Shift+Z');
    expect(shown('mod+shift+z', true)).toBe('⇧⌘Z');
    expect(shown('space', false)).toBe('Space');
    expect(shown('shift+left', false)).toBe('Shift+←');
    expect(shown('+', false)).toBe('+');
    expect(shown('f1', false)).toBe('F1');
    expect(shown('g i', false)).toBe('G I');
  });

  it('are taught by pressing them', () => {
    expect(chordOf(press('Shift', { shiftKey: true }))).toBeNull();
    expect(chordOf(press('Dead'))).toBeNull();
    expect(chordOf(press('P', { ctrlKey: true, shiftKey: true }))).toBe('mod+shift+p');
    expect(chordOf(press('?', { shiftKey: true }))).toBe('?');
    expect(chordOf(press('ф', { code: 'KeyA' }))).toBe('a');
    expect(chordOf(press('ü', { code: 'BracketLeft' }))).toBe('ü');
    expect(chordOf(press('ArrowUp', { altKey: true }))).toBe('alt+up');
  });
});

/** Presses of a US, a Cyrillic and a French keyboard, with any modifiers. */
const presses = fc
  .record({
    base: fc.constantFrom<[string, string, string]>(
      ['a', 'A', 'KeyA'],
      ['ф', 'Ф', 'KeyA'],
      ['q', 'Q', 'KeyA'],
      ['ü', 'Ü', 'BracketLeft'],
      ['х', 'Х', 'BracketLeft'],
      ['1', '!', 'Digit1'],
      ['&', '1', 'Digit1'],
      ['é', '2', 'Digit2'],
      [',', '<', 'Comma'],
      [',', ';', 'Comma'],
      ['б', 'Б', 'Comma'],
      ['+', '*', 'BracketRight'],
      ['-', '_', 'Minus'],
      ['/', '?', 'Slash'],
      [' ', ' ', 'Space'],
      ['Enter', 'Enter', 'Enter'],
      ['ArrowLeft', 'ArrowLeft', 'ArrowLeft'],
      ['PageDown', 'PageDown', 'PageDown'],
      ['F5', 'F5', 'F5'],
      ['Delete', 'Delete', 'Delete'],
    ),
    ctrlKey: fc.boolean(),
    metaKey: fc.boolean(),
    shiftKey: fc.boolean(),
    altKey: fc.boolean(),
  })
  .map(({ base: [alone, shifted, code], ...rest }) => ({
    key: rest.shiftKey ? shifted : alone,
    code,
    ...rest,
  }));

describe('what is taught', () => {
  it('is heard again: every press that has a chord matches it', () => {
    fc.assert(
      fc.property(presses, (each) => {
        const chord = chordOf(each);
        if (chord === null) return;
        expect(fit(each, chord)).not.toBeNull();
      }),
    );
  });

  it('is written in one way only, and reading it back changes nothing', () => {
    fc.assert(
      fc.property(presses, (each) => {
        const chord = chordOf(each);
        if (chord === null) return;
        expect(canonical(chord)).toBe(chord);
        expect(canonical(canonical(chord).toUpperCase())).toBe(chord);
      }),
    );
  });

  it('looks different where it means something different, on both kinds of keyboard', () => {
    fc.assert(
      fc.property(presses, presses, fc.boolean(), (a, b, mac) => {
        const [x, y] = [chordOf(a), chordOf(b)];
        if (x === null || y === null) return;
        expect(shown(x, mac) === shown(y, mac)).toBe(x === y);
      }),
      { numRuns: 1000 },
    );
  });

  it('is heard only by the press that made it, or one that makes the same', () => {
    fc.assert(
      fc.property(presses, presses, (a, b) => {
        const [x, y] = [chordOf(a), chordOf(b)];
        if (x === null || y === null || fit(b, x) !== 'character') return;
        expect(canonical(x)).toBe(canonical(y));
      }),
      { numRuns: 1000 },
    );
  });
});
