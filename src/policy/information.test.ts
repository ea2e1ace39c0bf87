import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { printAnswer } from '../tasks/answer-grammar.ts';
import { TASKS, type Answer, type Prompt, type TaskKind } from '../tasks/task.ts';
import { secondsInterval } from '../time/interval.ts';
import { seconds } from '../time/ticks.ts';
import {
  agreement,
  answerEntropy,
  curatedLooks,
  disagreement,
  disagreementOf,
  information,
  novelty,
} from './information.ts';

const PROMPTS: { readonly [Task in TaskKind]: Prompt } = {
  TG: { task: 'TG', query: 'a' },
  DTG: { task: 'DTG', sentences: ['a', 'b', 'c'] },
  VHD: { task: 'VHD', query: 'a', clipLength: seconds(2) },
  GVQA: { task: 'GVQA', question: 'a', options: ['x', 'y', 'z'] },
  TAL: { task: 'TAL', label: 'a', description: '' },
};

const span = fc
  .tuple(fc.integer({ min: 0, max: 9000 }), fc.integer({ min: 1, max: 4000 }))
  .map(([start, length]) => secondsInterval(start / 100, (start + length) / 100));
const spans = fc.array(span, { maxLength: 5 });
const slot = fc.option(span, { nil: null });
const ANSWERS: { readonly [Task in TaskKind]: fc.Arbitrary<Answer> } = {
  TG: span.map((only) => ({ task: 'TG', intervals: [only] })),
  DTG: fc.tuple(slot, slot, slot).map((intervals) => ({ task: 'DTG', intervals })),
  VHD: spans.map((intervals) => ({ task: 'VHD', intervals })),
  GVQA: fc
    .tuple(spans, fc.nat(2))
    .map(([intervals, answerIndex]) => ({ task: 'GVQA', intervals, answerIndex })),
  TAL: spans.map((intervals) => ({ task: 'TAL', intervals })),
};
const task = fc.constantFrom(...TASKS);
const groups = task.chain((kind) =>
  fc.tuple(fc.constant(PROMPTS[kind]), fc.array(ANSWERS[kind], { minLength: 1, maxLength: 8 })),
);

describe('agreement of two answers', () => {
  it('is in [0, 1] and the same either way round', () => {
    fc.assert(
      fc.property(
        task.chain((kind) => fc.tuple(ANSWERS[kind], ANSWERS[kind])),
        ([a, b]) => {
          expect(agreement(a, b)).toBeGreaterThanOrEqual(0);
          expect(agreement(a, b)).toBeLessThanOrEqual(1);
          expect(agreement(a, b)).toBeCloseTo(agreement(b, a), 9);
        },
      ),
    );
  });

  it('is 1 of an answer with itself', () => {
    fc.assert(
      fc.property(
        task.chain((kind) => ANSWERS[kind]),
        (answer) => {
          expect(agreement(answer, answer)).toBeCloseTo(1, 9);
        },
      ),
    );
  });

  it('is the IoU for TG and 0 across tasks', () => {
    const at = (start: number, end: number): Answer => ({
      task: 'TG',
      intervals: [secondsInterval(start, end)],
    });
    expect(agreement(at(0, 4), at(2, 6))).toBeCloseTo(1 / 3);
    expect(agreement(at(0, 4), { task: 'VHD', intervals: [secondsInterval(0, 4)] })).toBe(0);
  });
});

