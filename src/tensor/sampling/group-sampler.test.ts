import { describe, expect, it } from 'vitest';
import { float32Data } from '../host-tensor.ts';
import { createForward } from '../model-graph.ts';
import type { ParameterStore } from '../parameter-store.ts';
import { Random } from '../random.ts';
import type { Device } from '../session.ts';
import { worst } from '../testing/check-gradient.ts';
import { decoderLogits, decoderStore, smallDecoder } from '../testing/small-decoder.ts';
import { createGroupSampler, type Sample, type SampleRequest } from './group-sampler.ts';

const sizes = { width: 16, layers: 2, heads: 4, keyHeads: 2, inner: 24, vocabulary: 13, positions: 64 };
const decoder = smallDecoder(sizes);
const longest = 60;

/** Response by response and token by token, each from the logits of the whole sequence so far: nothing cached or shared. */
async function plainly(
  store: ParameterStore,
  groupSize: number,
  request: SampleRequest,
): Promise<Sample[][]> {
  const forward = await createForward({
    store,
    inputs: { tokens: { dtype: 'int32', shape: [1, longest] } },
    build: (net) => ({ logits: decoderLogits(net, decoder) }),
  });
  const { temperature, maxTokens, stopTokens, stream, constraint } = request;
  const one = async (prompt: Int32Array, random: Random): Promise<Sample> => {
    const all = [...prompt];
    const logProbs: number[] = [];
    let state = 0;
    let stopped = false;
    while (logProbs.length < maxTokens && !stopped) {
      const tokens = new Int32Array(longest);
      tokens.set(all);
      const { logits } = await forward.run({ tokens });
      if (logits === undefined) throw new RangeError('The run gave no logits.');
      const start = (all.length - 1) * sizes.vocabulary;
      const own = Float64Array.from(float32Data(logits).subarray(start, start + sizes.vocabulary));
      const allowed = constraint?.states[state];
      const scaled = own.map((x, t) =>
        allowed?.has(t) === false ? -Infinity : x / (temperature > 0 ? temperature : 1),
      );
      const total = Math.log(scaled.reduce((sum, x) => sum + Math.exp(x), 0));
      const noise = scaled.map(() => (temperature > 0 ? gumbel(random) : 0));
      const perturbed = scaled.map((x, t) => x + (noise[t] ?? NaN));
      const token = perturbed.indexOf(Math.max(...perturbed));
      all.push(token);
      logProbs.push((scaled[token] ?? NaN) - total);
      state = allowed?.get(token) ?? 0;
      stopped = stopTokens.includes(token);
    }
    return {
      tokens: Int32Array.from(all.slice(prompt.length)),
      logProbs: Float32Array.from(logProbs),
      stopped,
    };
  };
  const groups = [];
  for (const [p, prompt] of request.prompts.entries()) {
    const group = [];
    for (let r = 0; r < groupSize; r++) group.push(await one(prompt, stream(p, r)));
    groups.push(group);
  }
  await forward.dispose();
  return groups;
}

const gumbel = (random: Random) => -Math.log(-Math.log(((random.bits() >>> 9) + 0.5) * 2 ** -23));
const stream = (prompt: number, response: number) => Random.seeded(7, `${prompt}/${response}`);
const prompts = [Int32Array.of(1, 5, 3, 7, 2), Int32Array.of(4, 2)];
const base: SampleRequest = { prompts, temperature: 0.8, maxTokens: 45, stopTokens: [], stream };
const options = { decoder, prompts: 2, groupSize: 3, promptLength: 6, chunk: 8 };

function compare(got: Sample[][], expected: Sample[][]): void {
  expect(got.map((group) => group.map((s) => [...s.tokens]))).toEqual(
    expected.map((group) => group.map((s) => [...s.tokens])),
  );
  expect(got.map((group) => group.map((s) => s.stopped))).toEqual(
    expected.map((group) => group.map((s) => s.stopped)),
  );
  for (const [p, group] of got.entries()) {
    for (const [r, { logProbs }] of group.entries()) {
      expect(worst(logProbs, expected[p]?.[r]?.logProbs ?? [])).toBeLessThan(1e-5);
    }
  }
}

