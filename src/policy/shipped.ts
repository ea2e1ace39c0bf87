import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { POLICY_FILE } from './checkpoint.ts';

const FOLDER = join('resources', 'policies', 'compact-shipped');

/** The policy that comes with the application. */
export interface ShippedPolicy {
  readonly folder: string;
  readonly file: string;
  /** How it was made, what it can do and what it can't, for people. */
  readonly card: string;
}

/**
 * Finds the shipped policy: in a checkout above this file (source or bundle), in a packaged application beside its archive.
 * @param from folder to search upwards from.
 * @throws Error when it is missing.
 */
export function shippedPolicy(from: string = dirname(fileURLToPath(import.meta.url))): ShippedPolicy {
  // Files inside an application's archive can't be opened by native code.
  const start = from.replace(/app\.asar(?=[\\/]|$)/u, 'app.asar.unpacked');
  for (let at = start; ; at = dirname(at)) {
    const folder = join(at, FOLDER);
    const file = join(folder, POLICY_FILE);
    if (existsSync(file)) return { folder, file, card: join(folder, 'card.md') };
    if (dirname(at) === at)
      throw new Error(
        `The policy that comes with TempR1 Studio (${join(FOLDER, POLICY_FILE)}) was not found above “${from}”. Install the application again.`,
      );
  }
}
