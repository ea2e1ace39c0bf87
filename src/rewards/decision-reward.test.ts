import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { printAnswer } from '../tasks/answer-grammar.ts';
import type { Answer, Prompt, Truth } from '../tasks/task.ts';
import { iou, lengthOf, overlap, secondsInterval, subtract, type Interval } from '../time/interval.ts';
import { seconds } from '../time/ticks.ts';
import { hasDecisions, scoreByDecisions, type Decisions, type Judgement } from './decision-reward.ts';
import { scoreResponse } from './reward.ts';

const DURATION = 60;
const PROMPTS = {
  TG: { task: 'TG', query: 'the jump' },
  DTG: { task: 'DTG', sentences: ['one', 'two'] },
  VHD: { task: 'VHD', query: 'the best', clipLength: seconds(2) },
  GVQA: { task: 'GVQA', question: 'which?', options: ['a', 'b', 'c'] },
  TAL: { task: 'TAL', label: 'jump', description: 'in the air' },
} as const satisfies Record<string, Prompt>;

/** Edges on a grid of 1/16 s: the printed form carries them exactly when asked for enough digits. */
const span = fc
  .tuple(fc.integer({ min: 0, max: 940 }), fc.integer({ min: 4, max: 200 }))
  .map(([start, length]) => secondsInterval(start / 16, Math.min(DURATION, (start + length) / 16)));
const spans = fc.array(span, { maxLength: 5 });
const some = fc.array(span, { minLength: 1, maxLength: 4 });

const of = (intervals: readonly (Interval | null)[]): Judgement[] =>
  intervals.map((interval, slot) => ({ slot, interval }));
const NOTHING: Decisions = { confirmed: [], rejected: [], rightAnswer: null, wrongAnswers: [] };
const judged = (
  confirmed: readonly (Interval | null)[],
  rejected: readonly (Interval | null)[] = [],
): Decisions => ({
  ...NOTHING,
  confirmed: of(confirmed),
  rejected: of(rejected),
});
const say = (prompt: Prompt, answer: Answer) => printAnswer(prompt, answer, { decimals: 4 });
const score = (answer: Answer, decisions: Decisions) =>
  scoreByDecisions(
    { prompt: PROMPTS[answer.task], decisions, duration: DURATION },
    say(PROMPTS[answer.task], answer),
  );
const ordinary = (answer: Answer, truth: Truth) =>
  scoreResponse(
    { prompt: PROMPTS[answer.task], truth, duration: DURATION },
    say(PROMPTS[answer.task], answer),
  );
const tg = (interval: Interval): Answer => ({ task: 'TG', intervals: [interval] });
const list = (task: 'TAL' | 'VHD', intervals: readonly Interval[]): Answer => ({ task, intervals });

describe('where the decisions tell the whole truth', () => {
  it('a confirmed interval of TG earns the ordinary reward', () => {
    fc.assert(
      fc.property(span, span, spans, (said, truth, rejected) => {
        const earned = score(tg(said), judged([truth], rejected));
        expect(earned).toEqual(ordinary(tg(said), { task: 'TG', intervals: [truth] }));
      }),
    );
  });

  it('so does DTG with every sentence confirmed, "none" among them', () => {
    const slot = fc.option(span);
    fc.assert(
      fc.property(fc.tuple(slot, slot), fc.tuple(slot, slot), (said, truth) => {
        const answer: Answer = { task: 'DTG', intervals: said };
        expect(score(answer, judged(truth))).toEqual(ordinary(answer, { task: 'DTG', intervals: truth }));
      }),
    );
  });

  it('so do VHD and GVQA with every second judged and the option accepted', () => {
    const whole = [secondsInterval(0, DURATION)];
    fc.assert(
      fc.property(spans, some, fc.nat(2), fc.nat(2), (said, truth, chosen, right) => {
        const rejected = subtract(whole, truth);
        const highlights = score(list('VHD', said), judged(truth, rejected));
        const wanted = ordinary(list('VHD', said), { task: 'VHD', intervals: truth, saliency: null });
        expect(highlights.localization).toBeCloseTo(wanted.localization, 9);
        const answer: Answer = { task: 'GVQA', intervals: said, answerIndex: chosen };
        const evidence = score(answer, { ...judged(truth, rejected), rightAnswer: right });
        const full = ordinary(answer, { task: 'GVQA', intervals: truth, answerIndex: right });
        expect(evidence.total).toBeCloseTo(full.total, 9);
      }),
    );
  });

  it('so does TAL where the policy says confirmed intervals', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(span, { minLength: 1, maxLength: 5, selector: (s) => `${s.start} ${s.end}` }),
        fc.nat(),
        (truth, drop) => {
          const said = truth.filter((_, i) => i !== drop);
          const earned = score(list('TAL', said), judged(truth));
          expect(earned.total).toBeCloseTo(
            ordinary(list('TAL', said), { task: 'TAL', intervals: truth }).total,
            9,
          );
        },
      ),
    );
  });
});

