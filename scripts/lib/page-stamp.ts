import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './root.ts';

const stamp = path.join(root, 'dist/renderer/.built-from');
const sources = [
  'renderer/**/*.{ts,tsx,html,css,json}',
  'src/{time,tasks,rewards,metrics,service}/**/*.ts',
  'vite.config.ts',
  'package-lock.json',
];

function fingerprint(): string {
  const hash = createHash('sha256');
  for (const pattern of sources)
    for (const file of globSync(pattern, { cwd: root }).toSorted()) {
      const full = path.join(root, file);
      if (statSync(full).isFile()) hash.update(file).update(readFileSync(full));
    }
  return hash.digest('hex');
}

/** True when the built page was made from the sources as they are now. */
export function isPageFresh(): boolean {
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === fingerprint();
}

/** Records what the page was built from. */
export function writePageStamp(): void {
  mkdirSync(path.dirname(stamp), { recursive: true });
  writeFileSync(stamp, fingerprint());
}
