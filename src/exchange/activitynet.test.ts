import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readActivityNet, readActivityNetText } from './activitynet.ts';
import { writeActivityNet } from './activitynet-writer.ts';
import type { CorpusDocument } from './document.ts';
import { documentSource } from './export-source.ts';
import { inPieces, mutate, refusalOf, written } from './testing/text.ts';

const at = (name: string) => fileURLToPath(new URL(`fixtures/activitynet/${name}`, import.meta.url));
const read = (text: string, cuts: readonly number[] = []) =>
  readActivityNetText('gt.json', inPieces(text, cuts));
const write = (document: CorpusDocument) => written(writeActivityNet, documentSource(document));

/** What activitynet/ActivityNet's own reader returned for the sample. */
const expected = z
  .object({
    parsed: z.object({
      activity_index: z.record(z.string(), z.int()),
      ground_truth: z.array(
        z.object({ 'video-id': z.string(), 't-start': z.number(), 't-end': z.number(), label: z.int() }),
      ),
    }),
  })
  .parse(JSON.parse(readFileSync(at('expected.json'), 'utf8'))).parsed;

describe('ActivityNet', () => {
  it("is read as the data set's own reader reads it", async () => {
    const { items, videos, labels } = await readActivityNet(at('gt.json'));
    const validation = new Set(videos.filter(({ split }) => split === 'validation').map(({ id }) => id));
    const found = items
      .filter(({ video }) => validation.has(video))
      .flatMap(({ video, prompt, intervals }) =>
        (intervals ?? []).map((each) => ({
          'video-id': video,
          't-start': each?.start.seconds,
          't-end': each?.end.seconds,
          label: prompt.task === 'TAL' ? expected.activity_index[prompt.label] : null,
        })),
      );
    expect(found).toEqual(expected.ground_truth);
    expect(videos.map(({ split }) => split)).toEqual(['train', 'validation', 'test']);
    expect(labels.map(({ name }) => name)).toContain('wave "hi"');
  });

  it('comes back as equal JSON', async () => {
    const { text, report } = await write(await readActivityNet(at('gt.json')));
    expect(JSON.parse(text)).toEqual(JSON.parse(readFileSync(at('gt.json'), 'utf8')));
    expect(report).toEqual({ videos: 3, items: 8, intervals: 8, notes: [] });
  });

  it('is not taken for predictions', async () => {
    expect((await refusalOf(readActivityNet(at('pred.json'))))?.message).toContain('predictions');
    expect((await refusalOf(read('{"version": "1"}')))?.message).toContain('no "database"');
  });

  it('collects every fault', async () => {
    const bad = {
      database: {
        a: {
          duration: 10,
          subset: 'training',
          annotations: [
            { segment: [3, 2], label: 'x' },
            { segment: [2, 2], label: 'x' },
          ],
        },
        b: { duration: -1, subset: 'training', annotations: [{ segment: [1, 2] }] },
        c: { duration: 10, subset: 'training' },
      },
    };
    const reasons = (await refusalOf(read(JSON.stringify(bad))))?.reasons ?? [];
    expect(reasons.filter((reason) => reason.includes('"a"'))).toHaveLength(2);
    expect(reasons.filter((reason) => reason.includes('"b"'))).toHaveLength(2);
    expect(reasons.filter((reason) => reason.includes('"c"'))).toHaveLength(1);
  });

  it('notes subsets that it does not know', async () => {
    const { videos, notes } = await read('{"database": {"a": {"subset": "extra", "annotations": []}}}');
    expect(videos[0]?.split).toBeNull();
    expect(notes.join()).toContain('"extra"');
  });
});

const none = { extra: {}, paraphrases: [], answerIndex: null, saliency: null };
const plain = { duration: 20, split: 'train', source: null, extra: {} } as const;

