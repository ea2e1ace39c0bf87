import { existsSync } from 'node:fs';
import { isAbsolute, relative, resolve, sep } from 'node:path';

/** A file as a project stores it: relative to its folder with '/' where both lie on one drive, else absolute. */
export function projectRelative(projectDir: string, file: string): string {
  const path = relative(projectDir, file);
  return isAbsolute(path) ? path : path.split(sep).join('/');
}

/** Where a stored path points now. The relative one wins; the absolute hint helps when only the project was moved. */
export function resolveStored(projectDir: string, stored: string, absoluteHint: string): string {
  const here = isAbsolute(stored) ? stored : resolve(projectDir, stored);
  return here === absoluteHint || existsSync(here) || !existsSync(absoluteHint) ? here : absoluteHint;
}
