import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { secondsInterval, type Interval } from '../time/interval.ts';
import { seconds } from '../time/ticks.ts';
import { parseResponse, printAnswer } from './answer-grammar.ts';
import type { Answer, Prompt } from './task.ts';

const PROMPTS = {
  TG: { task: 'TG', query: 'q' },
  DTG: { task: 'DTG', sentences: ['a', 'b'] },
  VHD: { task: 'VHD', query: 'q', clipLength: seconds(2) },
  GVQA: { task: 'GVQA', question: 'q', options: ['x', 'y', 'z'] },
  TAL: { task: 'TAL', label: 'jump', description: 'jumping' },
} as const satisfies Record<string, Prompt>;

const one = secondsInterval(1, 2.5);
const two = secondsInterval(4, 6);

describe('what the grammar accepts', () => {
  it.each<[keyof typeof PROMPTS, string, Answer]>([
    ['TG', '<answer>1 to 2.5</answer>', { task: 'TG', intervals: [one] }],
    [
      'TG',
      ' \n<think>4 to 6? <answer>no</think>\n<answer> 1.0 to 2.50 </answer>\t',
      { task: 'TG', intervals: [one] },
    ],
    ['DTG', '<answer>1 to 2.5, none</answer>', { task: 'DTG', intervals: [one, null] }],
    ['DTG', '<answer>none,4. to 6</answer>', { task: 'DTG', intervals: [null, two] }],
    ['VHD', '<answer>none</answer>', { task: 'VHD', intervals: [] }],
    ['VHD', '<answer>4 to 6,1 to 2.5</answer>', { task: 'VHD', intervals: [two, one] }],
    ['TAL', '<answer>\n1\tto\n2.5 , 4 to 6\n</answer>', { task: 'TAL', intervals: [one, two] }],
    [
      'GVQA',
      '<answer>B</answer><glue>[(1, 2.5), (4,6)]</glue>',
      { task: 'GVQA', intervals: [one, two], answerIndex: 1 },
    ],
    ['GVQA', '<answer> A </answer> <glue> [ ] </glue>', { task: 'GVQA', intervals: [], answerIndex: 0 }],
    ['GVQA', '<answer>G</answer> <glue>none</glue>', { task: 'GVQA', intervals: [], answerIndex: 6 }],
  ])('%s: %s', (task, text, answer) => {
    expect(parseResponse(PROMPTS[task], text)).toEqual({ ok: true, answer });
  });
});

