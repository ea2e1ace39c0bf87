import type { DocumentEdge, DocumentInterval } from './document.ts';
import { ExchangeError } from './errors.ts';
import { parseWithDigits, type JsonWithDigits } from './json-digits.ts';
import { JsonSyntaxError, splitJson, type JsonPiece } from './json-splitter.ts';

const notJson = (file: string, line: number, message: string, cause?: unknown) =>
  new ExchangeError('malformed', `“${file}” is not valid JSON, line ${line}: ${message}`, { cause });

/**
 * The pieces of a JSON document (see `JsonSplitter`).
 * @param file names the document in sentences.
 * @throws ExchangeError `malformed`, and whatever the chunks throw.
 */
export async function* jsonPieces(
  file: string,
  chunks: AsyncIterable<string>,
  split: Iterable<string>,
): AsyncGenerator<JsonPiece> {
  try {
    yield* splitJson(chunks, split);
  } catch (error) {
    if (error instanceof JsonSyntaxError) throw notJson(file, error.line, error.message, error);
    throw error;
  }
}

/** The value of a piece. @throws ExchangeError `malformed`, naming its line. */
export function pieceValue(
  file: string,
  piece: { readonly text: string; readonly line: number },
): JsonWithDigits {
  try {
    return parseWithDigits(piece.text);
  } catch (cause) {
    throw notJson(file, piece.line, `${excerpt(piece.text)} is no value.`, cause);
  }
}

/** The beginning of a text, for a sentence. */
export function excerpt(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

/** Digits beyond these say nothing more of a number, and the corpus does not keep them. */
const MOST_DIGITS = 100;

/**
 * An interval with the digits that its numbers have in the file.
 * @param seconds the checked numbers.
 * @param holder the very array of `json` that they stand in, since that is where their digits are known.
 */
export function intervalWithDigits(
  [start, end]: readonly [number, number],
  holder: unknown,
  json: JsonWithDigits,
): DocumentInterval {
  const edge = (seconds: number, index: number): DocumentEdge => {
    const text = Array.isArray(holder) ? json.digits(holder, index) : undefined;
    return text === undefined || text.length > MOST_DIGITS ? { seconds } : { seconds, text };
  };
  return { start: edge(start, 0), end: edge(end, 1) };
}

/** What lies in a parsed JSON value under `path`, for `intervalWithDigits`; undefined when nothing does. */
export function rawAt(raw: unknown, ...path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null
        ? Object.getOwnPropertyDescriptor(value, key)?.value
        : undefined,
    raw,
  );
}
