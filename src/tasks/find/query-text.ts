import {
  canonical,
  CHOICES,
  COMPARISONS,
  condition,
  FIELDS,
  isGroup,
  NUMBER_FIELDS,
  type Comparison,
  type Condition,
  type Field,
  type QueryGroup,
  type QueryPart,
} from './item-query.ts';

/**
 * The typed form of a query: `task:TAL duration<0.5s by:policy -state:reviewed "some words"`. Terms side by side must all hold,
 * `OR` between them takes either (and binds weaker), parentheses group, `-` negates. Words without a field are looked for in
 * texts. `parseQuery(printQuery(q))` is `canonical(q)`.
 */

export function printQuery(query: QueryGroup): string {
  return printParts(canonical(query));
}

function printParts({ combine, parts }: QueryGroup): string {
  return parts.map(printPart).join(combine === 'or' ? ' OR ' : ' ');
}

function printPart(part: QueryPart): string {
  const sign = part.not ? '-' : '';
  return sign + (isGroup(part) ? `(${printParts(part)})` : printCondition(part));
}

function printCondition(each: Condition): string {
  switch (each.field) {
    case 'text':
      return isPlainWord(each.value) ? each.value : quoted(each.value);
    case 'duration':
      return `duration${each.op}${each.value}s`;
    case 'intervals':
    case 'confidence':
    case 'changed':
      return `${each.field}${each.op}${each.value}`;
    case 'task':
    case 'state':
    case 'split':
    case 'by':
    case 'has':
    case 'label':
    case 'group':
    case 'annotator':
    case 'video':
      break;
  }
  return `${each.field}:${/^[^\s"()]+$/u.test(each.value) ? each.value : quoted(each.value)}`;
}

function quoted(text: string): string {
  return `"${text.replaceAll(/["\\]/gu, (character) => `\\${character}`)}"`;
}

