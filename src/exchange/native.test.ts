import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clipCount } from '../tasks/highlights.ts';
import type { CorpusDocument } from './document.ts';
import { documentSource } from './export-source.ts';
import { readNative, readNativeText } from './native.ts';
import { writeNative } from './native-writer.ts';
import { content, inPieces, mutate, refusalOf, written } from './testing/text.ts';

const SAMPLE = fileURLToPath(new URL('../../resources/sample/corpus.json', import.meta.url));

const read = (text: string, cuts: readonly number[] = []): Promise<CorpusDocument> =>
  readNativeText('corpus.json', inPieces(text, cuts));
const readJson = (document: unknown) => read(JSON.stringify(document));
const write = async (document: CorpusDocument): Promise<string> =>
  (await written(writeNative, documentSource(document))).text;

const header = { format: 'tempr1-corpus', version: 1 };
const video = { id: 'v1', file: 'videos/v1.mp4', duration: 30.2, split: 'train', group: 'breakout' };
const label = { group: 'breakout', name: 'ball_lost' };
const tg = { id: 'i1', video: 'v1', task: 'TG', query: 'q', intervals: [[19.22, 20.42]] };
const dtg = { id: 'i2', video: 'v1', task: 'DTG', sentences: ['a', 'b'], intervals: [[1, 2], null] };
const tal = {
  id: 'i3',
  video: 'v1',
  task: 'TAL',
  label: 'ball_lost',
  query: 'q',
  intervals: [
    [1, 2],
    [25, 26],
  ],
};
const vhd = {
  id: 'i4',
  video: 'v1',
  task: 'VHD',
  query: 'q',
  intervals: [[4, 8]],
  saliency: { clip_length: 2, scores: [0, 0, 3, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1.5] },
};
const gvqa = {
  id: 'i5',
  video: 'v1',
  task: 'GVQA',
  query: 'q',
  options: ['x', 'y'],
  answer_index: 1,
  intervals: [[4, 8]],
};
const whole = { ...header, title: 't', labels: [label], videos: [video], items: [tg, dtg, tal, vhd, gvqa] };

describe('the native document', () => {
  it('comes back from the sample as equal JSON', async () => {
    const document = await readNative(SAMPLE);
    expect(document.items).toHaveLength(497);
    expect(JSON.parse(await write(document))).toEqual(JSON.parse(readFileSync(SAMPLE, 'utf8')));
  });

  it('is read into the neutral document, in any pieces', async () => {
    const document = await readJson(whole);
    expect(document.items.map(({ prompt }) => prompt)).toEqual([
      { task: 'TG', query: 'q' },
      { task: 'DTG', sentences: ['a', 'b'] },
      { task: 'TAL', label: 'ball_lost', query: 'q' },
      { task: 'VHD', query: 'q' },
      { task: 'GVQA', query: 'q', options: ['x', 'y'] },
    ]);
    expect(document.items[0]?.intervals).toEqual([{ start: { seconds: 19.22 }, end: { seconds: 20.42 } }]);
    expect(document.items[1]?.intervals?.[1]).toBeNull();
    expect(document.items[3]?.saliency).toMatchObject({ clipLength: 2, extra: {} });
    expect(document.items[4]?.answerIndex).toBe(1);
    const every = Array.from(JSON.stringify(whole), (_, index) => index);
    expect(await read(JSON.stringify(whole), every)).toEqual(document);
  });

  it('takes an item without intervals as an open question, and writes it as one', async () => {
    const open = [
      { id: 'a', video: 'v1', task: 'TG', query: 'q' },
      { id: 'b', video: 'v1', task: 'GVQA', query: 'q', options: ['x', 'y'] },
      { id: 'c', video: 'v1', task: 'VHD', query: 'q' },
      { id: 'd', video: 'v1', task: 'TAL', label: 'ball_lost', intervals: [] },
    ];
    const document = await readJson({ ...whole, items: open });
    expect(document.items.map(({ intervals }) => intervals)).toEqual([null, null, null, []]);
    expect(JSON.parse(await write(document))).toMatchObject({ items: open });
    expect(JSON.parse(await write(document)).items).toEqual(open);
  });

  it('keeps keys that it does not know, wherever they stand', async () => {
    const more = { 'x-tool': { deep: [1, null, 'é'] } };
    const odd = {
      ...whole,
      ...more,
      labels: [{ ...label, ...more }],
      videos: [{ ...video, ...more }],
      items: [
        { ...tg, ...more, answer_index: 3 },
        { ...vhd, saliency: { ...vhd.saliency, ...more } },
      ],
    };
    const text = JSON.stringify(odd).replaceAll('"x-tool"', '"__proto__": {"a": 1}, "x-tool"');
    const again = await write(await read(text));
    expect(JSON.parse(again)).toEqual(JSON.parse(text));
    expect(again.split('"__proto__": {"a": 1}')).toHaveLength(text.split('"__proto__": {"a": 1}').length);
  });

  it('gives edges back in the digits that they had', async () => {
    const text = JSON.stringify(whole)
      .replace('[19.22,20.42]', '[19.220, 2.042e1]')
      .replace('[25,26]', '[25.0, 26]');
    const again = await write(await read(text));
    expect(again).toContain('"intervals": [[19.220, 2.042e1]]');
    expect(again).toContain('[25.0, 26]');
  });

  it('leaves predictions aside, with a note', async () => {
    const { items, notes } = await readJson({ ...whole, predictions: [{ item: 'i1' }] });
    expect(items).toHaveLength(5);
    expect(notes).toEqual([expect.stringContaining('1 predictions')]);
  });

  it('accepts its parts in any order, and absent ones', async () => {
    const { items, videos, labels, ...rest } = whole;
    expect(content(await readJson({ items, videos, labels, ...rest }))).toEqual(
      content(await readJson(whole)),
    );
    expect(content(await readJson(header))).toEqual({
      title: null,
      extra: {},
      labels: [],
      videos: [],
      items: [],
    });
  });
});

