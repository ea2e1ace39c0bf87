import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { entryFile } from './entries.ts';
import { nodeFlags, nodeSpawner } from './spawner.ts';
import { makeWorld } from './testing/worlds.ts';
import { TrainerHost } from './trainer-host.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'tempr1-entries-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe('the programs of the worker processes', () => {
  it.each(['trainer-worker', 'model-worker'] as const)('%s is TypeScript in a checkout', (entry) => {
    expect(path.extname(entryFile(entry))).toBe('.ts');
  });

  it('are bundles beside the bundle that asks, or above its chunks', async () => {
    await mkdir(path.join(folder, 'chunks'));
    const bundle = path.join(folder, 'trainer-worker.js');
    await writeFile(bundle, '');
    expect(entryFile('trainer-worker', path.join(folder, 'main.js'))).toBe(bundle);
    expect(entryFile('trainer-worker', path.join(folder, 'chunks', 'x-123.js'))).toBe(bundle);
    expect(() => entryFile('model-worker', path.join(folder, 'main.js'))).toThrow('model-worker is missing');
  });

  it('run under the flags that the file and this Node need', () => {
    expect(nodeFlags('worker.js')).toEqual(['--disable-warning=ExperimentalWarning']);
    expect(nodeFlags('worker.ts')).not.toContain('--no-strip-types');
  });

  it.each([
    ['that can not be started', { executable: '/nowhere/node' }, 'could not be started'],
    ['that ends at once', { entries: { 'trainer-worker': '/nowhere/worker.ts' } }, 'exit code 1'],
  ])('fail a run once when it is one %s', async (_, options, sentence) => {
    const world = await makeWorld(folder);
    const updates: string[] = [];
    const training = new TrainerHost({ spawner: nodeSpawner(options) }).start(
      world.run('run', {}),
      (update) => updates.push(update.kind === 'failed' ? update.sentence : update.kind),
    );
    await training.ended;
    expect(updates).toEqual([expect.stringContaining(sentence)]);
  });
});