describe('exporting to ActivityNet', () => {
  const document: CorpusDocument = {
    file: 'x',
    title: null,
    extra: {},
    notes: [],
    labels: [
      { group: 'a', name: 'jump', description: null, extra: {} },
      { group: 'b', name: 'jump', description: null, extra: {} },
      { group: 'b', name: 'run', description: null, extra: {} },
    ],
    videos: [
      { id: 'v1', file: 'videos/v1.mp4', group: 'a', ...plain },
      { id: 'v2', file: 'videos/v2.mp4', group: 'b', ...plain, split: null },
    ],
    items: [
      {
        id: '1',
        video: 'v2',
        prompt: { task: 'TAL', label: 'jump', query: null },
        intervals: [
          { start: { seconds: 5 }, end: { seconds: 6, text: '6.000' } },
          { start: { seconds: 1.5, text: '1.50' }, end: { seconds: 2 } },
        ],
        ...none,
      },
      { id: '2', video: 'v2', prompt: { task: 'TAL', label: 'run', query: null }, intervals: [], ...none },
      { id: '3', video: 'v1', prompt: { task: 'TAL', label: 'jump', query: null }, intervals: null, ...none },
      { id: '4', video: 'v1', prompt: { task: 'TG', query: 'q' }, intervals: null, ...none },
    ],
  };

  it('keeps digits, sorts by time, tells labels of one name apart, and says what was lost', async () => {
    const { text, report } = await write(document);
    expect(text).toContain(
      '"segment": [1.50, 2], "label": "b: jump"}, {"segment": [5, 6.000], "label": "b: jump"}',
    );
    expect(text).toContain('"subset": ""');
    expect(text).toContain('"url": "videos/v1.mp4"');
    expect(report).toMatchObject({ videos: 2, items: 2, intervals: 2 });
    expect(report.notes).toHaveLength(4);
    expect((await write(document)).text).toBe(text);
    expect((await read(text)).videos.map(({ file }) => file)).toEqual(['videos/v1.mp4', 'videos/v2.mp4']);
  });

  const edge = fc.double({ min: 0, max: 20, noNaN: true }).map((value) => value + 0);
  const segment = fc
    .tuple(edge, edge)
    .filter(([a, b]) => a !== b)
    .map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const);
  const database = fc.dictionary(
    fc.string({ minLength: 1 }).filter((id) => id !== '__proto__'),
    fc.record({
      duration: fc.constant(20),
      subset: fc.constantFrom('training', 'validation', 'testing', ''),
      resolution: fc.constant('640x360'),
      url: fc.constantFrom('https://example.org/v', 'clips/v.mp4'),
      annotations: fc
        .array(fc.tuple(segment, fc.constantFrom('jump', 'run')), { maxLength: 5 })
        .map((all) =>
          all
            .toSorted(([a], [b]) => a[0] - b[0] || a[1] - b[1])
            .map(([one, label]) => ({ segment: one, label })),
        ),
    }),
    { maxKeys: 4 },
  );
  const taxonomy = [
    { nodeId: 0, nodeName: 'Root', parentId: null, parentName: null },
    { nodeId: 1, nodeName: 'jump', parentId: 0, parentName: 'Root' },
    { nodeId: 2, nodeName: 'run', parentId: 0, parentName: 'Root' },
  ];

  it('gives back any ground truth that came in', async () => {
    await fc.assert(
      fc.asyncProperty(database, fc.array(fc.nat(), { maxLength: 4 }), async (videos, cuts) => {
        const given = { version: 'VERSION 1.3', taxonomy, database: videos };
        const { text } = await write(await read(JSON.stringify(given), cuts));
        const back: unknown = JSON.parse(text);
        expect(back).toEqual(given);
        expect((await write(await read(text))).text).toBe(text);
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
      fc.asyncProperty(
        database,
        fc.array(change, { minLength: 1, maxLength: 3 }),
        async (videos, changes) => {
          await refusalOf(read(mutate(JSON.stringify({ taxonomy, database: videos }), changes)));
        },
      ),
      { numRuns: 1000 },
    );
  });
});
