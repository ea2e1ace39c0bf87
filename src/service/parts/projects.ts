import { existsSync } from 'node:fs';
import { cp, mkdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { isProject } from '../../corpus/project.ts';
import type { StudioApi } from '../api.ts';
import type { Core } from '../core.ts';
import { inspectProject, stateOfProject } from '../inspect-project.ts';
import { warningForFolder } from '../place.ts';
import { projectInfoOf } from '../project-info.ts';
import { startImport, startVideos } from './exchange.ts';

/** `projects`: what lists, makes, opens and closes them. */
export function projectsPart(core: Core): Pick<StudioApi, 'projects'> {
  const { appState, locations } = core.setting;
  return {
    projects: {
      recent: async () =>
        Promise.all(
          (await appState.recent()).map(async (entry) => ({
            ...entry,
            present: isProject(entry.dir),
            state: stateOfProject(entry.dir),
            cover: await appState.cover(entry.dir),
          })),
        ),
      inspect: async ({ dir }) => inspectProject(resolve(dir)),
      place: async ({ dir }) => warningForFolder(resolve(dir)),
      forget: ({ dir }) => appState.forget(dir),
      pin: ({ dir, pinned }) => appState.pin(dir, pinned),
      current: async () => (core.open === null ? null : projectInfoOf(core.open)),
      close: () => core.closeProject(),
      open: async ({ dir }) => ({ project: await core.openProject(resolve(dir)), jobId: null }),
      create: async ({ dir, title, videosFolder }) => {
        const project = await core.openProject(resolve(dir), { title });
        const jobId =
          videosFolder === undefined ? null : startVideos(core, { folder: resolve(videosFolder) });
        return { project, jobId };
      },
      createSample: async (input) => {
        const dir = input?.dir === undefined ? freeSampleFolder() : resolve(input.dir);
        const project = await core.openProject(dir, { title: 'HalfCheetah sample' });
        // Beside the project, since an updated or uninstalled program takes its own copy along.
        const sample = join(dir, 'sample');
        await mkdir(sample, { recursive: true });
        await cp(join(locations.resources, 'sample'), sample, { recursive: true });
        const jobId = startImport(core, {
          file: join(sample, 'corpus.json'),
          format: 'native',
          videosDir: null,
        });
        return { project, jobId };
      },
    },
  };
}

/** A new folder under the user's own documents. */
function freeSampleFolder(): string {
  const documents = join(homedir(), 'Documents');
  const base = existsSync(documents) ? documents : homedir();
  for (let i = 1; ; i++) {
    const dir = join(base, i === 1 ? 'TempR1 sample' : `TempR1 sample ${i}`);
    if (!existsSync(dir)) return dir;
  }
}
