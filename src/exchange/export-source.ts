import type { CorpusDocument, DocumentItem, DocumentLabel, DocumentVideo, JsonObject } from './document.ts';

/** Records that come one after the other, so that a project of any size is written with bounded memory. */
export type Stream<Value> = Iterable<Value> | AsyncIterable<Value>;

/** A video as it leaves the corpus. */
export interface ExportVideo extends DocumentVideo {
  /** Seconds at which the probed video ends; goes before what a document once claimed. */
  readonly endSeconds?: number | undefined;
}

/** What is exported, in seconds, each edge with the digits it is to have. Both streams can be asked for more than once. */
export interface ExportSource {
  readonly title: string | null;
  readonly extra: JsonObject;
  readonly labels: readonly DocumentLabel[];
  readonly videos: () => Stream<ExportVideo>;
  readonly items: () => Stream<DocumentItem>;
}

/** Where an exporter writes its text, piece by piece; to be awaited, so that a slow disk slows the exporter. */
export interface WritableSink {
  write(text: string): Promise<void>;
}

export interface ExportReport {
  readonly videos: number;
  readonly items: number;
  readonly intervals: number;
  /** What the format could not carry, one sentence each. */
  readonly notes: readonly string[];
}

/** A document as an export source. */
export function documentSource(document: CorpusDocument): ExportSource {
  const { title, extra, labels, videos, items } = document;
  return { title, extra, labels, videos: () => videos, items: () => items };
}

/** Seconds at which a video ends, as well as anyone knows; null when nobody told. */
export function endOf(video: ExportVideo): number | null {
  return video.endSeconds ?? video.duration;
}