describe('what the grammar refuses', () => {
  it.each<[keyof typeof PROMPTS, string]>([
    ['TG', ''],
    ['TG', '1 to 2'],
    ['TG', '<answer></answer>'],
    ['TG', '<answer>none</answer>'],
    ['TG', '<answer>2 to 2</answer>'],
    ['TG', '<answer>2 to 1</answer>'],
    ['TG', '<answer>1 to 2, 3 to 4</answer>'],
    ['TG', '<answer>1 and 2</answer>'],
    ['TG', '<answer>1to2</answer>'],
    ['TG', '<answer>1 to 2s</answer>'],
    ['TG', '<answer>1e0 to 2</answer>'],
    ['TG', `<answer>1 to ${'9'.repeat(400)}</answer>`],
    ['TG', '<answer>1 to 2'],
    ['TG', '<answer>1 to 2</answer> there'],
    ['TG', 'I say <answer>1 to 2</answer>'],
    ['TG', '<answer>1 to 2</answer><answer>1 to 2</answer>'],
    ['TG', '<think>so<answer>1 to 2</answer>'],
    ['TG', '<think></think><think></think><answer>1 to 2</answer>'],
    ['TG', '<answer>1 to 2</answer><glue>[(1, 2)]</glue>'],
    ['DTG', '<answer>1 to 2</answer>'],
    ['DTG', '<answer>1 to 2, 3 to 4, 5 to 6</answer>'],
    ['DTG', '<answer>none</answer>'],
    ['DTG', '<answer>1 to 2,</answer>'],
    ['VHD', '<answer>1 to 2, none</answer>'],
    ['VHD', '<answer></answer>'],
    ['TAL', '<answer>1 to 2 3 to 4</answer>'],
    ['TAL', '<answer>nonesuch</answer>'],
    ['GVQA', '<answer>B</answer>'],
    ['GVQA', '<answer>b</answer><glue>[]</glue>'],
    ['GVQA', '<answer>H</answer><glue>[]</glue>'],
    ['GVQA', '<answer></answer><glue>[]</glue>'],
    ['GVQA', '<answer>AB</answer><glue>[]</glue>'],
    ['GVQA', '<answer>B</answer><glue></glue>'],
    ['GVQA', '<answer>B</answer><glue>[(2, 1)]</glue>'],
    ['GVQA', '<answer>B</answer><glue>[(1, 2),]</glue>'],
    ['GVQA', '<answer>B</answer><glue>(1, 2)</glue>'],
    ['GVQA', '<glue>[(1, 2)]</glue><answer>B</answer>'],
  ])('%s: %s', (task, text) => {
    expect(parseResponse(PROMPTS[task], text)).toMatchObject({
      ok: false,
      reason: expect.stringMatching(/\.$/u),
    });
  });

  it('asks for <think> only where that was set', () => {
    const text = '<answer>1 to 2.5</answer>';
    expect(parseResponse(PROMPTS.TG, text, { requireThink: true }).ok).toBe(false);
    expect(parseResponse(PROMPTS.TG, `<think>hm</think>${text}`, { requireThink: true }).ok).toBe(true);
  });
});

