import * as fc from 'fast-check';
import { frameTable } from '../time/frame-table.ts';
import { ticks, timebase } from '../time/ticks.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { english } from '../tasks/said/said.ts';
import { contentHash } from './content-hash.ts';
import { exportHeader, exportItems, exportVideos } from './export.ts';
import type { DocumentItem, ImportDocument } from './import-document.ts';
import type { Project } from './project.ts';
import { item, items } from './queries/items.ts';
import { imports, projectInfo } from './queries/project.ts';
import { frameTableOf, probeOf } from './queries/videos.ts';
import { openSample } from './testing/open-sample.ts';
import { edges, probe, sampleDocument, video } from './testing/sample.ts';
import { CorpusError } from './errors.ts';

let project: Project;
let remove: () => Promise<void>;
beforeEach(async () => {
  ({ project, remove } = await openSample());
});
afterEach(() => remove());

const bare = { paraphrases: [], answerIndex: null, saliency: null, extra: {} } as const;

function tg(id: string, intervals: DocumentItem['intervals'], videoId = 'w'): DocumentItem {
  return { ...bare, id, video: videoId, prompt: { task: 'TG', query: `find ${id}` }, intervals };
}

function document(items_: DocumentItem[], over: Partial<ImportDocument> = {}): ImportDocument {
  return {
    file: 'more.json',
    title: 'More',
    extra: {},
    labels: [],
    videos: [video('w')],
    items: items_,
    ...over,
  };
}

async function reasonsFor(
  items_: DocumentItem[],
  over: Partial<ImportDocument> = {},
): Promise<readonly string[]> {
  const before = contentHash(project.db);
  const error: unknown = await project.writer
    .job('importDocument', document(items_, over))
    .catch((each: unknown) => each);
  expect(error).toBeInstanceOf(CorpusError);
  expect(contentHash(project.db)).toBe(before);
  return error instanceof CorpusError && error.code === 'import-refused' ? error.reasons : [String(error)];
}

describe('what an import refuses, whole and with every reason', () => {
  const vhd = { ...bare, video: 'w', prompt: { task: 'VHD', query: 'best' } } as const;
  const gvqa = {
    ...bare,
    video: 'w',
    prompt: { task: 'GVQA', query: 'which', options: ['a', 'b'] },
  } as const;
  const dtg = { ...bare, video: 'w', prompt: { task: 'DTG', sentences: ['a', 'b'] } } as const;
  const cases: [string, DocumentItem, RegExp][] = [
    ['start after end', tg('x', [edges(3, 2)]), /item "x": \[3, 2\] does not start before it ends/],
    ['start at end', tg('x', [edges(2, 2)]), /does not start before it ends/],
    ['an unknown video', tg('x', [edges(1, 2)], 'nowhere'), /there is no video "nowhere"/],
    [
      'a frame after the end',
      tg('x', [edges(9, 10.04)]),
      /lies outside its video, which runs from 0 s to 10 s/,
    ],
    ['a frame before the start', tg('x', [edges(-0.04, 1)]), /lies outside its video/],
    ['wholly outside', tg('x', [edges(10, 10.01)]), /lies outside its video/],
    ['two intervals of TG', tg('x', [edges(1, 2), edges(3, 4)]), /a TG item has one interval, not 2/],
    ['null of TG', tg('x', [null]), /only a DTG sentence can have no interval/],
    ['an id that is there', tg('tg', null), /an item with this id is in the project already/],
    [
      'an unknown label',
      { ...bare, id: 'x', video: 'w', prompt: { task: 'TAL', label: 'swim', query: null }, intervals: [] },
      /there is no label "swim" in the group "cheetah"/,
    ],
    [
      'an option too many',
      { ...gvqa, id: 'x', answerIndex: 2, intervals: [] },
      /answer_index 2 is none of its 2 options/,
    ],
    ['a negative option', { ...gvqa, id: 'x', answerIndex: -1, intervals: [] }, /answer_index -1/],
    [
      'too few clips',
      { ...vhd, id: 'x', intervals: [], saliency: { clipLength: 2, scores: [1, 2, 3, 4], extra: {} } },
      /the saliency has 4 scores, but a video of 10 s has 5 clips of 2 s/,
    ],
    [
      'too many clips',
      { ...vhd, id: 'x', intervals: [], saliency: { clipLength: 3, scores: [1, 1, 1, 1, 1], extra: {} } },
      /has 4 clips of 3 s/,
    ],
    [
      'fewer intervals than sentences',
      { ...dtg, id: 'x', intervals: [null] },
      /2 sentences, but 1 intervals/,
    ],
  ];
  it.each(cases)('%s', async (_what, bad, reason) => {
    const reasons = await reasonsFor([tg('good', [edges(1, 2)]), bad]);
    expect(reasons).toHaveLength(1);
    expect(reasons[0]).toMatch(reason);
  });

  it('two of one id, items and videos', async () => {
    expect(await reasonsFor([tg('x', null), tg('x', null)])).toEqual([
      'item "x": its id stands twice in the document.',
    ]);
    expect(await reasonsFor([], { videos: [video('w'), video('w')] })).toEqual([
      'video "w": its id stands twice in the document.',
    ]);
  });

  it('numbers that are none', async () => {
    const reasons = await reasonsFor([tg('x', [edges(Number.NaN, 1)])]);
    expect(reasons[0]).toMatch(/importDocument was given something it cannot use/);
  });

  it('names every fault at once, and the first ones in the sentence', async () => {
    const bad = Array.from({ length: 7 }, (_value, index) => tg(`bad${index}`, [edges(2, 1)]));
    expect(await reasonsFor(bad)).toHaveLength(7);
    await expect(project.writer.job('importDocument', document(bad))).rejects.toThrow(
      /^more\.json was not imported, because it has 7 faults\. item "bad0": .* And 2 more\.$/,
    );
  });
});

