import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { resolveMediaTools } from '../media/tools.ts';
import { iou, secondsInterval } from '../time/interval.ts';
import { loadPolicy } from './checkpoint.ts';
import { at } from './indexing.ts';
import { shippedPolicy } from './shipped.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tempr1-shipped-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('the shipped policy', () => {
  it('proposes what happens in a video it has never seen, in words it does not know', async () => {
    const tools = await resolveMediaTools({ env: process.env });
    const path = join(folder, 'video.mp4');
    const change = "drawbox=x=40:y=30:w=90:h=60:c=yellow:t=fill:enable='between(t,6.4,9.8)'";
    const source = `color=c=steelblue:s=256x144:r=25:d=16,drawbox=x=150:y=70:w=40:h=50:c=maroon:t=fill,noise=alls=4:allf=t,${change}`;
    await promisify(execFile)(tools.ffmpeg.path, [
      '-v',
      'error',
      '-f',
      'lavfi',
      '-i',
      source,
      '-pix_fmt',
      'yuv420p',
      path,
    ]);
    const { policy, extractor, header } = await loadPolicy(shippedPolicy().file);
    const features = await extractor.extract({ path }, tools);
    const [prediction] = await policy.suggest([
      {
        itemId: 'i',
        videoId: 'v',
        features,
        prompt: { task: 'TAL', label: 'zwounf', description: 'wurbling a frobnicator' },
      },
    ]);
    await policy.dispose();
    const best = prediction?.intervals[0];
    expect(best).not.toBeNull();
    expect(iou(best ?? secondsInterval(0, 1), secondsInterval(6.4, 9.8))).toBeGreaterThan(0.5);
    expect(header.refusal).toBeNull();
  });

  it('has a card that belongs to it and says where it comes from', async () => {
    const { card, file } = shippedPolicy();
    const text = await readFile(card, 'utf8');
    const { policy, header } = await loadPolicy(file);
    await policy.dispose();
    expect(text).toContain(header.sha256);
    for (const word of ['class-agnostic', 'never seen', 'Limits']) expect(text).toContain(word);
    expect(header.lineage).toMatchObject({ madeBy: 'scripts/make-shipped-policy.ts' });
  });

  it('is missed with a sentence where there is none', () => {
    expect(() => shippedPolicy(folder)).toThrow(at([folder], 0));
  });
});
