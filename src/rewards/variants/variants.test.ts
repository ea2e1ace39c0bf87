import { isDeepStrictEqual } from 'node:util';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  isThoughtAndAnswer,
  stripped,
  timeLensAnswer,
  timeLensRewardSpans,
  timeLensSpans,
  timeR1EvaluationSpan,
  timeR1RewardSpan,
} from '../../tasks/related-text.ts';
import { fixtureJson, unnoticedChanges } from '../../testing/fixtures.ts';
import { secondsInterval } from '../../time/interval.ts';
import { scoreResponse, type RewardCase } from '../reward.ts';
import { DEFAULT_REWARD_SETTINGS } from '../settings.ts';
import { timeLensReward } from './timelens.ts';
import { timeR1Reward } from './time-r1.ts';

const span = z.tuple([z.number(), z.number()]);
const fixture = z.object({
  cases: z.array(
    z.object({
      completion: z.string(),
      gt: span,
      time_r1: z.strictObject({ parsed: span.nullable(), iou: z.number(), format: z.number() }),
      timelens: z.strictObject({
        answer: z.string(),
        times: z.array(span),
        tiou: z.number(),
        format: z.number(),
      }),
    }),
  ),
  zero_length_gt: z.array(
    z.strictObject({ completion: z.string(), gt: span, time_r1_iou: z.union([z.number(), z.string()]) }),
  ),
});
const { cases, zero_length_gt: zeroLength } = fixture.parse(fixtureJson('rewards/rewards.json'));
const close = (ours: number, theirs: number) => Math.abs(ours - theirs) <= 1e-12 * Math.max(1, theirs);

describe('the rewards of related work equal their code', () => {
  it.each(cases)('Time-R1: $completion', ({ completion, gt, time_r1: expected }) => {
    const [span, score] = [timeR1RewardSpan(completion), timeR1Reward(completion, gt)];
    const agrees = ({ parsed, iou, format }: typeof expected) =>
      isDeepStrictEqual(span, parsed) && close(score.iou, iou) && score.format === format;
    expect(unnoticedChanges(expected, agrees)).toEqual([]);
  });

  it.each(cases)('TimeLens: $completion', ({ completion, gt, timelens: expected }) => {
    const answer = timeLensAnswer(completion);
    const [spans, score] = [timeLensRewardSpans(answer), timeLensReward(completion, gt)];
    const agrees = ({ times, tiou, format, ...rest }: typeof expected) =>
      answer === rest.answer &&
      isDeepStrictEqual(spans, times) &&
      close(score.iou, tiou) &&
      score.format === format;
    expect(unnoticedChanges(expected, agrees)).toEqual([]);
  });

  it('a true span without length earns 0, also where the official code fails', () => {
    for (const expected of zeroLength) {
      const { iou } = timeR1Reward(expected.completion, expected.gt);
      if (typeof expected.time_r1_iou === 'string') expect(iou).toBe(0);
      else
        expect(unnoticedChanges({ iou: expected.time_r1_iou }, (other) => close(iou, other.iou))).toEqual([]);
    }
  });
});

const grounding: RewardCase = {
  prompt: { task: 'TG', query: 'q' },
  truth: { task: 'TG', intervals: [secondsInterval(5, 10)] },
  duration: 8,
};

describe('scoreResponse with a variant', () => {
  const withVariant = (variant: 'time-r1' | 'timelens', response: string) =>
    scoreResponse(grounding, response, { ...DEFAULT_REWARD_SETTINGS, variant });

  it('adds their format to their overlap, without clamping to the video', () => {
    expect(withVariant('time-r1', '<think>x</think><answer>5 to 7.5</answer>')).toEqual({
      format: 1,
      localization: 0.5,
      answer: 0,
      total: 1.5,
      terms: { iou: 0.5 },
    });
    expect(withVariant('timelens', 'from 00:05 to 00:10')).toMatchObject({
      format: 0,
      localization: 1,
      total: 1,
    });
    const half = { ...DEFAULT_REWARD_SETTINGS, weights: { format: 0, localization: 2, answer: 1 } };
    expect(scoreResponse(grounding, '5 - 10', { ...half, variant: 'timelens' }).total).toBe(2);
  });

  it('refuses tasks that the related work does not know', () => {
    const tal = {
      prompt: { task: 'TAL', label: 'x', description: '' },
      truth: { task: 'TAL', intervals: [] },
      duration: 8,
    } as const;
    expect(() => scoreResponse(tal, '', { ...DEFAULT_REWARD_SETTINGS, variant: 'timelens' })).toThrow(
      'only scores TG',
    );
  });

  it('gives any text numbers in range', () => {
    const piece = fc.oneof(
      fc.constantFrom('<think>', '</think>', '<answer>', '</answer>', ' to ', ' and ', '-', ':', '.', '\n'),
      fc.integer({ min: 0, max: 99 }).map(String),
      fc.string({ unit: 'binary' }),
    );
    const text = fc.array(piece, { maxLength: 20 }).map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(text, (response) => {
        for (const variant of ['time-r1', 'timelens'] as const) {
          const { format, localization, total } = withVariant(variant, response);
          expect([0, 1]).toContain(format);
          expect(localization).toBeGreaterThanOrEqual(0);
          expect(localization).toBeLessThanOrEqual(1);
          expect(total).toBe(format + localization);
        }
      }),
      { numRuns: 1000 },
    );
  });
});

describe('reading', () => {
  // The official patterns as they are, where the text is short enough for them.
  const official = (text: string, pattern: RegExp) =>
    Array.from(text.matchAll(pattern), ([, start, end]) => [Number(start), Number(end)]);
  const alphabet = fc.constantFrom(...Array.from('0123456789.. - to and <answer></answer>:'));
  const text = fc.array(alphabet, { maxLength: 40 }).map((letters) => letters.join(''));

  it('finds what the official patterns find', () => {
    fc.assert(
      fc.property(text, (given) => {
        expect(timeR1EvaluationSpan(given)).toEqual(
          official(given, /(\d+\.?\d*) (?:to|and) (\d+\.?\d*)/g).at(-1) ?? null,
        );
        const dashes = official(given, /(\d+\.?\d*)\s*-\s*(\d+\.?\d*)/g);
        if (dashes.length > 0 && !given.includes(':')) expect(timeLensSpans(given)).toEqual(dashes);
        const framed = `<think>${given}</think><answer>${given}</answer>`;
        expect(isThoughtAndAnswer(framed)).toBe(true);
        expect(timeLensAnswer(framed)).toBe(
          /^<think>.*?<\/think>\s*<answer>(.*?)<\/answer>/s.exec(framed)?.[1],
        );
      }),
      { numRuns: 3000 },
    );
  });

  it('ends on texts that would keep a backtracking pattern busy for hours', () => {
    const size = 200_000;
    for (const unit of ['1', ' ', '<answer>', '</think><answer>', '1 ', '1.', '01:05.', '</think>'])
      for (const frame of ['', '<think>']) {
        const long = frame + unit.repeat(size) + 'x';
        expect(timeR1RewardSpan(long)).toBeNull();
        expect(timeR1Reward(long, [0, 1]).format + timeLensReward(long, [0, 1]).format).toBe(0);
        expect(stripped(long).length).toBeGreaterThan(0);
      }
  });
});
