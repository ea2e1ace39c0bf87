import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './root.ts';

/** Path of Electron's executable, or null when its binary was never fetched. Importing `electron` would start a download. */
export function electronBinary(environment: NodeJS.ProcessEnv = process.env): string | null {
  const folder = path.join(root, 'node_modules', 'electron');
  const name = path.join(folder, 'path.txt');
  const dist = environment['ELECTRON_OVERRIDE_DIST_PATH'] ?? path.join(folder, 'dist');
  const executable = existsSync(name)
    ? readFileSync(name, 'utf8').trim()
    : process.platform === 'win32'
      ? 'electron.exe'
      : process.platform === 'darwin'
        ? 'Electron.app/Contents/MacOS/Electron'
        : 'electron';
  const file = path.join(dist, executable);
  return existsSync(file) ? file : null;
}
