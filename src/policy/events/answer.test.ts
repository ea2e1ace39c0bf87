import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseResponse } from '../../tasks/answer-grammar.ts';
import type { Prompt } from '../../tasks/task.ts';
import { secondsInterval } from '../../time/interval.ts';
import { seconds } from '../../time/ticks.ts';
import { eventPrediction } from './answer.ts';
import { EVENT_KINDS } from './curves.ts';
import type { VideoEvents } from './events.ts';

const DURATION = 20;

function made(...events: (readonly [start: number, end: number, strength: number])[]): VideoEvents {
  return {
    events: events
      .map(([start, end, strength]) => ({
        ...secondsInterval(start, end),
        kinds: [EVENT_KINDS[0]],
        strength,
      }))
      .toSorted((a, b) => b.strength - a.strength),
    strength: Float64Array.from({ length: DURATION * 5 }, (_, i) => (i >= 50 && i < 60 ? 0.5 : 0)),
    origin: 0,
    step: 0.2,
  };
}

const PROMPTS: readonly Prompt[] = [
  { task: 'TG', query: 'q' },
  { task: 'DTG', sentences: ['a', 'b', 'c'] },
  { task: 'VHD', query: 'q', clipLength: seconds(2) },
  { task: 'GVQA', question: 'q', options: ['a', 'b', 'c'] },
  { task: 'TAL', label: 'l', description: 'd' },
];
const [TG, DTG, VHD, GVQA, TAL] = PROMPTS;
const FOUND = made([1, 3, 0.2], [5, 7, 0.9], [10, 12, 0.5], [15, 16, 0.4]);

function asked(
  prompt: Prompt | undefined,
  found: VideoEvents = FOUND,
  guess?: Parameters<typeof eventPrediction>[3],
) {
  if (prompt === undefined) throw new Error('There is no such prompt.');
  const { intervals, ...rest } = eventPrediction(prompt, DURATION, found, guess);
  return { spans: intervals.map((each) => (each === null ? null : [each.start, each.end])), ...rest };
}

describe('predictions from events', () => {
  it('offer the strongest for grounding first, unless the policy points elsewhere', () => {
    expect(asked(TG).spans).toEqual([
      [5, 7],
      [10, 12],
      [15, 16],
      [1, 3],
    ]);
    expect(asked(TG).response).toBe('<answer>5.00 to 7.00</answer>');
    const guess = { intervals: [secondsInterval(9, 11.5)], scores: [0.9], response: '' };
    expect(asked(TG, FOUND, guess).spans[0]).toEqual([10, 12]);
  });

  it('place as many as there are sentences in order of time, and then none', () => {
    expect(asked(DTG).spans).toEqual([
      [5, 7],
      [10, 12],
      [15, 16],
    ]);
    const few = asked(DTG, made([8, 9, 0.3], [2, 3, 0.2]));
    expect(few.spans).toEqual([[2, 3], [8, 9], null]);
    expect(few.response).toBe('<answer>2.00 to 3.00, 8.00 to 9.00, none</answer>');
    expect(few.scores[2]).toBe(0);
  });

  it('name all for an action, best first', () => {
    expect(asked(TAL).spans).toEqual(asked(TG).spans);
  });

  it('say for highlights how much happens in each clip', () => {
    const { saliency } = asked(VHD);
    expect(saliency?.scores).toEqual([0, 0, 0, 0, 0, 2, 0, 0, 0, 0]);
  });

  it('leave the option of a question to the policy', () => {
    const guess = { intervals: [], scores: [], answerIndex: 2, answerScore: 0.4, response: '' };
    const given = asked(GVQA, FOUND, guess);
    expect(given).toMatchObject({ answerIndex: 2, answerScore: 0.4 });
    expect(given.response).toBe(
      '<answer>C</answer> <glue>[(5.00, 7.00), (10.00, 12.00), (15.00, 16.00)]</glue>',
    );
  });

  it('are none where nothing happens, in a form that parses all the same', () => {
    for (const prompt of PROMPTS) {
      const { spans, response } = asked(prompt, made());
      expect(spans.filter((each) => each !== null)).toEqual([]);
      expect(parseResponse(prompt, response)).toMatchObject({ ok: true });
    }
  });

  it('always parse, say what they rest on, and never score as an answer would', () => {
    const spans = fc.array(
      fc.tuple(
        fc.double({ min: 0, max: 18, noNaN: true }),
        fc.double({ min: 0.4, max: 2, noNaN: true }),
        fc.double({ min: 0.001, max: 1, noNaN: true }),
      ),
      { maxLength: 30 },
    );
    fc.assert(
      fc.property(fc.constantFrom(...PROMPTS), spans, (prompt, all) => {
        const found = made(
          ...all.map(([start, length, strength]) => [start, start + length, strength] as const),
        );
        const given = eventPrediction(prompt, DURATION, found);
        expect(parseResponse(prompt, given.response)).toMatchObject({ ok: true });
        expect(given.basis).toBe('events');
        expect(given.scores).toHaveLength(given.intervals.length);
        expect(Math.max(0, ...given.scores)).toBeLessThanOrEqual(0.3);
        if (prompt.task === 'DTG') expect(given.intervals).toHaveLength(prompt.sentences.length);
        else expect(given.scores).toEqual(given.scores.toSorted((a, b) => b - a));
        for (const clip of given.saliency?.scores ?? []) expect(clip >= 0 && clip <= 4).toBe(true);
      }),
    );
  });
});
