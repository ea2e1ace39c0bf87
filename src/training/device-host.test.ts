import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { cudaFolderVariable } from '../tensor/cuda-folder.ts';
import { supportedDevices } from '../tensor/session.ts';
import { deviceSchema } from '../tensor/device-schema.ts';
import { withCudaFolder } from './cuda-spawner.ts';
import { measureDevices, measureInProcess } from './device-host.ts';
import { nodeSpawner } from './spawner.ts';

// Real processes on a machine that may be busy with others: the limit only ends what hangs.
vi.setConfig({ testTimeout: 300_000 });

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'tempr1-devices-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

const THREADS = { threads: 1 };
/** One that no build of ONNX Runtime has on this system. */
const missing = deviceSchema.options.find((device) => !supportedDevices().has(device)) ?? 'dml';

async function program(code: string) {
  const file = path.join(folder, 'program.js');
  await writeFile(file, code);
  return nodeSpawner({ entries: { 'device-worker': file } });
}

it('the processor does a training step, in a process of its own', async () => {
  const report = await measureInProcess(nodeSpawner(), 'cpu', THREADS);
  expect(report).toMatchObject({ device: 'cpu', usable: true });
  expect(report.usable && report.secondsPerStep).toBeGreaterThan(0);
});

it('a device that is not there is said to be so, and the processor then needs no measuring', async () => {
  const reports = await measureDevices(nodeSpawner(), [missing], { ...THREADS, limitMs: null });
  expect(reports).toEqual([
    { device: missing, usable: false, reason: expect.stringContaining(`has no ${missing}`) },
  ]);
});

it('a driver that takes the process down, or hangs, costs that process only', async () => {
  const crashing = await program('process.kill(process.pid, "SIGSEGV")');
  expect(await measureInProcess(crashing, 'webgpu', THREADS)).toEqual({
    device: 'webgpu',
    usable: false,
    reason: 'The process crashed (SIGSEGV).',
  });
  const hanging = await program('setInterval(() => {}, 1000)');
  expect(await measureInProcess(hanging, 'webgpu', { ...THREADS, limitMs: 300 })).toEqual({
    device: 'webgpu',
    usable: false,
    reason: 'It did no training step within 0.3 s.',
  });
});

it('processes are told of the CUDA folder of the moment', async () => {
  const spawner = await program(`process.exit(process.env.${cudaFolderVariable} === '/cuda' ? 7 : 8)`);
  let chosen: string | null = null;
  const told = withCudaFolder(spawner, async () => chosen);
  expect(await measureInProcess(told, 'cuda', THREADS)).toMatchObject({
    reason: expect.stringContaining('code 8'),
  });
  chosen = '/cuda';
  expect(await measureInProcess(told, 'cuda', THREADS)).toMatchObject({
    reason: expect.stringContaining('code 7'),
  });
});