describe('what an import mends, with a note', () => {
  it('an edge less than a frame outside moves to the border', async () => {
    const report = await project.writer.job('importDocument', document([tg('x', [edges(-0.02, 10.03)])]));
    expect(report.notes.map(english)).toEqual([
      'item "x": -0.02 s lies less than a frame outside its video and was moved to 0 s.',
      'item "x": 10.03 s lies less than a frame outside its video and was moved to 10 s.',
    ]);
    expect(item(project.db, 'x')?.intervals[0]?.edges).toMatchObject({
      start: { ticks: 0, offGrid: false, text: null },
      end: { ticks: 128_000, frame: 250, offGrid: false },
    });
  });

  it('a border written with six decimals is the border, without a note, and keeps its digits', async () => {
    // 30 frames at 29.97 a second in nanoseconds end at 1.001 s less a third of a millionth.
    const end = 1_000_999_667;
    const fine = frameTable(timebase(1, 1_000_000_000), Float64Array.of(0, 500_000_000), ticks(end));
    const report = await project.writer.job(
      'importDocument',
      document([tg('x', [edges(0, 1.001)])], {
        videos: [video('w', { probe: { ...probe('w'), table: fine } })],
      }),
    );
    expect(report.notes).toEqual([]);
    expect(item(project.db, 'x')?.intervals[0]?.edges?.end).toMatchObject({
      ticks: end,
      seconds: 1.001,
      offGrid: false,
    });
  });

  it('a label that is there keeps its description', async () => {
    const label = { group: 'cheetah', name: 'jump', description: 'other words', extra: {} };
    const report = await project.writer.job('importDocument', document([], { labels: [label] }));
    expect(report.labels).toBe(0);
    expect(report.notes.map(english)).toEqual([
      'label "jump" of group "cheetah": it is in the project already, so its description there was kept.',
    ]);
  });
});

describe('what an import makes of an item', () => {
  it('is open without intervals, curated with all of its truth, a draft with half of it', async () => {
    const prompt = { task: 'GVQA', query: 'which', options: ['a', 'b'] } as const;
    const each = (id: string, over: Partial<DocumentItem>): DocumentItem => ({
      ...bare,
      id,
      video: 'w',
      prompt,
      intervals: null,
      ...over,
    });
    await project.writer.job(
      'importDocument',
      document([
        each('open', {}),
        each('whole', { intervals: [edges(1, 2)], answerIndex: 1 }),
        each('no answer', { intervals: [edges(1, 2)] }),
        each('no evidence', { answerIndex: 0 }),
      ]),
    );
    expect(items(project.db, { video: 'w' }).map((one) => [one.id, one.state])).toEqual([
      ['open', 'open'],
      ['whole', 'curated'],
      ['no answer', 'draft'],
      ['no evidence', 'draft'],
    ]);
  });

  it('may be for a video that came earlier', async () => {
    await project.writer.job('importDocument', document([tg('late', [edges(1, 2)], 'v1')], { videos: [] }));
    expect(item(project.db, 'late')).toMatchObject({ videoId: 'v1', state: 'curated' });
  });

  it('keeps an interval shorter than a tick of its video as the numbers it was', async () => {
    const slow = {
      ...probe('w'),
      table: {
        ...probe('w').table,
        timebase: { num: 1, den: 25 },
        pts: Float64Array.from({ length: 250 }, (_v, i) => i),
        end: ticks(250),
      },
    };
    await project.writer.job(
      'importDocument',
      document([tg('x', [edges(1.01, 1.015)])], { videos: [video('w', { probe: slow })] }),
    );
    const [only] = [...exportItems(project.db)].filter((one) => one.id === 'x');
    expect(only?.intervals?.[0]).toEqual({
      start: { seconds: 1.01, text: '1.01' },
      end: { seconds: 1.015, text: '1.015' },
    });
  });
});