describe('with parts of the truth', () => {
  const anything = fc.record({
    confirmed: spans.map(of),
    rejected: spans.map(of),
    rightAnswer: fc.option(fc.nat(2)),
    wrongAnswers: fc.uniqueArray(fc.nat(2)),
  });

  it('every term stays in the range of the ordinary reward', () => {
    fc.assert(
      fc.property(anything, spans, span, fc.nat(2), (decisions, said, one, chosen) => {
        const answers: Answer[] = [
          tg(one),
          { task: 'DTG', intervals: [one, said[0] ?? null] },
          list('VHD', said),
          { task: 'GVQA', intervals: said, answerIndex: chosen },
          list('TAL', said),
        ];
        for (const answer of answers) {
          const { localization, answer: option } = score(answer, decisions);
          expect(localization).toBeGreaterThanOrEqual(0);
          expect(localization).toBeLessThanOrEqual(answer.task === 'TAL' ? 2 : 1);
          expect(option).toBeGreaterThanOrEqual(0);
          expect(option).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  it('more overlap with the confirmed interval never earns less', () => {
    fc.assert(
      fc.property(span, span, span, (truth, a, b) => {
        const [worse, better] = iou(a, truth) <= iou(b, truth) ? [a, b] : [b, a];
        for (const answer of [tg, (each: Interval) => list('TAL', [each])])
          expect(score(answer(better), judged([truth])).localization).toBeGreaterThanOrEqual(
            score(answer(worse), judged([truth])).localization - 1e-9,
          );
        // A union is worth what it shares with the truth for as long as it is.
        const length = Math.min(lengthOf(a), lengthOf(b));
        const [first, second] = [a, b].map(({ start }) => secondsInterval(start, start + length));
        if (first === undefined || second === undefined) return;
        const [less, more] =
          overlap(first, truth) <= overlap(second, truth) ? [first, second] : [second, first];
        expect(score(list('VHD', [more]), judged([truth])).localization).toBeGreaterThanOrEqual(
          score(list('VHD', [less]), judged([truth])).localization - 1e-9,
        );
      }),
    );
  });

  it('a rejected interval is never better than staying away from it', () => {
    fc.assert(
      fc.property(spans, some, spans, (confirmed, rejected, said) => {
        const [wrong] = rejected;
        if (wrong === undefined || confirmed.some((each) => overlap(each, wrong) > 0)) return;
        const decisions = judged(confirmed, rejected);
        for (const task of ['VHD', 'TAL'] as const)
          expect(score(list(task, [...said, wrong]), decisions).localization).toBeLessThanOrEqual(
            score(list(task, said), decisions).localization + 1e-9,
          );
      }),
    );
    fc.assert(
      fc.property(some, span, (rejected, other) => {
        const [wrong] = rejected;
        if (wrong === undefined) return;
        expect(score(tg(wrong), judged([], rejected)).localization).toBe(0);
        expect(score(tg(other), judged([], rejected)).localization).toBeGreaterThanOrEqual(0);
        const none: Answer = { task: 'DTG', intervals: [null, null] };
        expect(score(none, judged([], [null])).localization).toBe(0);
      }),
    );
  });

  it('what nobody judged counts less than what was rejected, and more than nothing', () => {
    const [truth, wrong, other] = [secondsInterval(5, 9), secondsInterval(20, 24), secondsInterval(40, 44)];
    const decisions = judged([truth], [wrong]);
    for (const task of ['VHD', 'TAL'] as const) {
      const [alone, unjudged, refused] = [[truth], [truth, other], [truth, wrong]].map(
        (said) => score(list(task, said), decisions).localization,
      );
      expect(alone).toBeGreaterThan(unjudged ?? NaN);
      expect(unjudged).toBeGreaterThan(refused ?? NaN);
    }
    expect(score(tg(other), judged([], [wrong])).localization).toBeCloseTo(0.3);
  });

  it('a refused option leaves its chance to the others', () => {
    const choose = (answerIndex: number, decisions: Partial<Decisions>) =>
      score({ task: 'GVQA', intervals: [], answerIndex }, { ...NOTHING, ...decisions }).answer;
    expect([0, 1, 2].map((option) => choose(option, { wrongAnswers: [1] }))).toEqual([0.5, 0, 0.5]);
    expect([0, 1, 2].map((option) => choose(option, { rightAnswer: 2, wrongAnswers: [1] }))).toEqual([
      0, 0, 1,
    ]);
    expect(choose(0, {})).toBeCloseTo(1 / 3);
  });

  it('a sentence that nobody judged does not count', () => {
    const truth = secondsInterval(5, 9);
    const answer: Answer = { task: 'DTG', intervals: [truth, secondsInterval(30, 31)] };
    expect(score(answer, { ...NOTHING, confirmed: [{ slot: 0, interval: truth }] }).localization).toBe(1);
  });
});

it('knows when nothing was decided', () => {
  expect(hasDecisions(NOTHING)).toBe(false);
  expect(hasDecisions({ ...NOTHING, rightAnswer: 0 })).toBe(true);
  expect(hasDecisions(judged([], [null]))).toBe(true);
});

it('gives a response that does not parse nothing, and refuses a video without length', () => {
  const wrong = scoreByDecisions({ prompt: PROMPTS.TG, decisions: NOTHING, duration: DURATION }, 'no idea');
  expect(wrong).toMatchObject({ format: 0, total: 0 });
  expect(() => scoreByDecisions({ prompt: PROMPTS.TG, decisions: NOTHING, duration: 0 }, '')).toThrow(
    RangeError,
  );
});