describe('what is refused', () => {
  const reasonsOf = async (document: unknown) => (await refusalOf(readJson(document)))?.reasons;

  it.each<[string, unknown]>([
    ['Item "i1": interval 1 (20 to 19) does not start before it ends.', { ...tg, intervals: [[20, 19]] }],
    ['Item "i1": interval 1 (20 to 20) does not start before it ends.', { ...tg, intervals: [[20, 20]] }],
    ['Item "i1": intervals', { ...tg, intervals: [] }],
    [
      'Item "i1": intervals',
      {
        ...tg,
        intervals: [
          [1, 2],
          [3, 4],
        ],
      },
    ],
    ['Item "i1": intervals.0', { ...tg, intervals: [[1, 2, 3]] }],
    ['Item "i1": intervals.0', { ...tg, intervals: [null] }],
    ['Item "i1": intervals.0.1', { ...tg, intervals: [[1, '2']] }],
    ['Item "i1": its video "v9" is not in the document.', { ...tg, video: 'v9' }],
    ['Item "i1": query', { ...tg, query: undefined }],
    ['Item "i1": task', { ...tg, task: 'XX' }],
    ['Item number 1 (line 1): id', { ...tg, id: undefined }],
    ['Item number 1 (line 1)', 7],
    ['Item "i2": it has 2 sentences but 1 intervals.', { ...dtg, intervals: [[1, 2]] }],
    ['Item "i3": there is no label "goal" of the group "breakout"', { ...tal, label: 'goal' }],
    [
      'Item "i4": it has 3 saliency scores, but 30.2 s in clips of 2 s are 16.',
      { ...vhd, saliency: { clip_length: 2, scores: [1, 2, 3] } },
    ],
    ['Item "i4": saliency.scores.0', { ...vhd, saliency: { clip_length: 30.2, scores: [5] } }],
    ['Item "i4": saliency.clip_length', { ...vhd, saliency: { clip_length: 0, scores: [] } }],
    ['Item "i5": answer_index 2 is outside its 2 options.', { ...gvqa, answer_index: 2 }],
    ['Item "i5": answer_index', { ...gvqa, answer_index: -1 }],
  ])('%s', async (reason, item) => {
    const reasons = await reasonsOf({ ...whole, items: [item] });
    expect(reasons).toEqual([expect.stringContaining(reason)]);
  });

  it('a number that is not finite, as JSON can and cannot write it', async () => {
    const text = JSON.stringify(whole);
    const infinite = await refusalOf(read(text.replace('[19.22,20.42]', '[19.22,1e999]')));
    expect(infinite?.reasons).toEqual([expect.stringContaining('Item "i1": intervals.0.1')]);
    const nan = await refusalOf(read(text.replace('[19.22,20.42]', '[NaN,20.42]')));
    expect(nan?.reasons).toEqual([expect.stringMatching(/item number 1 \(line 1\) is not valid JSON/u)]);
  });

  it('ids and labels given twice, and a label of another group', async () => {
    const other = { ...label, group: 'seaquest' };
    expect(await reasonsOf({ ...whole, items: [tg, tg] })).toEqual(['Item "i1" is there more than once.']);
    expect(await reasonsOf({ ...whole, videos: [video, video] })).toEqual([
      'Video "v1" is there more than once.',
    ]);
    expect(await reasonsOf({ ...whole, labels: [label, label] })).toEqual([
      expect.stringContaining('more than once'),
    ]);
    expect(await reasonsOf({ ...whole, labels: [other] })).toEqual([expect.stringContaining('Item "i3"')]);
    expect(await reasonsOf({ ...whole, labels: [label, other] })).toBeUndefined();
  });

  it('everything at once: each bad item with its reason, also beside a bad video', async () => {
    const bad = {
      ...whole,
      labels: [],
      videos: [video, { ...video, id: 'v2', split: 'val' }],
      items: [
        { ...tg, intervals: [[3, 2]] },
        { ...dtg, video: 'v2' },
        tal,
        { ...gvqa, video: 'v3' },
        { ...vhd, task: null },
      ],
    };
    const reasons = await reasonsOf(bad);
    expect(reasons).toHaveLength(5);
    for (const id of ['i1', 'i3', 'i4', 'i5']) expect(reasons?.join('\n')).toContain(`Item "${id}"`);
    expect(reasons?.join('\n')).toContain('Video "v2": split');
  });

  it('shows the first reasons in the message and keeps all of them', async () => {
    const items = Array.from({ length: 300_000 }, (_, index) => ({ ...tg, id: `bad${index}`, video: 'v9' }));
    const error = await refusalOf(readJson({ ...whole, items }));
    expect(error?.reasons).toHaveLength(300_000);
    expect(error?.message).toContain('Item "bad0"');
    expect(error?.message).toContain('and 299980 more');
    expect(error?.message).not.toContain('bad20"');
  });

  it('a newer version, kindly', async () => {
    const error = await refusalOf(readJson({ ...whole, version: 2, items: [{ shape: 'of the future' }] }));
    expect(error?.code).toBe('newer-version');
    expect(error?.message).toContain('version 2');
  });

  it.each([
    [{ ...whole, format: 'coco' }, '"format" is "coco"'],
    [{ ...whole, version: 0 }, '"version" is 0'],
    [{ ...whole, version: '1' }, '"version" is "1"'],
    [{ version: 1, items: [] }, 'it has no "format"'],
    [{ format: 'tempr1-corpus' }, 'it has no "version"'],
    [[whole], 'does not begin with "{"'],
    [{ ...whole, items: {} }, '"items" must be a list'],
    [{ ...whole, videos: 'none' }, '"videos" must be a list'],
    [{ ...whole, labels: null }, '"labels" must be a list'],
    [{ ...whole, title: 7 }, '"title" must be text'],
  ])('%j', async (document, message) => {
    expect((await refusalOf(readJson(document)))?.message).toContain(message);
  });
});

