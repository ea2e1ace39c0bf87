/** A real service with a real corpus and real processes for tests; nothing but tests may import it. */
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { request, type Agent, type IncomingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTRPCClient, createWSClient, wsLink, type TRPCClient } from '@trpc/client';
import { afterAll } from 'vitest';
import { WebSocket } from 'ws';
import { readSafetensors, writeSafetensors } from '../../tensor/safetensors.ts';
import { saveTabular } from '../../training/testing/tabular-kit.ts';
import { TabularPolicy } from '../../training/testing/tabular-policy.ts';
import { tabularSpawner } from '../../training/testing/worlds.ts';
import type { Job, ServiceEvent } from '../contract/index.ts';
import { findLocations } from '../locations.ts';
import type { AppRouter } from '../router.ts';
import { startService, type RunningService } from '../start-service.ts';
import type { Toolbox } from '../toolbox.ts';

const cleanups: (() => Promise<void> | void)[] = [];
afterAll(async () => {
  for (const clean of cleanups.reverse()) await clean();
});

/** A real path that is gone when the test file is done. */
export function temporaryFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'tempr1-service-')));
  cleanups.push(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

export interface TestService extends RunningService {
  readonly folder: string;
  /** Everything that the service logged. */
  readonly log: string[];
}

/** Starts a service whose model processes run the exact tabular policy, so that a training takes a second. */
export async function testService(
  options: {
    readonly project?: string;
    readonly stepDelayMs?: number;
    readonly folder?: string;
    readonly toolbox?: Toolbox;
  } = {},
): Promise<TestService> {
  const folder = options.folder ?? temporaryFolder();
  const pageDir = join(folder, 'page');
  mkdirSync(join(pageDir, 'assets'), { recursive: true });
  writeFileSync(join(pageDir, 'index.html'), '<!doctype html><title>the page</title>');
  writeFileSync(join(pageDir, 'assets', 'app-1234.js'), 'export {};');
  const own = findLocations();
  const resources = join(folder, 'resources');
  const shipped = join(resources, 'policies', 'compact-shipped');
  mkdirSync(shipped, { recursive: true });
  cpSync(join(own.resources, 'sample'), join(resources, 'sample'), { recursive: true });
  const policy = new TabularPolicy();
  const file = join(shipped, 'policy.safetensors');
  await saveTabular(policy, file);
  const { tensors } = await readSafetensors(file);
  await writeSafetensors(file, tensors, { architecture: policy.architecture });
  const log: string[] = [];
  const service = await startService({
    shell: 'browser',
    spawner: tabularSpawner(options.stepDelayMs ?? 0),
    pageDir,
    locations: { ...own, resources },
    env: { ...process.env, TEMPR1_CONFIG_DIR: join(folder, 'config') },
    log: (line) => log.push(line),
    ...(options.project !== undefined && { project: options.project }),
    ...(options.toolbox !== undefined && { toolbox: options.toolbox }),
  });
  cleanups.push(() => service.close());
  return { ...service, folder, log };
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** False when the connection was cut before the promised length. */
  readonly complete: boolean;
}

/** A plain request with exactly these headers: unlike `fetch`, it may say any Host. */
export function ask(
  port: number,
  path: string,
  headers: Readonly<Record<string, string>> = {},
  method = 'GET',
  agent: Agent | false = false,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asking = request({ host: '127.0.0.1', port, path, method, headers, agent }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', () => undefined);
      response.on('close', () => {
        const { statusCode = 0, headers: got, complete } = response;
        resolve({ status: statusCode, headers: got, body: Buffer.concat(chunks), complete });
      });
    });
    asking.on('error', reject);
    asking.end();
  });
}

export interface OpenPage {
  readonly cookie: string;
  readonly client: TRPCClient<AppRouter>;
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  /** The finished job. */
  finished(jobId: string): Promise<Job>;
  close(): Promise<void>;
}

/** Redeems a link and connects, as the page does. */
export async function openPage(service: RunningService): Promise<OpenPage> {
  const { port } = service;
  const link = new URL(service.mintLink());
  const opened = await ask(port, `${link.pathname}${link.search}`);
  const cookie = (opened.headers['set-cookie']?.[0] ?? '').split(';')[0] ?? '';
  const socket = createWSClient({
    url: `ws://127.0.0.1:${port}/rpc`,
    WebSocket: withHeaders({ cookie, origin: `http://127.0.0.1:${port}` }),
  });
  const client = createTRPCClient<AppRouter>({ links: [wsLink({ client: socket })] });
  const close = async (): Promise<void> => {
    await socket.close();
  };
  cleanups.push(close);
  return {
    cookie,
    client,
    close,
    get: (path, headers = {}) => ask(port, path, { cookie, ...headers }),
    finished: (jobId) => service.studio.core.jobs.finished(jobId),
  };
}

/** A browser sends cookie and origin by itself; here they are put on. */
function withHeaders(headers: Readonly<Record<string, string>>): typeof globalThis.WebSocket {
  class Socket extends WebSocket {
    constructor(address: string) {
      super(address, { headers });
    }
  }
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- ws implements the browser's interface; its types differ
  return Socket as unknown as typeof globalThis.WebSocket;
}

/** Events of a subscription as they come, and how to end it. */
export function listen(
  page: OpenPage,
  lastEventId?: string,
): { readonly seen: { id: string; event: ServiceEvent }[]; stop(): void } {
  const seen: { id: string; event: ServiceEvent }[] = [];
  const subscription = page.client.events.subscribe.subscribe(
    lastEventId === undefined ? undefined : { lastEventId },
    { onData: ({ id, data }) => seen.push({ id, event: data }) },
  );
  return {
    seen,
    stop: () => {
      subscription.unsubscribe();
    },
  };
}

/** Waits until `ready` holds, looking often; a test's own limit ends it. */
export async function until(ready: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await ready())) await new Promise((resolve) => setTimeout(resolve, 20));
}

/** A project on the shipped sample, imported. */
export async function sampleProject(page: OpenPage, dir: string): Promise<void> {
  const { jobId } = await page.client.projects.createSample.mutate({ dir });
  const job = await page.finished(jobId ?? '');
  if (job.state !== 'done') throw new Error(`The sample was not imported: ${job.sentence}`);
}
