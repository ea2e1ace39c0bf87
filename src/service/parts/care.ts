import { realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import { restoreBackup } from '../../corpus/backups.ts';
import { projectPaths } from '../../corpus/project-paths.ts';
import type { StudioApi } from '../api.ts';
import type { Core } from '../core.ts';

/** `care`: whether the open project's work is safe, its backups, and putting one back. */
export function carePart(core: Core): Pick<StudioApi, 'care'> {
  return {
    care: {
      health: async () => core.care.health(),
      backUp: () => core.care.backUp(),
      dismissPlace: () => core.care.dismissPlace(),
      restore: async ({ dir, name }) => {
        const paths = projectPaths(resolve(dir));
        // Whoever has it open goes first: the file is put aside under nobody's feet.
        if (core.open !== null && same(core.open.project.paths.dir, paths.dir)) await core.closeProject();
        const { keeperEntry } = core.setting.locations;
        await restoreBackup(paths, name ?? null, keeperEntry === null ? {} : { entry: keeperEntry });
        return { project: await core.openProject(paths.dir), jobId: null };
      },
    },
  };
}

function same(a: string, b: string): boolean {
  try {
    return realpathSync(a) === realpathSync(b);
  } catch {
    return a === b;
  }
}
