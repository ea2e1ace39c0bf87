import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { printAnswer } from '../tasks/answer-grammar.ts';
import type { Prompt, Truth } from '../tasks/task.ts';
import { secondsInterval, type Interval } from '../time/interval.ts';
import { seconds } from '../time/ticks.ts';
import { scoreResponse } from './reward.ts';
import { DEFAULT_REWARD_SETTINGS, type RewardSettings } from './settings.ts';

const duration = 30;
const span = secondsInterval;
const grounding = {
  prompt: { task: 'TG', query: 'q' },
  truth: { task: 'TG', intervals: [span(5, 10)] },
  duration,
} as const;
const dense = {
  prompt: { task: 'DTG', sentences: ['a', 'b', 'c'] },
  truth: { task: 'DTG', intervals: [span(0, 10), null, span(20, 30)] },
  duration,
} as const;
const highlights = (intervals: Interval[]) =>
  ({
    prompt: { task: 'VHD', query: 'q', clipLength: seconds(2) },
    truth: { task: 'VHD', intervals, saliency: null },
    duration,
  }) as const;
const question = {
  prompt: { task: 'GVQA', question: 'q', options: ['x', 'y', 'z'] },
  truth: { task: 'GVQA', intervals: [span(4, 8), span(7, 12)], answerIndex: 1 },
  duration,
} as const;
const localization = (intervals: Interval[]) =>
  ({
    prompt: { task: 'TAL', label: 'jump', description: 'jumping' },
    truth: { task: 'TAL', intervals },
    duration,
  }) as const;
const withSettings = (changed: Partial<RewardSettings>) => ({ ...DEFAULT_REWARD_SETTINGS, ...changed });

describe('format', () => {
  it('gives a parse failure 0 in every term, with the reason', () => {
    const all = [grounding, dense, highlights([]), question, localization([])];
    for (const one of all) {
      expect(scoreResponse(one, '<answer></answer>')).toMatchObject({
        format: 0,
        localization: 0,
        answer: 0,
        total: 0,
        terms: {},
        reason: expect.any(String),
      });
    }
  });

  it('can ask for <think>', () => {
    const settings = withSettings({ requireThink: true });
    expect(scoreResponse(grounding, '<answer>5 to 10</answer>', settings).total).toBe(0);
    expect(scoreResponse(grounding, '<think/> <answer>5 to 10</answer>', settings).total).toBe(0);
    expect(scoreResponse(grounding, '<think></think><answer>5 to 10</answer>', settings).total).toBe(2);
  });
});

describe('one-to-one', () => {
  it.each([
    ['<answer>5 to 10</answer>', 1],
    ['<answer>5 to 7.5</answer>', 0.5],
    ['<answer>10 to 12</answer>', 0],
    ['<answer>-5 to 10</answer>', 0.5],
    ['<answer>5 to 1000</answer>', 5 / 25],
    ['<answer>40 to 50</answer>', 0],
  ])('TG %s earns %d', (response, localizationReward) => {
    expect(scoreResponse(grounding, response)).toEqual({
      format: 1,
      localization: localizationReward,
      answer: 0,
      total: 1 + localizationReward,
      terms: { iou: localizationReward },
    });
  });

  it.each([
    ['<answer>0 to 10, none, 20 to 30</answer>', 1],
    ['<answer>0 to 10, 11 to 12, 20 to 30</answer>', 2 / 3],
    ['<answer>0 to 10, 40 to 50, 20 to 30</answer>', 2 / 3],
    ['<answer>none, none, none</answer>', 1 / 3],
    ['<answer>20 to 30, none, 0 to 10</answer>', 1 / 3],
    ['<answer>0 to 5, none, 40 to 50</answer>', 0.5],
  ])('DTG %s earns %d', (response, reward) => {
    expect(scoreResponse(dense, response).localization).toBeCloseTo(reward, 12);
  });

  it('takes another number of entries than sentences as a parse failure', () => {
    expect(scoreResponse(dense, '<answer>0 to 10, none</answer>')).toMatchObject({ format: 0, total: 0 });
    const four = '<answer>0 to 10, none, 20 to 30, none</answer>';
    expect(scoreResponse(dense, four)).toMatchObject({ format: 0, total: 0 });
  });
});

