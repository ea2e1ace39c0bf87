import { closeSync, existsSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { openProjectReader } from '../corpus/project.ts';
import { historyPage } from '../corpus/queries/history.ts';
import { items } from '../corpus/queries/items.ts';
import { smallSample, temporaryFolder, tempr1 } from './testing/run-tempr1.ts';

// Real processes on a machine that may be busy with others: the limit only ends what hangs.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

let cwd: string;
beforeAll(async () => {
  cwd = temporaryFolder();
  smallSample(join(cwd, 'sample'), ['cheetah-train-02', 'cheetah-test-02']);
  expect(await tempr1(['init', 'project', '--title', 'Games'], cwd)).toMatchObject({ code: 0 });
  expect(await tempr1(['import', 'project', 'sample/small.json'], cwd)).toMatchObject({ code: 0 });
});

function made(dir: string): unknown {
  const db = openProjectReader(dir);
  try {
    return [items(db, { limit: 1000 }), historyPage(db).acts];
  } finally {
    db.close();
  }
}

describe('a project for a colleague', () => {
  it('is packed, unpacked elsewhere and found sound', async () => {
    const packed = await tempr1(['pack', 'project', 'games.tempr1.zip'], cwd);
    expect(packed).toMatchObject({ code: 0, err: '' });
    expect(packed.out).toMatch(
      /^2 videos and 0 policies packed with the corpus into .*games\.tempr1\.zip \(/u,
    );
    const there = join(cwd, 'theirs');
    const unpacked = await tempr1(['unpack', 'games.tempr1.zip', 'theirs', '--json'], cwd);
    expect(JSON.parse(unpacked.out)).toMatchObject({ project: there, title: 'Games', packedVideos: 2 });
    expect(made(there)).toEqual(made(join(cwd, 'project')));
    const { code, out } = await tempr1(['doctor', 'theirs', '--json'], cwd);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject([
      { name: 'corpus', state: 'ok' },
      { name: 'contents', state: 'ok' },
      { name: 'references', state: 'ok' },
      { name: 'videos', state: 'ok' },
      { name: 'backups', state: 'missing' },
      { name: 'place', state: 'ok' },
    ]);
    const again = await tempr1(['unpack', 'games.tempr1.zip', 'theirs'], cwd);
    expect([again.code, again.err]).toEqual([1, expect.stringMatching(/^error: .* is not empty.*\n$/u)]);
  });

  it('is copied, damaged, diagnosed and put back', async () => {
    await tempr1(['unpack', 'games.tempr1.zip', 'worn', '--json'], cwd);
    const dir = join(cwd, 'worn');
    const before = made(dir);
    expect((await tempr1(['backup', 'worn'], cwd)).out).toMatch(/^Copied the corpus to corpus-/u);
    expect((await tempr1(['backup', 'worn'], cwd)).out).toBe('Nothing changed since the last backup.\n');
    rmSync(join(dir, 'videos'), { recursive: true });
    const corpus = join(dir, 'corpus.sqlite');
    const handle = openSync(corpus, 'r+');
    for (let at = 4096; at < statSync(corpus).size; at += 4096)
      writeSync(handle, Buffer.alloc(4096, 0x5a), 0, 4096, at);
    closeSync(handle);
    const ill = await tempr1(['doctor', 'worn'], cwd);
    expect([ill.code, ill.err]).toEqual([1, 'error: This project needs help: corpus.\n']);
    expect((await tempr1(['backup', 'worn', '--restore'], cwd)).code).toBe(0);
    expect(made(dir)).toEqual(before);
    const well = await tempr1(['doctor', 'worn', '--json'], cwd);
    expect(well.code).toBe(0);
    expect(well.out).toMatch(/2 files not there or changed: cheetah/u);
    expect((await tempr1(['backup', 'worn', '--list'], cwd)).out).toMatch(/damaged-.*damaged/u);
    expect(existsSync(corpus)).toBe(true);
  });
});
