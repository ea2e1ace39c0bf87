/** What comes out of a large JSON object: its values, and those inside the containers that were asked for, one by one. */
export type JsonPiece =
  /** An asked-for array or object begins. */
  | { readonly kind: 'open'; readonly key: string; readonly type: 'array' | 'object'; readonly line: number }
  /** One element of an asked-for array (name null) or one entry of an asked-for object. */
  | {
      readonly kind: 'member';
      readonly key: string;
      readonly name: string | null;
      readonly index: number;
      readonly text: string;
      readonly line: number;
    }
  /** Any other value of the document. */
  | { readonly kind: 'value'; readonly key: string; readonly text: string; readonly line: number };

/** Text that is not a JSON object, or one beyond the limits. */
export class JsonSyntaxError extends Error {
  override readonly name = 'JsonSyntaxError';
  readonly line: number;

  constructor(message: string, line: number) {
    super(message);
    this.line = line;
  }
}

export interface JsonLimits {
  /** Deepest nesting of one value. */
  readonly depth: number;
  /** Characters of one value. */
  readonly length: number;
}

const DEFAULT_LIMITS: JsonLimits = { depth: 100, length: 64 * 1024 * 1024 };

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const NEWLINE = 0x0a;

const isSpace = (code: number) => code === 0x20 || code === 0x09 || code === NEWLINE || code === 0x0d;
const isDelimiter = (code: number) =>
  code === COMMA || code === COLON || code === CLOSE_ARRAY || code === CLOSE_OBJECT || isSpace(code);

/** What may come next: `first` states also allow the end of the container, others do not (no trailing commas). */
type Expecting = 'document' | 'first' | 'next' | 'colon' | 'value' | 'after' | 'end';

interface Container {
  readonly type: 'array' | 'object';
  /** Key of the container in the document; null for the document itself. */
  readonly key: string | null;
  /** Key of the entry that is being read. */
  name: string;
  index: number;
}

/**
 * Splits the text of one JSON object, given in any pieces, into the texts of its values, so that a document of any size is
 * read with bounded memory (V8 strings end at 512 MB). The structure around the values is checked strictly here; each value's
 * own text is for the caller's `JSON.parse` to accept, so that together they accept exactly what JSON is, within the limits
 * and without a key of the document given twice.
 */
export class JsonSplitter {
  readonly #split: ReadonlySet<string>;
  readonly #limits: JsonLimits;
  readonly #seen = new Set<string>();
  readonly #containers: Container[] = [];
  #expecting: Expecting = 'document';
  #line = 1;

  // The value or key that is being read.
  #reading: 'key' | 'value' | null = null;
  #parts: string[] = [];
  #length = 0;
  #startLine = 1;
  #depth = 0;
  #inString = false;
  #escaped = false;

  /** @param split keys of the document whose arrays and objects are to be taken apart. */
  constructor(split: Iterable<string>, limits: JsonLimits = DEFAULT_LIMITS) {
    this.#split = new Set(split);
    this.#limits = limits;
  }

  /** The pieces that `chunk` completes, each as soon as it is complete; to be run to its end. @throws JsonSyntaxError */
  *push(chunk: string): Generator<JsonPiece> {
    const pieces: JsonPiece[] = [];
    let at = 0;
    while (at < chunk.length) {
      if (pieces.length > 0) yield* pieces.splice(0);
      if (this.#reading !== null) {
        at = this.#read(chunk, at, pieces);
        continue;
      }
      const code = chunk.charCodeAt(at);
      if (isSpace(code)) {
        if (code === NEWLINE) this.#line++;
        at++;
      } else at = this.#structure(code, at, pieces);
    }
    yield* pieces;
  }

  /** To be called after the last chunk. @throws JsonSyntaxError when the document is not complete. */
  end(): void {
    if (this.#expecting !== 'end') throw this.#error('The text ends before the JSON document does.');
  }

  #error(message: string): JsonSyntaxError {
    return new JsonSyntaxError(message, this.#line);
  }

  get #container(): Container {
    const container = this.#containers.at(-1);
    if (container === undefined) throw this.#error('Nothing is open.');
    return container;
  }

