import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { resolveMediaTools } from '../../src/media/tools.ts';
import { frameExtractor } from '../../src/policy/features/extractor.ts';
import { openFeatures } from '../../src/policy/features/step-features.ts';
import { truthProblems } from '../../src/tasks/registry.ts';
import { Random } from '../../src/tensor/random.ts';
import { secondsInterval } from '../../src/time/interval.ts';
import { seconds } from '../../src/time/ticks.ts';
import { planVideo, type VideoPlan } from './plan.ts';
import { questionsAbout } from './questions.ts';
import { renderVideo } from './render.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tempr1-drawn-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const plans = Array.from({ length: 30 }, (_, i) => planVideo(`v${i}`, i, Random.seeded(i)));
const nothing = (length: number) => ({ extractor: 'none', duration: seconds(length), tensors: new Map() });

describe('drawn videos', () => {
  it('are the same for the same seed, with events inside the video and apart from others of their kind', () => {
    expect(planVideo('v3', 3, Random.seeded(3))).toEqual(plans[3]);
    for (const { events, length } of plans) {
      expect(events.length).toBeGreaterThan(0);
      events.forEach(({ kind, interval }, i) => {
        expect(interval.start > 0 && interval.end < length).toBe(true);
        const next = events.slice(i + 1).find((other) => other.kind === kind);
        if (next !== undefined) expect(next.interval.start).toBeGreaterThan(interval.end);
      });
    }
  });

  it('come with questions whose truth fits them, in all five tasks', () => {
    const asked = plans.flatMap((plan, i) => questionsAbout(plan, nothing(plan.length), Random.seeded(i)));
    for (const { prompt, truth, features } of asked)
      expect(truthProblems(prompt, truth, secondsInterval(0, features.duration))).toEqual([]);
    expect(new Set(asked.map(({ prompt }) => prompt.task)).size).toBe(5);
    expect(new Set(asked.map(({ itemId }) => itemId)).size).toBe(asked.length);
  });

  it('show each event from its first to its last frame', async () => {
    const tools = await resolveMediaTools({ env: process.env });
    const plan: VideoPlan = {
      id: 'dim',
      seed: 1,
      length: 6,
      backgrounds: ['color=c=white:s=SIZE:r=RATE', 'color=c=red:s=SIZE:r=RATE'],
      things: [],
      visitor: { colour: 'blue', width: 0.2, height: 0.2, x: 0.1, y: 0.1, drift: 0 },
      grain: 0,
      events: [
        { kind: 'dark', interval: secondsInterval(1.4, 2.6) },
        { kind: 'beep', interval: secondsInterval(4, 5) },
      ],
    };
    const path = join(folder, 'dim.mp4');
    await renderVideo(tools.ffmpeg.path, plan, path);
    const extractor = frameExtractor({ width: 16, height: 8 });
    const steps = openFeatures(await extractor.extract({ path }, tools), extractor.id);
    expect(steps.count).toBe(30);
    const { pictures } = steps.frames(0, steps.count);
    const dark = Array.from({ length: steps.count }, (_, i) => (pictures[i * 16 * 8 * 3] ?? 255) < 200);
    dark.forEach((is, i) => expect(is).toBe(i * 0.2 > 1.39 && i * 0.2 < 2.59));
    const energy = (step: number) =>
      steps.sound.subarray(step * 400, (step + 1) * 400).reduce((a, b) => a + b, 0);
    expect(energy(22)).toBeGreaterThan(energy(10));
  });
});
