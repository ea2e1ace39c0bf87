import { describe, expect, it } from 'vitest';
import type { IntervalRow, ItemRow, SuggestionRow } from '../../src/service/contract/index.ts';
import { evenTable } from '../timeline/testing.ts';
import {
  intervalFor,
  isUnfinished,
  nextItem,
  planAccept,
  planAdd,
  planEdge,
  planTrim,
  slotFor,
} from './plan.ts';

const table = evenTable(100);
const edge = { by: 'ada', kind: 'drawn', policyId: null, at: null, movedTicks: 0 } as const;

function interval(id: number, start: number, end: number, slot = 0): IntervalRow {
  return {
    id,
    slot,
    start,
    end,
    startFrame: start / 40,
    endFrame: end / 40,
    offGrid: { start: false, end: false },
    provenance: { start: edge, end: edge },
  };
}

function item(prompt: ItemRow['prompt'], intervals: IntervalRow[], change: Partial<ItemRow> = {}): ItemRow {
  return {
    id: 'i1',
    task: prompt.task,
    prompt,
    paraphrases: [],
    state: 'draft',
    labelId: null,
    answerIndex: null,
    saliency: null,
    intervals,
    noneSlots: [],
    intervalTotal: 0,
    laneId: 'lane',
    worth: null,
    ...change,
  };
}

function suggestion(start: number | null, end: number | null, slot = 0): SuggestionRow {
  return {
    id: 9,
    responseId: 3,
    itemId: 'i1',
    policyId: 'p',
    slot,
    start,
    end,
    score: 0.8,
    calibrated: false,
    asked: false,
    answerIndex: null,
    saliency: null,
    basis: null,
    status: 'pending',
    at: '2026-11-20T12:00:00Z',
  };
}

const tg = { task: 'TG', query: 'it jumps' } as const;
const dtg = { task: 'DTG', sentences: ['one', 'two', 'three'] } satisfies ItemRow['prompt'];
const tal = { task: 'TAL', label: 'jump', description: 'jumping' } as const;

describe('drawing an interval', () => {
  const span = { start: 400, end: 800 };

  it('adds an instance to an action', () => {
    expect(planAdd(item(tal, [interval(1, 0, 40)]), span, table).commands).toEqual([
      { name: 'createInterval', params: { item: 'i1', start: { frame: 10 }, end: { frame: 20 } } },
    ]);
  });

  it('replaces the one interval of a grounding item, as one undo entry', () => {
    expect(planAdd(item(tg, [interval(7, 0, 40)]), span, table).commands).toEqual([
      { name: 'deleteInterval', params: { interval: 7 } },
      { name: 'createInterval', params: { item: 'i1', start: { frame: 10 }, end: { frame: 20 } } },
    ]);
  });

  it('fills the first sentence that waits, or the one asked for', () => {
    const begun = item(dtg, [interval(1, 0, 40, 0)]);
    expect(slotFor(begun, null)).toBe(1);
    expect(slotFor(item(dtg, [interval(1, 0, 40, 0)], { noneSlots: [1] }), null)).toBe(2);
    expect(slotFor(begun, 2)).toBe(2);
    expect(planAdd(begun, span, table, 0).commands.map((command) => command.name)).toEqual([
      'deleteInterval',
      'createInterval',
    ]);
    expect(planAdd(begun, span, table).commands).toEqual([
      { name: 'createInterval', params: { item: 'i1', start: { frame: 10 }, end: { frame: 20 }, slot: 1 } },
    ]);
  });
});

describe('moving an edge', () => {
  it('names the frame, and joins quick nudges to one undo entry', () => {
    expect(planEdge(5, 'end', 801, table).commands).toEqual([
      { name: 'moveEdge', params: { interval: 5, edge: 'end', to: { frame: 20 } } },
    ]);
    expect(planEdge(5, 'end', 801, table).options?.coalesceKey).toBeUndefined();
    expect(planEdge(5, 'start', 801, table, true).options?.coalesceKey).toBe('nudge-5-start');
  });
});

describe('a suggestion', () => {
  it('is accepted whole without naming an interval of the truth', () => {
    expect(planAccept(suggestion(400, 800), item(tal, [interval(1, 440, 760)]), 'whole').commands).toEqual([
      { name: 'acceptSuggestion', params: { suggestion: 9, part: 'whole' } },
    ]);
  });

  it('gives one edge to the interval that it overlaps most, else to the nearest', () => {
    const many = item(tal, [interval(1, 0, 440), interval(2, 480, 1000), interval(3, 2000, 2400)]);
    expect(intervalFor(suggestion(400, 800), many)).toBe(2);
    expect(intervalFor(suggestion(1800, 1900), many)).toBe(3);
    expect(intervalFor(suggestion(400, 800), item(tal, []))).toBeNull();
    expect(intervalFor(suggestion(null, null), many)).toBeNull();
  });

  it('stays within its sentence', () => {
    const begun = item(dtg, [interval(1, 400, 800, 0), interval(2, 2000, 2400, 1)]);
    expect(intervalFor(suggestion(400, 800, 1), begun)).toBe(2);
  });

  it('is trimmed to frames', () => {
    expect(planTrim(suggestion(400, 800), { start: 410, end: 790 }, table).commands).toEqual([
      { name: 'trimSuggestion', params: { suggestion: 9, start: { frame: 10 }, end: { frame: 20 } } },
    ]);
  });
});

describe('an item that cannot be curated yet', () => {
  it('lacks what its task asks for', () => {
    const question = { task: 'GVQA', question: 'q', options: ['a', 'b'] } as const;
    expect(isUnfinished(item(tg, []))).toBe(true);
    expect(isUnfinished(item(tg, [interval(1, 0, 40)]))).toBe(false);
    expect(isUnfinished(item(dtg, [interval(1, 0, 40, 0)], { noneSlots: [2] }))).toBe(true);
    expect(isUnfinished(item(dtg, [interval(1, 0, 40, 0)], { noneSlots: [1, 2] }))).toBe(false);
    expect(isUnfinished(item({ ...question, options: [...question.options] }, []))).toBe(true);
    expect(isUnfinished(item({ ...question, options: [...question.options] }, [], { answerIndex: 0 }))).toBe(
      false,
    );
    expect(isUnfinished(item(tal, []))).toBe(false);
  });
});

describe('going to the next item', () => {
  const items = [
    item(tg, [], { id: 'a', state: 'curated' }),
    item(tg, [], { id: 'b', state: 'open' }),
    item(tg, [], { id: 'c', state: 'curated' }),
    item(tg, [], { id: 'd', state: 'draft' }),
  ];
  it('takes the next in order, around the end', () => {
    expect(nextItem(items, 'a', 1, false)?.id).toBe('b');
    expect(nextItem(items, 'd', 1, false)?.id).toBe('a');
    expect(nextItem(items, 'a', -1, false)?.id).toBe('d');
    expect(nextItem(items, null, 1, false)?.id).toBe('a');
  });
  it('skips what is done when asked to', () => {
    expect(nextItem(items, 'b', 1, true)?.id).toBe('d');
    expect(nextItem(items, 'd', 1, true)?.id).toBe('b');
    expect(
      nextItem(
        [items[0], items[2]].filter((each) => each !== undefined),
        'a',
        1,
        true,
      ),
    ).toBeNull();
  });
});