  /** One structural character, or the first one of a key or value, which is left for `#read`. */
  #structure(code: number, at: number, pieces: JsonPiece[]): number {
    switch (this.#expecting) {
      case 'document':
        if (code !== OPEN_OBJECT)
          throw this.#error('The text is not a JSON object: it does not begin with "{".');
        this.#open('object', null);
        return at + 1;
      case 'first':
      case 'next': {
        const { type } = this.#container;
        if (this.#expecting === 'first' && code === (type === 'array' ? CLOSE_ARRAY : CLOSE_OBJECT)) {
          this.#close();
          return at + 1;
        }
        if (type === 'array') return this.#begin('value', code, at);
        if (code !== QUOTE) throw this.#error('A key in quotation marks was expected.');
        return this.#begin('key', code, at);
      }
      case 'colon':
        if (code !== COLON) throw this.#error('A colon was expected after a key.');
        this.#expecting = 'value';
        return at + 1;
      case 'value': {
        const { key, name } = this.#container;
        if (key === null && this.#split.has(name) && (code === OPEN_ARRAY || code === OPEN_OBJECT)) {
          const type = code === OPEN_ARRAY ? 'array' : 'object';
          pieces.push({ kind: 'open', key: name, type, line: this.#line });
          this.#open(type, name);
          return at + 1;
        }
        return this.#begin('value', code, at);
      }
      case 'after': {
        const { type } = this.#container;
        if (code === COMMA) this.#expecting = 'next';
        else if (code === (type === 'array' ? CLOSE_ARRAY : CLOSE_OBJECT)) this.#close();
        else throw this.#error(`A comma or the end of the ${type} was expected.`);
        return at + 1;
      }
      case 'end':
        throw this.#error('Something follows the end of the JSON document.');
    }
    // Unreachable: the cases above are all there are.
    throw this.#error('The text is not JSON.');
  }

  #open(type: 'array' | 'object', key: string | null): void {
    this.#containers.push({ type, key, name: '', index: 0 });
    this.#expecting = 'first';
  }

  #close(): void {
    this.#containers.pop();
    this.#expecting = this.#containers.length === 0 ? 'end' : 'after';
  }

  #begin(what: 'key' | 'value', code: number, at: number): number {
    if (isDelimiter(code)) throw this.#error('A value was expected.');
    this.#reading = what;
    this.#startLine = this.#line;
    this.#depth = 0;
    return at;
  }

  /** Goes on with the key or value being read; where it ends, or the end of the chunk. */
  #read(chunk: string, start: number, pieces: JsonPiece[]): number {
    let end = -1;
    let at = start;
    for (; at < chunk.length && end < 0; at++) {
      const code = chunk.charCodeAt(at);
      if (code === NEWLINE) this.#line++;
      if (this.#inString) {
        if (this.#escaped) this.#escaped = false;
        else if (code === BACKSLASH) this.#escaped = true;
        else if (code === QUOTE) {
          this.#inString = false;
          if (this.#depth === 0) end = at + 1;
        }
      } else if (code === QUOTE) {
        // A quotation mark inside a bare word such as `12"` is not JSON, which JSON.parse will say.
        this.#inString = true;
      } else if (code === OPEN_ARRAY || code === OPEN_OBJECT) {
        if (++this.#depth > this.#limits.depth)
          throw this.#error(`A value is nested more than ${this.#limits.depth} levels deep.`);
      } else if (this.#depth === 0) {
        if (isDelimiter(code)) {
          end = at;
          if (code === NEWLINE) this.#line--;
        }
      } else if ((code === CLOSE_ARRAY || code === CLOSE_OBJECT) && --this.#depth === 0) end = at + 1;
    }
    const stop = end < 0 ? chunk.length : end;
    this.#parts.push(chunk.slice(start, stop));
    this.#length += stop - start;
    if (this.#length > this.#limits.length)
      throw this.#error(`One value is longer than ${this.#limits.length} characters.`);
    if (end >= 0) this.#finish(pieces);
    return stop;
  }

  #finish(pieces: JsonPiece[]): void {
    const text = this.#parts.length === 1 ? (this.#parts[0] ?? '') : this.#parts.join('');
    const what = this.#reading;
    const line = this.#startLine;
    this.#parts = [];
    this.#length = 0;
    this.#reading = null;
    const container = this.#container;
    if (what === 'key') {
      container.name = this.#keyOf(text);
      this.#expecting = 'colon';
      return;
    }
    this.#expecting = 'after';
    const { key, name, type } = container;
    if (key === null) pieces.push({ kind: 'value', key: name, text, line });
    else
      pieces.push({
        kind: 'member',
        key,
        name: type === 'object' ? name : null,
        index: container.index++,
        text,
        line,
      });
  }

  #keyOf(text: string): string {
    let key: unknown;
    try {
      key = JSON.parse(text);
    } catch {
      throw this.#error(`The key ${text.slice(0, 40)} is not valid JSON.`);
    }
    if (typeof key !== 'string') throw this.#error('A key in quotation marks was expected.');
    if (this.#containers.length > 1) return key;
    if (this.#seen.has(key)) throw this.#error(`The document has the key "${key}" twice.`);
    this.#seen.add(key);
    return key;
  }
}

/** All pieces of a document whose text arrives in `chunks`. @throws JsonSyntaxError */
export async function* splitJson(
  chunks: AsyncIterable<string> | Iterable<string>,
  split: Iterable<string>,
  limits?: JsonLimits,
): AsyncGenerator<JsonPiece> {
  const splitter = new JsonSplitter(split, limits);
  for await (const chunk of chunks) yield* splitter.push(chunk);
  splitter.end();
}
