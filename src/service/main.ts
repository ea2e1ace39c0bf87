import { connect } from 'node:net';
import { parseArgs } from 'node:util';
import { resolve } from 'node:path';
import { nodeSpawner } from '../training/spawner.ts';
import { sentenceOf } from './sentence.ts';
import { startService, type RunningService } from './start-service.ts';

/**
 * The service as a process of its own: `main.ts [--project DIR] [--port N] [--page DIR] [--shell browser|cli] [--socket PATH]`.
 * Prints one line of JSON, `{"url", "entryUrl", "port"}`, or `{"error"}`; with `--socket` it goes to that local socket instead, and the service
 * ends when that socket closes. `entryUrl` holds a token that opens the page once: it must not be logged.
 */

const options = {
  project: { type: 'string' },
  port: { type: 'string' },
  page: { type: 'string' },
  shell: { type: 'string' },
  socket: { type: 'string' },
} as const;

let service: RunningService | null = null;
let ending: Promise<void> | null = null;

function end(code: number): void {
  ending ??= (service?.close() ?? Promise.resolve()).then(
    () => process.exit(code),
    () => process.exit(1),
  );
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => end(0));

async function run(): Promise<void> {
  const { values } = parseArgs({ options });
  const port = values.port === undefined ? 0 : Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new Error(`“${values.port}” is not a port. Give a number from 1024 to 65535.`);
  const tell = await speaker(values.socket);
  try {
    service = await startService({
      shell: values.shell === 'cli' ? 'cli' : 'browser',
      spawner: nodeSpawner(),
      port,
      ...(values.page !== undefined && { pageDir: resolve(values.page) }),
      ...(values.project !== undefined && { project: resolve(values.project) }),
    });
    tell({ url: service.url, entryUrl: service.mintLink(), port: service.port });
  } catch (error) {
    tell({ error: sentenceOf(error) });
    end(1);
  }
}

/** Where the one line goes. A socket also ties our life to our parent's. */
async function speaker(socketPath: string | undefined): Promise<(message: object) => void> {
  if (socketPath === undefined)
    return (message) => {
      process.stdout.write(`${JSON.stringify(message)}\n`);
    };
  const socket = connect(socketPath);
  await new Promise<void>((connected, failed) => {
    socket.once('connect', connected);
    socket.once('error', failed);
  });
  socket.on('error', () => undefined);
  socket.on('close', () => end(0));
  socket.resume();
  return (message) => {
    socket.write(`${JSON.stringify(message)}\n`);
  };
}

run().catch((error: unknown) => {
  process.stderr.write(`${sentenceOf(error)}\n`);
  end(1);
});
