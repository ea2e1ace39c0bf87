import asar from '@electron/asar';
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'playwright/test';
import { root } from '../scripts/lib/root.ts';

// The layout of the package, checked with a stub in place of Electron: this proves what is packed and where, not that it runs.

let folder: string;
test.beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'tempr1-package-'));
});
test.afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const configuration = readFileSync(path.join(root, 'build/electron-builder.yml'), 'utf8');

test('the packaged layout holds the programs, the page, the natives of this system and the shipped resources', () => {
  test.skip(
    process.platform !== 'linux',
    'NOT RUN: the stub layout is checked on Linux; the real package on all three systems in CI',
  );
  const stub = path.join(folder, 'electron-stub');
  mkdirSync(path.join(stub, 'locales'), { recursive: true });
  writeFileSync(path.join(stub, 'electron'), '#!/bin/sh\nexit 0\n');
  chmodSync(path.join(stub, 'electron'), 0o755);
  writeFileSync(path.join(stub, 'version'), '45.4.1');
  // A stub has no fuses to flip; they are checked below in the configuration.
  const derived = `${configuration.replace(/^electronFuses:\n(?: {2}.*\n)+/m, '')}\nelectronDist: ${stub}\n`;
  const config = path.join(folder, 'stub.yml');
  writeFileSync(config, derived.replace('output: release', `output: ${path.join(folder, 'release')}`));
  execFileSync(
    process.execPath,
    [
      path.join(root, 'node_modules/electron-builder/cli.js'),
      '--config',
      config,
      '--linux',
      'dir',
      '--publish',
      'never',
    ],
    { cwd: root, stdio: 'pipe' },
  );
  const resources = path.join(folder, 'release/linux-unpacked/resources');
  const packed = asar
    .listPackage(path.join(resources, 'app.asar'), { isPack: false })
    .map((name) => name.slice(1));
  for (const file of [
    'package.json',
    'dist/electron/main.js',
    'dist/electron/preload.cjs',
    'dist/electron/service.js',
    'dist/service/trainer-worker.js',
    'dist/service/model-worker.js',
    'dist/service/writer-worker.js',
    'dist/renderer/index.html',
    'node_modules/better-sqlite3/package.json',
    'node_modules/onnxruntime-node/dist/index.js',
    'node_modules/onnxruntime-common/package.json',
    'LICENSE',
    'THIRD_PARTY_NOTICES.md',
  ])
    expect(packed, file).toContain(file);
  expect(packed.filter((name) => /^(src|renderer|e2e|bench|docs|scripts)\//.test(name))).toEqual([]);
  expect(packed.filter((name) => /node_modules\/(node-linux|electron|vite|playwright)/.test(name))).toEqual(
    [],
  );
  const unpacked = path.join(resources, 'app.asar.unpacked/node_modules');
  const natives = packed.filter((name) => name.endsWith('.node'));
  expect(natives.length).toBeGreaterThanOrEqual(2);
  for (const native of natives)
    expect(existsSync(path.join(unpacked, native.replace('node_modules/', ''))), native).toBe(true);
  expect(natives.every((name) => name.includes(process.arch))).toBe(true);
  expect(existsSync(path.join(resources, 'resources/sample/corpus.json'))).toBe(true);
  expect(existsSync(path.join(resources, 'resources/licenses/ffmpeg/GPL-3.0.txt'))).toBe(true);
});

test('the fuses close every way to run other code', () => {
  const fuses = /^electronFuses:\n((?: {2}.*\n)+)/m.exec(configuration)?.[1];
  expect(
    fuses
      ?.trim()
      .split('\n')
      .map((line) => line.trim()),
  ).toEqual([
    'runAsNode: false',
    'enableNodeOptionsEnvironmentVariable: false',
    'enableNodeCliInspectArguments: false',
    'enableCookieEncryption: true',
    'enableEmbeddedAsarIntegrityValidation: true',
    'onlyLoadAppFromAsar: true',
    'grantFileProtocolExtraPrivileges: false',
  ]);
});
