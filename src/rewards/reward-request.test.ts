import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scoreRequestLine } from './reward-request.ts';

const answerTo = (request: unknown): unknown => JSON.parse(scoreRequestLine(JSON.stringify(request)));
const tal = {
  task: 'TAL',
  response: '<answer>1.0 to 2.5, 4 to 6</answer>',
  truth: { intervals: [[1, 2.4]], answer_index: 0, options: ['...'] },
  duration: 30,
};

describe('scoreRequestLine', () => {
  it('answers a request with the five fields, in order, on one line', () => {
    const line = scoreRequestLine(JSON.stringify(tal));
    expect(line).not.toContain('\n');
    expect(Object.keys(JSON.parse(line))).toEqual(['format', 'localization', 'answer', 'total', 'terms']);
    const localization = Math.exp(-1) + (2 * (1.4 / 1.5)) / 3;
    expect(JSON.parse(line)).toMatchObject({ format: 1, answer: 0 });
    expect(JSON.parse(line).localization).toBeCloseTo(localization, 12);
    expect(JSON.parse(line).total).toBeCloseTo(1 + localization, 12);
  });

  it.each([
    [{ task: 'TG', response: '<answer>1 to 2</answer>', truth: { intervals: [[1, 2]] }, duration: 9 }, 2],
    [
      {
        task: 'DTG',
        response: '<answer>1 to 2, none</answer>',
        truth: { intervals: [[1, 2], null] },
        duration: 9,
      },
      2,
    ],
    [{ task: 'VHD', response: '<answer>none</answer>', truth: { intervals: [] }, duration: 9 }, 2],
    [
      {
        task: 'GVQA',
        response: '<answer>B</answer><glue>[(1, 2)]</glue>',
        truth: { intervals: [[1, 2]], answer_index: 1 },
        duration: 9,
      },
      3,
    ],
    [{ task: 'TAL', response: '<answer>none</answer>', truth: { intervals: [] }, duration: 9 }, 3],
  ])('%j earns %d', (request, total) => {
    expect(answerTo(request)).toMatchObject({ total });
  });

  it('gives any response numbers, and says why it failed to parse', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (response) => {
        expect(answerTo({ ...tal, response })).toEqual({
          format: 0,
          localization: 0,
          answer: 0,
          total: 0,
          terms: { reason: expect.any(String) },
        });
      }),
    );
  });

  it.each([
    ['', 'not JSON'],
    ['{', 'not JSON'],
    ['[]', 'The line'],
    ['null', 'The line'],
    [JSON.stringify({ ...tal, task: 'XYZ' }), 'task'],
    [JSON.stringify({ ...tal, response: 7 }), 'response'],
    [JSON.stringify({ ...tal, duration: undefined }), 'duration'],
    [JSON.stringify({ ...tal, duration: -1 }), 'duration'],
    ['{"task":"TAL","response":"","truth":{"intervals":[]},"duration":1e999}', 'duration'],
    [JSON.stringify({ ...tal, truth: undefined }), 'truth'],
    [JSON.stringify({ ...tal, truth: { intervals: [[2, 1]] } }), 'must start before it ends'],
    [JSON.stringify({ ...tal, truth: { intervals: [[1, 2, 3]] } }), 'truth.intervals.0'],
    [JSON.stringify({ ...tal, task: 'TG', truth: { intervals: [] } }), 'truth.intervals'],
    [JSON.stringify({ ...tal, task: 'GVQA', truth: { intervals: [] } }), 'truth.answer_index'],
    [
      JSON.stringify({ ...tal, task: 'GVQA', truth: { intervals: [], answer_index: 1, options: ['a'] } }),
      'not among',
    ],
  ])('answers %s with an error', (line, reason) => {
    const answer: unknown = JSON.parse(scoreRequestLine(line));
    expect(answer).toEqual({ error: expect.stringContaining(reason) });
  });

  it('never throws, whatever the line', () => {
    const line = fc.oneof(
      fc.string(),
      fc.json(),
      fc.constant('['.repeat(200_000)),
      fc.object().map((extra) => JSON.stringify({ ...tal, ...extra })),
      fc
        .anything()
        .map((truth) =>
          JSON.stringify({ ...tal, truth }, (_, value: unknown) => (typeof value === 'bigint' ? 0 : value)),
        ),
    );
    fc.assert(
      fc.property(line, (text) => {
        expect(typeof JSON.parse(scoreRequestLine(text))).toBe('object');
      }),
      { numRuns: 500 },
    );
  });
});
