/**
 * The part of ICU messages that sentences of the service are written in: `{name}`, `{count, number}`,
 * `{count, plural, =0 {} one {item} other {items}}`, `{edge, select, start {start} other {end}}`. The page's library reads the same
 * texts to the same sentences (said.test.ts of the page); the service has no such library and needs no more than this.
 */

/** What stands in a sentence. */
export type Value = string | number;

type Part =
  | string
  | { readonly name: string; readonly as: 'text' | 'number' }
  | { readonly name: string; readonly as: 'plural' | 'select'; readonly cases: ReadonlyMap<string, Message> };
type Message = readonly Part[];

const parsed = new Map<string, Message>();

/**
 * Writes a message with its values.
 * @param locale BCP 47 tag, for plurals and numbers
 * @throws SyntaxError for a text that is no message; RangeError where a value is missing or is no number where it must be one
 */
export function written(text: string, values: Readonly<Record<string, Value>>, locale: string): string {
  return put(messageOf(text), values, locale);
}

function messageOf(text: string): Message {
  let message = parsed.get(text);
  if (message === undefined) parsed.set(text, (message = new Reader(text).whole()));
  return message;
}

/** The words of a message that do not depend on its values, in pieces: what a search can look through. */
export function piecesOf(text: string): readonly string[] {
  const pieces = (message: Message): string[] =>
    message.flatMap((part) => {
      if (typeof part === 'string') return [part];
      return part.as === 'plural' || part.as === 'select' ? [...part.cases.values()].flatMap(pieces) : [];
    });
  return pieces(messageOf(text));
}

function put(message: Message, values: Readonly<Record<string, Value>>, locale: string): string {
  return message
    .map((part) => {
      if (typeof part === 'string') return part;
      const value = values[part.name];
      if (value === undefined) throw new RangeError(`The value "${part.name}" is missing.`);
      switch (part.as) {
        case 'text':
          return String(value);
        case 'number':
          return numbers(locale).format(number(value, part.name));
        case 'select':
          return put(caseOf(part.cases, String(value)), values, locale);
        case 'plural':
          break;
      }
      const exact = part.cases.get(`=${value}`);
      const rule = plurals(locale).select(number(value, part.name));
      return put(exact ?? caseOf(part.cases, rule), values, locale);
    })
    .join('');
}

function caseOf(cases: ReadonlyMap<string, Message>, wanted: string): Message {
  return cases.get(wanted) ?? cases.get('other') ?? [];
}

function number(value: Value, name: string): number {
  if (typeof value === 'number') return value;
  throw new RangeError(`The value "${name}" is no number.`);
}

const numberFormats = new Map<string, Intl.NumberFormat>();
function numbers(locale: string): Intl.NumberFormat {
  let format = numberFormats.get(locale);
  if (format === undefined) numberFormats.set(locale, (format = new Intl.NumberFormat(locale)));
  return format;
}

const pluralRules = new Map<string, Intl.PluralRules>();
function plurals(locale: string): Intl.PluralRules {
  let rules = pluralRules.get(locale);
  if (rules === undefined) pluralRules.set(locale, (rules = new Intl.PluralRules(locale)));
  return rules;
}

class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  whole(): Message {
    const message = this.#message();
    if (this.#at < this.#text.length) throw this.#fault('a closing brace too many');
    return message;
  }

  /** Up to the end, or to the brace that closes a case. */
  #message(): Message {
    const parts: Part[] = [];
    while (this.#at < this.#text.length && this.#text[this.#at] !== '}')
      parts.push(this.#text[this.#at] === '{' ? this.#argument() : this.#take(/[^{}]+/y));
    return parts;
  }

  #argument(): Part {
    this.#take(/\{\s*/y);
    const name = this.#take(/[a-zA-Z]+/y);
    if (this.#has(/\s*\}/y)) return { name, as: 'text' };
    this.#take(/\s*,\s*/y);
    const as = this.#take(/number|plural|select/y);
    if (as === 'number') {
      this.#take(/\s*\}/y);
      return { name, as };
    }
    this.#take(/\s*,\s*/y);
    const cases = new Map<string, Message>();
    while (!this.#has(/\s*\}/y)) {
      const key = this.#take(/=?\w+/y);
      this.#take(/\s*\{/y);
      cases.set(key, this.#message());
      this.#take(/\}\s*/y);
    }
    if (!cases.has('other')) throw this.#fault('a choice without "other"');
    return { name, as: as === 'plural' ? 'plural' : 'select', cases };
  }

  #has(pattern: RegExp): boolean {
    pattern.lastIndex = this.#at;
    if (!pattern.test(this.#text)) return false;
    this.#at = pattern.lastIndex;
    return true;
  }

  #take(pattern: RegExp): string {
    const from = this.#at;
    if (!this.#has(pattern)) throw this.#fault(`no ${pattern.source}`);
    return this.#text.slice(from, this.#at);
  }

  #fault(what: string): SyntaxError {
    return new SyntaxError(`The message "${this.#text}" has ${what} at ${this.#at}.`);
  }
}
