// `npm test`: everything that must hold, in the order in which a mistake shows soonest.
import path from 'node:path';
import { assertNode, ensurePackages, pinnedNode, root, runToEnd, toolEnvironment } from './lib/bootstrap.mjs';
import { ensureSystemTools } from './lib/system-tools.mjs';

assertNode();
await ensurePackages();
await ensureSystemTools({ needed: ['ffmpeg', 'chromium'] });

const node = pinnedNode();
const bin = (pkg, file) => path.join(root, 'node_modules', pkg, file);
const steps = [
  { name: 'formatting', args: [bin('prettier', 'bin/prettier.cjs'), '--check', '--log-level', 'warn', '.'] },
  { name: 'types', args: [bin('typescript', 'bin/tsc'), '-p', 'tsconfig.json'] },
  { name: 'types of the page', args: [bin('typescript', 'bin/tsc'), '-p', 'renderer/tsconfig.json'] },
  { name: 'types of the end-to-end tests', args: [bin('typescript', 'bin/tsc'), '-p', 'e2e/tsconfig.json'] },
  { name: 'lint and layers', args: [bin('oxlint', 'bin/oxlint'), '--type-aware', '--deny-warnings'] },
  { name: 'unit tests', args: [bin('vitest', 'vitest.mjs'), 'run'] },
  { name: 'build', args: [path.join(root, 'scripts/build.ts')] },
  { name: 'end-to-end tests', args: [bin('playwright', 'cli.js'), 'test'] },
];
const only = process.argv.slice(2);
let failed = 0;
let passed = 0;
for (const { name, args } of steps) {
  if (only.length > 0 && !only.some((each) => name.startsWith(each))) continue;
  const started = Date.now();
  process.stdout.write(`\n== ${name}\n`);
  const code = await runToEnd(node.file, [...node.flags, ...args], { env: toolEnvironment() });
  process.stdout.write(
    `== ${name}: ${code === 0 ? 'ok' : `FAILED (exit ${code})`}, ${((Date.now() - started) / 1000).toFixed(1)} s\n`,
  );
  if (code === 0) passed++;
  else {
    failed++;
    break;
  }
}
process.stdout.write(`\nchecks: ${passed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 ? 0 : 1;
