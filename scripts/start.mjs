// `npm start [-- PROJECT]`: sets itself up, then opens the application (scripts/start.ts).
import { assertNode, ensurePackages, runTypeScript } from './lib/bootstrap.mjs';
import { ensureSystemTools } from './lib/system-tools.mjs';

assertNode();
await ensurePackages();
await ensureSystemTools({ needed: [], optional: ['ffmpeg'] });
process.exitCode = await runTypeScript('scripts/start.ts', process.argv.slice(2));