describe('many-to-one', () => {
  it.each([
    [[span(0, 10)], '0 to 4, 2 to 8', 0.8],
    [[span(0, 4), span(4, 8)], '0 to 8', 1],
    [[span(0, 4)], '4 to 8', 0],
    [[], 'none', 1],
    [[], '1 to 2', 0],
    [[span(0, 4)], 'none', 0],
    [[], '40 to 50', 1],
    [[span(28, 31)], '28 to 99', 1],
  ])('VHD truth %j answered by %s earns %d', (truth, body, reward) => {
    expect(scoreResponse(highlights(truth), `<answer>${body}</answer>`).localization).toBeCloseTo(reward, 12);
  });

  it('adds the answer for GVQA only', () => {
    const right = scoreResponse(question, '<answer>B</answer><glue>[(4, 12)]</glue>');
    expect(right).toMatchObject({ format: 1, localization: 1, answer: 1, total: 3, terms: { unionIou: 1 } });
    const wrong = scoreResponse(question, '<answer>A</answer><glue>[(4, 8)]</glue>');
    expect(wrong).toMatchObject({ format: 1, localization: 0.5, answer: 0, total: 1.5 });
    const beyond = scoreResponse(question, '<answer>G</answer><glue>[]</glue>');
    expect(beyond).toMatchObject({ format: 1, localization: 0, answer: 0, total: 1 });
  });
});

/** n disjoint intervals of one second, two seconds apart. */
const row = (count: number) => Array.from({ length: count }, (_, index) => span(index * 2, index * 2 + 1));
const tal = (truth: Interval[], predicted: Interval[], settings = DEFAULT_REWARD_SETTINGS) => {
  const posed = localization(truth);
  return scoreResponse(posed, printAnswer(posed.prompt, { task: 'TAL', intervals: predicted }), settings);
};

describe('many-to-many', () => {
  // The values of method.md 3.5, computed there from the paper's formula.
  it.each([
    [1, 1, 1],
    [1, 2, 0.368],
    [1, 4, 0.05],
    [3, 5, 0.513],
    [10, 8, 0.513],
    [10, 5, 0.189],
  ])('counts %d truths, %d predictions as %d', (truths, predictions, count) => {
    expect(tal(row(truths), row(predictions)).terms['count']).toBeCloseTo(count, 3);
  });

  it('does not pay an empty answer for its count, unless that is switched off', () => {
    expect(tal(row(1), [])).toMatchObject({ format: 1, localization: 0, total: 1 });
    expect(tal(row(1), [span(40, 50)])).toMatchObject({ format: 1, localization: 0, total: 1 });
    const open = tal(row(1), [], withSettings({ gateCount: false }));
    expect(open.localization).toBeCloseTo(Math.exp(-1), 12);
  });

  it('rewards saying none where nothing is', () => {
    expect(tal([], [])).toMatchObject({ localization: 2, total: 3, terms: { count: 1, match: 1 } });
    const two = tal([], row(2));
    expect(two.localization).toBeCloseTo(Math.exp(-2), 12);
    expect(two.terms['match']).toBe(0);
  });

  it('pays the soft F1 of the matching', () => {
    const reward = tal([span(1, 2.4)], [span(1, 2.5), span(4, 6)]);
    expect(reward.terms['matchedIou']).toBeCloseTo(1.4 / 1.5, 12);
    expect(reward.terms['match']).toBeCloseTo((2 * (1.4 / 1.5)) / 3, 12);
    expect(reward.localization).toBeCloseTo(Math.exp(-1) + (2 * (1.4 / 1.5)) / 3, 12);
  });

  it('offers the sequential ablation, which a spurious first prediction ruins', () => {
    const predicted = [span(0, 0.5), span(4, 6)];
    expect(tal([span(4, 6)], predicted).terms['matchedIou']).toBe(1);
    expect(tal([span(4, 6)], predicted, withSettings({ matching: 'sequential' })).terms['matchedIou']).toBe(
      0,
    );
  });
});

describe('settings', () => {
  it('weigh the terms', () => {
    const settings = withSettings({ weights: { format: 0.5, localization: 2, answer: 10 } });
    expect(scoreResponse(question, '<answer>B</answer><glue>[(4, 8)]</glue>', settings).total).toBe(11.5);
    expect(scoreResponse(grounding, '<answer>5 to 10</answer>', settings).total).toBe(2.5);
  });

  it('can leave intervals unclamped', () => {
    const unclamped = withSettings({ clampToVideo: false });
    expect(scoreResponse(grounding, '<answer>-5 to 10</answer>', unclamped).localization).toBeCloseTo(
      1 / 3,
      12,
    );
  });

  it('decide the empty cases', () => {
    const strict = withSettings({ emptySlot: 0, bothEmpty: 0, emptyMatch: 0 });
    const allNone = '<answer>none, none, none</answer>';
    expect(scoreResponse(dense, allNone, strict).localization).toBe(0);
    expect(scoreResponse(highlights([]), '<answer>none</answer>', strict).localization).toBe(0);
    expect(scoreResponse(localization([]), '<answer>none</answer>', strict).localization).toBe(1);
  });
});