const edge = fc.oneof(
  fc.double({ min: 0, max: 36_000, noNaN: true }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer({ min: 0, max: 100 }).map((value) => value / 7),
);
const someInterval = fc
  .tuple(edge, edge)
  // The grammar knows one zero.
  .map(([a, b]) => [a + 0, b + 0] as const)
  .filter(([a, b]) => a !== b)
  .map(([a, b]) => secondsInterval(Math.min(a, b), Math.max(a, b)));
const list = fc.array(someInterval, { maxLength: 6 });
const posed: fc.Arbitrary<{ prompt: Prompt; answer: Answer }> = fc.oneof(
  someInterval.map((each) => ({
    prompt: PROMPTS.TG,
    answer: { task: 'TG' as const, intervals: [each] as const },
  })),
  fc.array(fc.option(someInterval), { minLength: 1, maxLength: 6 }).map((intervals) => ({
    prompt: { task: 'DTG' as const, sentences: intervals.map(() => 's') },
    answer: { task: 'DTG' as const, intervals },
  })),
  list.map((intervals) => ({ prompt: PROMPTS.VHD, answer: { task: 'VHD' as const, intervals } })),
  list.map((intervals) => ({ prompt: PROMPTS.TAL, answer: { task: 'TAL' as const, intervals } })),
  fc.tuple(list, fc.integer({ min: 0, max: 6 })).map(([intervals, answerIndex]) => ({
    prompt: PROMPTS.GVQA,
    answer: { task: 'GVQA' as const, intervals, answerIndex },
  })),
);

/** The interval as `decimals` digits tell it, or itself where they would make it empty. */
function rounded(value: Interval | null, decimals: number): Interval | null {
  if (value === null) return null;
  const near = (each: number) => Number(Math.abs(each) < 1e21 ? each.toFixed(decimals) : each) + 0;
  const [start, end] = [near(value.start), near(value.end)];
  return start < end ? secondsInterval(start, end) : value;
}

describe('printAnswer', () => {
  it('is read back by parseResponse, to the digits that it printed', () => {
    fc.assert(
      fc.property(posed, fc.integer({ min: 0, max: 6 }), ({ prompt, answer }, decimals) => {
        const response = parseResponse(prompt, printAnswer(prompt, answer, { decimals }));
        const expected = answer.intervals.map((each) => rounded(each, decimals));
        expect(response).toEqual({ ok: true, answer: { ...answer, intervals: expected } });
      }),
      { numRuns: 2000 },
    );
  });

  it.each<[keyof typeof PROMPTS, Answer, string]>([
    ['TG', { task: 'TG', intervals: [one] }, '<answer>1.00 to 2.50</answer>'],
    ['DTG', { task: 'DTG', intervals: [one, null] }, '<answer>1.00 to 2.50, none</answer>'],
    ['VHD', { task: 'VHD', intervals: [] }, '<answer>none</answer>'],
    ['TAL', { task: 'TAL', intervals: [one, two] }, '<answer>1.00 to 2.50, 4.00 to 6.00</answer>'],
    [
      'GVQA',
      { task: 'GVQA', intervals: [two], answerIndex: 2 },
      '<answer>C</answer> <glue>[(4.00, 6.00)]</glue>',
    ],
  ])('%s', (task, answer, text) => {
    expect(printAnswer(PROMPTS[task], answer)).toBe(text);
  });

  it('prints more digits rather than an empty interval', () => {
    const tiny = secondsInterval(1.0001, 1.0002);
    const text = printAnswer(PROMPTS.TG, { task: 'TG', intervals: [tiny] });
    expect(text).toBe('<answer>1.0001 to 1.0002</answer>');
    const atom = printAnswer(PROMPTS.TG, { task: 'TG', intervals: [secondsInterval(0, 5e-324)] });
    expect(parseResponse(PROMPTS.TG, atom)).toMatchObject({
      answer: { intervals: [{ start: 0, end: 5e-324 }] },
    });
  });

  it('refuses an answer that the grammar cannot say', () => {
    expect(() => printAnswer(PROMPTS.TG, { task: 'TAL', intervals: [] })).toThrow(RangeError);
    expect(() => printAnswer(PROMPTS.GVQA, { task: 'GVQA', intervals: [], answerIndex: 7 })).toThrow(
      RangeError,
    );
  });
});

describe('parseResponse on anything', () => {
  const piece = fc.oneof(
    fc.constantFrom(
      '<answer>',
      '</answer>',
      '<think>',
      '</think>',
      '<glue>',
      '</glue>',
      'none',
      ' to ',
      ',',
      ' ',
    ),
    fc.constantFrom('1', '2.5', '-', '.', '[', ']', '(', ')', 'A', 'B', '\n', '\u00a0'),
    fc.string({ maxLength: 4 }),
  );
  it('never throws, and what it accepts it prints and reads again', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(piece, { maxLength: 30 }).map((all) => all.join('')),
    );
    fc.assert(
      fc.property(fc.constantFrom(...Object.values(PROMPTS)), text, (prompt, response) => {
        const read = parseResponse(prompt, response);
        if (!read.ok) return;
        const again = parseResponse(prompt, printAnswer(prompt, read.answer, { decimals: 20 }));
        expect(again.ok).toBe(true);
      }),
      { numRuns: 5000 },
    );
  });

  // A backtracking reader needs minutes for any of these; the suite's time limit per test would end it.
  it.each([
    ['white space', ' '.repeat(2_000_000)],
    ['digits', `<answer>${'1'.repeat(2_000_000)}`],
    ['open thoughts', '<think>'.repeat(300_000)],
    ['spaces before to', `<answer>1${' '.repeat(2_000_000)}x</answer>`],
    ['many intervals', `<answer>${'1 to 2, '.repeat(200_000)}</answer>`],
    ['open brackets', `<answer>A</answer><glue>[${'(1, 2), '.repeat(200_000)}`],
  ])('stays linear on long %s', (_, text) => {
    for (const prompt of Object.values(PROMPTS)) expect(parseResponse(prompt, text).ok).toBe(false);
  });
});
