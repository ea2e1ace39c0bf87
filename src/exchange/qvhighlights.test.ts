import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { CorpusDocument, DocumentItem } from './document.ts';
import { documentSource } from './export-source.ts';
import { readQvHighlights, readQvHighlightsText } from './qvhighlights.ts';
import { writeQvHighlights } from './qvhighlights-writer.ts';
import { content, inPieces, mutate, refusalOf, written } from './testing/text.ts';

const at = (name: string) => fileURLToPath(new URL(`fixtures/qvhighlights/${name}`, import.meta.url));
const read = (text: string, cuts: readonly number[] = [], file = 'highlight_val.jsonl') =>
  readQvHighlightsText(file, inPieces(text, cuts));
const write = (document: CorpusDocument) => written(writeQvHighlights, documentSource(document));
const linesIn = (text: string): unknown[] =>
  text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line)]));

/** What jayleicn/moment_detr's own reader returned for the sample. */
const { parsed } = z
  .object({ parsed: z.array(z.looseObject({ qid: z.int() })) })
  .parse(JSON.parse(readFileSync(at('expected.json'), 'utf8')));

const one = {
  qid: 7,
  query: 'q',
  duration: 10,
  vid: 'v_0.0_10.0',
  relevant_windows: [[2, 6]],
  relevant_clip_ids: [1, 2],
  saliency_scores: [
    [2, 4, 4],
    [0, 0, 1],
  ],
};

describe('QVHighlights', () => {
  it("comes back from the sample as the data set's own reader reads it, and as it was", async () => {
    const { text, report } = await write(await readQvHighlights(at('highlight_val.jsonl')));
    expect(linesIn(text)).toEqual(parsed);
    expect(linesIn(text)).toEqual(linesIn(readFileSync(at('highlight_val.jsonl'), 'utf8')));
    expect(report).toEqual({ videos: 4, items: 4, intervals: 4, notes: [] });
  });

  it('has the mean rating of each clip as its saliency', async () => {
    const { items, videos } = await read(JSON.stringify(one));
    expect(items[0]).toMatchObject({ id: '7', video: 'v_0.0_10.0', prompt: { task: 'VHD', query: 'q' } });
    expect(items[0]?.saliency?.scores).toEqual([0, 10 / 3, 1 / 3, 0, 0]);
    expect(videos).toEqual([
      expect.objectContaining({ id: 'v_0.0_10.0', duration: 10, split: 'validation' }),
    ]);
  });

  it('tells the split by the name of the file, where it does', async () => {
    const splitIn = async (file: string) => (await read(JSON.stringify(one), [], file)).videos[0]?.split;
    expect(await splitIn('a/highlight_train_release.jsonl')).toBe('train');
    expect(await splitIn('C:\\data\\highlight_test_release.jsonl')).toBe('test');
    expect(await splitIn('test/latest.jsonl')).toBeNull();
  });

  it('has open questions where the truth was left out', async () => {
    const open = { qid: 1, query: 'q', duration: 10, vid: 'v' };
    const document = await read(JSON.stringify(open));
    expect(document.items[0]).toMatchObject({ intervals: null, saliency: null });
    expect(linesIn((await write(document)).text)).toEqual([open]);
  });

  it.each([
    [{ ...one, relevant_windows: [[6, 2]] }, 'window 1 (6 to 2)'],
    [{ ...one, relevant_clip_ids: [1] }, '1 relevant clips but saliency for 2'],
    [{ ...one, relevant_clip_ids: [1, 5] }, 'clip 5 is beyond its 5 clips'],
    [{ ...one, relevant_clip_ids: [1, 1] }, 'listed twice'],
    [{ ...one, saliency_scores: [[5], [1]] }, 'saliency_scores.0.0'],
    [{ ...one, qid: '7' }, 'qid'],
    [{ ...one, duration: 0 }, 'duration'],
    [{ ...one, duration: 1e300 }, 'duration'],
    [{ ...one, vid: undefined }, 'vid'],
  ])('refuses %j', async (line, reason) => {
    const text = `${JSON.stringify(line)}\n`;
    expect((await refusalOf(read(text)))?.reasons).toEqual([expect.stringContaining(reason)]);
  });

  it('refuses ids given twice, one video of two lengths, a submission, and what is no JSON', async () => {
    const twice = `${JSON.stringify(one)}\r\n\r\n${JSON.stringify({ ...one, duration: 12 })}`;
    const reasons = (await refusalOf(read(twice)))?.reasons.join('\n');
    expect(reasons).toContain('Item "7" is there more than once');
    expect(reasons).toContain('Line 3: video "v_0.0_10.0" lasts 12 s here');
    expect((await refusalOf(readQvHighlights(at('submission.jsonl'))))?.message).toContain('submission');
    expect((await refusalOf(read('{"qid": 1\n')))?.message).toContain('Line 1');
  });
});

