import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  checkItem,
  checkVideo,
  errorsOf,
  type CheckedInterval,
  type CheckedItem,
  type CheckedLabel,
} from './validation.ts';

/** Ten frames a second, one tick each, ten seconds. */
const video = { firstTick: 0, endTick: 100, timebase: { num: 1, den: 10 } };

function span(start: number, end: number, over: Partial<CheckedInterval> = {}): CheckedInterval {
  const offGrid = { start: false, end: false };
  return { id: start * 1000 + end, slot: 0, start, end, startFrame: start, endFrame: end, offGrid, ...over };
}

const bare = {
  paraphrases: [],
  labelId: null,
  answerIndex: null,
  saliency: null,
  intervals: [],
  noneSlots: [],
};
const tg: CheckedItem = {
  ...bare,
  id: 'tg',
  task: 'TG',
  prompt: { task: 'TG', query: 'It jumps' },
  intervals: [span(10, 20)],
};
const dtg: CheckedItem = {
  ...bare,
  id: 'dtg',
  task: 'DTG',
  prompt: { task: 'DTG', sentences: ['It runs', 'It rests'] },
  intervals: [span(0, 10), span(20, 30, { slot: 1 })],
};
const tal: CheckedItem = {
  ...bare,
  id: 'tal',
  task: 'TAL',
  labelId: 1,
  prompt: { task: 'TAL', label: 'jump', description: 'jumping' },
  intervals: [span(10, 20), span(30, 40)],
};
const vhd: CheckedItem = {
  ...bare,
  id: 'vhd',
  task: 'VHD',
  prompt: { task: 'VHD', query: 'Best', clipLength: 2 },
  intervals: [span(10, 20)],
  saliency: { clipLength: 2, scores: [0, 4, 0, 0, 0] },
};
const gvqa: CheckedItem = {
  ...bare,
  id: 'gvqa',
  task: 'GVQA',
  prompt: { task: 'GVQA', question: 'What?', options: ['run', 'jump'] },
  answerIndex: 1,
  intervals: [span(10, 20)],
};
const jump: CheckedLabel = { id: 1, name: 'jump', group: 'g', exclusive: null, attributes: [] };

const codes = (item: CheckedItem, label: CheckedLabel | null = null): string[] =>
  checkItem(item, video, label).map(({ code }) => code);

describe('one item', () => {
  it.each([tg, dtg, tal, vhd, gvqa])('has nothing to say of a sound $task item', (item) => {
    expect(codes(item, jump)).toEqual([]);
  });

  it.each<[string, CheckedItem, string[]]>([
    ['an empty query', { ...tg, prompt: { task: 'TG', query: ' ' } }, ['textEmpty']],
    ['no interval', { ...tg, intervals: [] }, ['intervalMissing']],
    ['two intervals for one query', { ...tg, intervals: [span(1, 9), span(20, 30)] }, ['tooManyIntervals']],
    ['an edge outside the video', { ...tg, intervals: [span(90, 101)] }, ['outside']],
    ['an end before its start', { ...tg, intervals: [span(20, 10)] }, ['reversed']],
    ['one frame', { ...tg, intervals: [span(10, 11)] }, ['tooShort']],
    [
      'an edge between frames',
      { ...tg, intervals: [span(10, 20, { offGrid: { start: true, end: false } })] },
      ['offGrid'],
    ],
    ['a paraphrase that is the query', { ...tg, paraphrases: ['it jumps.'] }, ['sameParaphrase']],
    ['an open sentence', { ...dtg, intervals: [span(0, 10)] }, ['sentenceOpen']],
    ['a sentence without an interval of its own', { ...dtg, intervals: [span(0, 10)], noneSlots: [1] }, []],
    [
      'sentences in the wrong order',
      { ...dtg, intervals: [span(20, 30), span(0, 10, { slot: 1 })] },
      ['sentenceOrder'],
    ],
    [
      'a sentence twice',
      { ...dtg, prompt: { task: 'DTG', sentences: ['It runs', 'it  runs.'] } },
      ['sameSentence'],
    ],
    ['instances that overlap', { ...tal, intervals: [span(10, 20), span(19, 30)] }, ['overlap']],
    ['instances that touch', { ...tal, intervals: [span(10, 20), span(20, 30)] }, []],
    ['no instance', { ...tal, intervals: [] }, ['noneThere']],
    [
      'a saliency of the wrong length',
      { ...vhd, saliency: { clipLength: 2, scores: [0, 1] } },
      ['saliencyLength'],
    ],
    [
      'a saliency beyond the scale',
      { ...vhd, saliency: { clipLength: 2, scores: [0, 0, 9, 0, 0] } },
      ['saliencyRange'],
    ],
    ['no answer', { ...gvqa, answerIndex: null }, ['answerMissing']],
    ['an answer without evidence', { ...gvqa, intervals: [] }, ['noEvidence']],
    ['an answer that is no option', { ...gvqa, answerIndex: 5 }, ['answerOutside']],
    [
      'one option',
      { ...gvqa, answerIndex: 0, prompt: { task: 'GVQA', question: 'What?', options: ['run'] } },
      ['fewOptions'],
    ],
    [
      'the same option twice',
      { ...gvqa, prompt: { task: 'GVQA', question: 'What?', options: ['run', 'Run'] } },
      ['sameOptions'],
    ],
    [
      'more options than letters',
      { ...gvqa, prompt: { task: 'GVQA', question: 'What?', options: Array.from('abcdefgh') } },
      ['manyOptions'],
    ],
  ])('with %s', (_name, item, expected) => {
    expect(codes(item, jump)).toEqual(expected);
  });

  it('holds attributes to what the label allows', () => {
    const label: CheckedLabel = {
      ...jump,
      attributes: [
        { name: 'height', type: 'number', min: 0, max: 3 },
        { name: 'leg', type: 'choice', options: ['left', 'right'] },
        { name: 'clean', type: 'flag' },
      ],
    };
    const own = (attributes: Record<string, string | number | boolean>): CheckedItem => ({
      ...tal,
      intervals: [span(10, 20, { attributes })],
    });
    expect(codes(own({ height: 2, leg: 'left' }), label)).toEqual([]);
    expect(codes(own({ height: 5, leg: 'middle' }), label)).toEqual(['attributeWrong', 'attributeWrong']);
    expect(codes(own({}), label)).toEqual(['attributeMissing', 'attributeMissing']);
    expect(errorsOf(checkItem(own({}), video, label))).toEqual([]);
  });
});

