import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, mkdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { noticesText } from './lib/notices.ts';
import { root } from './lib/root.ts';

const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');

describe('what the repository promises', () => {
  test('the third-party notices are those of the installed packages', () => {
    expect(read('THIRD_PARTY_NOTICES.md') === noticesText(), 'stale: run node scripts/make-notices.ts').toBe(
      true,
    );
  });

  test('the lockfile carries no download addresses and every optional package it names', () => {
    const lockSchema = z.object({
      packages: z.record(
        z.string(),
        z.looseObject({
          resolved: z.string().optional(),
          optionalDependencies: z.record(z.string(), z.string()).optional(),
        }),
      ),
    });
    const { packages } = lockSchema.parse(JSON.parse(read('package-lock.json')));
    const places = Object.keys(packages);
    const isThere = (name: string): boolean => places.some((each) => each.endsWith(`node_modules/${name}`));
    for (const [place, entry] of Object.entries(packages)) {
      expect(entry.resolved, place).toBeUndefined();
      for (const name of Object.keys(entry.optionalDependencies ?? {}))
        expect(isThere(name), `${place} -> ${name}`).toBe(true);
    }
  });

  test('tracked files are small, and none is a video outside the free sample and the tiny fixtures', () => {
    const listed = spawnSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' });
    // A source archive has no git; the promise is about the repository.
    const files = listed.status === 0 ? listed.stdout.split('\0').filter((each) => each !== '') : [];
    let total = 0;
    for (const file of files) {
      const size = statSync(path.join(root, file), { throwIfNoEntry: false })?.size ?? 0;
      total += size;
      expect(size, file).toBeLessThan(10 * 1024 * 1024);
      if (/\.(mp4|mkv|webm|mov|avi|ts)$/.test(file) && size > 100_000 && !file.endsWith('.ts'))
        expect(file).toMatch(/^resources\/sample\/videos\/cheetah-/);
    }
    expect(total).toBeLessThan(30 * 1024 * 1024);
  });
});

describe('lint enforces the house', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'tempr1-house-'));
    writeFileSync(path.join(folder, '.oxlintrc.json'), read('.oxlintrc.json'));
    writeFileSync(path.join(folder, 'package.json'), '{"type":"module"}');
    symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  function lint(file: string, text: string): string {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), text);
    const run = spawnSync(
      process.execPath,
      [path.join(root, 'node_modules/oxlint/bin/oxlint'), '--deny-warnings'],
      {
        cwd: folder,
        encoding: 'utf8',
      },
    );
    return run.status === 0 ? 'clean' : run.stdout + run.stderr;
  }

  const rooms = [
    'time',
    'tasks',
    'rewards',
    'metrics',
    'media',
    'corpus',
    'tensor',
    'policy',
    'training',
    'exchange',
    'service',
    'cli',
  ];
  const upward = rooms.slice(0, -1).map((room, index) => [room, rooms[index + 1] ?? '']);

  test.each(upward)('src/%s may not import src/%s above it', (room, above) => {
    expect(
      lint(`src/${room}/probe.ts`, `import { x } from '../${above}/y.ts';\nexport const z = x;\n`),
    ).toContain('no-restricted-imports');
  });

  test.each([
    ['src/time/probe.ts', 'node:fs'],
    ['src/rewards/probe.ts', '../metrics/y.ts'],
    ['src/media/probe.ts', 'better-sqlite3'],
    ['src/policy/probe.ts', 'onnxruntime-node'],
    ['src/service/probe.ts', 'electron'],
    ['renderer/probe.ts', 'node:fs'],
    ['renderer/probe.ts', '../src/corpus/y.ts'],
    ['electron/probe.ts', 'onnxruntime-node'],
  ])('%s may not import %s', (file, source) => {
    expect(lint(file, `import { x } from '${source}';\nexport const z = x;\n`)).toContain(
      'no-restricted-imports',
    );
  });

  test('downward imports, and types of the service in the page, are fine', () => {
    expect(lint('src/media/probe.ts', "import { x } from '../time/y.ts';\nexport const z = x;\n")).toBe(
      'clean',
    );
    expect(
      lint('renderer/probe.ts', "import type { X } from '../src/service/y.ts';\nexport type Z = X;\n"),
    ).toBe('clean');
  });

  test('a file of more than 400 lines fails', () => {
    expect(
      lint(
        'src/time/long.ts',
        'export const a = 1;\n'
          .replace('a', 'a')
          .concat(...Array.from({ length: 401 }, (_, i) => `export const b${i} = ${i};\n`)),
      ),
    ).toContain('max-lines');
  });
});

test('the pinned Node runs these tests', () => {
  expect(execFileSync(process.execPath, ['--version'], { encoding: 'utf8' })).toMatch(/^v2[2-9]\./);
});
