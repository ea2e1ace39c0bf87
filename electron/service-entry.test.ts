import { EventEmitter } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { fromServiceSchema, type FromService, type ToService } from './process-contract.ts';
import { runService } from './service-entry.ts';
import { utilitySpawner } from './utility-spawner.ts';

// The real service with real SQLite; only the port to Electron's main process is a double.

class PortDouble extends EventEmitter {
  readonly told: FromService[] = [];
  postMessage(message: FromService): void {
    this.told.push(fromServiceSchema.parse(message));
  }
  say(message: ToService): void {
    this.emit('message', { data: message });
  }
}

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'tempr1-shell-'));
  vi.stubEnv('TEMPR1_CONFIG_DIR', folder);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

test('the service starts on its port, serves behind its single-use link, and ends when main asks', async () => {
  const port = new PortDouble();
  const left = new Promise<number>((resolve) => {
    void runService(port, ['--page', folder], resolve);
  });
  await vi.waitFor(() => {
    expect(port.told).toHaveLength(1);
  });
  const [ready] = port.told;
  if (ready?.type !== 'ready') throw new Error(JSON.stringify(ready));
  expect((await fetch(ready.url)).status).toBe(401);
  expect((await fetch(ready.entryUrl, { redirect: 'manual' })).status).toBeGreaterThanOrEqual(300);
  expect((await fetch(ready.entryUrl, { redirect: 'manual' })).status).toBe(401);
  port.say({ type: 'quit' });
  await expect(left).resolves.toBe(0);
  await expect(fetch(ready.url)).rejects.toThrow();
});

test('a project that cannot be opened is told in a sentence', async () => {
  const port = new PortDouble();
  const code = await new Promise<number>((resolve) => {
    void runService(port, ['--page', folder, '--project', path.join(folder, 'nowhere')], resolve);
  });
  expect(code).toBe(1);
  expect(port.told).toHaveLength(1);
  expect(port.told[0]).toMatchObject({ type: 'failed', sentence: expect.stringContaining('nowhere') });
});

test('a worker asked of main starts, is killed through main, and its exit is heard once by every listener', async () => {
  const port = new PortDouble();
  const spawner = utilitySpawner(port, () => undefined);
  const starting = spawner.spawn('trainer-worker', ['--x'], '/tmp/s', { TEMPR1_CUDA: '/cuda' });
  expect(port.told[0]).toEqual({
    type: 'spawn',
    id: 1,
    entry: 'trainer-worker',
    args: ['--x'],
    socketPath: '/tmp/s',
    env: { TEMPR1_CUDA: '/cuda' },
  });
  port.say({ type: 'spawned', id: 1, pid: 77 });
  const started = await starting;
  const heard: (number | null)[] = [];
  started.onExit((end) => heard.push(end.code));
  started.kill();
  expect(port.told[1]).toEqual({ type: 'kill', id: 1 });
  port.say({ type: 'exited', id: 1, code: 9 });
  port.say({ type: 'exited', id: 1, code: 9 });
  started.onExit((end) => heard.push(end.code));
  expect(heard).toEqual([9, 9]);
});

test('a worker that ends before it began is an error, and noise on the port is ignored', async () => {
  const port = new PortDouble();
  const spawner = utilitySpawner(port, () => undefined);
  const starting = spawner.spawn('model-worker', [], '/tmp/s');
  for (const noise of [null, 5, {}, { type: 'spawned' }, { type: 'spawned', id: 99, pid: 1 }])
    port.emit('message', { data: noise });
  port.say({ type: 'exited', id: 1, code: 3 });
  await expect(starting).rejects.toThrow('before it began');
});
