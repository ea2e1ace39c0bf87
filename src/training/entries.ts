import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The programs that run in a process of their own. Bundles keep these names (`trainer-worker.js`). */
export type WorkerEntry = 'trainer-worker' | 'model-worker' | 'device-worker';

const SOURCES: Record<WorkerEntry, string> = {
  'trainer-worker': 'worker.ts',
  'model-worker': 'model-worker.ts',
  'device-worker': 'device-worker.ts',
};

/**
 * The file of a worker: TypeScript beside this one in a checkout, or the bundle beside or above this code's own bundle.
 * @throws Error when neither is there.
 */
export function entryFile(entry: WorkerEntry, here = fileURLToPath(import.meta.url)): string {
  const folder = path.dirname(here);
  const candidates = here.endsWith('.ts')
    ? [path.join(folder, SOURCES[entry])]
    : [folder, path.dirname(folder)].map((at) => path.join(at, `${entry}.js`));
  const found = candidates.find((file) => existsSync(file));
  if (found === undefined)
    throw new Error(
      `The program ${entry} is missing (looked for ${candidates.join(' and ')}). Build the project again.`,
    );
  return found;
}
