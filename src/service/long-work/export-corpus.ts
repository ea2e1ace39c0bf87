import { exportHeader, exportItems, exportVideos } from '../../corpus/export.ts';
import { openProjectReader } from '../../corpus/project.ts';
import { projectRevision } from '../../corpus/queries/project.ts';
import type { ReadableDb } from '../../corpus/db.ts';
import type { Split } from '../../corpus/rows.ts';
import type { ExportReport, ExportSource, Stream } from '../../exchange/export-source.ts';
import { exportToFile, formatOf } from '../../exchange/registry.ts';
import { say, type Said } from '../../tasks/said/said.ts';
import { ServiceError } from '../api.ts';
import type { WorkContext } from './progress.ts';

export interface CorpusToExport {
  readonly format: string;
  /** Absolute. */
  readonly file: string;
  /** null: every video. */
  readonly split: Split | null;
}

/** A file is written slowly while people go on working; it must still show one state of the corpus. */
const ATTEMPTS = 5;

/**
 * Writes the corpus, or one split of it, to a file, all at once or not at all, as it stood at one moment.
 * @throws ExchangeError, CorpusError; ServiceError when the corpus changed at every attempt; the signal's reason when cancelled.
 */
export async function exportCorpus(
  project: { readonly paths: { readonly dir: string } },
  { format, file, split }: CorpusToExport,
  context: WorkContext,
): Promise<ExportReport> {
  formatOf(format);
  // A connection of its own: records are read between writes to the disk, while others use theirs.
  const db = openProjectReader(project.paths.dir);
  try {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const revision = projectRevision(db);
      const report = await exportToFile(
        format,
        watched(sourceOf(db, project.paths.dir, split), context),
        file,
      );
      if (projectRevision(db) !== revision) continue;
      for (const sentence of report.notes) context.note({ subject: file, sentence });
      return report;
    }
  } finally {
    db.close();
  }
  throw new ServiceError('conflict', say('corpusKeptChanging'));
}

function sourceOf(db: ReadableDb, dir: string, split: Split | null): ExportSource {
  const filter = split === null ? {} : { split };
  return {
    ...exportHeader(db),
    videos: function* videos() {
      for (const { end, ...video } of exportVideos(db, dir, filter)) yield { ...video, endSeconds: end };
    },
    items: () => exportItems(db, filter),
  };
}

/** Tells how far the export is, and ends it when it is cancelled. */
function watched(source: ExportSource, { signal, progress }: WorkContext): ExportSource {
  let done = 0;
  async function* each<Value>(values: Stream<Value>): AsyncGenerator<Value> {
    for await (const value of values) {
      // Lets cancellation and other work in: records come without any waiting.
      if (done % 500 === 0) await new Promise((resolve) => setImmediate(resolve));
      signal.throwIfAborted();
      done += 1;
      progress(done, null, say('recordsWritten', { count: done }));
      yield value;
    }
  }
  return { ...source, videos: () => each(source.videos()), items: () => each(source.items()) };
}

/** What came of it, for a person. */
export function exportSaid({ videos, items, intervals }: ExportReport, file: string): Said {
  return say('exported', { videos, items, intervals, file });
}
