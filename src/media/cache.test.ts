import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { MediaCache, type CacheKey } from './cache.ts';
import { temporaryFolder } from './test-support.ts';

const key = (fingerprint: string, parameters: CacheKey['parameters'] = {}): CacheKey => ({
  fingerprint,
  kind: 'strip',
  parameters,
  extension: 'jpg',
});
const writing =
  (text: string, after: Promise<unknown> = Promise.resolve()) =>
  async (path: string): Promise<void> => {
    await after;
    await writeFile(path, text);
  };

describe('the media cache', () => {
  it('makes a file once and gives it again', async () => {
    const cache = new MediaCache(temporaryFolder());
    let made = 0;
    const make = async (path: string): Promise<void> => writeFile(path, `made ${++made}`);
    const first = await cache.file(key('a'), make);
    expect(await cache.file(key('a'), make)).toBe(first);
    expect(readFileSync(first, 'utf8')).toBe('made 1');
    expect(await new MediaCache(cache.dir).file(key('a'), make)).toBe(first);
    expect(made).toBe(1);
  });

  it('keeps apart what differs in content or parameters, not in their order', async () => {
    const cache = new MediaCache(temporaryFolder());
    const paths = await Promise.all(
      [
        key('a', { x: 1, y: 2 }),
        key('a', { y: 2, x: 1 }),
        key('a', { x: 1, y: 3 }),
        key('b', { x: 1, y: 2 }),
      ].map(async (each) => cache.file(each, writing('.'))),
    );
    expect(new Set(paths).size).toBe(3);
    expect(paths[0]).toBe(paths[1]);
  });

  it('lets those who want the same file at once share one making', async () => {
    const cache = new MediaCache(temporaryFolder());
    let made = 0;
    const make = async (path: string): Promise<void> => writeFile(path, String(++made));
    const paths = await Promise.all(Array.from({ length: 20 }, async () => cache.file(key('a'), make)));
    expect([new Set(paths).size, made]).toEqual([1, 1]);
  });

  it('aborts a making only when all who wait have left, and starts anew for who comes then', async () => {
    const cache = new MediaCache(temporaryFolder());
    const aborted: unknown[] = [];
    const started = Promise.withResolvers<void>();
    const hang = async (path: string, signal: AbortSignal): Promise<void> =>
      new Promise((_, failed) => {
        started.resolve();
        signal.addEventListener('abort', () => {
          aborted.push(path);
          failed(signal.reason);
        });
      });
    const [one, two] = [new AbortController(), new AbortController()];
    const first = cache.file(key('a'), hang, one.signal);
    const second = cache.file(key('a'), hang, two.signal);
    await started.promise;
    one.abort(new Error('one left'));
    await expect(first).rejects.toThrow('one left');
    expect(aborted).toEqual([]);
    two.abort(new Error('two left'));
    await expect(second).rejects.toThrow('two left');
    expect(aborted.length).toBe(1);
    expect(readFileSync(await cache.file(key('a'), writing('fresh')), 'utf8')).toBe('fresh');
  });

  it('has nothing on the disk any more when the last one who waited is told that it was aborted', async () => {
    const cache = new MediaCache(temporaryFolder());
    const [half, ended] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const controller = new AbortController();
    const making = cache.file(
      key('a'),
      async (path, aborted) => {
        await writeFile(path, 'half');
        half.resolve();
        // As a program that is asked to end and takes its time.
        await new Promise((done) => aborted.addEventListener('abort', () => setTimeout(done, 50)));
        await writeFile(path, 'more of it');
        ended.resolve();
      },
      controller.signal,
    );
    await half.promise;
    controller.abort(new Error('left'));
    await expect(making).rejects.toThrow('left');
    await ended.promise;
    expect(filesIn(cache.dir)).toEqual([]);
  });

  it('leaves nothing behind when a making fails, and tries again next time', async () => {
    const cache = new MediaCache(temporaryFolder());
    const broken = cache.file(key('a'), async (path) => {
      await writeFile(path, 'half');
      throw new Error('disk full');
    });
    await expect(broken).rejects.toThrow('disk full');
    expect(filesIn(cache.dir)).toEqual([]);
    expect(readFileSync(await cache.file(key('a'), writing('whole')), 'utf8')).toBe('whole');
  });

  it('never shows a half-written file under its final name', async () => {
    const cache = new MediaCache(temporaryFolder());
    const [half, goOn] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    let temporary = '';
    const making = cache.file(key('a'), async (path) => {
      temporary = path;
      await writeFile(path, 'half');
      half.resolve();
      await goOn.promise;
      await writeFile(path, 'whole');
    });
    await half.promise;
    expect(filesIn(cache.dir)).toEqual([temporary]);
    goOn.resolve();
    const path = await making;
    expect(path).not.toBe(temporary);
    expect(filesIn(cache.dir)).toEqual([path]);
  });

  it('deletes the least recently used files first when it grows past its limit', async () => {
    const cache = new MediaCache(temporaryFolder(), { limitBytes: 35 });
    const tenBytes = writing('0123456789');
    const paths: string[] = [];
    for (const name of ['a', 'b', 'c']) {
      paths.push(await cache.file(key(name), tenBytes));
      const back = new Date(Date.now() - 60_000 * (10 - paths.length));
      utimesSync(paths.at(-1) ?? '', back, back);
    }
    // Using a makes b the oldest.
    await cache.file(key('a'), tenBytes);
    paths.push(await cache.file(key('d'), tenBytes));
    expect(paths.map((path) => existsSync(path))).toEqual([true, false, true, true]);
    expect(await cache.size()).toBe(30);
  });

  it('counts what an earlier run left', async () => {
    const dir = temporaryFolder();
    const before = new MediaCache(dir);
    for (const name of ['a', 'b', 'c', 'd']) await before.file(key(name), writing('0123456789'));
    const cache = new MediaCache(dir, { limitBytes: 25 });
    await cache.file(key('e'), writing('0123456789'));
    expect(await cache.size()).toBeLessThanOrEqual(25);
  });

  it('survives the deletion of its folder before, while and after a file is made', async () => {
    const cache = new MediaCache(join(temporaryFolder(), 'cache'));
    const wipe = (): void => rmSync(cache.dir, { recursive: true, force: true });
    await cache.file(key('a'), writing('1'));
    wipe();
    expect(readFileSync(await cache.file(key('a'), writing('2')), 'utf8')).toBe('2');
    wipe();
    let times = 0;
    const path = await cache.file(key('b'), async (temporary) => {
      await writeFile(temporary, '3');
      if (times++ === 0) wipe();
    });
    expect([readFileSync(path, 'utf8'), times]).toEqual(['3', 2]);
    let reads = 0;
    const content = await cache.read(key('c'), async (temporary) => {
      await writeFile(temporary, String(++reads));
      // Gone between the making and the reading.
      if (reads === 1) setTimeout(wipe, 0);
    });
    expect(['1', '2']).toContain(content.toString());
  });

  it('clears away what a dead process left half-written, but not what a living one is writing', async () => {
    const cache = new MediaCache(temporaryFolder());
    const path = await cache.file(key('a'), writing('whole'));
    const [old, fresh] = [`${path}.part-1-dead`, `${path}.part-2-busy`];
    for (const part of [old, fresh]) writeFileSync(part, 'half');
    const longAgo = new Date(Date.now() - 2 * 60 * 60 * 1000);
    utimesSync(old, longAgo, longAgo);
    await cache.evict();
    expect([old, fresh, path].map((each) => existsSync(each))).toEqual([false, true, true]);
  });

  it('ignores strangers in its folder', async () => {
    const cache = new MediaCache(temporaryFolder(), { limitBytes: 100 });
    mkdirSync(join(cache.dir, 'zz', 'deep'), { recursive: true });
    writeFileSync(join(cache.dir, 'note.txt'), 'x'.repeat(500));
    const path = await cache.file(key('a'), writing('1'));
    expect([existsSync(path), existsSync(join(cache.dir, 'note.txt'))]).toEqual([true, true]);
  });

  it('refuses a kind that could lead out of its folder', async () => {
    const cache = new MediaCache(temporaryFolder());
    await expect(cache.file({ ...key('a'), kind: '../x' }, writing('1'))).rejects.toThrow(RangeError);
    expect(statSync(dirname(await cache.file(key('../../x'), writing('1')))).isDirectory()).toBe(true);
  });
});

function filesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}
