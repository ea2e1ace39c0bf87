import * as fc from 'fast-check';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { scoreResponse } from '../../rewards/reward.ts';
import { parseResponse } from '../../tasks/answer-grammar.ts';
import { clipCount } from '../../tasks/highlights.ts';
import type { Prompt } from '../../tasks/task.ts';
import { iou } from '../../time/interval.ts';
import { seconds } from '../../time/ticks.ts';
import { at } from '../indexing.ts';
import { PolicyStateError, type CuratedQuestion, type Policy, type TrainingState } from '../policy.ts';
import { beginning } from '../spans/grammar.ts';
import { logProbabilities } from '../spans/sampler.ts';
import { madeUpVideo, questionsOn, tinyPolicy } from '../testing/synthetic.ts';
import type { CompactPolicy } from './compact-policy.ts';
import { DensePart, SpanPart } from './parts.ts';

const videos = [1, 2, 3].map((seed) => madeUpVideo(`v${seed}`, seed));
const questions = videos.flatMap((video) => questionsOn(video));
// The machine may be busy with everything else; these tests take a few seconds on a free one.
vi.setConfig({ testTimeout: 300_000 });

const DRAW = { groupSize: 4, temperature: 1, seed: 5 };

const opened: Policy[] = [];
function made<P extends Policy>(policy: P): P {
  opened.push(policy);
  return policy;
}
afterAll(async () => {
  for (const policy of opened) await policy.dispose();
});

async function warmUpSteps(
  policy: CompactPolicy,
  curated: readonly CuratedQuestion[],
  epochs: number,
  from = 0,
  to = Infinity,
) {
  const warmUp = await policy.warmUp(curated, { epochs, seed: 3 });
  for (let step = from; step < Math.min(to, warmUp.totalSteps); step++) await warmUp.step(step);
  return warmUp.totalSteps;
}

function expectSame(a: TrainingState, b: TrainingState): void {
  expect([...b.keys()].toSorted()).toEqual([...a.keys()].toSorted());
  for (const [name, { shape, data }] of a) {
    expect(b.get(name)?.shape).toEqual(shape);
    expect(
      Buffer.compare(Buffer.from(data.buffer), Buffer.from(b.get(name)?.data.buffer ?? new ArrayBuffer(0))),
      name,
    ).toBe(0);
  }
}

describe('sampling and scoring', () => {
  it('agree on the log-probability of every token, to 1e-4', async () => {
    const policy = made(tinyPolicy(1));
    const groups = await policy.sampleGroups(questions, DRAW);
    const responses = questions.flatMap((question, i) =>
      at(groups, i).map((rollout) => ({ question, rollout })),
    );
    const scores = await policy.logProbs(responses);
    responses.forEach(({ rollout }, i) => {
      const scored = at(scores, i);
      expect(scored).toHaveLength(rollout.tokens.length);
      rollout.logProbs.forEach((log, token) =>
        expect(Math.abs(log - (scored[token] ?? NaN))).toBeLessThan(1e-4),
      );
    });
  });

  it('put probability 1 on the first tokens together, and none on forbidden ones', async () => {
    const { config, stores } = made(tinyPolicy(2));
    const dense = new DensePart(config, stores.dense, {});
    const { model } = new SpanPart(config, stores.spans, dense, {});
    const seen = await model.look(questions);
    const logits = await model.listLogits(
      seen.map((each) => ({ seen: each, progress: beginning(each.question) })),
    );
    logits.forEach((row, i) => {
      const logs = logProbabilities(row, 1);
      expect(logs.reduce((sum, log) => sum + Math.exp(log), 0)).toBeCloseTo(1, 6);
      if (at(questions, i).prompt.task === 'TG') expect(Math.exp(logs.at(-1) ?? 0)).toBe(0);
    });
    await model.dispose();
    await dense.release();
  });

  it('give responses that parse whatever the weights, also of an untrained policy', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(1000),
        fc.double({ min: 0.3, max: 3, noNaN: true }),
        async (seed, temperature) => {
          const policy = tinyPolicy(seed);
          const groups = await policy.sampleGroups(questions, { groupSize: 3, temperature, seed });
          questions.forEach(({ prompt }, i) => {
            for (const { response } of at(groups, i))
              expect(parseResponse(prompt, response)).toMatchObject({ ok: true });
          });
          await policy.dispose();
        },
      ),
      { numRuns: 4 },
    );
  });

  it('answer odd questions too: seventy sentences, nine options, no words, a video of one step', async () => {
    const policy = made(tinyPolicy(3));
    const short = madeUpVideo('short', 4, 0.1).features;
    const sentences = Array.from({ length: 70 }, (_, i) => `sentence ${i}`);
    const prompts: Prompt[] = [
      { task: 'DTG', sentences },
      { task: 'GVQA', question: '', options: ['1', '2', '3', '4', '5', '6', '7', '8', '9'] },
      { task: 'TG', query: '¿? …' },
      { task: 'TAL', label: '', description: '' },
      { task: 'VHD', query: 'x '.repeat(5000), clipLength: seconds(0.05) },
    ];
    const odd = prompts.flatMap((prompt) =>
      [short, at(videos, 0).features].map((features) => ({
        itemId: 'odd',
        videoId: 'odd',
        prompt,
        features,
      })),
    );
    const predictions = await policy.suggest(odd);
    odd.forEach(({ prompt }, i) => {
      expect(parseResponse(prompt, at(predictions, i).response)).toMatchObject({ ok: true });
    });
  });

  it('follow from the seed and nothing else', async () => {
    const policy = made(tinyPolicy(1));
    const again = made(tinyPolicy(1));
    expect(await again.sampleGroups(questions, DRAW)).toEqual(await policy.sampleGroups(questions, DRAW));
    const other = await policy.sampleGroups(questions, { ...DRAW, seed: 6 });
    expect(other).not.toEqual(await policy.sampleGroups(questions, DRAW));
  });
});

