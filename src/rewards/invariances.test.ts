import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { printAnswer } from '../tasks/answer-grammar.ts';
import { secondsInterval, type Interval } from '../time/interval.ts';
import { scoreResponse, type RewardCase } from './reward.ts';
import { DEFAULT_REWARD_SETTINGS, type RewardSettings } from './settings.ts';

/** Whole numbers that stay whole under the changes below, so that only rounding of the arithmetic may differ. */
const span = fc
  .tuple(fc.integer({ min: 0, max: 90 }), fc.integer({ min: 1, max: 40 }))
  .map(([start, length]) => secondsInterval(start, start + length));
const spans = fc.array(span, { maxLength: 7 });
const settings = fc.record({
  matching: fc.constantFrom('dp', 'sequential', 'hungarian'),
  sigma: fc.constantFrom(0.5, 1, 2),
} as const);

function reward(truth: readonly Interval[], predicted: readonly Interval[], how: Partial<RewardSettings>) {
  const one: RewardCase = {
    prompt: { task: 'TAL', label: 'x', description: '' },
    truth: { task: 'TAL', intervals: truth },
    duration: 10_000,
  };
  const text = printAnswer(one.prompt, { task: 'TAL', intervals: predicted });
  return scoreResponse(one, text, { ...DEFAULT_REWARD_SETTINGS, ...how }).total;
}

function unionReward(truth: readonly Interval[], predicted: readonly Interval[]) {
  const prompt = { task: 'GVQA', question: '', options: ['a', 'b'] } as const;
  const text = printAnswer(prompt, { task: 'GVQA', intervals: predicted, answerIndex: 0 });
  const truthful = { task: 'GVQA', intervals: truth, answerIndex: 0 } as const;
  return scoreResponse({ prompt, truth: truthful, duration: 10_000 }, text).total;
}

const moved = (all: readonly Interval[], by: number, factor: number) =>
  all.map(({ start, end }) => secondsInterval(start * factor + by, end * factor + by));

describe('the reward does not depend on', () => {
  it('where in the video everything lies, nor on the unit of time', () => {
    fc.assert(
      fc.property(spans, spans, settings, fc.nat(500), fc.constantFrom(1, 2, 8), (a, b, how, by, factor) => {
        const [c, d] = [moved(a, by, factor), moved(b, by, factor)];
        expect(reward(c, d, how)).toBeCloseTo(reward(a, b, how), 9);
        expect(unionReward(c, d)).toBeCloseTo(unionReward(a, b), 9);
      }),
    );
  });

  it('how a union is cut into pieces', () => {
    fc.assert(
      fc.property(spans, spans, (a, b) => {
        const cut = b.flatMap(({ start, end }) => {
          const middle = (start + end) / 2;
          return [secondsInterval(start, middle), secondsInterval(middle, end), secondsInterval(start, end)];
        });
        expect(unionReward(a, cut)).toBeCloseTo(unionReward(a, b), 9);
      }),
    );
  });

  it('white space and what was thought', () => {
    const space = fc.string({ unit: fc.constantFrom(' ', '\n', '\t'), maxLength: 4 });
    const thought = fc.string({ unit: 'binary' }).filter((text) => !text.includes('</think>'));
    fc.assert(
      fc.property(span, space, thought, ({ start, end }, gap, text) => {
        const one: RewardCase = {
          prompt: { task: 'TG', query: 'q' },
          truth: { task: 'TG', intervals: [secondsInterval(10, 40)] },
          duration: 200,
        };
        const plain = scoreResponse(one, `<answer>${start} to ${end}</answer>`);
        const loose = `${gap}<think>${text}</think>${gap}<answer>${gap}${start}${gap} to ${gap}${end}${gap}</answer>${gap}`;
        expect(scoreResponse(one, loose)).toEqual(plain);
      }),
    );
  });
});

describe('the reward', () => {
  it('stays in its range, whatever the matching', () => {
    fc.assert(
      fc.property(spans, spans, settings, (a, b, how) => {
        const total = reward(a, b, how);
        expect(total).toBeGreaterThanOrEqual(0);
        expect(total).toBeLessThanOrEqual(3 + 1e-12);
      }),
    );
  });

  it('of the Hungarian matching is at least that of the paper’s, and that at least the sequential one', () => {
    fc.assert(
      fc.property(spans, spans, (a, b) => {
        const [sequential, dp, hungarian] = (['sequential', 'dp', 'hungarian'] as const).map((matching) =>
          reward(a, b, { matching }),
        );
        expect(dp).toBeGreaterThanOrEqual((sequential ?? NaN) - 1e-9);
        expect(hungarian).toBeGreaterThanOrEqual((dp ?? NaN) - 1e-9);
      }),
    );
  });
});
