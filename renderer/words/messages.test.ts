import { describe, expect, it } from 'vitest';
import { TYPE, parse, type MessageFormatElement } from '@formatjs/icu-messageformat-parser';
import { LANGUAGES, languageFor } from './language.ts';
import { MESSAGES } from './messages.ts';

/** All messages by their path. */
function leaves(value: object, path = ''): [string, string][] {
  return Object.entries(value).flatMap(([key, each]: [string, unknown]) => {
    const at = path === '' ? key : `${path}.${key}`;
    if (typeof each === 'string') return [[at, each]];
    if (typeof each === 'object' && each !== null) return leaves(each, at);
    throw new TypeError(`${at} is no message.`);
  });
}

/** Names of the arguments of a message, those of its cases included. @throws when it is no ICU message */
function argumentsOf(message: string): string[] {
  const names = new Set<string>();
  const walk = (elements: readonly MessageFormatElement[]): void => {
    for (const element of elements) {
      if (element.type !== TYPE.literal && element.type !== TYPE.pound) names.add(element.value);
      if (element.type === TYPE.tag) walk(element.children);
      if (element.type === TYPE.select || element.type === TYPE.plural)
        for (const option of Object.values(element.options)) walk(option.value);
    }
  };
  walk(parse(message));
  return [...names].toSorted();
}

describe.each(LANGUAGES)('messages in %s', (language) => {
  const english = new Map(leaves(MESSAGES.en));
  const own = leaves(MESSAGES[language]);

  it('has the keys of English and no others', () => {
    expect(own.map(([key]) => key).toSorted()).toEqual([...english.keys()].toSorted());
  });

  it('says something for each, with the arguments that English takes', () => {
    for (const [key, message] of own) {
      expect(message.trim(), key).not.toBe('');
      expect(argumentsOf(message), key).toEqual(argumentsOf(english.get(key) ?? ''));
    }
  });
});

describe('languageFor', () => {
  it('takes the first wish that the page speaks', () => {
    expect(languageFor(['fr-FR', 'de-AT', 'en'])).toBe('de');
    expect(languageFor(['zh-Hans-CN'])).toBe('zh');
    expect(languageFor(['fr'])).toBe('en');
    expect(languageFor([])).toBe('en');
  });
});
