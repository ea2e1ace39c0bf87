import { spawn } from 'node:child_process';
import type { Command } from 'commander';
import { startService } from '../service/start-service.ts';
import { nodeSpawner } from '../training/spawner.ts';
import { jsonOption, portNumber } from './options.ts';
import { say, userPath, type Terminal } from './terminal.ts';

/** `tempr1 serve [PROJECT]` */
export function addServe(program: Command, terminal: Terminal): void {
  program
    .command('serve')
    .summary('run the application for the browser')
    .description(
      'Serves the application on 127.0.0.1 until Ctrl-C. The printed link works once; on a remote machine, ' +
        'forward the port over SSH under the same number and open the link there.',
    )
    .argument('[project]', 'folder of the project; without one the start screen is shown')
    .option('--port <n>', 'port to listen on; default: any free one', portNumber, 0)
    .option('--open', 'open the system’s browser')
    .addOption(jsonOption())
    .action(
      async (
        project: string | undefined,
        { port, open = false, json = false }: { port: number; open?: boolean; json?: boolean },
      ) => {
        const service = await startService({
          shell: 'browser',
          spawner: nodeSpawner(),
          port,
          ...(project !== undefined && { project: userPath(terminal, project) }),
          log: (line) => {
            say(terminal.stderr, line);
          },
        });
        try {
          const entryUrl = service.mintLink();
          if (json)
            terminal.stdout.write(`${JSON.stringify({ url: service.url, entryUrl, port: service.port })}\n`);
          else say(terminal.stdout, `Open this link once: ${entryUrl}\nCtrl-C ends it.`);
          if (open) openBrowser(service.mintLink());
          await aborted(terminal.signal);
        } finally {
          await service.close();
        }
      },
    );
}

/** Opens an address with whatever the system opens addresses with; a system without such a thing is no failure. */
function openBrowser(address: string): void {
  const [command, ...args] =
    process.platform === 'darwin'
      ? ['open', address]
      : process.platform === 'win32'
        ? ['rundll32', 'url.dll,FileProtocolHandler', address]
        : ['xdg-open', address];
  if (command === undefined) return;
  const child = spawn(command, args, { stdio: 'ignore', detached: true });
  child.on('error', () => undefined);
  child.unref();
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