/** A text that reads as itself without quotes. */
function isPlainWord(text: string): boolean {
  return /^[^\s"()]+$/u.test(text) && !text.startsWith('-') && text !== 'OR' && termOf(text) === null;
}

/** Why a typed query cannot be read. The page says it in its language. */
export type QueryFault =
  | {
      readonly code: 'unclosed-quote' | 'unclosed-group' | 'unexpected-close' | 'nothing-after';
      readonly at: number;
    }
  | { readonly code: 'unknown-field'; readonly at: number; readonly word: string }
  | { readonly code: 'wrong-value'; readonly at: number; readonly field: Field; readonly word: string };

export type ParsedQuery =
  { readonly ok: true; readonly query: QueryGroup } | { readonly ok: false; readonly fault: QueryFault };

export function parseQuery(text: string): ParsedQuery {
  try {
    const reader = new Reader(text);
    const query = reader.expression(true);
    return { ok: true, query: canonical(query) };
  } catch (error) {
    if (error instanceof Fault) return { ok: false, fault: error.fault };
    throw error;
  }
}

class Fault extends Error {
  readonly fault: QueryFault;
  constructor(fault: QueryFault) {
    super(fault.code);
    this.fault = fault;
  }
}

/** Deeper than any accepted query (`itemQuery`): a row of parentheses must not end in a full stack. */
const DEEPEST = 100;

class Reader {
  readonly #text: string;
  #at = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** Alternatives up to the end (`whole`) or to a closing parenthesis, which is left to be read. */
  expression(whole: boolean): QueryGroup {
    if (++this.#depth > DEEPEST) throw new Fault({ code: 'unclosed-group', at: this.#at });
    const rows: QueryPart[][] = [[]];
    for (;;) {
      this.#space();
      const at = this.#at;
      const next = this.#text[at];
      if (next === undefined) {
        if (!whole) throw new Fault({ code: 'unclosed-group', at });
        break;
      }
      if (next === ')') {
        if (whole) throw new Fault({ code: 'unexpected-close', at });
        break;
      }
      if (/^OR(?=[\s()"]|$)/u.test(this.#text.slice(at, at + 3))) {
        if (rows.at(-1)?.length === 0) throw new Fault({ code: 'nothing-after', at });
        this.#at += 2;
        rows.push([]);
        continue;
      }
      rows.at(-1)?.push(this.#unary());
    }
    this.#depth--;
    if (rows.length === 1) return { combine: 'and', not: false, parts: rows[0] ?? [] };
    if (rows.at(-1)?.length === 0) throw new Fault({ code: 'nothing-after', at: this.#at });
    return { combine: 'or', not: false, parts: rows.map((parts) => together(parts)) };
  }

  #unary(): QueryPart {
    const at = this.#at;
    if (this.#text[at] !== '-') return this.#primary();
    this.#at++;
    if (/^[\s)]?$/u.test(this.#text[this.#at] ?? '')) throw new Fault({ code: 'nothing-after', at });
    // `--x` is not (not x): one sign is all that a part has.
    const part = this.#text[this.#at] === '-' ? together([this.#unary()], true) : this.#primary();
    return { ...part, not: !part.not };
  }

  #primary(): QueryPart {
    const at = this.#at;
    if (this.#text[at] === '(') {
      this.#at++;
      const inside = this.expression(false);
      this.#at++;
      return inside;
    }
    if (this.#text[at] === '"') return textCondition(this.#quoted(), at);
    const word = /^[^\s"()]+/u.exec(this.#text.slice(at))?.[0] ?? '';
    const head = /^([a-z]+)(:|<=|>=|<|>|=)/u.exec(word);
    this.#at += word.length;
    if (head === null) return textCondition(word, at);
    const [before = '', name = '', sign = ''] = head;
    const field = FIELDS.find((each) => each === name);
    if (field === undefined) throw new Fault({ code: 'unknown-field', at, word: name });
    let value = word.slice(before.length);
    if (value === '' && this.#text[this.#at] === '"') value = this.#quoted();
    const found = conditionOf(field, sign, value);
    if (found === null) throw new Fault({ code: 'wrong-value', at, field, word: value });
    return found;
  }

  #quoted(): string {
    const at = this.#at;
    let text = '';
    for (this.#at++; this.#at < this.#text.length; this.#at++) {
      const character = this.#text[this.#at];
      if (character === '"') {
        this.#at++;
        return text;
      }
      if (character === '\\') this.#at++;
      text += this.#text[this.#at] ?? '';
    }
    throw new Fault({ code: 'unclosed-quote', at });
  }

  #space(): void {
    while (/^\s/u.test(this.#text[this.#at] ?? '')) this.#at++;
  }
}

/** Terms of one alternative as one part. */
function together(parts: readonly QueryPart[], always = false): QueryPart {
  const [only] = parts;
  return parts.length === 1 && only !== undefined && !always ? only : { combine: 'and', not: false, parts };
}

function textCondition(value: string, at: number): Condition {
  const found = conditionOf('text', ':', value);
  if (found === null) throw new Fault({ code: 'wrong-value', at, field: 'text', word: value });
  return found;
}

/** What `field`, sign and value say; null where they say nothing that holds for any item. */
function conditionOf(field: Field, sign: string, written: string): Condition | null {
  const op: Comparison | undefined = sign === ':' ? '=' : COMPARISONS.find((each) => each === sign);
  if (op === undefined) return null;
  const value = NUMBER_FIELDS.some((each) => each === field) ? numberOf(field, written) : written;
  const parsed = condition.safeParse({ field, op, value: choiceOf(field, value), not: false });
  return parsed.success ? parsed.data : null;
}

/** `0.5`, `0.5s` of a duration, `500ms`, `80%` of a confidence. */
function numberOf(field: Field, written: string): number {
  const match = /^(\d+(?:\.\d+)?(?:e[+-]?\d+)?)(s|ms|%)?$/u.exec(written);
  const number = Number(match?.[1] ?? Number.NaN);
  const unit = match?.[2];
  if (unit === undefined || (unit === 's' && field === 'duration')) return number;
  if (unit === 'ms' && field === 'duration') return number / 1000;
  return unit === '%' && field === 'confidence' ? number / 100 : Number.NaN;
}

/** Choices are found in either case: `task:tal`. */
function choiceOf(field: Field, value: string | number): string | number {
  if (typeof value === 'number' || !(field in CHOICES)) return value;
  const lower = value.toLowerCase();
  return (
    Object.values(CHOICES)
      .flat()
      .find((each) => each.toLowerCase() === lower) ?? value
  );
}

function termOf(word: string): RegExpExecArray | null {
  return /^[a-z]+(?::|<=|>=|<|>|=)/u.exec(word);
}
