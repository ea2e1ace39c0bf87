import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { pinnedNode, root, staleReason } from './lib/bootstrap.mjs';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'tempr1-set-up-'));
  lock({ 'node_modules/a': { version: '1.0.0' }, 'node_modules/b': { version: '2.0.0', optional: true } });
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function lock(packages: object): void {
  writeFileSync(
    path.join(folder, 'package-lock.json'),
    JSON.stringify({ packages: { '': {}, ...packages } }),
  );
}

function installed(packages: object): void {
  mkdirSync(path.join(folder, 'node_modules'), { recursive: true });
  writeFileSync(path.join(folder, 'node_modules', '.package-lock.json'), JSON.stringify({ packages }));
}

test('nothing installed is stale', () => {
  expect(staleReason(folder)).toBe('packages are not installed yet');
});

test('what the lockfile says is fresh, also where an optional package could not be had', () => {
  installed({ 'node_modules/a': { version: '1.0.0' } });
  expect(staleReason(folder)).toBeNull();
});

test('a missing package and another version are stale, by name', () => {
  installed({});
  expect(staleReason(folder)).toBe('a is missing');
  installed({ 'node_modules/a': { version: '0.9.0' } });
  expect(staleReason(folder)).toBe('a is 0.9.0, wanted 1.0.0');
});

test('this checkout is fresh, and its Node runs TypeScript', () => {
  expect(staleReason(root)).toBeNull();
  expect(pinnedNode().flags).toContain('--disable-warning=ExperimentalWarning');
});
