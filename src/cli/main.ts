import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { runCommandLine } from './program.ts';
import { processTerminal } from './terminal.ts';

/** Entry of `tempr1`. Started by scripts/tempr1.mjs on a Node that can run it. */

const { version } = z
  .object({ version: z.string() })
  .parse(JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')));

const interrupted = new AbortController();
let firstAt = 0;
for (const name of ['SIGINT', 'SIGTERM'] as const) {
  process.on(name, () => {
    // The first one asks the command to stop cleanly; a second one means it. A terminal sends one to every process of the
    // group and our launcher passes its own on, so the same key press arrives twice at once.
    if (interrupted.signal.aborted && Date.now() - firstAt > 1000) process.exit(130);
    if (!interrupted.signal.aborted) firstAt = Date.now();
    interrupted.abort();
  });
}
// A reader that closes the pipe (`tempr1 ... | head`) ends us quietly.
process.stdout.on('error', () => process.exit(0));

process.exitCode = await runCommandLine(processTerminal(interrupted.signal), version, process.argv.slice(2));
