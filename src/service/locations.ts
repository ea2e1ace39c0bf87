import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';

/**
 * Where the program's own files lie. The same modules run from the checkout (src/service/*.ts) and bundled (dist/service/*.js,
 * dist/electron/*.js), so nothing may be looked for beside the module that asks.
 */
export interface Locations {
  /** The checkout, or the packaged application's folder. */
  readonly root: string;
  readonly version: string;
  /** Shipped files: the sample corpus and the first policy. */
  readonly resources: string;
  /** The built page. */
  readonly page: string;
  /** Code of the corpus writer's thread; null: beside the corpus room's own file. */
  readonly writerEntry: URL | null;
  /** Likewise of the thread that checks and copies corpora. */
  readonly keeperEntry: URL | null;
}

const manifest = z.object({ name: z.string(), version: z.string() });

/** @throws Error when the program's own files are not where they belong. */
export function findLocations(from: string = import.meta.dirname): Locations {
  const bundled = !import.meta.filename.endsWith('.ts');
  const root = ascend(from, (folder) => nameOf(folder)?.name === 'tempr1-studio');
  const resources = ascend(from, (folder) => existsSync(join(folder, 'resources', 'sample', 'corpus.json')));
  const version = nameOf(root)?.version ?? '0.0.0';
  return {
    root,
    version,
    resources: join(resources, 'resources'),
    page: join(root, 'dist', 'renderer'),
    writerEntry: bundled ? pathToFileURL(join(root, 'dist', 'service', 'writer-worker.js')) : null,
    keeperEntry: bundled ? pathToFileURL(join(root, 'dist', 'service', 'keeper-worker.js')) : null,
  };
}

function ascend(from: string, found: (folder: string) => boolean): string {
  for (let folder = from; ; folder = dirname(folder)) {
    if (found(folder)) return folder;
    if (dirname(folder) === folder)
      throw new Error('TempR1 Studio does not find its own files. Install it again.');
  }
}

function nameOf(folder: string): z.infer<typeof manifest> | null {
  try {
    return manifest.parse(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')));
  } catch {
    return null;
  }
}