describe('a group sampler', () => {
  const store = decoderStore(sizes, 3, 0.4);

  it('draws the tokens that plain sampling draws, over several chunks, with their log-probabilities', async () => {
    const sampler = createGroupSampler({ ...options, store });
    const got = await sampler.sample(base);
    await sampler.dispose();
    compare(got, await plainly(store, 3, base));
    const texts = new Set(got.flat().map((s) => s.tokens.join()));
    expect(texts.size).toBe(6);
    expect(got.flat().every((s) => s.tokens.length === 45 && !s.stopped)).toBe(true);
  });

  it('takes the most likely tokens at temperature 0', async () => {
    const sampler = createGroupSampler({ ...options, store, groupSize: 1 });
    const request = { ...base, temperature: 0, maxTokens: 12 };
    const got = await sampler.sample(request);
    await sampler.dispose();
    compare(got, await plainly(store, 1, request));
  });

  it('ends each response at its own stop token, and stops when all have ended', async () => {
    const sampler = createGroupSampler({ ...options, store });
    const progress: number[][] = [];
    const request = { ...base, stopTokens: [3, 9] };
    const got = await sampler.sample({ ...request, onProgress: (p) => progress.push([p.tokens, p.running]) });
    await sampler.dispose();
    compare(got, await plainly(store, 3, request));
    const lengths = got.flat().map((s) => s.tokens.length);
    expect(new Set(lengths).size).toBeGreaterThan(2);
    expect(got.flat().every((s) => s.stopped === [3, 9].includes(s.tokens.at(-1) ?? -1))).toBe(true);
    const runs = Math.ceil(Math.max(...lengths) / 8);
    expect(progress).toHaveLength(runs);
    expect(progress.map(([tokens]) => tokens)).toEqual(
      Array.from({ length: runs }, (_, i) => Math.min(45, (i + 1) * 8)),
    );
    expect(progress.map(([, running]) => running)).toEqual(
      progress.map(
        ([tokens = 0]) =>
          got.flat().filter((s) => s.tokens.length > tokens || (!s.stopped && tokens === 45)).length,
      ),
    );
  });

  it('starts from prompts of one token', async () => {
    const sampler = createGroupSampler({ ...options, store, promptLength: 1, prompts: 1 });
    const request = { ...base, prompts: [Int32Array.of(6)], maxTokens: 10 };
    const got = await sampler.sample(request);
    await sampler.dispose();
    compare(got, await plainly(store, 3, request));
  });

  it('never leaves a constraint', async () => {
    // Pairs of an even token and the odd one above it, then the end.
    const even = new Map([0, 2, 4, 6].map((t) => [t, 1 + t / 2]));
    const odd = [1, 3, 5, 7].map((t) => new Map([[t, 5]]));
    const constraint = { states: [even, ...odd, new Map([...even, [12, 5]])] };
    const sampler = createGroupSampler({ ...options, store, constraintStates: 8 });
    const request = { ...base, constraint, stopTokens: [12], maxTokens: 21 };
    const got = await sampler.sample(request);
    compare(got, await plainly(store, 3, request));
    for (const { tokens } of got.flat()) {
      expect(tokens.join()).toMatch(/^(0,1,?|2,3,?|4,5,?|6,7,?)+(12|[0246])?$/);
    }
    compare(await sampler.sample(base), await plainly(store, 3, base));
    await sampler.dispose();
  });

  it('draws a response from its own stream, whoever else is in the group', async () => {
    const [two, four] = [2, 4].map((groupSize) => createGroupSampler({ ...options, store, groupSize }));
    const [small, large] = [await two?.sample(base), await four?.sample(base)];
    await two?.dispose();
    await four?.dispose();
    const first = large?.map((group) => group.slice(0, 2).map((s) => [...s.tokens]));
    expect(small?.map((group) => group.map((s) => [...s.tokens]))).toEqual(first);
  });

  it('follows the store, unless it is frozen', async () => {
    const own = decoderStore(sizes, 4, 0.4);
    const frozen = createGroupSampler({ ...options, store: own, frozen: true });
    const live = createGroupSampler({ ...options, store: own });
    const before = await frozen.sample(base);
    compare(await live.sample(base), before);
    own.loadWeights(decoderStore(sizes, 5, 0.4).weights());
    compare(await frozen.sample(base), before);
    compare(await live.sample(base), await plainly(own, 3, base));
    await frozen.dispose();
    await live.dispose();
  });

  it('is frozen as it was made, also in the chunks that it needs later', async () => {
    const [own, others] = [decoderStore(sizes, 4, 0.4), decoderStore(sizes, 5, 0.4).weights()];
    const expected = await plainly(own, 3, base);
    const frozen = createGroupSampler({ ...options, store: own, frozen: true });
    await frozen.sample({ ...base, maxTokens: 3 });
    own.loadWeights(others);
    compare(await frozen.sample(base), expected);
    await frozen.dispose();
    const again = decoderStore(sizes, 4, 0.4);
    const untouched = createGroupSampler({ ...options, store: again, frozen: true });
    again.loadWeights(others);
    compare(await untouched.sample(base), expected);
    await untouched.dispose();
  });

  it('can be tried again, and disposed of, after a session that could not be made', async () => {
    const session: { device?: Device } = { device: process.platform === 'win32' ? 'coreml' : 'dml' };
    const [sampler, other] = [0, 1].map(() => createGroupSampler({ ...options, store, session }));
    for (const each of [sampler, other])
      await expect(each?.sample(base)).rejects.toThrow('This build of ONNX Runtime has no');
    await expect(other?.dispose()).resolves.toBeUndefined();
    // As when there was no room for it, and later is.
    session.device = 'cpu';
    compare((await sampler?.sample(base)) ?? [], await plainly(store, 3, base));
    await sampler?.dispose();
  });

  it('stops between chunks when it is told to', async () => {
    const sampler = createGroupSampler({ ...options, store });
    const stop = new AbortController();
    const seen: number[] = [];
    const onProgress = ({ tokens }: { tokens: number }) => {
      seen.push(tokens);
      // As a message from elsewhere would: not in the same turn of the event loop.
      if (tokens === 16) setTimeout(() => stop.abort(new Error('Enough.')), 0);
    };
    const slow = { ...base, signal: stop.signal, onProgress };
    await expect(sampler.sample(slow)).rejects.toThrow('Enough.');
    expect(seen.at(-1)).toBeLessThan(45);
    compare(await sampler.sample(base), await plainly(store, 3, base));
    await sampler.dispose();
  });

  it('keeps a step over the same parameters waiting until it is done', async () => {
    const sampler = createGroupSampler({ ...options, store });
    const order: string[] = [];
    const sampling = sampler.sample({ ...base, onProgress: ({ tokens }) => order.push(`${tokens} tokens`) });
    const step = store.exclusively(async () => order.push('stepped'));
    await Promise.all([sampling, step]);
    expect(order.slice(-2)).toEqual(['45 tokens', 'stepped']);
    await sampler.dispose();
  });

  it('refuses what does not fit it', async () => {
    const sampler = createGroupSampler({ ...options, store });
    const wrong: [Partial<SampleRequest>, string][] = [
      [{ prompts: [Int32Array.of(1)] }, 'answers 2 prompts at once, not 1'],
      [{ prompts: [Int32Array.of(1), new Int32Array()] }, 'Prompt 1 has 0 tokens; this sampler takes 1 to 6'],
      [{ prompts: [Int32Array.of(1), Int32Array.of(13)] }, 'none of the vocabulary'],
      [{ stopTokens: [-1] }, 'A stop token'],
      [{ temperature: NaN }, 'NaN is no temperature'],
      [{ temperature: 1e-39 }, '1e-39 is no temperature: 0 or from 0.000001 on'],
      [{ topP: 0 }, 'top-p must be above 0'],
      [{ topP: 0.5 }, 'made without top-p'],
      [{ maxTokens: 0 }, 'At least one token'],
      [{ maxTokens: 61 }, 'needs 65 positions; the decoder has 64'],
      [{ constraint: { states: [new Map([[1, 0]])] } }, 'made without constraints'],
    ];
    for (const [change, message] of wrong) {
      await expect(sampler.sample({ ...base, ...change })).rejects.toThrow(message);
    }
    await sampler.dispose();
    const bounded = createGroupSampler({ ...options, store, constraintStates: 1 });
    const states = (...list: ReadonlyMap<number, number>[]) =>
      bounded.sample({ ...base, constraint: { states: list } });
    await expect(states(new Map(), new Map())).rejects.toThrow(
      'of 2 states does not fit a sampler made for 1',
    );
    await expect(states(new Map())).rejects.toThrow('State 0 of the constraint allows no token');
    await expect(states(new Map([[1, 1]]))).rejects.toThrow('leads by token 1 to state 1');
    await bounded.dispose();
    expect(() => createGroupSampler({ ...options, store, groupSize: 0 })).toThrow(
      'groupSize must be at least 1',
    );
  });
});