describe('disagreement of a group', () => {
  it('is in [0, 1] and does not depend on the order', () => {
    fc.assert(
      fc.property(groups, fc.infiniteStream(fc.nat()), ([prompt, answers], keys) => {
        const found = disagreement(prompt, answers);
        expect(found).toBeGreaterThanOrEqual(0);
        expect(found).toBeLessThanOrEqual(1);
        const shuffled = answers
          .map((answer) => ({ answer, key: keys.next().value ?? 0 }))
          .toSorted((a, b) => a.key - b.key)
          .map(({ answer }) => answer);
        expect(disagreement(prompt, shuffled)).toBeCloseTo(found, 9);
      }),
    );
  });

  it('is 0 for the same answer again and again', () => {
    fc.assert(
      fc.property(groups, fc.integer({ min: 1, max: 8 }), ([prompt, [answer]], size) => {
        const same = Array.from({ length: size }, () => answer ?? null);
        expect(disagreement(prompt, same)).toBeCloseTo(0, 9);
      }),
    );
  });

  it('grows when a different answer joins those that agree', () => {
    const one: Answer = { task: 'TG', intervals: [secondsInterval(0, 4)] };
    const other: Answer = { task: 'TG', intervals: [secondsInterval(10, 14)] };
    expect(disagreement(PROMPTS.TG, [one, one, one, other])).toBeCloseTo(0.5);
    expect(disagreement(PROMPTS.TG, [one, one, other, other])).toBeCloseTo(2 / 3);
  });

  it('counts what cannot be parsed as agreeing with nothing', () => {
    const good = printAnswer(PROMPTS.TG, { task: 'TG', intervals: [secondsInterval(0, 4)] });
    expect(disagreementOf(PROMPTS.TG, [good, good])).toBe(0);
    expect(disagreementOf(PROMPTS.TG, [good, 'the end'])).toBe(1);
  });

  it('of GVQA is half evidence, half entropy of the options', () => {
    const said = (answerIndex: number): Answer => ({ task: 'GVQA', intervals: [], answerIndex });
    expect(disagreement(PROMPTS.GVQA, [said(0), said(1), said(2)])).toBeCloseTo(0.5);
    expect(disagreement(PROMPTS.GVQA, [said(1), said(1), said(1)])).toBe(0);
  });
});

describe('answer entropy', () => {
  it('is 1 when all options are named equally often, 0 when one is', () => {
    expect(answerEntropy([0, 1, 2, 0, 1, 2], 3)).toBeCloseTo(1);
    expect(answerEntropy([2, 2, 2], 3)).toBe(0);
    expect(answerEntropy([], 3)).toBe(0);
  });
});

describe('novelty', () => {
  const look = fc.array(fc.double({ min: -10, max: 10, noNaN: true }), { minLength: 3, maxLength: 3 });
  const vectors = fc.array(
    look.map((values) => Float32Array.from(values)),
    { minLength: 2, maxLength: 6 },
  );

  it('is 0 for a copy of what is curated, and below 1 for anything', () => {
    fc.assert(
      fc.property(vectors, fc.nat(), ([first = new Float32Array(3), ...rest], place) => {
        const all = [first, ...rest];
        const curated = curatedLooks(all);
        if (curated === null) throw new Error('Two looks are enough.');
        expect(novelty(all[place % all.length] ?? first, curated)).toBe(0);
        const far = novelty(Float32Array.from([50, 50, 50]), curated);
        expect(far).toBeGreaterThan(0);
        expect(far).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('is one half at the distance that curated videos have from each other', () => {
    const curated = curatedLooks([Float32Array.from([0, 0]), Float32Array.from([0, 2])]);
    expect(curated === null ? null : novelty(Float32Array.from([2, 0]), curated)).toBeCloseTo(0.5);
  });

  it('says nothing while fewer than two videos are curated', () => {
    expect(curatedLooks([Float32Array.from([1])])).toBeNull();
  });
});

describe('information', () => {
  it('is the mean of the known parts and names the ones that count', () => {
    expect(information(0.8, 0.6)).toEqual({ value: 0.7, disagreement: 0.8, novelty: 0.6, reason: 'both' });
    expect(information(0.8, 0.1)).toMatchObject({ reason: 'answers-disagree' });
    expect(information(0.1, 0.9)).toMatchObject({ value: 0.5, reason: 'unlike-curated' });
    expect(information(0.25, null)).toEqual({
      value: 0.25,
      disagreement: 0.25,
      novelty: null,
      reason: 'expected',
    });
  });
});
