import { describe, expect, it } from 'vitest';
import { Random } from '../../tensor/index.ts';
import { fixturePath } from '../../testing/fixtures.ts';
import { at } from '../indexing.ts';
import { createGenerator, greedy, type PickToken } from '../qwen2/generate.ts';
import { textSequence } from '../qwen2/sequence.ts';
import { compareFixture } from '../qwen2/testing/compare-fixture.ts';
import { QwenModel } from './model.ts';
import type { Patches } from './vision-preprocess.ts';
import { createVisionTower } from './vision-tower.ts';

const model = await QwenModel.open(fixturePath('tiny_qwen2_5_vl/model'));
const { vision, decoder: config } = model.config;
if (vision === undefined) throw new RangeError('The fixture has no vision tower.');
const random = Random.seeded(11);
const numbers = (n: number) => Float32Array.from({ length: n }, () => random.normal());

/** Noise in the shape of a video. */
function video(time: number, height: number, width: number): Patches {
  const { channels, temporalPatchSize, patchSize } = vision?.config ?? at([], 0);
  const size = channels * temporalPatchSize * patchSize ** 2;
  return { grid: { time, height, width }, data: numbers(time * height * width * size) };
}

function expectClose(computed: ArrayLike<number>, expected: ArrayLike<number>, tolerance = 1e-5): void {
  const { wrong } = compareFixture(
    Array.from(expected),
    Array.from(computed),
    () => tolerance,
    () => false,
  );
  expect(wrong).toEqual([]);
}

const prompt = await model.encodeVideo(video(3, 4, 6), 0.5).then((encoded) => {
  const content = [{ type: 'video' as const }, { type: 'text' as const, text: 'When?' }];
  return model.prompt(model.tokenizer.chat([{ role: 'user', content }], true), [encoded]);
});

describe('the vision tower', () => {
  it.each([
    [1, 2, 2],
    [2, 6, 4],
    [3, 8, 10],
  ])('gives the same for %i x %i x %i patches at once and in pieces', async (time, height, width) => {
    const whole = video(time, height, width);
    const weights = model.decoder.weights.vision ?? at([], 0);
    const results: Float32Array[] = [];
    for (const perRun of [time, 2, 1]) {
      const tower = await createVisionTower(vision.config, weights, whole.grid, perRun);
      results.push(await tower.encode(whole));
      await expect(tower.encode(video(1, 4, 12))).rejects.toThrow('This tower takes frames of');
      await tower.dispose();
    }
    const [once, ...pieces] = results;
    expect(once).toHaveLength(((time * height * width) / 4) * config.hiddenSize);
    for (const piece of pieces) expectClose(piece, once ?? []);
  });

  it('sees no farther than its windows but in the blocks that see whole frames', async () => {
    const whole = video(2, 8, 8);
    const changed = { ...whole, data: whole.data.slice() };
    changed.data[0] = (changed.data[0] ?? 0) + 1;
    const weights = model.decoder.weights.vision ?? at([], 0);
    /** Tokens that notice the change of the first patch. */
    const noticed = async (fullBlocks: readonly number[]) => {
      const tower = await createVisionTower({ ...vision.config, fullBlocks }, weights, whole.grid, 2);
      const [before, after] = [await tower.encode(whole), await tower.encode(changed)];
      await tower.dispose();
      return Array.from({ length: 32 }, (_, token) => token).filter((token) => {
        const own = [token * config.hiddenSize, (token + 1) * config.hiddenSize] as const;
        return after.subarray(...own).some((x, i) => x !== before.subarray(...own)[i]);
      });
    };
    const side = Math.floor(vision.config.windowSize / vision.config.patchSize / 2);
    const inWindow = Array.from({ length: 16 }, (_, i) => i).filter((i) => i % 4 < side && i / 4 < side);
    expect(await noticed([])).toEqual(inWindow);
    expect(await noticed([0])).toEqual(Array.from({ length: 16 }, (_, i) => i));
  });
});

describe('a batch', () => {
  it('gives each sequence what it gets alone, with videos and lengths of its own', async () => {
    const other = await model.encodeVideo(video(1, 2, 4), 1);
    const mark = `<|vision_start|><|video_pad|><|vision_end|>`;
    const both = await model.encodeVideo(video(2, 4, 4), 2);
    const sequences = [
      prompt,
      model.prompt(`${mark}a`, [other]),
      textSequence(model.tokenizer.encode('no video here')),
      model.prompt(`x${mark}y${mark}z`, [both, other]),
    ];
    const together = await model.lastLogits(sequences);
    for (const [i, sequence] of sequences.entries()) {
      const [alone] = await model.lastLogits([sequence]);
      expectClose(together[i] ?? [], alone ?? []);
    }
  });

  it('is refused where tokens, videos and vocabulary do not fit', async () => {
    const rows = prompt.inserted ?? [];
    await expect(
      model.lastLogits([
        { ...prompt, inserted: rows.map((i) => ({ ...i, rows: i.rows.slice(config.hiddenSize) })) },
      ]),
    ).rejects.toThrow('embeddings to put there');
    await expect(model.lastLogits([textSequence([config.vocabularySize])])).rejects.toThrow(
      `The token ${config.vocabularySize} is not one of the model's`,
    );
    await expect(model.lastLogits([{ ...textSequence([1, 2]), tokens: [1] }])).rejects.toThrow(
      'A sequence of 1 tokens has 2 positions',
    );
    expect(() =>
      model.prompt('no place', [
        { grid: { time: 1, height: 2, width: 2 }, secondsPerGrid: 1, rows: new Float32Array() },
      ]),
    ).toThrow('The prompt has places for 0 videos, but 1 were given');
    const decoder = await QwenModel.open(fixturePath('tiny_decoder/model'));
    await expect(decoder.encodeVideo(video(1, 2, 2), 1)).rejects.toThrow('has no vision tower');
  });
});

