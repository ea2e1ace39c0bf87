import { describe, expect, it } from 'vitest';
import { secondsInterval } from '../time/interval.ts';
import { seconds } from '../time/ticks.ts';
import { clipCount } from './highlights.ts';
import { instructionFor, taskOf, truthProblems } from './registry.ts';
import { TASKS, type Prompt, type Truth } from './task.ts';

const shown = secondsInterval(0.02, 10.02);
const inside = secondsInterval(1, 2);
const outside = secondsInterval(9, 11);

const grounding = { task: 'TG', query: 'q' } as const;
const dense = { task: 'DTG', sentences: ['a', 'b'] } as const;
const highlights = { task: 'VHD', query: 'q', clipLength: seconds(2) } as const;
const question = { task: 'GVQA', question: 'q', options: ['x', 'y'] } as const;
const localization = { task: 'TAL', label: 'jump', description: 'jumping' } as const;
const saliency = (scores: number[], clipLength = 2) => ({ clipLength: seconds(clipLength), scores });

describe('the registry', () => {
  it('has a definition for each task, under its own name', () => {
    for (const kind of TASKS) expect(taskOf(kind).task).toBe(kind);
    expect(TASKS.map((kind) => taskOf(kind).correspondence)).toEqual([
      'one-to-one',
      'one-to-one',
      'many-to-one',
      'many-to-one',
      'many-to-many',
    ]);
  });

  it('puts everything a policy may see into the instruction, and asks for the tags that are parsed', () => {
    const told: [Prompt, string[]][] = [
      [{ task: 'TG', query: 'a red car' }, ['a red car']],
      [{ task: 'DTG', sentences: ['first this', 'then that'] }, ['1. first this', '2. then that']],
      [{ ...highlights, query: 'cheering' }, ['cheering']],
      [{ task: 'GVQA', question: 'who wins?', options: ['me', 'you'] }, ['who wins?', 'A. me', 'B. you']],
      [localization, ['jumping']],
    ];
    for (const [prompt, texts] of told) {
      const instruction = instructionFor(prompt);
      const tags = taskOf(prompt.task).tags.map((tag) => `</${tag}>`);
      for (const text of [...texts, ...tags]) expect(instruction).toContain(text);
    }
  });
});

describe('truthProblems', () => {
  it.each<[string, Prompt, Truth]>([
    ['TG', grounding, { task: 'TG', intervals: [inside] }],
    ['DTG', dense, { task: 'DTG', intervals: [inside, null] }],
    ['VHD', highlights, { task: 'VHD', intervals: [], saliency: saliency([0, 1, 2, 3, 4, 0]) }],
    ['VHD without saliency', highlights, { task: 'VHD', intervals: [inside], saliency: null }],
    ['GVQA', question, { task: 'GVQA', intervals: [inside], answerIndex: 1 }],
    ['TAL, none there', localization, { task: 'TAL', intervals: [] }],
  ])('finds none in a good %s', (_, prompt, truth) => {
    expect(truthProblems(prompt, truth, shown)).toEqual([]);
  });

  it.each<[string, Prompt, Truth]>([
    ['The prompt is of task TG', grounding, { task: 'TAL', intervals: [] }],
    ['The query is empty', { ...grounding, query: ' ' }, { task: 'TG', intervals: [inside] }],
    ['reaches outside the video', grounding, { task: 'TG', intervals: [outside] }],
    ['reaches outside the video', dense, { task: 'DTG', intervals: [null, outside] }],
    ['2 sentences but 1 intervals', dense, { task: 'DTG', intervals: [inside] }],
    ['Sentence 2 is empty', { task: 'DTG', sentences: ['a', ''] }, { task: 'DTG', intervals: [null, null] }],
    ['need 6', highlights, { task: 'VHD', intervals: [], saliency: saliency([0, 1, 2, 3, 4]) }],
    [
      'not between 0 and 4',
      highlights,
      { task: 'VHD', intervals: [], saliency: saliency([0, 1, 2, 3, 4, 5]) },
    ],
    ['greater than 0', highlights, { task: 'VHD', intervals: [], saliency: saliency([], 0) }],
    ['option 3, is not among the 2', question, { task: 'GVQA', intervals: [], answerIndex: 2 }],
    [
      'at least two options',
      { ...question, options: ['x'] },
      { task: 'GVQA', intervals: [], answerIndex: 0 },
    ],
    ['The label is empty', { ...localization, label: '' }, { task: 'TAL', intervals: [] }],
  ])('says "%s"', (reason, prompt, truth) => {
    expect(truthProblems(prompt, truth, shown).join(' ')).toContain(reason);
  });
});

describe('clipCount', () => {
  it.each([
    [10, 2, 5],
    [10.01, 2, 6],
    [10.000001, 2, 5],
    [1.1, 0.1, 11],
    [53.92, 2, 27],
    [0, 2, 0],
  ])('%d s in clips of %d s are %d', (end, length, clips) => {
    expect(clipCount(end, length)).toBe(clips);
  });
});
