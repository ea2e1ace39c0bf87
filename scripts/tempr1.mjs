#!/usr/bin/env node
// `npx tempr1` and `npm run -s tempr1 --`: the command line on the pinned Node, from the folder the user stands in.
import path from 'node:path';
import {
  assertNode,
  pinnedNode,
  root,
  runToEnd,
  staleReason,
  giveUp,
  toolEnvironment,
} from './lib/bootstrap.mjs';

assertNode();
const stale = staleReason();
if (stale !== null) giveUp(`The packages are not ready (${stale}). Run "npm ci" in ${root} first.`, 1);
const node = pinnedNode();
process.exitCode = await runToEnd(
  node.file,
  [...node.flags, path.join(root, 'src/cli/main.ts'), ...process.argv.slice(2)],
  {
    cwd: process.cwd(),
    env: { ...toolEnvironment(), INIT_CWD: process.env.INIT_CWD ?? process.cwd() },
  },
);
