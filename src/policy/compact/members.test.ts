import { afterAll, expect, it, vi } from 'vitest';
import { at } from '../indexing.ts';
import type { Policy, TrainingState } from '../policy.ts';
import { madeUpVideo, questionsOn, tinyPolicy } from '../testing/synthetic.ts';
import type { CompactPolicy } from './compact-policy.ts';
import { DensePart } from './parts.ts';

const videos = [1, 2].map((seed) => madeUpVideo(`v${seed}`, seed));
const questions = videos.flatMap((video) => questionsOn(video));
vi.setConfig({ testTimeout: 300_000 });

const opened: Policy[] = [];
function made<P extends Policy>(policy: P): P {
  opened.push(policy);
  return policy;
}
afterAll(async () => {
  for (const policy of opened) await policy.dispose();
});

async function train(policy: CompactPolicy, members: number, from = 0, to = Infinity): Promise<number> {
  const warmUp = await policy.warmUp(questions, { epochs: 1, seed: 3, members });
  for (let step = from; step < Math.min(to, warmUp.totalSteps); step++) await warmUp.step(step);
  return warmUp.totalSteps;
}

function bytesOf(state: TrainingState): Map<string, Buffer> {
  return new Map([...state].map(([name, { data }]) => [name, Buffer.from(data.slice().buffer)]));
}

it('two dense networks are trained one after the other, from other weights, and go on from a state to the same bits', async () => {
  const whole = made(tinyPolicy(1));
  const total = await train(whole, 2);
  expect(whole.config.members).toBe(2);
  const wanted = bytesOf(await whole.trainingState());
  const first = wanted.get('dense/parameter/heads/weight');
  expect(wanted.get('dense/parameter/member1/heads/weight')).not.toEqual(first);
  const looks = await made(tinyPolicy(1)).warmUp(questions, { epochs: 1, seed: 3, members: 2 });
  let frames = 0;
  while ((await looks.step(frames)).phase === 'frames') frames++;
  // In the first network, in the second, and in the policy over candidates.
  for (const cut of [1, frames / 2 + 1, total - 1]) {
    const killed = made(tinyPolicy(1));
    await train(killed, 2, 0, cut);
    const resumed = made(tinyPolicy(9));
    await resumed.restore(await killed.trainingState());
    await train(resumed, 2, cut);
    expect(bytesOf(await resumed.trainingState())).toEqual(wanted);
  }
});

it('the mean of the same network twice is that network', async () => {
  const policy = made(tinyPolicy(2));
  await policy.warmUp(questions, { epochs: 1, seed: 1, members: 2 });
  const { config, stores } = policy;
  const weights = new Map(stores.dense.weights());
  for (const [name, tensor] of weights) {
    const twin = weights.get(`member1/${name}`);
    if (twin !== undefined) weights.set(`member1/${name}`, tensor);
  }
  stores.dense.loadWeights(weights);
  const { features } = at(questions, 0);
  const texts = ['a red square', 'something else'];
  const read = async (members: number) => {
    const part = new DensePart({ ...config, members }, stores.dense, {});
    const heads = await part.model.heads(features);
    const concepts = await part.model.concepts(texts);
    const tracks = texts.map((text) => part.model.tracks(heads, concepts.get(text) ?? new Float32Array(0)));
    await part.release();
    return tracks.flatMap(({ inside, start, end }) => [...inside, ...start, ...end]);
  };
  const [one, two] = [await read(1), await read(2)];
  expect(one.length).toBeGreaterThan(20);
  one.forEach((p, i) => expect(Math.abs(p - at(two, i))).toBeLessThan(1e-6));
});

it('a policy keeps what its first network knows when it gets a second one, and when it loses it again', async () => {
  const policy = made(tinyPolicy(3));
  await train(policy, 1);
  const names = ['dense/parameter/heads/weight', 'spans/parameter/step/in/weight'];
  const kept = bytesOf(await policy.trainingState());
  for (const members of [2, 1]) {
    await policy.warmUp(questions, { epochs: 1, seed: 3, members });
    expect(policy.config.members).toBe(members);
    const now = bytesOf(await policy.trainingState());
    for (const name of names) expect(now.get(name)).toEqual(kept.get(name));
  }
});

it('each network keeps its senses for a corpus in words that the policy has never heard', async () => {
  const policy = made(tinyPolicy(5));
  await train(policy, 2);
  const before = bytesOf(await policy.trainingState());
  const elsewhere = questions
    .filter(({ prompt }) => prompt.task === 'TG')
    .map((question, i) => ({
      ...question,
      prompt: { task: 'TG' as const, query: `zug${i} abc${i} wolke${i} regen${i} schiff${i} turm${i}` },
      paraphrases: [`haus${i} baum${i} fluss${i} berg${i} stein${i}`],
    }));
  await policy.warmUp(elsewhere, { epochs: 1, seed: 1 });
  const after = bytesOf(await policy.trainingState());
  for (const member of ['', 'member1/']) {
    const named = (name: string) => `dense/parameter/${member}${name}/weight`;
    expect(after.get(named('stem1')), member).toEqual(before.get(named('stem1')));
    expect(after.get(named('heads')), member).not.toEqual(before.get(named('heads')));
  }
});