describe('suggestions', () => {
  it('have the form of predictions for each task, the same each time', async () => {
    const policy = made(tinyPolicy(4));
    await warmUpSteps(policy, questions, 1);
    const predictions = await policy.suggest(questions);
    questions.forEach(({ prompt, features }, i) => {
      const { intervals, scores, answerIndex, saliency, response } = at(predictions, i);
      expect(parseResponse(prompt, response)).toMatchObject({ ok: true });
      expect(scores).toHaveLength(intervals.length);
      scores.forEach((score) => expect(score >= 0 && score <= 1).toBe(true));
      for (const interval of intervals)
        if (interval !== null) expect(interval.start >= 0 && interval.end <= features.duration).toBe(true);
      if (prompt.task === 'TG' || prompt.task === 'TAL')
        expect(scores).toEqual(scores.toSorted((a, b) => b - a));
      if (prompt.task === 'DTG') expect(intervals).toHaveLength(prompt.sentences.length);
      expect(answerIndex !== undefined).toBe(prompt.task === 'GVQA');
      expect(saliency !== undefined).toBe(prompt.task === 'VHD');
      if (saliency === undefined) return;
      expect(saliency.scores).toHaveLength(clipCount(features.duration, saliency.clipLength));
      saliency.scores.forEach((score) => expect(score >= 0 && score <= 4).toBe(true));
    });
    const reordered = await policy.suggest(questions.map((question) => ({ ...question })).toReversed());
    expect(reordered.toReversed()).toEqual(predictions);
  });

  it('name what was left out, likeliest first, and none of what is answered', async () => {
    const policy = made(tinyPolicy(4));
    await warmUpSteps(policy, questions, 1);
    const predictions = await policy.suggest(questions);
    const named = new Set<string>();
    questions.forEach(({ prompt, features }, i) => {
      const { intervals, alternatives = [] } = at(predictions, i);
      // Grounding answers with all its candidates.
      if (prompt.task === 'TG') expect(alternatives).toEqual([]);
      else named.add(alternatives.length > 0 ? prompt.task : 'nothing');
      const slots = prompt.task === 'DTG' ? prompt.sentences.length : 1;
      for (const { slot, interval, score } of alternatives) {
        expect(slot < slots && score >= 0 && score <= 1).toBe(true);
        expect(interval.start >= 0 && interval.end <= features.duration).toBe(true);
      }
      for (let slot = 0; slot < slots; slot++) {
        const own = alternatives.filter((each) => each.slot === slot);
        expect(own).toEqual(own.toSorted((a, b) => b.score - a.score));
        const answered = (prompt.task === 'DTG' ? [intervals[slot] ?? null] : intervals).filter(
          (each) => each !== null,
        );
        own.forEach(({ interval }, place) => {
          for (const other of [...answered, ...own.slice(0, place).map((each) => each.interval)])
            expect(iou(interval, other)).toBeLessThan(0.5 + 1e-9);
        });
      }
    });
    // Instances are all suggested that are not faint: this policy holds none for that.
    expect([...named]).toEqual(expect.arrayContaining(['DTG', 'VHD', 'GVQA']));
  });

  it('read neither truth nor paraphrases', async () => {
    const policy = made(tinyPolicy(4));
    const bare = questions.map(({ itemId, videoId, prompt, features }) => ({
      itemId,
      videoId,
      prompt,
      features,
    }));
    expect(await policy.suggest(bare)).toEqual(await policy.suggest(questions));
  });
});

