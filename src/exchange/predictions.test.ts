import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluate } from '../metrics/evaluation.ts';
import { evaluationInput } from './evaluation-input.ts';
import { readNativeText } from './native.ts';
import { readPredictionsText, writePredictions, type PredictionRecord } from './predictions.ts';
import { inPieces, mutate, refusalOf } from './testing/text.ts';

const header = { format: 'tempr1-corpus', version: 1 };
const readText = (text: string, cuts: readonly number[] = []) =>
  readPredictionsText('predictions.json', inPieces(text, cuts));
const read = (predictions: unknown) => readText(JSON.stringify({ ...header, predictions }));
const write = async (records: readonly PredictionRecord[]): Promise<string> => {
  let text = '';
  await writePredictions(records, {
    write: (piece) => {
      text += piece;
      return Promise.resolve();
    },
  });
  return text;
};

const full = {
  item: 'i1',
  policy: 'p',
  intervals: [[1, 2], null],
  scores: [0.9, 0.1],
  alternatives: [[1, 3, 4.5, 0.05]],
  answer_index: 1,
  saliency: [0, 4, 1.5],
  response: '<answer>1 to 2, none</answer>',
  'x-took': 3,
};

describe('predictions', () => {
  it('are read from the document, whatever else is in it', async () => {
    const text = JSON.stringify({ ...header, videos: [{}], items: [7], predictions: [full, { item: 'i2' }] });
    expect(await readText(text)).toEqual([
      {
        item: 'i1',
        policy: 'p',
        intervals: [{ start: { seconds: 1 }, end: { seconds: 2 } }, null],
        scores: [0.9, 0.1],
        alternatives: [{ slot: 1, start: 3, end: 4.5, score: 0.05 }],
        answerIndex: 1,
        saliency: [0, 4, 1.5],
        response: '<answer>1 to 2, none</answer>',
        extra: { 'x-took': 3 },
      },
      {
        item: 'i2',
        policy: null,
        intervals: [],
        scores: null,
        alternatives: null,
        answerIndex: null,
        saliency: null,
        response: null,
        extra: {},
      },
    ]);
  });

  it('come back as equal JSON', async () => {
    expect(JSON.parse(await write(await read([full])))).toEqual({ ...header, predictions: [full] });
    expect(JSON.parse(await write([]))).toEqual({ ...header, predictions: [] });
  });

  it.each([
    [{ ...full, item: undefined }, 'number 1 (line 1): item'],
    [{ ...full, intervals: [[2, 1], null] }, 'interval 1 (2 to 1) does not start before it ends'],
    [{ ...full, scores: [1] }, '2 intervals but 1 scores'],
    [{ ...full, saliency: [5] }, 'saliency.0'],
    [{ ...full, answer_index: 0.5 }, 'answer_index'],
    [{ ...full, response: 3 }, 'response'],
  ])('%j are refused', async (prediction, reason) => {
    expect((await refusalOf(read([prediction])))?.reasons).toEqual([expect.stringContaining(reason)]);
  });

  it('must be there', async () => {
    expect((await refusalOf(readText(JSON.stringify(header))))?.message).toContain('no "predictions"');
    expect((await refusalOf(read({})))?.message).toContain('must be a list');
    expect(
      (await refusalOf(readText('{"format": "tempr1-corpus", "version": 2, "predictions": []}')))?.code,
    ).toBe('newer-version');
  });

  it('broken in any way are read or refused', async () => {
    const change = fc.record({
      at: fc.nat(),
      length: fc.integer({ min: 0, max: 9 }),
      put: fc.string({ maxLength: 2 }),
    });
    const text = JSON.stringify({ ...header, predictions: [full, full] });
    await fc.assert(
      fc.asyncProperty(
        fc.array(change, { minLength: 1, maxLength: 3 }),
        fc.array(fc.nat(), { maxLength: 3 }),
        async (changes, cuts) => {
          await refusalOf(readText(mutate(text, changes), cuts));
        },
      ),
      { numRuns: 1500 },
    );
  });
});

