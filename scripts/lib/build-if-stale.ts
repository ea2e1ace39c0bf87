import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { isPageFresh } from './page-stamp.ts';
import { root } from './root.ts';

/**
 * Builds the page, or everything that Electron needs, unless it is already built from the sources as they are.
 * @throws Error when the build fails; the builder has said why.
 */
export function buildIfStale(what: 'page' | 'everything'): void {
  const hasPrograms = existsSync(path.join(root, 'dist/electron/main.js'));
  if (isPageFresh() && (what === 'page' || hasPrograms)) return;
  process.stderr.write(what === 'page' ? 'Building the page ...\n' : 'Building the application ...\n');
  const args = [
    ...process.execArgv,
    path.join(root, 'scripts/build.ts'),
    ...(what === 'page' ? ['--page'] : []),
  ];
  const done = spawnSync(process.execPath, args, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
  if (done.status !== 0) throw new Error('The build failed; the lines above say why.');
}