const seconds = fc.oneof(
  fc.double({ min: 0, max: 20, noNaN: true }),
  fc.integer({ min: 0, max: 2000 }).map((n) => n / 100),
);
const interval = fc
  .tuple(seconds, seconds)
  .filter(([a, b]) => a !== b)
  .map(([a, b]) => [Math.min(a, b) + 0, Math.max(a, b) + 0] as const);
const extra = fc.dictionary(
  fc.string().map((key) => `x-${key}`),
  fc.jsonValue({ maxDepth: 2 }).map((value): unknown => JSON.parse(JSON.stringify(value))),
  { maxKeys: 2 },
);
const list = fc.array(interval, { maxLength: 4 });
const END = 20.02;
const scores = (clipLength: number) =>
  fc.array(
    fc.double({ min: 0, max: 4, noNaN: true }).map((n) => n + 0),
    {
      minLength: clipCount(END, clipLength),
      maxLength: clipCount(END, clipLength),
    },
  );
const optional = <Value>(key: string, value: fc.Arbitrary<Value>) =>
  fc.option(value).map((given) => (given === null ? {} : { [key]: given }));
const noted = fc.dictionary(
  fc.string({ minLength: 1 }).filter((name) => name.trim() === name && name !== '__proto__'),
  fc.oneof(fc.string(), fc.integer(), fc.boolean()),
);
const task = fc.oneof(
  fc
    .tuple(
      fc.string(),
      optional(
        'intervals',
        interval.map((one) => [one]),
      ),
    )
    .map(([query, rest]) => ({ task: 'TG', query, ...rest })),
  fc.array(fc.tuple(fc.string(), fc.option(interval)), { minLength: 1, maxLength: 4 }).map((slots) => ({
    task: 'DTG',
    sentences: slots.map(([sentence]) => sentence),
    intervals: slots.map(([, slot]) => slot),
  })),
  fc
    .tuple(
      fc.string(),
      optional('intervals', list),
      optional(
        'saliency',
        scores(2.5).map((all) => ({ clip_length: 2.5, scores: all })),
      ),
    )
    .map(([query, found, saliency]) => ({ task: 'VHD', query, ...found, ...saliency })),
  fc
    .tuple(
      fc.string(),
      fc.array(fc.string(), { minLength: 2, maxLength: 5 }),
      optional('intervals', list),
      optional('answer_index', fc.constantFrom(0, 1)),
    )
    .map(([query, options, found, answer]) => ({ task: 'GVQA', query, options, ...found, ...answer })),
  fc.tuple(optional('query', fc.string()), list, fc.option(noted)).map(([query, intervals, given]) => ({
    task: 'TAL',
    label: 'jump',
    ...query,
    intervals,
    ...(given !== null && intervals.length > 0
      ? { tempr1_attributes: intervals.map((_, index) => (index === 0 ? given : null)) }
      : {}),
  })),
);
const items = fc
  .array(
    fc.tuple(
      task,
      fc.constantFrom('v1', 'v2'),
      optional('paraphrases', fc.array(fc.string(), { minLength: 1 })),
      extra,
    ),
    { maxLength: 8 },
  )
  .map((all) =>
    all.map(([body, of, paraphrases, more], index) => ({
      id: `item ${index}`,
      video: of,
      ...body,
      ...paraphrases,
      ...more,
    })),
  );
