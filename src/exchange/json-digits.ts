/** A parsed JSON value together with the digits of its array numbers, where they are not the shortest ones. */
export interface JsonWithDigits {
  readonly value: unknown;
  /** The text of the number at `holder[index]`, such as `1.50`; undefined when `String(number)` says the same. */
  readonly digits: (holder: readonly unknown[], index: number) => string | undefined;
}

type Reviver = (
  this: unknown,
  key: string,
  value: unknown,
  context?: { readonly source?: string },
) => unknown;
const parse: (text: string, reviver?: Reviver) => unknown = JSON.parse;

/** Numbers like these may print otherwise than they were written; everything else takes the fast way. */
const UNUSUAL = /\d\.\d*0(?!\d)|\d[eE]|\d{16}|-0/u;

const NONE = () => undefined;

/** Like `JSON.parse`, but remembers how the numbers inside arrays were written. @throws SyntaxError */
export function parseWithDigits(text: string): JsonWithDigits {
  if (!UNUSUAL.test(text)) return { value: parse(text), digits: NONE };
  const written = new Map<unknown, Map<string, string>>();
  const value = parse(text, function remember(key, number, context) {
    const source = context?.source;
    if (
      typeof number === 'number' &&
      source !== undefined &&
      Array.isArray(this) &&
      source !== String(number)
    ) {
      const known = written.get(this) ?? new Map<string, string>();
      known.set(key, source);
      written.set(this, known);
    }
    return number;
  });
  return { value, digits: (holder, index) => written.get(holder)?.get(String(index)) };
}
