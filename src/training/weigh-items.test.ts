import { describe, expect, it } from 'vitest';
import type { Policy, VideoFeatures } from '../policy/policy.ts';
import { at } from '../policy/indexing.ts';
import { seconds } from '../time/ticks.ts';
import { makeQuestions } from './testing/questions.ts';
import { TabularPolicy } from './testing/tabular-policy.ts';
import type { VideoToSee } from './protocol.ts';
import { Weigher } from './weigh-items.ts';

const questions = makeQuestions(1);
const [first] = questions;
const itemIds = questions.map(({ itemId }) => itemId);
const lasting = (duration: number): VideoFeatures => ({
  extractor: 'none-1',
  duration: seconds(duration),
  tensors: new Map(),
});
const curated = (...durations: number[]): VideoToSee[] =>
  durations.map((duration) => ({ id: `c${duration}`, path: '/c', fingerprint: String(duration) }));
const see = async ({ fingerprint }: VideoToSee) => lasting(Number(fingerprint));

async function weigh(policy: Policy, videos: VideoToSee[], wanted = itemIds) {
  const weigher = new Weigher(policy, { itemIds: wanted, curated: videos }, see);
  return weigher.weigh('v0', lasting(32), questions);
}

describe('weighing items', () => {
  it('finds a policy that has learned nothing torn about everything, the same each time', async () => {
    const policy = new TabularPolicy();
    const found = await weigh(policy, []);
    expect(found?.items.map(({ itemId }) => itemId)).toEqual(itemIds);
    for (const { disagreement } of found?.items ?? []) expect(disagreement).toBeGreaterThan(0.3);
    expect(await weigh(policy, [])).toEqual(found);
  });

  it('finds a policy that has learned an item less torn about it', async () => {
    const policy = new TabularPolicy();
    const before = (await weigh(policy, []))?.items[0]?.disagreement ?? 0;
    const warmUp = await policy.warmUp(questions, { epochs: 200, seed: 0 });
    for (let step = 0; step < warmUp.totalSteps; step++) await warmUp.step(step);
    expect((await weigh(policy, []))?.items[0]?.disagreement).toBeLessThan(before);
  });

  it('looks only at items that wait for a person', async () => {
    const only = at(itemIds, 2);
    expect((await weigh(new TabularPolicy(), [], [only]))?.items.map(({ itemId }) => itemId)).toEqual([only]);
    expect(await weigh(new TabularPolicy(), [], [])).toBeNull();
    expect(first?.itemId).not.toBe(only);
  });

  it('compares the video with curated ones', async () => {
    const policy = new TabularPolicy();
    expect((await weigh(policy, curated(30)))?.novelty).toBeNull();
    expect((await weigh(policy, curated(32, 40)))?.novelty).toBe(0);
    // 32 is 2 from 30; the curated ones are 2 from each other.
    expect((await weigh(policy, curated(30, 28)))?.novelty).toBeCloseTo(0.5);
  });

  it('does without novelty where a video cannot be read or the policy has no look', async () => {
    const policy = new TabularPolicy();
    const blind = new Weigher(policy, { itemIds, curated: curated(30, 28) }, async () => null);
    expect((await blind.weigh('v0', lasting(32), questions))?.novelty).toBeNull();
    const without: Policy = {
      architecture: policy.architecture,
      suggest: (asked) => policy.suggest(asked),
      sampleGroups: (asked, settings) => policy.sampleGroups(asked, settings),
      logProbs: (responses, temperature) => policy.logProbs(responses, temperature),
      dispose: () => policy.dispose(),
    };
    expect((await weigh(without, curated(30, 28)))?.novelty).toBeNull();
  });
});
