import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import type { DeviceName } from '../training/device-reports.ts';
import { nodeSpawner, type Spawner } from '../training/spawner.ts';
import { AppSettings } from './app-settings.ts';
import { DeviceDesk } from './devices.ts';
import { temporaryFolder } from './testing/running-service.ts';

vi.setConfig({ testTimeout: 300_000 });

/** Real processes that answer at once, each counted. */
function desk(dir: string, seconds: Partial<Record<DeviceName, number>>, version = '1') {
  const file = join(dir, 'program.js');
  writeFileSync(
    file,
    `const [device, , socket] = process.argv.slice(-3);
     const s = ${JSON.stringify(seconds)}[device];
     const report = s === undefined ? { device, usable: false, reason: 'No driver.' } : { device, usable: true, secondsPerStep: s };
     const c = require('node:net').connect(socket);
     c.end(JSON.stringify({ number: 1, type: 'hello', pid: process.pid }) + '\\n' + JSON.stringify({ number: 2, type: 'measured', report }) + '\\n');`,
  );
  const own = nodeSpawner({ entries: { 'device-worker': file } });
  const started: string[] = [];
  const spawner: Spawner = {
    spawn: (entry, args, ...rest) => {
      started.push(args[0] ?? '');
      return own.spawn(entry, args, ...rest);
    },
  };
  const appSettings = new AppSettings(dir);
  const graphics = ['cuda', 'webgpu'] as const;
  return {
    started,
    desk: new DeviceDesk({ spawner, appSettings, configDir: dir, version, graphics }),
  };
}

it('devices are measured once, for as long as machine and version stay the same', async () => {
  const dir = temporaryFolder();
  const first = desk(dir, { cpu: 0.3, webgpu: 0.1 });
  expect(await first.desk.known()).toBeNull();
  const [chosen, again] = await Promise.all([first.desk.choose('auto'), first.desk.choose('auto')]);
  expect(again).toEqual(chosen);
  expect(chosen).toEqual({
    device: 'webgpu',
    sentence: 'WebGPU: a training step takes 0.10 s here, 0.30 s on the processor.',
  });
  expect(first.started).toEqual(['cuda', 'webgpu', 'cpu']);
  const later = desk(dir, {});
  expect(await later.desk.choose('auto')).toEqual(chosen);
  expect(later.started).toEqual([]);
  const newer = desk(dir, { cpu: 1 }, '2');
  expect(await newer.desk.choose('auto')).toMatchObject({ device: 'cpu' });
  expect(newer.started).toEqual(['cuda', 'webgpu']);
  // What was kept can be damaged without harm.
  writeFileSync(join(dir, 'devices.json'), '{"machine": 5');
  expect(await newer.desk.known()).toBeNull();
  await newer.desk.reports();
  expect(readFileSync(join(dir, 'devices.json'), 'utf8')).toContain('No driver.');
});

it('a device that was asked for is taken where it works, else the processor with a sentence', async () => {
  const { desk: devices, started } = desk(temporaryFolder(), { cpu: 0.1, webgpu: 0.2 });
  expect(await devices.choose('cpu')).toEqual({ device: 'cpu', sentence: null });
  expect(await devices.choose('abacus')).toEqual({ device: 'abacus', sentence: null });
  expect(started).toEqual([]);
  expect(await devices.choose('webgpu')).toEqual({ device: 'webgpu', sentence: null });
  expect(await devices.choose('cuda')).toEqual({
    device: 'cpu',
    sentence: "CUDA can't be used, so the processor is: No driver.",
  });
});
