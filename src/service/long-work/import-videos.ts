import { stat } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import type { ImportVideo } from '../../corpus/import-document.ts';
import type { Project } from '../../corpus/project.ts';
import type { MediaTools } from '../../media/tools.ts';
import { say, type Said } from '../../tasks/said/said.ts';
import { ServiceError } from '../api.ts';
import { folderFault } from '../files-api.ts';
import { findVideos } from '../video-files.ts';
import { remark, type WorkContext } from './progress.ts';
import { probeFiles } from './probe-videos.ts';

/** As many come into the project at once, so that a cancelled import keeps what it has read and the page shows it as it comes. */
const CHUNK = 50;

export type VideosToImport = { readonly folder: string } | { readonly files: readonly string[] };

/** What an import of plain videos brought. */
export interface VideosReport {
  readonly added: number;
  /** Were in the project already, by their content. */
  readonly known: number;
  /** Could not be used; each was reported as a problem. */
  readonly refused: number;
}

/**
 * Brings video files into a project without any items. Files that cannot be used are reported one sentence each and cost
 * nothing else; files whose content is in the project already are noted and left out.
 * @throws ServiceError when the folder cannot be read.
 */
export async function importVideos(
  project: Project,
  tools: MediaTools,
  what: VideosToImport,
  context: WorkContext,
): Promise<VideosReport> {
  const files = 'folder' in what ? await filesOf(what.folder, context) : what.files;
  const known = knownVideos(project);
  let added = 0;
  let copies = 0;
  let probed = 0;
  for (let from = 0; from < files.length; from += CHUNK) {
    const chunk = files.slice(from, from + CHUNK);
    const found = await probeFiles(chunk, (path) => path, tools, {
      ...context,
      progress: (done, _total, sentence) => {
        context.progress(from + done, files.length, sentence);
      },
    });
    probed += found.length;
    const videos: ImportVideo[] = [];
    for (const { asked, probe } of found) {
      const twin = known.fingerprints.get(probe.fingerprint);
      if (twin !== undefined) {
        copies += 1;
        context.note(remark(asked, say('knownAs', { file: asked, twin })));
        continue;
      }
      const id = freeId(basename(asked, extname(asked)), known.ids);
      known.ids.add(id);
      known.fingerprints.set(probe.fingerprint, id);
      videos.push({
        id,
        file: probe.path,
        duration: null,
        // Somebody who adds videos means to learn from them; a document's own splits are kept as given.
        split: 'train',
        group: null,
        source: null,
        extra: {},
        probe,
      });
    }
    context.signal.throwIfAborted();
    if (videos.length > 0) {
      const document = {
        file: 'folder' in what ? what.folder : '',
        title: null,
        extra: {},
        labels: [],
        items: [],
      };
      await project.writer.job('importDocument', { ...document, videos });
      added += videos.length;
    }
  }
  return { added, known: copies, refused: files.length - probed };
}

async function filesOf(folder: string, { signal, problem }: WorkContext): Promise<readonly string[]> {
  try {
    if (!(await stat(folder)).isDirectory())
      throw new ServiceError('bad-request', say('fileNoFolder', { folder }));
    const { files, unread } = await findVideos(folder, signal);
    for (const { path, cause } of unread) problem(remark(path, folderFault(path, cause)));
    return files;
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof ServiceError) throw error;
    throw new ServiceError('bad-request', folderFault(folder, error), { cause: error });
  }
}

function knownVideos(project: Project): { ids: Set<string>; fingerprints: Map<string, string> } {
  const rows = project.db.all<{ id: string; fingerprint: string }>('SELECT id, fingerprint FROM video');
  return {
    ids: new Set(rows.map(({ id }) => id)),
    fingerprints: new Map(rows.map(({ id, fingerprint }) => [fingerprint, id])),
  };
}

/** The file's own name where it is free, else the first free `name-2`, `name-3`, ... */
function freeId(name: string, taken: ReadonlySet<string>): string {
  const base = name.slice(0, 150) || 'video';
  if (!taken.has(base)) return base;
  for (let i = 2; ; i++) if (!taken.has(`${base}-${i}`)) return `${base}-${i}`;
}

/** What came of it, for a person. */
export function videosSaid({ added, known, refused }: VideosReport): Said {
  if (added + known + refused === 0) return say('noVideosThere');
  return say('videosAdded', { added, known, refused });
}
