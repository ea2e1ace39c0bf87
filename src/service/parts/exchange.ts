import { basename, resolve } from 'node:path';
import { imports } from '../../corpus/queries/project.ts';
import { FORMATS, formatOf } from '../../exchange/registry.ts';
import { say, told } from '../../tasks/said/said.ts';
import type { StudioApi } from '../api.ts';
import type { Core } from '../core.ts';
import {
  documentSaid,
  importDocument,
  lookAtDocument,
  type DocumentToImport,
} from '../long-work/import-document.ts';
import { importVideos, videosSaid, type VideosToImport } from '../long-work/import-videos.ts';
import { exportCorpus, exportSaid } from '../long-work/export-corpus.ts';

/** Imports write one after the other, so that the second sees what the first brought. */
const IMPORTS = 'import';

/** `importer`, `exporter`: corpora and videos coming in and going out, as jobs. */
export function exchangePart(core: Core): Pick<StudioApi, 'importer' | 'exporter'> {
  return {
    importer: {
      look: ({ file }) => lookAtDocument(core.session.project, { file: resolve(file), format: 'auto' }),
      start: async ({ file, format, videosDir, addItems }) => ({
        jobId: startImport(core, {
          file: resolve(file),
          format: format ?? 'auto',
          videosDir: videosDir === undefined ? null : resolve(videosDir),
          addItems,
        }),
      }),
      videos: async (input) => ({
        jobId: startVideos(
          core,
          'folder' in input
            ? { folder: resolve(input.folder) }
            : { files: input.files.map((file) => resolve(file)) },
        ),
      }),
      history: async () =>
        imports(core.session.project.db).map(({ batch, at, file, videos, items, removed }) => ({
          batch,
          at: new Date(at).toISOString(),
          file,
          videos,
          items,
          removed,
        })),
      remove: async ({ batch }) => {
        const { videos, items } = await core.session.project.writer.job('removeImport', { batch });
        return told(say('importRemoved', { videos, items }));
      },
    },
    exporter: {
      formats: async () =>
        FORMATS.map(({ id, title, description, extension, canImport, canExport }) => ({
          id,
          name: title,
          description,
          extension,
          imports: canImport,
          exports: canExport,
        })),
      start: async ({ format, out, split }) => {
        const { project } = core.session;
        const { title } = formatOf(format);
        const file = resolve(out);
        const jobId = core.jobs.start({
          kind: 'export',
          title: say('exportTo', { format: title, file: basename(file) }),
          line: 'export',
          work: async (context) =>
            exportSaid(await exportCorpus(project, { format, file, split: split ?? null }, context), file),
        });
        return { jobId };
      },
    },
  };
}

/** Queues the import of a corpus document. @throws ServiceError 'no-project' */
export function startImport(core: Core, what: DocumentToImport): string {
  const { project } = core.session;
  if (what.format !== 'auto') formatOf(what.format);
  return core.jobs.start({
    kind: 'import',
    title: basename(what.file),
    line: IMPORTS,
    work: async (context) => {
      const tools = await core.setting.toolbox.tools();
      return documentSaid(await importDocument(project, tools, what, context));
    },
  });
}

/** Queues the import of plain videos. @throws ServiceError 'no-project' */
export function startVideos(core: Core, what: VideosToImport): string {
  const { project } = core.session;
  return core.jobs.start({
    kind: 'videos',
    title: 'folder' in what ? what.folder : say('someFiles', { count: what.files.length }),
    line: IMPORTS,
    work: async (context) => {
      const tools = await core.setting.toolbox.tools();
      return videosSaid(await importVideos(project, tools, what, context));
    },
  });
}