describe('scoreResponse', () => {
  it('refuses a case that makes no sense', () => {
    const response = '<answer>1 to 2</answer>';
    expect(() => scoreResponse({ ...grounding, duration: Number.NaN }, response)).toThrow(RangeError);
    expect(() => scoreResponse({ ...grounding, duration: 0 }, response)).toThrow(RangeError);
    expect(() => scoreResponse({ ...grounding, truth: localization([]).truth }, response)).toThrow(
      RangeError,
    );
    const short = { ...dense, prompt: { task: 'DTG', sentences: ['a'] } } as const;
    expect(() => scoreResponse(short, response)).toThrow(RangeError);
  });

  // Whole hundredths, so that a response with two decimals says exactly what was meant.
  const edge = fc.integer({ min: -500, max: 3500 }).map((hundredths) => hundredths / 100);
  const anySpan = fc
    .tuple(edge, edge)
    .filter(([a, b]) => a !== b)
    .map(([a, b]) => span(Math.min(a, b), Math.max(a, b)));
  const list = fc.array(anySpan, { maxLength: 7 });
  const posed: fc.Arbitrary<{ prompt: Prompt; truth: Truth; predicted: readonly (Interval | null)[] }> =
    fc.oneof(
      fc.tuple(anySpan, anySpan).map(([truth, predicted]) => ({
        prompt: grounding.prompt,
        truth: { task: 'TG' as const, intervals: [truth] as const },
        predicted: [predicted],
      })),
      fc
        .array(fc.tuple(fc.option(anySpan), fc.option(anySpan)), { minLength: 1, maxLength: 5 })
        .map((slots) => ({
          prompt: { task: 'DTG' as const, sentences: slots.map(() => 's') },
          truth: { task: 'DTG' as const, intervals: slots.map(([truth]) => truth) },
          predicted: slots.map(([, predicted]) => predicted),
        })),
      fc.tuple(list, list).map(([truth, predicted]) => ({ ...highlights(truth), predicted })),
      fc.tuple(list, list).map(([truth, predicted]) => ({ ...localization(truth), predicted })),
      fc.tuple(list, list).map(([intervals, predicted]) => ({
        ...question,
        truth: { ...question.truth, intervals },
        predicted,
      })),
    );
  const written = (prompt: Prompt, predicted: readonly (Interval | null)[]): string => {
    const texts = predicted.map((each) =>
      each === null ? 'none' : `${each.start.toFixed(2)} to ${each.end.toFixed(2)}`,
    );
    if (prompt.task !== 'GVQA') return `<answer>${texts.length === 0 ? 'none' : texts.join(', ')}</answer>`;
    return `<answer>A</answer><glue>[${texts.map((each) => `(${each.replace(' to ', ', ')})`).join(', ')}]</glue>`;
  };

  it('stays in its range and adds up, for every task', () => {
    fc.assert(
      fc.property(posed, ({ prompt, truth, predicted }) => {
        const reward = scoreResponse({ prompt, truth, duration }, written(prompt, predicted));
        expect(reward.format).toBe(1);
        expect(reward.localization).toBeGreaterThanOrEqual(0);
        expect(reward.localization).toBeLessThanOrEqual(prompt.task === 'TAL' ? 2 : 1);
        expect(reward.total).toBe(reward.format + reward.localization + reward.answer);
      }),
      { numRuns: 2000 },
    );
  });

  it('does not depend on the order of intervals, except where the order is the pairing', () => {
    fc.assert(
      fc.property(posed, ({ prompt, truth, predicted }) => {
        if (truth.task === 'TG' || truth.task === 'DTG') return;
        const turned = { ...truth, intervals: truth.intervals.toReversed() };
        const plain = scoreResponse({ prompt, truth, duration }, written(prompt, predicted));
        const other = scoreResponse(
          { prompt, truth: turned, duration },
          written(prompt, predicted.toReversed()),
        );
        expect(other.total).toBeCloseTo(plain.total, 12);
      }),
      { numRuns: 1000 },
    );
  });

  it('gives the truth itself the highest reward', () => {
    const settings = withSettings({ matching: 'hungarian' });
    fc.assert(
      fc.property(posed, ({ prompt, truth }) => {
        const inside = (each: Interval | null) => each === null || (each.start >= 0 && each.end <= duration);
        fc.pre(truth.intervals.every(inside));
        const text = written(prompt, truth.intervals).replace('<answer>A<', '<answer>B<');
        const highest = { TG: 2, DTG: 2, VHD: 2, GVQA: 3, TAL: 3 }[prompt.task];
        expect(scoreResponse({ prompt, truth, duration }, text, settings).total).toBeCloseTo(highest, 9);
      }),
      { numRuns: 1000 },
    );
  });

  it('gives any string numbers', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (response) => {
        for (const one of [grounding, dense, highlights([]), question, localization([])])
          expect(scoreResponse(one, response).total).toBe(0);
      }),
    );
  });
});