describe('training', () => {
  it('goes on from a stored state to the same bits, killed in either part of the warm-up or between updates', async () => {
    const whole = made(tinyPolicy(6));
    const total = await warmUpSteps(whole, questions, 1);
    const update = async (policy: CompactPolicy, seed: number) => {
      const groups = await policy.sampleGroups(questions, { ...DRAW, seed });
      await policy.update(
        questions.flatMap((question, i) =>
          at(groups, i).map((rollout, g) => ({
            question,
            rollout,
            tokenWeights: new Float32Array(rollout.tokens.length).fill(g - 1.5),
          })),
        ),
        { learningRate: 1e-3, maxNorm: 1 },
      );
    };
    await update(whole, 1);
    await update(whole, 2);
    const wanted = await whole.trainingState();
    for (const cut of [1, total - 2]) {
      const killed = made(tinyPolicy(6));
      await warmUpSteps(killed, questions, 1, 0, cut);
      const resumed = made(tinyPolicy(99));
      await resumed.restore(await killed.trainingState());
      await warmUpSteps(resumed, questions, 1, cut);
      await update(resumed, 1);
      const again = made(tinyPolicy(98));
      await again.restore(await resumed.trainingState());
      await update(again, 2);
      expectSame(await again.trainingState(), wanted);
    }
  });

  it('restores into itself exactly, and refuses what does not fit without changing anything', async () => {
    const policy = made(tinyPolicy(7));
    await warmUpSteps(policy, questions, 1, 0, 1);
    const before = await policy.trainingState();
    await warmUpSteps(policy, questions, 1, 1, 4);
    const after = await policy.trainingState();
    await policy.restore(before);
    expectSame(await policy.trainingState(), before);
    const broken = new Map(after);
    broken.delete('dense/parameter/levels');
    await expect(policy.restore(broken)).rejects.toBeInstanceOf(PolicyStateError);
    await expect(policy.restore(new Map())).rejects.toBeInstanceOf(PolicyStateError);
    expectSame(await policy.trainingState(), before);
  });

  it('leaves a frozen copy as it was', async () => {
    const policy = made(tinyPolicy(8));
    const frozen = made(await policy.freeze());
    const before = await frozen.sampleGroups(questions, DRAW);
    await warmUpSteps(policy, questions, 1);
    expect(await frozen.sampleGroups(questions, DRAW)).toEqual(before);
    expect(await policy.sampleGroups(questions, DRAW)).not.toEqual(before);
  });

  it('makes a positively weighted response more likely, and a negatively weighted one less', async () => {
    const policy = made(tinyPolicy(9));
    await warmUpSteps(policy, questions, 1);
    let followed = 0;
    for (const [i, question] of questions.entries()) {
      const state = await policy.trainingState();
      const [[rollout] = []] = await policy.sampleGroups([question], {
        groupSize: 1,
        temperature: 1,
        seed: i,
      });
      if (rollout === undefined) throw new Error('nothing was drawn');
      const likelihood = async () => {
        const [scores = new Float32Array(0)] = await policy.logProbs([{ question, rollout }]);
        return scores.reduce((sum, log) => sum + log, 0);
      };
      const before = await likelihood();
      // A response that could not have been another has no gradient.
      if (before > -1e-3) continue;
      followed++;
      for (const sign of [1, -1]) {
        const tokenWeights = new Float32Array(rollout.tokens.length).fill(sign);
        const { gradientNorm } = await policy.update([{ question, rollout, tokenWeights }], {
          learningRate: 1e-3,
          maxNorm: 1,
        });
        expect(gradientNorm).toBeGreaterThan(0);
        expect((await likelihood()) * sign).toBeGreaterThan(before * sign);
        await policy.restore(state);
      }
    }
    expect(followed).toBeGreaterThan(questions.length / 2);
  });
});