const document = fc.tuple(fc.string(), items, extra, extra).map(([title, all, more, odd]) => ({
  ...header,
  title,
  ...more,
  labels: [{ name: 'jump', description: 'jumping', tempr1_schema: { colour: 4, hotkey: 'j' } }],
  videos: [
    { id: 'v1', file: 'a/v1.mp4', duration: END, split: 'test', ...odd },
    { id: 'v2', file: 'v2.mkv', source: 'match' },
  ],
  items: all,
}));

describe('round trips', () => {
  it('of any document give equal JSON, and the same bytes twice', async () => {
    await fc.assert(
      fc.asyncProperty(document, fc.array(fc.nat(), { maxLength: 5 }), async (given, cuts) => {
        const first = await write(await read(JSON.stringify(given), cuts));
        expect(JSON.parse(first)).toEqual(given);
        const again = await read(first);
        expect(await write(again)).toBe(first);
        expect(await write(again)).toBe(first);
      }),
      { numRuns: 300 },
    );
  });
});

describe('broken documents', () => {
  it('are read or refused, and never anything else', async () => {
    const change = fc.record({
      at: fc.nat(),
      length: fc.integer({ min: 0, max: 12 }),
      put: fc.oneof(
        fc.string({ maxLength: 3 }),
        fc.constantFrom('null', '[', '{', '"', '1e999', '-', ',"id":"i1"', '\\u0000', '[[]]'),
      ),
    });
    await fc.assert(
      fc.asyncProperty(document, fc.array(change, { minLength: 1, maxLength: 4 }), async (given, changes) => {
        const text = mutate(JSON.stringify(given), changes);
        await refusalOf(read(text));
      }),
      { numRuns: 1500 },
    );
  });

  it('with any value in any place are read or refused', async () => {
    const place = fc.tuple(
      fc.constantFrom(
        'id',
        'video',
        'task',
        'query',
        'sentences',
        'options',
        'answer_index',
        'intervals',
        'saliency',
        'label',
        'paraphrases',
      ),
      fc.jsonValue(),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(tg, dtg, tal, vhd, gvqa),
        fc.array(place, { maxLength: 3 }),
        async (item, changes) => {
          await refusalOf(readJson({ ...whole, items: [{ ...item, ...Object.fromEntries(changes) }] }));
        },
      ),
      { numRuns: 1500 },
    );
  });
});
