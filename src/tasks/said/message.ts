import { parse, TYPE, type MessageFormatElement } from '@formatjs/icu-messageformat-parser';
import { IntlMessageFormat } from 'intl-messageformat';

/** ICU messages, as the page writes its own: the same library, so that a sentence reads the same wherever it is written. */

/** What stands in a sentence. */
export type Value = string | number;

/** By language and text: reading a message takes longer than writing it, and a history has hundreds of sentences. */
const read = new Map<string, IntlMessageFormat>();

/**
 * Writes a message with its values.
 * @param locale BCP 47 tag, for plurals and numbers
 * @throws SyntaxError for a text that is no message; FormatError where a value is missing
 */
export function written(text: string, values: Readonly<Record<string, Value>>, locale: string): string {
  const key = `${locale} ${text}`;
  let message = read.get(key);
  // What looks like a tag is text: names of videos and labels stand in quotes of any kind.
  if (message === undefined)
    read.set(key, (message = new IntlMessageFormat(text, locale, undefined, { ignoreTag: true })));
  return String(message.format({ ...values }));
}

/** The words of a message that do not depend on its values, in pieces: what a search can look through. */
export function piecesOf(text: string): readonly string[] {
  const pieces = (elements: readonly MessageFormatElement[]): string[] =>
    elements.flatMap((element) => {
      if (element.type === TYPE.literal) return [element.value];
      if (element.type !== TYPE.plural && element.type !== TYPE.select) return [];
      return Object.values(element.options).flatMap((option) => pieces(option.value));
    });
  return pieces(parse(text, { ignoreTag: true }));
}
