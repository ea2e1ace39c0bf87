import { dirname, resolve } from 'node:path';
import type { ImportReport } from '../../corpus/import-document.ts';
import type { Project } from '../../corpus/project.ts';
import { findVideo as findVideoRow } from '../../corpus/rows.ts';
import { findVideo, videoCandidates } from '../../exchange/find-video.ts';
import { readDocument } from '../../exchange/registry.ts';
import type { MediaTools } from '../../media/tools.ts';
import { say, type Said } from '../../tasks/said/said.ts';
import { ServiceError } from '../api.ts';
import { remark, type WorkContext } from './progress.ts';
import { probeFiles } from './probe-videos.ts';

export interface DocumentToImport {
  readonly file: string;
  /** `auto`: told from the content. */
  readonly format: string;
  /** Where the videos lie; null: the document's own folder. */
  readonly videosDir: string | null;
  /** Adds new items to videos that the project has already, instead of refusing them. */
  readonly addItems?: boolean | undefined;
}

/** What an import of a corpus document brought. */
export interface DocumentReport extends ImportReport {
  /** Videos whose file could not be used; each was reported as a problem, and its items were left out. */
  readonly videosLeftOut: number;
  readonly itemsLeftOut: number;
}

/**
 * Reads a corpus document, probes its videos, and brings everything into the project at once. A faulty document is refused
 * whole; a video whose file cannot be used is reported and left out with its items, and costs the others nothing.
 * @throws ExchangeError, CorpusError 'import-refused' with every fault in `reasons`; ServiceError when no video can be used.
 */
export async function importDocument(
  project: Project,
  tools: MediaTools,
  what: DocumentToImport,
  context: WorkContext,
): Promise<DocumentReport> {
  const { signal, progress, note } = context;
  progress(0, null, say('readingDocument', { file: what.file }));
  const document = await readDocument(what.file, what.format);
  for (const sentence of document.notes) note({ subject: what.file, sentence });
  if (what.addItems !== true && areKnown(project, document.videos))
    throw repeated(what.file, document.videos.length);
  const folder = what.videosDir ?? dirname(resolve(what.file));
  const located: { video: (typeof document.videos)[number]; path: string }[] = [];
  for (const video of document.videos) {
    signal.throwIfAborted();
    const path =
      (await findVideo(video.file, folder)) ?? videoCandidates(video.file, folder)[0] ?? video.file;
    located.push({ video, path });
  }
  const probed = await probeFiles(located, ({ path }) => path, tools, context);
  if (probed.length === 0 && located.length > 0)
    throw new ServiceError('bad-request', say('noneUsable', { file: what.file, count: located.length }));
  const kept = new Set(probed.map(({ asked }) => asked.video.id));
  const known = new Set(document.videos.map(({ id }) => id));
  // An item of a video that the document does not have at all is a fault of the document, for the corpus to refuse.
  const items = document.items.filter(({ video }) => kept.has(video) || !known.has(video));
  progress(located.length, located.length, say('writingIntoProject'));
  signal.throwIfAborted();
  const { notes: _, ...rest } = document;
  const report = await project.writer.job('importDocument', {
    ...rest,
    videos: probed.map(({ asked, probe }) => ({ ...asked.video, probe })),
    items,
    addItems: what.addItems,
  });
  for (const said of report.notes) note(remark(what.file, said));
  return {
    ...report,
    videosLeftOut: located.length - probed.length,
    itemsLeftOut: document.items.length - items.length,
  };
}

/** Whether all videos of a document, told by their ids, are in the project. */
function areKnown({ db }: Project, videos: readonly { readonly id: string }[]): boolean {
  return videos.length > 0 && videos.every(({ id }) => findVideoRow(db, id) !== undefined);
}

/** A document that was imported before would be refused video by video and item by item; one sentence says it. */
function repeated(file: string, videos: number): ServiceError {
  return new ServiceError('conflict', say('allKnown', { file, count: videos }));
}

/**
 * What an import of this document would meet: how many videos it has, and whether the project has all of them.
 * @throws ExchangeError as the import itself would.
 */
export async function lookAtDocument(
  project: Project,
  { file, format }: Pick<DocumentToImport, 'file' | 'format'>,
): Promise<{ videos: number; allKnown: boolean }> {
  const { videos } = await readDocument(file, format);
  return { videos: videos.length, allKnown: areKnown(project, videos) };
}

/** What came of it, for a person. */
export function documentSaid(report: DocumentReport): Said {
  const { videos, items, intervals, videosLeftOut, itemsLeftOut } = report;
  const came = say('documentImported', { videos, items, intervals });
  if (videosLeftOut === 0) return came;
  return say('documentImportedInPart', { came, videos: videosLeftOut, items: itemsLeftOut });
}
