import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { resolveMediaTools, type MediaTools } from '../../media/tools.ts';
import { frameExtractor, stepFor } from './extractor.ts';
import { readFeatureFile, writeFeatureFile } from './feature-file.ts';
import { MEL_BANDS } from './mel.ts';
import { FeaturesError, openFeatures } from './step-features.ts';

const size = { width: 16, height: 8 };
const extractor = frameExtractor(size);
let folder = '';
let tools: MediaTools;
const at = (name: string) => join(folder, name);

async function ffmpeg(...args: string[]): Promise<void> {
  await promisify(execFile)(tools.ffmpeg.path, ['-v', 'error', '-y', ...args]);
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tempr1-features-'));
  tools = await resolveMediaTools({ env: process.env });
  // Blue for 2 s, then red for 2.4 s; a tone sounds from second 1 to second 3.
  const picture = "color=c=blue:s=64x32:r=25:d=4.4,drawbox=c=red:t=fill:enable='gte(t,2)'";
  const sound = "sine=frequency=600:d=4.4,volume=0:enable='not(between(t,1,3))'";
  const encoded = ['-c:v', 'libx264', '-pix_fmt', 'yuv420p', '-c:a', 'aac', at('both.mp4')];
  await ffmpeg('-f', 'lavfi', '-i', picture, '-f', 'lavfi', '-i', sound, ...encoded);
  await ffmpeg('-f', 'lavfi', '-i', 'testsrc=s=64x32:r=10:d=1.3', '-pix_fmt', 'yuv420p', at('silent.mp4'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('the extractor', () => {
  it('sees each step as the video shows it, and hears it', async () => {
    const shares: number[] = [];
    const features = await extractor.extract({ path: at('both.mp4') }, tools, {
      onProgress: (share) => shares.push(share),
    });
    expect(features.duration).toBeCloseTo(4.4, 6);
    const steps = openFeatures(features, extractor.id);
    expect(steps).toMatchObject({ count: 22, step: 0.2, origin: 0, ...size, bands: MEL_BANDS });
    const colour = (step: number) => steps.frames(step, step + 1).pictures.subarray(0, 3);
    for (const step of [0, 9]) expect(colour(step)[2]).toBeGreaterThan(200);
    for (const step of [10, 21]) expect(colour(step)[0]).toBeGreaterThan(200);
    expect(shares.at(-1)).toBe(1);
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    const energy = (step: number) =>
      steps.sound.subarray(step * 10 * MEL_BANDS, (step + 1) * 10 * MEL_BANDS).reduce((a, b) => a + b, 0);
    expect(Math.max(energy(1), energy(20))).toBeLessThan(Math.min(energy(7), energy(12)));
  });

  it('makes a video without sound silent, whose last picture nothing follows', async () => {
    const features = await extractor.extract({ path: at('silent.mp4') }, tools);
    const steps = openFeatures(features, extractor.id);
    expect(steps.count).toBe(7);
    expect(steps.sound.every((value) => value === 0)).toBe(true);
    const { pictures, next } = steps.frames(6, 7);
    const last = pictures.subarray(0, 3).reduce((a, b) => a + b, 0) / 3;
    expect(next[0]).toBe(Math.floor(last));
  });

  it('survives the cache unchanged', async () => {
    const features = await extractor.extract({ path: at('both.mp4') }, tools);
    await writeFeatureFile(at('cached'), features);
    expect(await readFeatureFile(at('cached'))).toEqual(features);
  });

  it('writes to a file, window by window, what it finds in memory', async () => {
    const inMemory = await extractor.extract({ path: at('both.mp4') }, tools);
    await extractor.extractTo(at('streamed'), { path: at('both.mp4') }, tools);
    expect(await readFeatureFile(at('streamed'))).toEqual(inMemory);
    // Of a long video the pictures stay in the file.
    const stored = await readFeatureFile(at('streamed'), 0);
    expect([...stored.tensors.keys()].toSorted()).toEqual(['clock', 'sound']);
  });

  it('reads any window of pictures that stay in the file', async () => {
    await extractor.extractTo(at('windows'), { path: at('both.mp4') }, tools);
    const [whole, stored] = [
      await readFeatureFile(at('windows')),
      await readFeatureFile(at('windows'), 1000),
    ];
    expect(stored.tensors.has('pictures')).toBe(false);
    const [a, b] = [openFeatures(whole, extractor.id), openFeatures(stored, extractor.id)];
    // Whoever has the file open goes on reading when the cache drops it.
    await rm(at('windows'));
    for (const [from, to] of [
      [0, 22],
      [21, 22],
      [3, 9],
      [5, 5],
    ] as const) {
      const [wanted, found] = [a.frames(from, to), b.frames(from, to)];
      expect(found.pictures.subarray(0, wanted.pictures.length)).toEqual(wanted.pictures);
      expect(found.next.subarray(0, wanted.next.length)).toEqual(wanted.next);
    }
    expect(() => b.frames(20, 23)).toThrow(RangeError);
  });

  it('refuses features of another kind and files that hold none', async () => {
    const features = await extractor.extract({ path: at('silent.mp4') }, tools);
    expect(() => openFeatures(features, 'frames-1x1')).toThrow(FeaturesError);
    expect(() => openFeatures({ ...features, tensors: new Map() }, extractor.id)).toThrow(FeaturesError);
    await writeFile(at('text'), 'some text that is long enough');
    await expect(readFeatureFile(at('text'))).rejects.toThrow(at('text'));
  });

  it('stops when it is told to', async () => {
    const stop = AbortSignal.abort(new Error('enough'));
    await expect(extractor.extract({ path: at('both.mp4') }, tools, { signal: stop })).rejects.toThrow(
      'enough',
    );
  });

  it('looks at videos of hours in longer steps', () => {
    expect(stepFor(60)).toBe(0.2);
    expect(stepFor(4800)).toBe(0.2);
    expect(stepFor(7200)).toBe(0.4);
    expect((24 * 3600) / stepFor(24 * 3600)).toBeLessThanOrEqual(24_000);
  });
});
