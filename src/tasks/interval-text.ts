import { interval, type Interval } from '../time/interval.ts';
import { seconds } from '../time/ticks.ts';

/** The outcome of reading text that may be anything: a value, or one sentence about what is wrong. Never an exception. */
export type Parsed<Value> =
  { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly reason: string };

export const parsed = <Value>(value: Value): Parsed<Value> => ({ ok: true, value });
export const unparsed = (reason: string): Parsed<never> => ({ ok: false, reason });

// Each pattern is anchored by the sticky flag and unambiguous, so that reading is linear in the length of the text.
const SPACE = /\s*/uy;
const NUMBER = /-?(?:\d+(?:\.\d*)?|\.\d+)/uy;
const TO = /\s+to\s+/uy;

/** Reads one text from left to right; each `take` moves on only when it succeeds. */
export class TextReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  #match(pattern: RegExp): string | null {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text);
    if (found === null) return null;
    this.#at = pattern.lastIndex;
    return found[0];
  }

  skipSpace(): void {
    this.#match(SPACE);
  }

  /** True, and past it, when the text goes on with `literal`. */
  take(literal: string): boolean {
    if (!this.#text.startsWith(literal, this.#at)) return false;
    this.#at += literal.length;
    return true;
  }

  /** Everything up to `literal`, and past it; null when it does not come any more. */
  takeUntil(literal: string): string | null {
    const end = this.#text.indexOf(literal, this.#at);
    if (end < 0) return null;
    const inside = this.#text.slice(this.#at, end);
    this.#at = end + literal.length;
    return inside;
  }

  takeTo(): boolean {
    return this.#match(TO) !== null;
  }

  /** A finite decimal number, or null. */
  takeNumber(): number | null {
    const before = this.#at;
    const found = this.#match(NUMBER);
    const value = found === null ? Number.NaN : Number(found);
    if (!Number.isFinite(value)) {
      this.#at = before;
      return null;
    }
    return value === 0 ? 0 : value;
  }

  get atEnd(): boolean {
    return this.#at >= this.#text.length;
  }

  /** The next few characters, for a message. */
  get rest(): string {
    const ahead = this.#text.slice(this.#at, this.#at + 24);
    return ahead === '' ? 'the end' : `"${ahead}"`;
  }
}

function ordered(start: number, end: number): Parsed<Interval> {
  if (!(start < end)) return unparsed(`The interval ${start} to ${end} does not start before it ends.`);
  return parsed(interval(seconds(start), seconds(end)));
}

function readInterval(reader: TextReader): Parsed<Interval> {
  const start = reader.takeNumber();
  if (start === null)
    return unparsed(`Expected "NUMBER to NUMBER" in seconds, but found ${reader.rest} instead.`);
  if (!reader.takeTo()) return unparsed(`Expected "to" after ${start}, but found ${reader.rest} instead.`);
  const end = reader.takeNumber();
  if (end === null)
    return unparsed(`Expected a number after "${start} to", but found ${reader.rest} instead.`);
  return ordered(start, end);
}

/** A comma-separated list in which each entry is `NUMBER to NUMBER` or `none` (null); white space is free. */
export function parseEntries(body: string): Parsed<(Interval | null)[]> {
  const reader = new TextReader(body);
  const entries: (Interval | null)[] = [];
  for (;;) {
    reader.skipSpace();
    if (reader.take('none')) entries.push(null);
    else {
      const one = readInterval(reader);
      if (!one.ok) return one;
      entries.push(one.value);
    }
    reader.skipSpace();
    if (reader.atEnd) return parsed(entries);
    if (!reader.take(','))
      return unparsed(`Expected a comma or the end of the answer, but found ${reader.rest} instead.`);
  }
}

/** Either `none` alone (an empty list) or a comma-separated list of `NUMBER to NUMBER`. */
export function parseIntervals(body: string): Parsed<Interval[]> {
  const entries = parseEntries(body);
  if (!entries.ok) return entries;
  const intervals = entries.value.filter((entry) => entry !== null);
  if (intervals.length === entries.value.length) return parsed(intervals);
  return entries.value.length === 1 ? parsed([]) : unparsed('"none" must stand alone, not in a list.');
}

/** `[(s, e), ...]`, or the empty `[]` or `none`. */
export function parseSpans(body: string): Parsed<Interval[]> {
  const reader = new TextReader(body);
  const expected = (what: string) =>
    unparsed(`Expected ${what} in <glue>, but found ${reader.rest} instead.`);
  const spans: Interval[] = [];
  reader.skipSpace();
  if (reader.take('none')) {
    reader.skipSpace();
    return reader.atEnd ? parsed(spans) : expected('nothing after "none"');
  }
  if (!reader.take('[')) return expected('"["');
  reader.skipSpace();
  let open = !reader.take(']');
  while (open) {
    reader.skipSpace();
    if (!reader.take('(')) return expected('"("');
    reader.skipSpace();
    const start = reader.takeNumber();
    if (start === null) return expected('a number');
    reader.skipSpace();
    if (!reader.take(',')) return expected('a comma');
    reader.skipSpace();
    const end = reader.takeNumber();
    if (end === null) return expected('a number');
    reader.skipSpace();
    if (!reader.take(')')) return expected('")"');
    const span = ordered(start, end);
    if (!span.ok) return span;
    spans.push(span.value);
    reader.skipSpace();
    if (reader.take(']')) open = false;
    else if (!reader.take(',')) return expected('a comma or "]"');
  }
  reader.skipSpace();
  return reader.atEnd ? parsed(spans) : expected('nothing after "]"');
}

/** The shortest decimal that reads back as `value`, without an exponent (the grammar has none). */
function plainDecimal(value: number): string {
  const [mantissa = '', exponent] = String(Math.abs(value)).split('e');
  const sign = value < 0 ? '-' : '';
  if (exponent === undefined) return sign + mantissa;
  const [whole = '', fraction = ''] = mantissa.split('.');
  const shift = Number(exponent);
  const digits = whole + fraction;
  if (shift < 0) return `${sign}0.${'0'.repeat(-shift - whole.length)}${digits}`;
  return sign + digits.padEnd(whole.length + shift, '0');
}

/**
 * Both edges with `decimals` digits; with as many as it takes when the rounded edges would coincide, so that what is
 * printed always parses.
 */
export function printEdges(value: Interval, decimals: number): [string, string] {
  const fixed = (edge: number) => {
    const text = Math.abs(edge) < 1e21 ? edge.toFixed(decimals) : plainDecimal(edge);
    return Number(text) === 0 ? text.replace('-', '') : text;
  };
  const rounded: [string, string] = [fixed(value.start), fixed(value.end)];
  if (Number(rounded[0]) < Number(rounded[1])) return rounded;
  return [plainDecimal(value.start), plainDecimal(value.end)];
}

/** `none`, or `NUMBER to NUMBER`. */
export function printEntry(entry: Interval | null, decimals: number): string {
  return entry === null ? 'none' : printEdges(entry, decimals).join(' to ');
}

/** `none`, or intervals separated by commas. */
export function printIntervals(intervals: readonly Interval[], decimals: number): string {
  if (intervals.length === 0) return 'none';
  return intervals.map((each) => printEntry(each, decimals)).join(', ');
}

/** `[(s, e), ...]`. */
export function printSpans(intervals: readonly Interval[], decimals: number): string {
  return `[${intervals.map((each) => `(${printEdges(each, decimals).join(', ')})`).join(', ')}]`;
}
