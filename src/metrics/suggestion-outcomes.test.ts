import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Prediction, Prompt, Truth } from '../tasks/task.ts';
import { secondsInterval as span } from '../time/interval.ts';
import { seconds } from '../time/ticks.ts';
import { suggestionOutcomes } from './suggestion-outcomes.ts';

const PROMPTS: Readonly<Record<Prompt['task'], Prompt>> = {
  TG: { task: 'TG', query: 'q' },
  DTG: { task: 'DTG', sentences: ['a', 'b', 'c'] },
  VHD: { task: 'VHD', query: 'q', clipLength: seconds(2) },
  GVQA: { task: 'GVQA', question: 'q', options: ['a', 'b'] },
  TAL: { task: 'TAL', label: 'l', description: 'd' },
};

function judge(truth: Truth, prediction: Omit<Prediction, 'response'>) {
  const item = { itemId: 'i', videoId: 'v', source: '', prompt: PROMPTS[truth.task], truth, duration: 60 };
  return suggestionOutcomes(item, { ...prediction, response: '' }).map(
    ({ kind, score, right }) => `${kind} ${score} ${right ? 'right' : 'wrong'}`,
  );
}

describe('which suggestions are right', () => {
  it('TG: the best candidate alone, from an IoU of a half on', () => {
    const truth: Truth = { task: 'TG', intervals: [span(0, 10)] };
    const others = [span(0, 10), span(20, 30)];
    expect(judge(truth, { intervals: [span(0, 5), ...others], scores: [0.6, 0.3, 0.1] })).toEqual([
      'TG 0.6 right',
    ]);
    expect(judge(truth, { intervals: [span(0, 4.9), ...others], scores: [0.6, 0.3, 0.1] })).toEqual([
      'TG 0.6 wrong',
    ]);
    expect(judge(truth, { intervals: [], scores: [] })).toEqual([]);
  });

  it('DTG: each sentence by its place, `none` only where there is none', () => {
    const truth: Truth = { task: 'DTG', intervals: [span(0, 10), null, span(20, 30)] };
    expect(judge(truth, { intervals: [span(20, 30), null, null], scores: [0.9, 0.8, 0.7] })).toEqual([
      'DTG 0.9 wrong',
      'DTG 0.8 right',
      'DTG 0.7 wrong',
    ]);
  });

  it('TAL and VHD: a true interval answers for the best-scored one only', () => {
    const prediction = {
      intervals: [span(0, 9), span(0, 10), span(21, 30), span(40, 50)],
      scores: [0.4, 0.9, 0.5, 0.3],
    };
    const intervals = [span(0, 10), span(20, 30)];
    expect(judge({ task: 'TAL', intervals }, prediction)).toEqual([
      'TAL 0.9 right',
      'TAL 0.5 right',
      'TAL 0.4 wrong',
      'TAL 0.3 wrong',
    ]);
    expect(judge({ task: 'VHD', intervals, saliency: null }, prediction)).toHaveLength(4);
  });

  it('GVQA: the evidence as a whole, and the answer by its own score', () => {
    const truth: Truth = { task: 'GVQA', intervals: [span(0, 10), span(20, 30)], answerIndex: 1 };
    const found = { intervals: [span(0, 10), span(20, 24)], scores: [0.9, 0.6] };
    expect(judge(truth, { ...found, answerIndex: 0, answerScore: 0.7 })).toEqual([
      'GVQA 0.9 right',
      'GVQA 0.6 right',
      'answer 0.7 wrong',
    ]);
    expect(judge(truth, { ...found, intervals: [span(0, 9)], scores: [0.9], answerIndex: 1 })).toEqual([
      'GVQA 0.9 wrong',
    ]);
  });

  it('are never more than there are true intervals (TAL), whatever is suggested', () => {
    const interval = fc
      .tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 1, max: 15 }))
      .map(([start, length]) => span(start, start + length));
    fc.assert(
      fc.property(fc.array(interval), fc.array(interval), (truth, intervals) => {
        const scores = intervals.map((_, i) => 1 / (i + 1));
        const right = judge({ task: 'TAL', intervals: truth }, { intervals, scores }).filter((each) =>
          each.endsWith('right'),
        );
        expect(right.length).toBeLessThanOrEqual(truth.length);
      }),
    );
  });

  it('are not asked of a truth of another task', () => {
    const item = { itemId: 'i', videoId: 'v', source: '', prompt: PROMPTS.TG, duration: 60 };
    const truth: Truth = { task: 'TAL', intervals: [] };
    const empty = { intervals: [], scores: [], response: '' };
    expect(() => suggestionOutcomes({ ...item, truth }, empty)).toThrow('Item i asks TG');
  });
});
