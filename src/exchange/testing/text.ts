import type { CorpusDocument } from '../document.ts';
import { ExchangeError } from '../errors.ts';
import type { ExportReport, ExportSource, WritableSink } from '../export-source.ts';

/** `text` in pieces that end at `cuts` (any numbers; taken modulo the length). */
export async function* inPieces(text: string, cuts: readonly number[] = []): AsyncGenerator<string> {
  const ends = cuts.map((cut) => (text.length === 0 ? 0 : cut % text.length)).toSorted((a, b) => a - b);
  let start = 0;
  for (const end of [...ends, text.length]) {
    if (end > start) yield text.slice(start, end);
    start = Math.max(start, end);
  }
}

/** What an exporter writes, and what it reports. */
export async function written(
  write: (source: ExportSource, sink: WritableSink) => Promise<ExportReport>,
  source: ExportSource,
): Promise<{ text: string; report: ExportReport }> {
  let text = '';
  const report = await write(source, {
    write: (piece) => {
      text += piece;
      return Promise.resolve();
    },
  });
  return { text, report };
}

/** The error that `promise` ends with, which must be one of ours; null when it ends well. */
export async function refusalOf(promise: Promise<unknown>): Promise<ExchangeError | null> {
  try {
    await promise;
    return null;
  } catch (error) {
    if (error instanceof ExchangeError) return error;
    throw error;
  }
}

/** A change to a text: cut something out, put something in, say something twice. */
export interface Mutation {
  readonly at: number;
  readonly length: number;
  readonly put: string;
}

export function mutate(text: string, mutations: readonly Mutation[]): string {
  return mutations.reduce((changed, { at, length, put }) => {
    const start = changed.length === 0 ? 0 : at % changed.length;
    return changed.slice(0, start) + put + changed.slice(start + length);
  }, text);
}

/** A document without what depends on the file it came from. */
export function content({
  title,
  extra,
  labels,
  videos,
  items,
}: CorpusDocument): Omit<CorpusDocument, 'file' | 'notes'> {
  return { title, extra, labels, videos, items };
}