describe('an export', () => {
  it('gives back the document it came from', () => {
    const given = sampleDocument();
    expect(exportHeader(project.db)).toEqual({ title: 'Sample', extra: given.extra, labels: given.labels });
    const videos = [...exportVideos(project.db, project.paths.dir)];
    expect(videos.map(({ path: _path, end: _end, fingerprint: _print, ...each }) => each)).toEqual(
      given.videos.map(({ probe: _probe, ...each }) => each),
    );
    expect(videos[0]).toMatchObject({ path: '/videos/v1.mp4', end: 10 });
    const numbers = (one: DocumentItem): unknown => ({
      ...one,
      intervals:
        one.intervals?.map((each) => (each === null ? null : [each.start.seconds, each.end.seconds])) ?? null,
    });
    const exported = [...exportItems(project.db)].map(({ state: _state, ...each }) => each);
    expect(exported.map(numbers)).toEqual(given.items.map(numbers));
  });

  it('prints untouched edges with their own digits and moved ones as the frame', async () => {
    const odd = { start: { seconds: 1.003, text: '1.0030' }, end: { seconds: 2.51, text: '2.51' } };
    await project.writer.job('importDocument', document([tg('x', [odd])]));
    const [row] = items(project.db, { id: 'x' });
    const id = row?.intervals[0]?.id ?? 0;
    expect(row?.intervals[0]?.edges).toMatchObject({
      start: { offGrid: true, frame: 25 },
      end: { offGrid: true, frame: 63 },
    });
    await project.writer.execute('moveEdge', { interval: id, edge: 'end', to: { frame: 63 } });
    const [exported] = [...exportItems(project.db)].filter((one) => one.id === 'x');
    expect(exported?.intervals?.[0]).toEqual({
      start: { seconds: 1.003, text: '1.0030' },
      end: { seconds: 2.52, text: '2.52' },
    });
  });

  it('never lets a draft pass for truth', async () => {
    await project.writer.execute('setItemState', { items: ['tal', 'gvqa', 'vhd'], state: 'draft' });
    const drafts = [...exportItems(project.db)].filter((one) => one.state === 'draft');
    expect(drafts.map(({ id, intervals }) => [id, intervals])).toEqual([
      ['tal', null],
      ['vhd', null],
      ['gvqa', null],
    ]);
  });

  it('exports one split or one task alone', () => {
    expect(
      [...exportVideos(project.db, project.paths.dir, { split: 'test' })].map((each) => each.id),
    ).toEqual(['v2']);
    expect([...exportItems(project.db, { split: 'test', task: 'TAL' })].map((each) => each.id)).toEqual([
      'tal-2',
    ]);
  });

  it('survives a round trip through any numbers', async () => {
    let count = 0;
    const seconds = fc.double({ min: 0, max: 9.99, noNaN: true }).map(Math.abs);
    await fc.assert(
      fc.asyncProperty(seconds, seconds, async (a, b) => {
        fc.pre(a !== b);
        const [start, end] = [Math.min(a, b), Math.max(a, b)];
        const id = `r${count++}`;
        await project.writer.job(
          'importDocument',
          document([tg(id, [edges(start, end)], 'v1')], { videos: [] }),
        );
        const record = item(project.db, id)?.intervals[0]?.edges;
        expect([record?.start.seconds, record?.end.seconds]).toEqual([start, end]);
      }),
      { numRuns: 50 },
    );
  });
});

describe('what is kept of a video', () => {
  it('is its whole probe', () => {
    expect(probeOf(project.db, project.paths.dir, 'v1')).toEqual(probe('v1'));
    expect(frameTableOf(project.db, 'v1')).toEqual(probe('v1').table);
  });
});

describe('removing an import', () => {
  it('takes all of it back, and only it', async () => {
    const before = contentHash(project.db);
    const { batch } = await project.writer.job('importDocument', document([tg('x', [edges(1, 2)])]));
    await project.writer.job('writeSuggestions', {
      policy: 'p1',
      responses: [{ item: 'x', prediction: { intervals: [], scores: [], response: '' } }],
    });
    expect(await project.writer.job('removeImport', { batch })).toEqual({ videos: 1, items: 1 });
    expect(contentHash(project.db)).toBe(before);
    expect(imports(project.db)[0]).toMatchObject({ batch, file: 'more.json', removed: true });
    expect(projectInfo(project.db).counts.videos).toBe(2);
  });

  it.each([
    [
      'moved an edge',
      (): Promise<unknown> => project.writer.execute('setItemState', { items: ['x'], state: 'reviewed' }),
    ],
    [
      'added an item',
      (): Promise<unknown> =>
        project.writer.execute('createItem', { video: 'w', prompt: { task: 'TG', query: 'q' } }),
    ],
  ])('is refused when somebody %s', async (_what, work) => {
    const { batch } = await project.writer.job('importDocument', document([tg('x', [edges(1, 2)])]));
    await work();
    await expect(project.writer.job('removeImport', { batch })).rejects.toThrow(/was worked on since/);
    await project.writer.undo();
    await project.writer.job('removeImport', { batch });
    await expect(project.writer.job('removeImport', { batch })).rejects.toMatchObject({ code: 'not-found' });
  });
});