describe('exporting to QVHighlights', () => {
  const item = (id: string, changed: Partial<DocumentItem>): DocumentItem => ({
    id,
    video: 'v1',
    prompt: { task: 'VHD', query: 'q' },
    paraphrases: [],
    intervals: [{ start: { seconds: 3 }, end: { seconds: 8.04 } }],
    answerIndex: null,
    saliency: null,
    extra: {},
    ...changed,
  });
  const documentOf = (items: readonly DocumentItem[]): CorpusDocument => ({
    file: 'x',
    title: null,
    extra: {},
    notes: [],
    labels: [],
    videos: [
      { id: 'v1', file: 'v1.mp4', duration: 10.52, split: null, group: null, source: null, extra: {} },
    ],
    items,
  });
  const saliency = (scores: number[], clipLength = 2) => ({ clipLength, scores, extra: {} });

  it('numbers items whose id is no number, without taking a number that is one', async () => {
    const { text } = await write(documentOf([item('a', {}), item('1', {}), item('b', {})]));
    expect(linesIn(text)).toMatchObject([{ qid: 2, item: 'a' }, { qid: 1 }, { qid: 3, item: 'b' }]);
    expect((await read(text)).items.map(({ id }) => id)).toEqual(['a', '1', 'b']);
  });

  it('rates relevant clips by the saliency, else by how much is covered, and says so', async () => {
    const rated = saliency([0, 1.4, 2.6, 4, 0, 3]);
    const { text, report } = await write(documentOf([item('1', { saliency: rated }), item('2', {})]));
    expect(linesIn(text)).toMatchObject([
      {
        relevant_clip_ids: [1, 2, 3],
        saliency_scores: [
          [1, 1, 1],
          [3, 3, 3],
          [4, 4, 4],
        ],
        duration: 11,
      },
      {
        relevant_clip_ids: [1, 2, 3],
        saliency_scores: [
          [2, 2, 2],
          [4, 4, 4],
          [4, 4, 4],
        ],
        relevant_windows: [[3, 8.04]],
      },
    ]);
    expect(report.notes).toEqual([expect.stringContaining('1 items have no saliency')]);
  });

  it('gives a window shorter than half a clip the clip that it lies in, and no rated clip beyond the duration', async () => {
    const short = [{ start: { seconds: 10.1 }, end: { seconds: 10.5 } }];
    const { text } = await write(documentOf([item('1', { intervals: short })]));
    expect(linesIn(text)).toMatchObject([{ relevant_clip_ids: [5], duration: 12 }]);
  });

  it('spreads saliency of other clips over those of two seconds', async () => {
    const { text } = await write(
      documentOf([item('1', { saliency: saliency([4, 0, 2, 2, 2, 2, 2, 2, 2, 2, 2], 1) })]),
    );
    expect(linesIn(text)).toMatchObject([
      {
        saliency_scores: [
          [2, 2, 2],
          [2, 2, 2],
          [2, 2, 2],
        ],
      },
    ]);
  });

  it('does not bring back ratings that were changed since', async () => {
    const extra = { relevant_clip_ids: [1], saliency_scores: [[2, 4, 4]] };
    const kept = item('1', { extra, saliency: saliency([0, 10 / 3, 0, 0, 0, 0]) });
    const changed = item('2', { extra, saliency: saliency([0, 4, 0, 0, 0, 0]) });
    const { text } = await write(documentOf([kept, changed]));
    expect(linesIn(text)).toMatchObject([
      { relevant_clip_ids: [1], saliency_scores: [[2, 4, 4]] },
      {
        relevant_clip_ids: [1, 2, 3],
        saliency_scores: [
          [4, 4, 4],
          [0, 0, 0],
          [0, 0, 0],
        ],
      },
    ]);
  });

  const half = fc.integer({ min: 0, max: 75 });
  const line = fc
    .tuple(
      fc.string(),
      fc.constantFrom('v_0', 'v_1'),
      fc.array(
        fc.tuple(half, half).filter(([a, b]) => a < b),
        { maxLength: 3 },
      ),
      fc.uniqueArray(fc.integer({ min: 0, max: 74 }), { maxLength: 6 }),
    )
    .chain(([query, vid, windows, ids]) =>
      fc
        .array(fc.tuple(...[0, 1, 2].map(() => fc.integer({ min: 0, max: 4 }))), {
          minLength: ids.length,
          maxLength: ids.length,
        })
        .map((ratings) => ({
          query,
          duration: 150,
          vid,
          relevant_windows: windows.map(([a, b]) => [a * 2, b * 2]),
          relevant_clip_ids: ids,
          saliency_scores: ratings,
        })),
    );
  const lines = fc
    .array(line, { maxLength: 5 })
    .map((all) => all.map((body, index) => ({ qid: index + 3, ...body })));
  const asText = (all: readonly unknown[]) => all.map((each) => `${JSON.stringify(each)}\n`).join('');

  it('gives back any annotations that came in', async () => {
    await fc.assert(
      fc.asyncProperty(lines, fc.array(fc.nat(), { maxLength: 4 }), async (given, cuts) => {
        const document = await read(asText(given), cuts);
        const { text } = await write(document);
        expect(linesIn(text)).toEqual(given);
        expect(content(await read(text))).toEqual(content(document));
        expect((await write(document)).text).toBe(text);
      }),
      { numRuns: 300 },
    );
  });

  it('reads or refuses anything broken', async () => {
    const change = fc.record({
      at: fc.nat(),
      length: fc.integer({ min: 0, max: 9 }),
      put: fc.string({ maxLength: 2 }),
    });
    await fc.assert(
      fc.asyncProperty(lines, fc.array(change, { minLength: 1, maxLength: 3 }), async (given, changes) => {
        await refusalOf(read(mutate(asText(given), changes)));
      }),
      { numRuns: 1000 },
    );
  });
});
