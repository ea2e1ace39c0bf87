import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { resolveMediaTools, type MediaTools } from '../media/tools.ts';
import { writeImageEncoder } from '../tensor/testing/image-encoder-file.ts';
import { secondsInterval } from '../time/interval.ts';
import { loadPolicy, savePolicy } from './checkpoint.ts';
import { encodedStepFor } from './features/encoder-sampling.ts';
import { FeaturesError, openFeatures } from './features/step-features.ts';
import type { CuratedQuestion, VideoFeatures } from './policy.ts';
import { tinyPolicy } from './testing/synthetic.ts';

let folder = '';
let tools: MediaTools;
const at = (name: string) => join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tempr1-sees-'));
  tools = await resolveMediaTools({ env: process.env });
  // Grey, and white from second 3 to second 6.
  const picture = "color=c=gray:s=64x32:r=10:d=10,drawbox=c=white:t=fill:enable='between(t,3,5.99)'";
  const made = ['-v', 'error', '-y', '-f', 'lavfi', '-i', picture, '-pix_fmt', 'yuv420p', at('video.mp4')];
  await promisify(execFile)(tools.ffmpeg.path, made);
  await writeImageEncoder(at('clip.onnx'));
  await writeImageEncoder(at('dino.onnx'), { seed: 5, width: 20, batch: 1, gives: 'tokens with a first' });
  const policy = tinyPolicy(3);
  await savePolicy(at('plain.safetensors'), policy, {});
  await policy.dispose();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const open = (file: string, encoder: string | null, takeEncoder = false) =>
  loadPolicy(at(file), {
    threads: 1,
    frameEncoder: encoder === null ? null : at(encoder),
    takeEncoder,
  });

function asked(features: VideoFeatures): CuratedQuestion[] {
  const intervals = [secondsInterval(3, 6)];
  const shared = { videoId: 'v', features, paraphrases: [], labelGroup: null };
  return [
    {
      ...shared,
      itemId: 'tg',
      prompt: { task: 'TG', query: 'it turns white' },
      truth: { task: 'TG', intervals: [secondsInterval(3, 6)] },
    },
    {
      ...shared,
      itemId: 'tal',
      prompt: { task: 'TAL', label: 'white', description: 'it is white' },
      truth: { task: 'TAL', intervals },
    },
  ];
}

describe('a policy with an image encoder of the user’s', () => {
  it('sees through it beside its own eyes, at a bounded rate', async () => {
    const { policy, extractor } = await open('plain.safetensors', 'clip.onnx', true);
    const shares: number[] = [];
    const features = await extractor.extract({ path: at('video.mp4') }, tools, {
      onProgress: (share) => shares.push(share),
    });
    const { encoded } = openFeatures(features, extractor.id);
    expect(encoded).toMatchObject({ step: 0.5, offset: 0, width: 12 });
    expect(encoded?.rows).toHaveLength(20 * 12);
    const row = (second: number) => encoded?.rows.subarray(second * 24, second * 24 + 12) ?? [];
    expect(row(4)).toEqual(row(5));
    expect(row(1)).not.toEqual(row(4));
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    expect(shares.at(-1)).toBe(1);
    await policy.dispose();
    expect(encodedStepFor(7200)).toBe(2);
    expect((24 * 3600) / encodedStepFor(24 * 3600)).toBeLessThanOrEqual(3600);
  });

  it('answers as it did before it has learned with it, and otherwise afterwards', async () => {
    const plain = await open('plain.safetensors', null);
    const own = await plain.extractor.extract({ path: at('video.mp4') }, tools);
    const before = await plain.policy.suggest(asked(own));
    const seeing = await open('plain.safetensors', 'clip.onnx', true);
    const features = await seeing.extractor.extract({ path: at('video.mp4') }, tools);
    expect(await seeing.policy.suggest(asked(features))).toEqual(before);
    const warmUp = await seeing.policy.warmUp(asked(features), { epochs: 2, seed: 1 });
    for (let i = 0; i < warmUp.totalSteps; i++) await warmUp.step(i);
    expect(seeing.policy.stores.dense.read('encoded/share').some((value) => value !== 0)).toBe(true);
    const after = await seeing.policy.suggest(asked(features));
    await savePolicy(at('seeing.safetensors'), seeing.policy, {});
    await seeing.policy.dispose();
    // Its file holds all of it, the encoder's identity too.
    const again = await open('seeing.safetensors', 'clip.onnx');
    expect(again.extractor.id).toBe(seeing.extractor.id);
    expect(await again.policy.suggest(asked(features))).toEqual(after);
    await expect(again.policy.suggest(asked(own))).rejects.toThrow(FeaturesError);
    const state = await again.policy.trainingState();
    await plain.policy.restore(state);
    expect(await plain.policy.suggest(asked(features))).toEqual(after);
    await again.policy.dispose();
    await plain.policy.dispose();
  });

  it('says which file it needs when that is missing or another', async () => {
    await expect(open('seeing.safetensors', null)).rejects.toThrow('no frame encoder is set');
    await expect(open('seeing.safetensors', 'dino.onnx')).rejects.toThrow('has other content');
    await expect(open('seeing.safetensors', 'gone.onnx')).rejects.toThrow('“clip.onnx”');
    // Whoever does not ask gets the policy; it refuses videos that it has not seen yet.
    const { policy, extractor } = await loadPolicy(at('seeing.safetensors'), { threads: 1 });
    await expect(extractor.extract({ path: at('video.mp4') }, tools)).rejects.toThrow(
      'no frame encoder is set',
    );
    await policy.dispose();
  });

  it('can be given another one, which it learns with from the start', async () => {
    const { policy, extractor } = await open('seeing.safetensors', 'dino.onnx', true);
    expect(policy.config.encoder).toMatchObject({ name: 'dino.onnx', width: 20, pooling: 'first' });
    expect(policy.stores.dense.read('encoded/share').every((value) => value === 0)).toBe(true);
    expect(policy.stores.dense.read('step/norm/scale').some((value) => value !== 1)).toBe(true);
    const features = await extractor.extract({ path: at('video.mp4') }, tools);
    expect(openFeatures(features, extractor.id).encoded?.rows).toHaveLength(20 * 20);
    await policy.dispose();
  });

  it('leaves policies without one as they were, to the byte', async () => {
    const { policy, header } = await open('plain.safetensors', 'clip.onnx');
    expect(policy.config.encoder).toBeUndefined();
    await savePolicy(at('again.safetensors'), policy, header.lineage);
    expect(await readFile(at('again.safetensors'))).toEqual(await readFile(at('plain.safetensors')));
    await policy.dispose();
  });

  it('stops looking when it is told to, and says when a file is no encoder', async () => {
    const { policy, extractor } = await open('plain.safetensors', 'dino.onnx', true);
    const stop = new AbortController();
    const looking = extractor.extract({ path: at('video.mp4') }, tools, {
      signal: stop.signal,
      onProgress: (share) => {
        if (share > 0.1) stop.abort(new Error('enough'));
      },
    });
    await expect(looking).rejects.toThrow('enough');
    await policy.dispose();
    await writeFile(at('text.onnx'), 'no model');
    await expect(open('plain.safetensors', 'text.onnx', true)).rejects.toThrow('text.onnx');
  });
});
