import { NATIVE_FORMAT } from './document.ts';
import { ExchangeError } from './errors.ts';
import { JsonSplitter, JsonSyntaxError, type JsonPiece } from './json-splitter.ts';
import { textOf } from './read-text.ts';
import type { FormatId } from './format-id.ts';

/** Keys that tell a format, and those whose contents would only be in the way. */
const SPLIT = ['labels', 'videos', 'items', 'predictions', 'database', 'taxonomy', 'results'];

/** The format that a piece of a document gives away; null when it could be any. */
function toldBy(piece: JsonPiece): FormatId | null {
  if (piece.key === 'database') return 'activitynet';
  if (piece.kind !== 'value') return null;
  if (piece.key === 'format' && piece.text === JSON.stringify(NATIVE_FORMAT)) return 'native';
  return piece.key === 'qid' || piece.key === 'vid' ? 'qvhighlights' : null;
}

/**
 * Tells the format of a corpus document from its content, reading no further than needed.
 * @throws ExchangeError `unknown-format` when it is none of ours, `unreadable`, `malformed`.
 */
export async function detectFormat(file: string): Promise<FormatId> {
  const splitter = new JsonSplitter(SPLIT);
  try {
    for await (const chunk of textOf(file))
      for (const piece of splitter.push(chunk)) {
        const told = toldBy(piece);
        if (told !== null) return told;
      }
    splitter.end();
  } catch (cause) {
    if (!(cause instanceof JsonSyntaxError)) throw cause;
    throw new ExchangeError(
      'malformed',
      `“${file}” is in no known format: ${cause.message} (line ${cause.line})`,
      {
        cause,
      },
    );
  }
  throw new ExchangeError(
    'unknown-format',
    `“${file}” is JSON, but in no known format. Name its format, or convert it to a ${NATIVE_FORMAT} document.`,
  );
}
