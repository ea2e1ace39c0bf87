/** Writes THIRD_PARTY_NOTICES.md. Run it after a change of dependencies: `node scripts/make-notices.ts`. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { noticesText } from './lib/notices.ts';
import { root } from './lib/root.ts';

writeFileSync(path.join(root, 'THIRD_PARTY_NOTICES.md'), noticesText());
