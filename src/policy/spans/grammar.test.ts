import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseResponse } from '../../tasks/answer-grammar.ts';
import type { Prompt } from '../../tasks/task.ts';
import { seconds } from '../../time/ticks.ts';
import {
  advance,
  allowsInList,
  answerOf,
  beginning,
  responseText,
  statesBefore,
  type AskedSpans,
} from './grammar.ts';
import { unitsOf } from './units.ts';

const prompts: Prompt[] = [
  { task: 'TG', query: 'a' },
  { task: 'DTG', sentences: ['a', 'b', 'c'] },
  { task: 'VHD', query: 'a', clipLength: seconds(2) },
  { task: 'GVQA', question: 'a', options: ['x', 'y', 'z'] },
  { task: 'TAL', label: 'a', description: '' },
];

const edges = fc.record({
  start: fc.double({ min: 0, max: 100, noNaN: true }),
  length: fc.double({ min: 1e-6, max: 50, noNaN: true }),
});

const asked = fc
  .record({
    prompt: fc.constantFrom(...prompts),
    spans: fc.array(edges, { minLength: 3, maxLength: 30 }),
    origin: fc.constantFrom(0, 0, 3600.04),
  })
  .map(({ prompt, spans, origin }): AskedSpans => {
    const units = unitsOf(prompt);
    return {
      task: prompt.task,
      prompt,
      origin,
      unitOf: Int32Array.from(spans, (_, i) => i % units.length),
      unitCount: units.length,
      optionCount: units.filter(({ isOption }) => isOption).length,
      start: Float64Array.from(spans, ({ start }) => start),
      end: Float64Array.from(spans, ({ start, length }) => start + length),
    };
  });

/** A response that takes, at each state, the allowed token that `choices` points at. */
function walk(question: AskedSpans, choices: readonly number[]): Int32Array {
  const tokens: number[] = [];
  const stop = question.unitOf.length;
  for (let state = beginning(question); state.stage !== 'done';) {
    const choice = choices[tokens.length % choices.length] ?? 0;
    const list = Array.from({ length: stop + 1 }, (_, token) => token).filter((token) =>
      allowsInList(question, state, token),
    );
    const token =
      state.stage === 'option'
        ? stop + 1 + (choice % question.optionCount)
        : (list[choice % list.length] ?? -1);
    tokens.push(token);
    state = advance(question, state, token);
  }
  return Int32Array.from(tokens);
}

describe('the grammar of responses', () => {
  it('lets only through what parses to the very answer', () => {
    fc.assert(
      fc.property(asked, fc.array(fc.nat(1000), { minLength: 1, maxLength: 40 }), (question, choices) => {
        const tokens = walk(question, choices);
        const parsed = parseResponse(question.prompt, responseText(question, tokens));
        expect(parsed).toMatchObject({ ok: true });
        if (!parsed.ok) return;
        const answer = answerOf(question, tokens);
        expect(parsed.answer.task).toBe(answer.task);
        expect(parsed.answer.intervals).toHaveLength(answer.intervals.length);
        answer.intervals.forEach((interval, i) => {
          const read = parsed.answer.intervals[i];
          if (interval === null) expect(read).toBeNull();
          else expect(Math.abs((read?.start ?? NaN) - interval.start)).toBeLessThanOrEqual(0.005 + 1e-9);
        });
        if (answer.task === 'GVQA') expect(parsed.answer).toMatchObject({ answerIndex: answer.answerIndex });
      }),
    );
  });

  it('never emits a candidate twice and keeps DTG sentences in order', () => {
    fc.assert(
      fc.property(asked, fc.array(fc.nat(1000), { minLength: 1, maxLength: 40 }), (question, choices) => {
        const tokens = walk(question, choices);
        const emitted = [...tokens].filter((token) => token < question.unitOf.length);
        expect(new Set(emitted).size).toBe(emitted.length);
        if (question.task !== 'DTG') return;
        expect(tokens).toHaveLength(question.unitCount);
        tokens.forEach((token, sentence) => {
          if (token < question.unitOf.length) expect(question.unitOf[token]).toBe(sentence);
        });
      }),
    );
  });

  it('refuses tokens that may not follow, and responses that end too early', () => {
    fc.assert(
      fc.property(asked, (question) => {
        const state = beginning(question);
        expect(() => advance(question, state, question.unitOf.length + 1)).toThrow(RangeError);
        expect(() => advance(question, state, -1)).toThrow(RangeError);
        expect(() => statesBefore(question, new Int32Array(0))).toThrow('too early');
        if (question.task === 'TG')
          expect(() => advance(question, state, question.unitOf.length)).toThrow('TG');
      }),
    );
  });
});
