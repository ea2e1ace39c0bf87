import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { extractorOf } from '../policy/compact/config.ts';
import { madeUpVideo, questionsOn, TINY, tinyPolicy } from '../policy/testing/synthetic.ts';
import { mediaCache } from './cached-features.ts';
import { seenBefore } from './kept-sight.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'tempr1-seen-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

// Longer than one window of the network, and long enough to be kept.
const video = madeUpVideo('long', 5, 320);
const questions = questionsOn(video);
const extractor = extractorOf(TINY);
const file = { id: 'long', path: '', fingerprint: 'content-1' };

async function answers(checksum: string, shares: number[], signal = new AbortController().signal) {
  const policy = tinyPolicy(4);
  // Another object stands for the same features read in another process.
  const features = { ...video.features };
  try {
    const source = { extractor, cache: mediaCache(path.join(folder, 'cache'), null) };
    await seenBefore(source, { policy, checksum }, file, features, {
      signal,
      onProgress: (share) => shares.push(share),
    });
    return await policy.suggest(questions.map((question) => ({ ...question, features })));
  } finally {
    await policy.dispose();
  }
}

async function keptFiles(): Promise<string[]> {
  const names = await readdir(path.join(folder, 'cache'), { recursive: true });
  return names.filter((name) => name.endsWith('.seen.safetensors'));
}

describe('what a policy saw of a long video', () => {
  it('is worked out once, with progress, and answers the same from its file', async () => {
    const first: number[] = [];
    const before = await answers('policy-1', first);
    expect(first.length).toBeGreaterThan(3);
    expect(first).toEqual(first.toSorted((a, b) => a - b));
    expect(first.at(-1)).toBe(1);
    const again: number[] = [];
    expect(await answers('policy-1', again)).toEqual(before);
    expect(again).toEqual([]);
    expect(await keptFiles()).toHaveLength(1);
    // Another policy sees for itself.
    const other: number[] = [];
    await answers('policy-2', other);
    expect(other.length).toBeGreaterThan(3);
    expect(await keptFiles()).toHaveLength(2);
  });

  it('is worked out anew when its file is damaged', async () => {
    const whole = await answers('policy-3', []);
    for (const name of await keptFiles()) await writeFile(path.join(folder, 'cache', name), 'damaged');
    const shares: number[] = [];
    expect(await answers('policy-3', shares)).toEqual(whole);
    expect(shares.at(-1)).toBe(1);
  });

  it('stops between windows when it is told to', async () => {
    const stop = new AbortController();
    const shares: number[] = [];
    const looking = answers('policy-4', shares, stop.signal);
    const watch = setInterval(() => {
      if (shares.length > 0) stop.abort(new Error('enough'));
    }, 0);
    await expect(looking).rejects.toThrow('enough');
    clearInterval(watch);
    expect(shares.at(-1)).toBeLessThan(1);
  });
});
