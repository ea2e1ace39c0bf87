import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { printAnswer } from '../tasks/answer-grammar.ts';
import { secondsInterval } from '../time/interval.ts';
import { answerDensity } from './density.ts';

const prompt = { task: 'TAL', label: 'a', description: '' } as const;
const answer = (...spans: (readonly [number, number])[]): string =>
  printAnswer(prompt, { task: 'TAL', intervals: spans.map(([start, end]) => secondsInterval(start, end)) });

describe('where drawn answers lie', () => {
  it('is the share of them that covers each part of the video', () => {
    const responses = [answer([0, 4]), answer([2, 5], [8, 9])];
    expect([...answerDensity(prompt, responses, 10, 5)]).toEqual([0.5, 1, 0.25, 0, 0.25]);
  });

  it('counts overlapping intervals of one answer once, and what is not an answer not at all', () => {
    expect([...answerDensity(prompt, [answer([0, 5], [0, 5])], 10, 2)]).toEqual([1, 0]);
    expect([...answerDensity(prompt, ['nonsense', answer([0, 5])], 10, 2)]).toEqual([0.5, 0]);
    expect([...answerDensity(prompt, [], 10, 2)]).toEqual([0, 0]);
  });

  it('stays in [0, 1], whatever is drawn', () => {
    const span = fc
      .tuple(fc.nat(90), fc.integer({ min: 1, max: 60 }))
      .map(([at, length]): readonly [number, number] => [at / 10, (at + length) / 10]);
    fc.assert(
      fc.property(fc.array(fc.array(span, { maxLength: 4 }), { minLength: 1, maxLength: 8 }), (groups) => {
        for (const share of answerDensity(
          prompt,
          groups.map((spans) => answer(...spans)),
          10,
          7,
        )) {
          expect(share).toBeGreaterThanOrEqual(0);
          expect(share).toBeLessThanOrEqual(1);
        }
      }),
    );
  });
});
