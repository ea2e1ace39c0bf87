import { createTranslator } from 'use-intl';
import { parse, TYPE, type MessageFormatElement } from '@formatjs/icu-messageformat-parser';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Kind } from '../../src/tasks/said/kinds.ts';
import { english, isSaid, isSaidKey, SAYINGS, type Said, type SaidKey } from '../../src/tasks/said/said.ts';
import { LANGUAGES, type Language } from './language.ts';
import { keysSaying, messageOf, sayIn } from './said.ts';

const KEYS = Object.keys(SAYINGS).filter(isSaidKey);

const NUMBERS = fc.oneof(
  fc.integer({ min: -3, max: 12 }),
  fc.integer({ min: -2_000_000, max: 2_000_000 }),
  fc.double({ min: -1e6, max: 1e6, noNaN: true, noDefaultInfinity: true }),
);

function valueOf(kind: Kind, depth: number): fc.Arbitrary<unknown> {
  if (kind === 'text') return fc.string({ unit: 'grapheme' });
  if (kind === 'number') return NUMBERS;
  if (kind !== 'said') return fc.constantFrom(...kind);
  return depth > 1
    ? fc.string()
    : fc.oneof(
        fc.string(),
        fc.constantFrom(...KEYS).chain((key) => sayings(key, depth + 1)),
      );
}

/** Any sentence of a key. */
function sayings(key: SaidKey, depth = 0): fc.Arbitrary<Said> {
  const kinds: Readonly<Record<string, Kind>> = SAYINGS[key].values;
  return fc
    .record(Object.fromEntries(Object.entries(kinds).map(([name, kind]) => [name, valueOf(kind, depth)])))
    .map((values) => ({ key, values }))
    .filter(isSaid);
}

/** The same sentence by the library that says all else on the page. */
function byTheLibrary({ key, values }: Said, language: Language): string {
  const plain = Object.entries(values).map(([name, value]): [string, string | number] => [
    name,
    typeof value === 'object' ? byTheLibrary(value, language) : value,
  ]);
  const t = createTranslator({
    locale: language,
    messages: { said: messageOf(key, language) },
    onError: (error) => {
      throw error;
    },
  });
  return t('said', Object.fromEntries(plain));
}

function argumentsOf(message: string): string[] {
  const names = new Set<string>();
  const walk = (elements: readonly MessageFormatElement[]): void => {
    for (const element of elements) {
      if (element.type !== TYPE.literal && element.type !== TYPE.pound) names.add(element.value);
      if (element.type === TYPE.select || element.type === TYPE.plural)
        for (const option of Object.values(element.options)) walk(option.value);
    }
  };
  walk(parse(message));
  return [...names].toSorted();
}

describe.each(LANGUAGES)('sentences of the service in %s', (language) => {
  it('use every value that they are given, and no other', () => {
    for (const key of KEYS)
      expect(argumentsOf(messageOf(key, language)), key).toEqual(Object.keys(SAYINGS[key].values).toSorted());
  });

  it.each(KEYS)('%s reads as the page’s library would have it', (key) => {
    fc.assert(
      fc.property(sayings(key), (said) => {
        expect(sayIn({ sentence: '', said }, language)).toBe(byTheLibrary(said, language));
      }),
      { numRuns: 20 },
    );
  });
});

describe('sentences of the service', () => {
  it.each(KEYS)('%s is in English what the service wrote down', (key) => {
    fc.assert(
      fc.property(sayings(key), (said) => {
        const sentence = english(said);
        expect(sayIn({ sentence, said }, 'en')).toBe(sentence);
      }),
      { numRuns: 20 },
    );
  });

  it('choose among the words that a value may be, in every language', () => {
    for (const key of KEYS) {
      const kinds: Readonly<Record<string, Kind>> = SAYINGS[key].values;
      for (const language of LANGUAGES)
        for (const [name, words] of choices(messageOf(key, language)))
          for (const word of words)
            if (word !== 'other') expect(kinds[name], `${key} in ${language}`).toContain(word);
    }
  });

  it('are found by their words, not by what stands for their values', () => {
    expect(keysSaying('GELÖSCHT  intervall', 'de')).toEqual([
      expect.arrayContaining(['deletedInterval', 'deletedItem', 'deletedComment']),
      expect.arrayContaining(['deletedInterval', 'drewInterval']),
    ]);
    expect(keysSaying('plural', 'de')).toEqual([[]]);
    expect(keysSaying('name', 'zh')).toEqual([[]]);
    expect(keysSaying('deleted', 'en')).toEqual([]);
  });

  it('that nobody has in another language stay as they were kept', () => {
    expect(sayIn({ sentence: 'Moved a thing', said: null }, 'de')).toBe('Moved a thing');
  });

  it('say what is in them in the same language', () => {
    const first: Said = { key: 'deletedItem', values: { task: 'TG', name: 'It jumps' } };
    const said: Said = { key: 'andMore', values: { first, count: 2 } };
    expect(sayIn({ sentence: '', said }, 'en')).toBe('Deleted the TG item "It jumps", and 2 more');
    expect(sayIn({ sentence: '', said }, 'de')).toBe('TG-Eintrag „It jumps“ gelöscht, und 2 weitere');
    expect(sayIn({ sentence: '', said }, 'zh')).toBe('删除了 TG 条目“It jumps”，及另外 2 项');
  });
});

/** What each select of a message knows. */
function choices(message: string): [string, string[]][] {
  return parse(message).flatMap((element): [string, string[]][] =>
    element.type === TYPE.select ? [[element.value, Object.keys(element.options)]] : [],
  );
}