describe('evaluationInput', () => {
  const truth = {
    ...header,
    labels: [
      { group: 'g', name: 'jump', description: 'jumping' },
      { group: 'h', name: 'jump' },
    ],
    videos: [
      { id: 'v1', file: 'v1.mp4', duration: 10, split: 'test', group: 'g' },
      { id: 'v2', file: 'v2.mp4', duration: 10, split: 'test', group: 'h' },
      { id: 'v3', file: 'v3.mp4', duration: 10, split: 'train', group: 'h' },
    ],
    items: [
      { id: 'tg', video: 'v1', task: 'TG', query: 'q', intervals: [[1, 2]] },
      { id: 'dtg', video: 'v1', task: 'DTG', sentences: ['a', 'b'], intervals: [[1, 2], null] },
      {
        id: 'vhd',
        video: 'v1',
        task: 'VHD',
        query: 'q',
        intervals: [[2, 4]],
        saliency: { clip_length: 2, scores: [0, 4, 0, 0, 0] },
      },
      {
        id: 'qa',
        video: 'v1',
        task: 'GVQA',
        query: 'q',
        options: ['x', 'y'],
        answer_index: 1,
        intervals: [[1, 3]],
      },
      {
        id: 'tal',
        video: 'v1',
        task: 'TAL',
        label: 'jump',
        intervals: [
          [1, 2],
          [5, 6],
        ],
      },
      { id: 'tal2', video: 'v2', task: 'TAL', label: 'jump', intervals: [[1, 2]] },
      { id: 'open', video: 'v2', task: 'TG', query: 'q' },
      { id: 'train', video: 'v3', task: 'TG', query: 'q', intervals: [[1, 2]] },
    ],
  };
  const right = [
    { item: 'tg', intervals: [[1, 2]] },
    { item: 'dtg', intervals: [[1, 2], null] },
    { item: 'vhd', intervals: [[2, 4]], saliency: [0, 3, 1, 0, 0] },
    { item: 'qa', intervals: [[1, 3]], answer_index: 1 },
    {
      item: 'tal',
      intervals: [
        [1, 2],
        [5, 6],
      ],
      scores: [0.5, 0.9],
    },
    { item: 'tal2', intervals: [[1, 2]], scores: [1] },
  ];
  const input = async (predictions: unknown, split?: 'test' | 'train') =>
    evaluationInput(
      await readNativeText('truth.json', inPieces(JSON.stringify(truth))),
      await read(predictions),
      split === undefined ? { predictionsFile: 'p.json' } : { predictionsFile: 'p.json', split },
    );

  it('joins truth and predictions, of one split or all', async () => {
    const { items, predictions, notes } = await input(right, 'test');
    expect(items.map(({ itemId }) => itemId)).toEqual(['tg', 'dtg', 'vhd', 'qa', 'tal', 'tal2']);
    const { tasks, missing } = evaluate(items, predictions);
    expect(missing).toBe(0);
    expect(tasks).toMatchObject({
      TG: { 'R1@0.5': 1 },
      DTG: { queries: 2, mIoU: 1 },
      VHD: { mAP: 1, 'HIT@1': 1 },
      GVQA: { accuracy: 1, evidenceMIoU: 1 },
      TAL: { classes: 2, 'mAP@0.5': 1 },
    });
    expect(notes).toEqual([expect.stringContaining('1 items have no truth')]);
    expect((await input(right)).items).toHaveLength(7);
    expect(evaluate((await input(right, 'train')).items, predictions).missing).toBe(1);
  });

  it('tells predictions of other items', async () => {
    const { predictions, notes } = await input([{ item: 'elsewhere', intervals: [[1, 2]] }], 'test');
    expect(predictions.size).toBe(0);
    expect(notes.join()).toContain('1 predictions are for items');
  });

  it.each([
    [[right[0], right[0]], 'more than one prediction'],
    [[{ item: 'dtg', intervals: [[1, 2]] }], 'has 1 entries, but the item has 2 sentences'],
    [[{ item: 'tg', intervals: [null] }], 'only dense grounding'],
    [[{ item: 'tal', intervals: [[1, 2]] }], 'needs a score'],
    [[{ item: 'vhd', saliency: [1, 2] }], 'has 2 saliency scores, but the video has 5 clips'],
  ])('refuses %j', async (predictions, reason) => {
    expect((await refusalOf(input(predictions)))?.message).toContain(reason);
  });
});
