// `npm run demo`: sets itself up, then runs the main job (scripts/demo.ts).
import { assertNode, ensurePackages, runTypeScript } from './lib/bootstrap.mjs';
import { ensureSystemTools } from './lib/system-tools.mjs';

assertNode();
await ensurePackages();
const headless = process.argv.includes('--headless') || Boolean(process.env.CI);
await ensureSystemTools({ needed: ['ffmpeg'], optional: headless ? [] : ['chromium'] });
process.exitCode = await runTypeScript('scripts/demo.ts', process.argv.slice(2));