describe('the warm-up', () => {
  const meanReward = async (policy: Policy, asked: readonly CuratedQuestion[]) => {
    const predictions = await policy.suggest(asked);
    const rewards = asked.map(({ prompt, truth, features }, i) => {
      const { response } = at(predictions, i);
      return scoreResponse({ prompt, truth, duration: features.duration }, response).total;
    });
    return rewards.reduce((sum, reward) => sum + reward, 0) / rewards.length;
  };

  it('teaches all five tasks on videos it has not seen', async () => {
    const policy = made(tinyPolicy(10));
    const unseen = [21, 22]
      .map((seed) => madeUpVideo(`new${seed}`, seed))
      .flatMap((video) => questionsOn(video));
    // It takes in the words first: without them it would only point at what changes in a video.
    await policy.warmUp(questions, { epochs: 1, seed: 3 });
    const before = await meanReward(policy, unseen);
    await warmUpSteps(policy, questions, 40);
    expect(await meanReward(policy, unseen)).toBeGreaterThan(before + 0.4);
  });

  it('learns without TAL items, from the intervals that queries name', async () => {
    const policy = made(tinyPolicy(11));
    const asked = videos.flatMap((video) => questionsOn(video, ['TG', 'DTG', 'VHD']));
    const unseen = questionsOn(madeUpVideo('new', 23), ['VHD']);
    await policy.warmUp(asked, { epochs: 1, seed: 3 });
    const before = await meanReward(policy, unseen);
    await warmUpSteps(policy, asked, 24);
    expect(await meanReward(policy, unseen)).toBeGreaterThan(before + 0.2);
  });

  it('takes in new words and keeps what the old ones mean', async () => {
    const policy = made(tinyPolicy(12));
    await policy.warmUp(questions, { epochs: 1, seed: 1 });
    const [question] = questions;
    if (question === undefined) throw new Error('no question');
    const before = await policy.sampleGroups([question], DRAW);
    const words = policy.config.words.length;
    const more = { ...question, paraphrases: ['an unheard wording'] };
    await policy.warmUp([...questions, more], { epochs: 1, seed: 1 });
    expect(policy.config.words.slice(words).toSorted()).toEqual(['an', 'unheard', 'wording']);
    expect(await policy.sampleGroups([question], DRAW)).toEqual(before);
  });

  it('changes nothing without epochs, and keeps only its senses for a corpus in words it has never heard', async () => {
    const policy = made(tinyPolicy(14));
    const before = await policy.trainingState();
    const none = await policy.warmUp(questions, { epochs: 0, seed: 1 });
    expect(none.totalSteps).toBe(0);
    expectSame(await policy.trainingState(), before);
    await policy.warmUp(questions, { epochs: 1, seed: 1 });
    const after = await policy.trainingState();
    const kept = (name: string) => Buffer.from(after.get(name)?.data.buffer ?? new ArrayBuffer(0));
    const old = (name: string) => Buffer.from(before.get(name)?.data.buffer ?? new ArrayBuffer(1));
    expect(kept('dense/parameter/stem1/weight')).toEqual(old('dense/parameter/stem1/weight'));
    expect(kept('dense/parameter/heads/weight')).not.toEqual(old('dense/parameter/heads/weight'));
  });

  it('refuses steps that it does not have', async () => {
    const warmUp = await made(tinyPolicy(13)).warmUp(questions, { epochs: 1, seed: 1 });
    await expect(warmUp.step(warmUp.totalSteps)).rejects.toThrow(RangeError);
    await expect(warmUp.step(-1)).rejects.toThrow(RangeError);
  });
});
