import { z } from 'zod';
import {
  NATIVE_FORMAT,
  NATIVE_VERSION,
  nativeLabel,
  nativeVideo,
  shapeFaults,
  unknownKeys,
  type CorpusDocument,
  type DocumentItem,
  type DocumentLabel,
  type DocumentVideo,
  type JsonObject,
} from './document.ts';
import { ExchangeError, refusal } from './errors.ts';
import { parseWithDigits, type JsonWithDigits } from './json-digits.ts';
import { excerpt, jsonPieces, pieceValue } from './json-pieces.ts';
import type { JsonPiece } from './json-splitter.ts';
import { itemTitle, readItem } from './native-item.ts';
import { textOf } from './read-text.ts';
import { referenceFaults } from './references.ts';

/** The keys of the document that hold lists of records. */
export const NATIVE_LISTS = ['labels', 'videos', 'items', 'predictions'] as const;

const LABEL_KEYS = new Set(['group', 'name', 'description', 'tempr1_schema']);
const VIDEO_KEYS = new Set(['id', 'file', 'duration', 'split', 'group', 'source']);

/**
 * The pieces of a native document, its `format` and `version` checked.
 * @throws ExchangeError `malformed` when it is not JSON or another kind of document, `newer-version`, `unreadable`.
 */
export async function* nativePieces(file: string, chunks: AsyncIterable<string>): AsyncGenerator<JsonPiece> {
  const missing = new Set(['format', 'version']);
  for await (const piece of jsonPieces(file, chunks, NATIVE_LISTS)) {
    missing.delete(piece.key);
    if (piece.kind === 'value' && (piece.key === 'format' || piece.key === 'version'))
      checkHeader(file, piece.key, pieceValue(file, piece).value);
    else yield piece;
  }
  for (const key of missing)
    throw new ExchangeError('malformed', `“${file}” is no ${NATIVE_FORMAT} document: it has no "${key}".`);
}

function checkHeader(file: string, key: 'format' | 'version', value: unknown): void {
  if (key === 'format') {
    if (value !== NATIVE_FORMAT)
      throw new ExchangeError(
        'malformed',
        `“${file}” is no ${NATIVE_FORMAT} document: its "format" is ${JSON.stringify(value)}.`,
      );
    return;
  }
  if (typeof value === 'number' && value > NATIVE_VERSION)
    throw new ExchangeError(
      'newer-version',
      `“${file}” is version ${value} of ${NATIVE_FORMAT}; this program reads version ${NATIVE_VERSION}. A newer TempR1 Studio can read it, or export it again as version ${NATIVE_VERSION}.`,
    );
  if (value !== NATIVE_VERSION)
    throw new ExchangeError(
      'malformed',
      `“${file}” has no valid version of ${NATIVE_FORMAT}: its "version" is ${JSON.stringify(value)}.`,
    );
}

/** Gathers a document piece by piece, and every fault on the way. */
class NativeReader {
  readonly #file: string;
  readonly labels: DocumentLabel[] = [];
  readonly videos: DocumentVideo[] = [];
  readonly items: DocumentItem[] = [];
  readonly faults: string[] = [];
  readonly faultyVideos = new Set<string>();
  readonly #extra: [string, unknown][] = [];
  title: string | null = null;
  predictions = 0;

  constructor(file: string) {
    this.#file = file;
  }

  get extra(): JsonObject {
    return unknownKeys(Object.fromEntries(this.#extra), new Set());
  }

  take(piece: JsonPiece): void {
    if (piece.kind === 'open') {
      if (piece.type === 'object') this.faults.push(`"${piece.key}" must be a list.`);
    } else if (piece.kind === 'value') this.#value(piece.key, pieceValue(this.#file, piece).value);
    else if (piece.key === 'predictions') this.predictions++;
    else if (piece.name === null) this.#record(piece.key, piece);
  }

  #value(key: string, value: unknown): void {
    if (key === 'title') {
      const title = z.string().nullable().safeParse(value);
      if (title.success) this.title = title.data;
      else this.faults.push('"title" must be text.');
    } else if (NATIVE_LISTS.some((list) => list === key)) this.faults.push(`"${key}" must be a list.`);
    else {
      this.#extra.push([key, value]);
    }
  }

  #record(list: string, piece: { text: string; line: number; index: number }): void {
    const place = `number ${piece.index + 1} (line ${piece.line})`;
    let json: JsonWithDigits;
    try {
      json = parseWithDigits(piece.text);
    } catch {
      const what = list.replace(/s$/u, '');
      this.faults.push(`The ${what} ${place} is not valid JSON: ${excerpt(piece.text)}`);
      return;
    }
    if (list === 'items') this.#item(json, piece);
    else if (list === 'videos') this.#video(json.value, place);
    else this.#label(json.value, place);
  }

  #label(raw: unknown, place: string): void {
    const label = nativeLabel.safeParse(raw);
    if (!label.success) {
      this.#fault(`Label ${place}`, shapeFaults(label.error));
      return;
    }
    const { group, name, description, tempr1_schema: schema } = label.data;
    const extra = unknownKeys(raw, LABEL_KEYS);
    this.labels.push({
      group: group ?? null,
      name,
      description: description ?? null,
      ...(schema && { schema }),
      extra,
    });
  }

  #video(raw: unknown, place: string): void {
    const video = nativeVideo.safeParse(raw);
    if (!video.success) {
      const id = z.object({ id: z.string() }).safeParse(raw);
      if (id.success) this.faultyVideos.add(id.data.id);
      this.#fault(id.success ? `Video "${id.data.id}"` : `Video ${place}`, shapeFaults(video.error));
      return;
    }
    const { id, file, duration, split, group, source } = video.data;
    this.videos.push({
      id,
      file,
      duration: duration ?? null,
      split: split ?? null,
      group: group ?? null,
      source: source ?? null,
      extra: unknownKeys(raw, VIDEO_KEYS),
    });
  }

  #item(json: JsonWithDigits, { index, line }: { index: number; line: number }): void {
    const checked = readItem(json);
    if ('value' in checked) this.items.push(checked.value);
    else this.#fault(itemTitle(json.value, index, line), checked.faults);
  }

  #fault(title: string, faults: readonly string[]): void {
    for (const fault of faults) this.faults.push(`${title}: ${fault.replace(/\.$/u, '')}.`);
  }
}

/**
 * Reads a native document from text that arrives in pieces. Everything that corpus-format.md refuses and that the document
 * itself shows is collected; what only the probed videos show, the corpus finds when it takes the document in.
 * @param file names the document in sentences.
 * @throws ExchangeError `malformed`, `newer-version`, or `refused` with every fault in `reasons`.
 */
export async function readNativeText(file: string, chunks: AsyncIterable<string>): Promise<CorpusDocument> {
  const reader = new NativeReader(file);
  for await (const piece of nativePieces(file, chunks)) reader.take(piece);
  const { title, extra, labels, videos, items, predictions } = reader;
  const faults = reader.faults.concat(referenceFaults({ labels, videos, items }, reader.faultyVideos));
  if (faults.length > 0) throw refusal(file, faults);
  const notes: string[] = [];
  if (predictions > 0)
    notes.push(
      `${predictions} predictions in the document were left aside: they are suggestions, not truth.`,
    );
  return { file, title, extra, labels, videos, items, notes };
}

/** Reads a native document of any size. @throws ExchangeError as `readNativeText`, and `unreadable`. */
export function readNative(file: string): Promise<CorpusDocument> {
  return readNativeText(file, textOf(file));
}
