import { afterEach, describe, expect, it, vi } from 'vitest';
import { DensePart, SpanPart } from '../compact/parts.ts';
import { at } from '../indexing.ts';
import { madeUpVideo, questionsOn, tinyPolicy } from '../testing/synthetic.ts';
import { streamOf } from '../random.ts';
import { statesBefore } from './grammar.ts';
import { ObjectiveSum } from './lesson.ts';
import type { Exercise } from './learner.ts';
import { drawResponses, scoreResponses } from './sampler.ts';

vi.setConfig({ testTimeout: 300_000 });

const HOW = { learningRate: 1e-3, maxNorm: 1, decay: 0 };
const questions = questionsOn(madeUpVideo('v', 1), ['TG', 'GVQA']);

const release: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const each of release.splice(0)) await each();
});

/** A learner over fresh weights, and two responses of a policy with which to teach it. */
async function begin(temperature: number) {
  const { config, stores } = tinyPolicy(3);
  const dense = new DensePart(config, stores.dense, { threads: 1 });
  const part = new SpanPart(config, stores.spans, dense, { threads: 1 });
  release.push(
    () => part.dispose(),
    () => dense.release(),
  );
  const seen = await part.model.look(questions);
  const groups = await drawResponses(part.model, seen, {
    groupSize: 1,
    temperature,
    stream: (question, response) => streamOf(7, `question ${question}`, response),
  });
  const responses = seen.map((each, i) => ({ seen: each, tokens: at(at(groups, i), 0).tokens }));
  const exercises = responses.map((each): Exercise => {
    const sum = new ObjectiveSum(each.seen.question);
    statesBefore(each.seen.question, each.tokens).forEach((progress, place) => {
      sum.add(progress, each.tokens[place] ?? 0, 1);
    });
    return { seen: each.seen, objective: sum.objective };
  });
  return { part, groups, responses, exercises };
}

describe('a step', () => {
  it.each([0.5, 1, 3])('follows the log-probabilities at temperature %d', async (temperature) => {
    const { part, groups, responses, exercises } = await begin(temperature);
    const scored = await scoreResponses(part.model, responses, temperature);
    const total = scored.flatMap((logs) => [...logs]).reduce((sum, log) => sum + log, 0);
    scored.forEach((logs, i) => {
      logs.forEach((log, place) => {
        expect(log).toBeCloseTo(at(at(groups, i), 0).logProbs[place] ?? NaN, 4);
      });
    });
    const { loss } = await part.learner.step(exercises, { ...HOW, temperature });
    expect(loss).toBeCloseTo(-total, 3);
  });

  it('that fails half-way leaves nothing behind for the next one', async () => {
    const { part, exercises } = await begin(1);
    const fresh = await (await begin(1)).part.learner.step(exercises.slice(0, 1), HOW);
    const [first, last] = [at(exercises, 0), at(exercises, exercises.length - 1)];
    const broken = {
      ...last,
      objective: {
        ...last.objective,
        options: last.objective.options.map((state) => ({ ...state, weights: new Float64Array(1000) })),
      },
    };
    const before = part.store.state();
    await expect(part.learner.step([first, broken], HOW)).rejects.toThrow(RangeError);
    expect(part.store.state()).toEqual(before);
    const next = await part.learner.step([first], HOW);
    expect(next).toEqual(fresh);
  });
});