describe('generation', () => {
  /** Draws by the seed, a stream for each answer. */
  function drawing(seed: number): PickToken {
    const streams = [0, 1, 2].map((i) => Random.seeded(seed + i));
    return (scores, index) => {
      const stream = at(streams, index);
      const drawn = scores.map((score) => score - Math.log(-Math.log(stream.uniform())));
      return greedy(drawn, index);
    };
  }

  it('of a group over one prompt gives the log-probabilities that scoring gives, with and without the caches', async () => {
    const settings = { maxTokens: 12, stopTokens: [], groupSize: 3 };
    const cached = await model.generate(prompt, { ...settings, pick: drawing(5) });
    const plain = await model.generate(prompt, { ...settings, pick: drawing(5), cached: false });
    expect(cached.map((a) => a.tokens)).toEqual(plain.map((a) => a.tokens));
    expect(new Set(cached.map((a) => a.tokens.join(' '))).size).toBe(3);
    const scored = await model.logProbs(
      prompt,
      cached.map((a) => a.tokens),
    );
    for (const [i, answer] of cached.entries()) {
      expectClose(scored[i] ?? [], answer.logProbs);
      expectClose(plain[i]?.logProbs ?? [], answer.logProbs);
    }
  });

  it('may write the token that stands for a video, and is scored as what it wrote', async () => {
    const written = [9, vision.videoToken, vision.videoToken, 11];
    const settings = { maxTokens: written.length, stopTokens: [] };
    const told = (cached: boolean) => {
      let index = 0;
      return model.generate(prompt, { ...settings, cached, pick: () => at(written, index++) });
    };
    const [cached, plain] = [at(await told(true), 0), at(await told(false), 0)];
    expect(cached.tokens).toEqual(written);
    expectClose(plain.logProbs, cached.logProbs);
    const [scored] = await model.logProbs(prompt, [written]);
    expectClose(scored ?? [], cached.logProbs);
  });

  it('takes shorter prompts too, and is exact with their padding', async () => {
    const settings = { maxTokens: 6, stopTokens: [] };
    const [expected] = await model.generate(prompt, settings);
    const inserted = (prompt.inserted ?? []).reduce((sum, i) => sum + i.rows.length / config.hiddenSize, 0);
    const shape = {
      prompt: { length: prompt.tokens.length + 9, inserted: inserted + 4 },
      groupSize: 1,
      maxTokens: 8,
    };
    const generator = await createGenerator(model.decoder, shape);
    for (let again = 0; again < 2; again++) {
      const [padded] = await generator.generate(prompt, settings);
      expect(padded?.tokens).toEqual(expected?.tokens);
      expectClose(padded?.logProbs ?? [], expected?.logProbs ?? []);
    }
    await expect(generator.generate(prompt, { ...settings, maxTokens: 9 })).rejects.toThrow('up to 8 tokens');
    await generator.dispose();
  });

  it('ends each answer at its own stop token, and all when every one has stopped', async () => {
    const stop = 7;
    const lengths = [2, 4, 1];
    const done: number[] = [];
    let asked = 0;
    const answers = await model.generate(prompt, {
      maxTokens: 10,
      stopTokens: [stop],
      groupSize: 3,
      pick: (_, index) => {
        asked++;
        return done.length + 1 >= at(lengths, index) ? stop : 9;
      },
      onToken: (n) => done.push(n),
    });
    expect(answers.map((a) => a.tokens)).toEqual([[9, stop], [9, 9, 9, stop], [stop]]);
    expect(done).toEqual([1, 2, 3, 4]);
    expect(asked).toBe(2 + 4 + 1);
  });

  it('ends between tokens when it is cancelled', async () => {
    const control = new AbortController();
    const done: number[] = [];
    const running = model.generate(prompt, {
      maxTokens: 10,
      stopTokens: [],
      signal: control.signal,
      onToken: (n) => {
        done.push(n);
        if (n === 3) control.abort(new Error('enough'));
      },
    });
    await expect(running).rejects.toThrow('enough');
    expect(done).toEqual([1, 2, 3]);
  });

  it('refuses a picked token that the model does not have', async () => {
    const settings = { maxTokens: 2, stopTokens: [], pick: () => config.vocabularySize };
    await expect(model.generate(prompt, settings)).rejects.toThrow('is not one of');
  });
});