describe('the items of a video together', () => {
  const check = (items: CheckedItem[], labels: CheckedLabel[] = []): [string, string][] =>
    [...checkVideo(items, video, labels)].flatMap(([id, list]) =>
      list.map(({ code }): [string, string] => [id, code]),
    );

  it('finds a question that is asked twice, and options in another order are the same question', () => {
    expect(check([tg, { ...tg, id: 'again', prompt: { task: 'TG', query: 'it jumps.' } }])).toEqual([
      ['again', 'duplicateQuery'],
    ]);
    const turned: CheckedItem = {
      ...gvqa,
      id: 'turned',
      prompt: { task: 'GVQA', question: 'what?', options: ['jump', 'run'] },
    };
    expect(check([gvqa, turned])).toEqual([['turned', 'duplicateQuery']]);
    expect(check([tal, { ...tal, id: 'tal-2' }])).toEqual([['tal-2', 'sameLabelTwice']]);
  });

  it('tells both of two exclusive labels that overlap, and says nothing of other sets', () => {
    const label = (id: number, exclusive: string | null, group = 'g'): CheckedLabel => ({
      id,
      name: `l${id}`,
      group,
      exclusive,
      attributes: [],
    });
    const item = (id: number, intervals: CheckedInterval[]): CheckedItem => ({
      ...tal,
      id: `t${id}`,
      labelId: id,
      intervals,
    });
    const items = [item(1, [span(10, 20)]), item(2, [span(19, 30)]), item(3, [span(15, 25)])];
    expect(check(items, [label(1, 'gait'), label(2, 'gait'), label(3, 'light')])).toEqual([
      ['t2', 'exclusiveOverlap'],
      ['t1', 'exclusiveOverlap'],
    ]);
    expect(check(items, [label(1, 'gait'), label(2, 'gait', 'other'), label(3, null)])).toEqual([]);
  });

  it('finds an exclusive overlap wherever a comparison of all pairs does', () => {
    const spans = fc.array(
      fc
        .tuple(fc.nat(90), fc.integer({ min: 2, max: 10 }))
        .map(([start, length]) => span(start, start + length)),
      { maxLength: 5 },
    );
    fc.assert(
      fc.property(fc.array(spans, { minLength: 2, maxLength: 4 }), (lists) => {
        const items = lists.map((intervals, at): CheckedItem => ({
          ...tal,
          id: `t${at}`,
          labelId: at + 1,
          intervals: intervals.map((each, n) => ({ ...each, id: at * 100 + n })),
        }));
        const labels = items.map((_item, at): CheckedLabel => ({
          id: at + 1,
          name: `l${at}`,
          group: '',
          exclusive: 'all',
          attributes: [],
        }));
        const told = new Set(
          check(items, labels)
            .filter(([, code]) => code === 'exclusiveOverlap')
            .map(([id]) => id),
        );
        const wanted = items.filter((one) =>
          items.some(
            (other) =>
              other.id !== one.id &&
              one.intervals.some((a) => other.intervals.some((b) => a.start < b.end && b.start < a.end)),
          ),
        );
        expect([...told].toSorted()).toEqual(wanted.map(({ id }) => id).toSorted());
      }),
      { numRuns: 500 },
    );
  });
});
