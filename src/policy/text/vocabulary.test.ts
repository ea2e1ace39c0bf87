import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PAD, UNKNOWN, Vocabulary, wordsOf } from './vocabulary.ts';

describe('the vocabulary', () => {
  it('splits words and single digits of any script, lower case', () => {
    expect(wordsOf("The Robot's 2nd jump, at 14:05! Прыжок 跳")).toEqual([
      'the',
      'robot',
      "'",
      's',
      '2',
      'nd',
      'jump',
      'at',
      '1',
      '4',
      '0',
      '5',
      'прыжок',
      '跳',
    ]);
  });

  it('keeps the rows of known words when it is extended', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), fc.array(fc.string()), (before, after) => {
        const old = new Vocabulary([]).extended(before);
        const grown = old.extended(after);
        for (const text of before) expect(grown.encode(text, 12)).toEqual(old.encode(text, 12));
        expect(grown.extended([...before, ...after])).toBe(grown);
        for (const text of after)
          expect(grown.encode(text, 12).includes(UNKNOWN)).toBe(wordsOf(text).length === 0);
      }),
    );
  });

  it('always gives as many rows as asked for', () => {
    const known = new Vocabulary(['jump']);
    expect(known.encode('jump high jump', 2)).toEqual([2, UNKNOWN]);
    expect(known.encode('', 3)).toEqual([UNKNOWN, PAD, PAD]);
  });
});
