import { describe, expect, it } from 'vitest';
import { DONE } from './done.ts';
import { IMPORTING } from './importing.ts';
import { MEDIA } from './media.ts';
import { piecesOf, written } from './message.ts';
import { REFUSED } from './refused.ts';
import { RUNS } from './runs.ts';
import { english, isSaid, keptSaid, say, SAYINGS } from './said.ts';
import { SETTINGS } from './settings.ts';
import { WORK } from './work.ts';

describe('a sentence', () => {
  it('is written with its values', () => {
    const moved = { name: 'jump', edge: 'start', way: 'earlier' } as const;
    expect(english(say('movedEdge', { ...moved, frames: 1 }))).toBe('Moved the start of "jump" by −1 frame');
    expect(english(say('movedEdge', { ...moved, frames: 3 }))).toBe('Moved the start of "jump" by −3 frames');
    expect(english(say('notCurated', { name: 'jump', missing: say('missingOption') }))).toBe(
      '"jump" cannot be curated yet: it needs the right option.',
    );
    expect(english(say('entryDiscarded', { what: 'Moved {it}' }))).toContain('“Moved {it}” was undone');
  });

  it('comes back from where it was kept', () => {
    const said = say('andMore', { first: say('drewInterval', { name: 'a "{b}"' }), count: 2 });
    expect(keptSaid(JSON.stringify(said))).toEqual(said);
  });

  it.each([
    null,
    '',
    'no JSON',
    'null',
    '[]',
    '{"key":"drewInterval"}',
    '{"key":"drewInterval","values":{}}',
    '{"key":"drewInterval","values":{"name":3}}',
    '{"key":"ofALaterVersion","values":{}}',
    '{"key":"toString","values":{}}',
    '{"key":"movedEdge","values":{"name":"a","edge":"middle","way":"later","frames":1}}',
    '{"key":"andMore","values":{"first":{"key":"ofALaterVersion","values":{}},"count":1}}',
  ])('that was kept as %s is none', (kept) => {
    expect(keptSaid(kept)).toBeNull();
  });

  it('takes what its key takes', () => {
    expect(isSaid({ key: 'tooShort', values: {} })).toBe(true);
    // @ts-expect-error -- a number is no name
    expect(() => say('drewInterval', { name: 3 })).toThrow(RangeError);
    // @ts-expect-error -- it has a name
    expect(() => say('drewInterval')).toThrow(RangeError);
  });

  it('has a key of its own', () => {
    expect(Object.keys(SAYINGS)).toHaveLength(
      Object.keys(DONE).length +
        Object.keys(REFUSED).length +
        Object.keys(WORK).length +
        Object.keys(MEDIA).length +
        Object.keys(RUNS).length +
        Object.keys(SETTINGS).length +
        Object.keys(IMPORTING).length,
    );
  });
});

describe('a message', () => {
  it('chooses by number and by word, and counts as the language does', () => {
    const text = '{n, plural, one {eins} other {{n, number} {w, select, a {A} other {sonst}}}}';
    expect(written(text, { n: 1, w: 'a' }, 'de')).toBe('eins');
    expect(written(text, { n: 1234.5, w: 'a' }, 'de')).toBe('1.234,5 A');
    expect(written(text, { n: 0, w: 'b' }, 'en')).toBe('0 sonst');
    expect(written('{n, plural, =0 {none} other {{n}}}', { n: 0 }, 'en')).toBe('none');
  });

  it.each(['{', 'a {', '{a', '{a,}', '{a, plural, one {x}}', '{a, select, other {x}'])(
    'that is written wrong (%s) is an error',
    (text) => {
      expect(() => written(text, { a: 1 }, 'en')).toThrow(SyntaxError);
    },
  );

  it('has its words, of every case, as what a search looks through', () => {
    expect(piecesOf('Moved {n, plural, one {an edge} other {{n} edges}} of {name}')).toEqual([
      'Moved ',
      'an edge',
      ' edges',
      ' of ',
    ]);
  });

  it('is not said without its values', () => {
    expect(() => written('{a}', {}, 'en')).toThrow('"a"');
  });
});
