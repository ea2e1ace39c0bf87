import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Project } from '../project.ts';
import { openSample } from '../testing/open-sample.ts';
import { drafts, resolve } from '../testing/random-commands.ts';
import { edges, sampleDocument, video as describedVideo } from '../testing/sample.ts';
import { edgeOrigin, INTERVAL_FLAGS, intervalColumns } from './interval-columns.ts';
import { undoState } from './history.ts';
import { eachItem, items } from './items.ts';
import { projectInfo } from './project.ts';
import { listVideos, video, videos, type VideoFilter } from './videos.ts';

let project: Project;
let remove: () => Promise<void>;
beforeEach(async () => {
  ({ project, remove } = await openSample());
});
afterEach(() => remove());

function ids(filter: VideoFilter): string[] {
  return listVideos(project.db, filter).videos.map((each) => each.id);
}

describe('the list of videos', () => {
  it('says where each one stands', () => {
    expect(listVideos(project.db)).toEqual({
      total: 2,
      videos: [
        {
          id: 'v1',
          title: 'v1.mp4',
          state: 'begun',
          split: 'train',
          group: 'cheetah',
          duration: 10,
          items: 6,
          curated: 5,
          drafts: 0,
          pending: 0,
          coverage: 0,
          revision: 0,
          information: null,
          groupCurated: 1,
        },
        {
          id: 'v2',
          title: 'v2.mp4',
          state: 'new',
          split: 'test',
          group: 'cheetah',
          duration: 10,
          items: 5,
          curated: 0,
          drafts: 0,
          pending: 0,
          coverage: 0,
          revision: 0,
          information: null,
          groupCurated: 1,
        },
      ],
    });
  });

  it('its filter by state agrees with the state it says, whatever happened', async () => {
    const { writer } = project;
    await writer.job('importDocument', {
      ...sampleDocument(),
      videos: ['bare', 'gone', 'done', 'draft', 'watched'].map((id) => describedVideo(id)),
      items: [
        { ...sampleItem('done-tg'), video: 'done', intervals: [edges(1, 2)] },
        { ...sampleItem('draft-tg'), video: 'draft', intervals: null },
        { ...sampleItem('watched-tg'), video: 'watched', intervals: null },
      ],
    });
    await writer.job('setVideoState', { videos: ['gone'], state: 'missing' });
    await writer.execute('createInterval', { item: 'draft-tg', start: { frame: 0 }, end: { frame: 5 } });
    await writer.job('addCoverage', { video: 'watched', kind: 'watched', ranges: [{ start: 0, end: 100 }] });
    const stated = listVideos(project.db).videos;
    expect(Object.fromEntries(stated.map((each) => [each.id, each.state]))).toEqual({
      v1: 'begun',
      v2: 'new',
      bare: 'new',
      gone: 'missing',
      done: 'done',
      draft: 'begun',
      watched: 'begun',
    });
    for (const state of ['new', 'begun', 'done', 'missing'] as const)
      expect(ids({ state })).toEqual(stated.filter((each) => each.state === state).map((each) => each.id));
    expect(ids({ sort: 'progress' }).slice(-2)).toEqual(['v1', 'done']);
  });

  it.each<[string, string[]]>([
    ['JUMPS', ['v1', 'v2']],
    ['v2.mp4', ['v2']],
    ['it rests v1', ['v1']],
    ['leap', ['v1', 'v2']],
    ['all feet', ['v1', 'v2']],
    ['jumps zebra', []],
    ["100%'", []],
    ['', ['v1', 'v2']],
  ])('a search for %s finds %o', (search, found) => {
    expect(ids({ search })).toEqual(found);
  });

  it('finds letters of any alphabet in either case', async () => {
    await project.writer.execute('editPrompt', {
      item: 'tg-2',
      prompt: { task: 'TG', query: 'Ärger im ΣΧΟΛΕΊΟ' },
    });
    expect(ids({ search: 'ärger σχολείο' })).toEqual(['v2']);
  });

  it('is split, grouped, sorted and paged', () => {
    expect(ids({ split: 'test' })).toEqual(['v2']);
    expect(ids({ split: 'none' })).toEqual([]);
    expect(ids({ group: 'nothing' })).toEqual([]);
    expect(ids({ suggested: true })).toEqual(
      listVideos(project.db)
        .videos.filter(({ pending }) => pending > 0)
        .map(({ id }) => id),
    );
    expect(listVideos(project.db, { offset: 1, limit: 1, sort: 'id' })).toMatchObject({
      total: 2,
      videos: [{ id: 'v2' }],
    });
    expect(ids({ sort: 'duration' })).toEqual(['v1', 'v2']);
  });
});

describe('suggestions in the list of videos', () => {
  it('ask for work only where an item waits for it', async () => {
    const suggest = (id: string) =>
      project.writer.job('writeSuggestions', {
        policy: 'p1',
        responses: [
          { item: id, prediction: { intervals: [{ start: 1, end: 2 }], scores: [0.9], response: '' } },
        ],
      });
    const pending = (): readonly number[] => listVideos(project.db).videos.map((each) => each.pending);
    const before = pending();
    await suggest('tal');
    expect(pending(), 'the item is curated').toEqual(before);
    expect(ids({ suggested: true })).not.toContain('v1');
    await suggest('tal-2');
    expect(pending()).toEqual([before[0], (before[1] ?? 0) + 1]);
    await project.writer.execute('setItemState', { items: ['tal-2'], state: 'curated' });
    expect(pending()).toEqual(before);
    await project.writer.execute('setItemState', { items: ['tal-2'], state: 'open' });
    expect(ids({ suggested: true })).toContain('v2');
  });
});

function sampleItem(id: string): ReturnType<typeof sampleDocument>['items'][number] {
  return {
    id,
    video: 'v1',
    prompt: { task: 'TG', query: id },
    paraphrases: [],
    intervals: null,
    answerIndex: null,
    saliency: null,
    extra: {},
  };
}

describe('items', () => {
  it('are filtered by all that is asked', () => {
    const found = (filter: Parameters<typeof items>[1]): string[] =>
      items(project.db, filter).map((each) => each.id);
    expect(found({ video: 'v1', state: 'open' })).toEqual(['tg-open']);
    expect(found({ task: 'TG', split: 'test' })).toEqual(['tg-2']);
    expect(found({ search: 'jump', task: 'TAL' })).toEqual(['tal', 'tal-2']);
    expect(found({ offset: 9 })).toEqual(['vhd-2', 'gvqa-2']);
    expect(found({ offset: 2, limit: 2 })).toEqual(['tal', 'vhd']);
    expect(found({ limit: 0 })).toEqual([]);
  });

  it('come in document order past any size of portion', async () => {
    const many = Array.from({ length: 4500 }, (_value, index) => sampleItem(`many-${index}`));
    await project.writer.job('importDocument', { ...sampleDocument(), videos: [], items: many });
    const all = [...eachItem(project.db)].map((each) => each.id);
    expect(all.slice(11)).toEqual(many.map((each) => each.id));
    expect(items(project.db, { offset: 2005, limit: 2100 }).map((each) => each.id)).toEqual(
      all.slice(2005, 4105),
    );
    expect(projectInfo(project.db).counts.items).toBe(4511);
  });
});

describe('the columns of a timeline', () => {
  it('are sorted by item and start, with who and how in their flags', async () => {
    await project.writer.job('writeSuggestions', {
      policy: 'p1',
      responses: [
        { item: 'tal', prediction: { intervals: [{ start: 3, end: 3.5 }], scores: [1], response: '' } },
      ],
    });
    const { intervals } = await project.writer.execute('acceptSuggestion', { suggestion: 1 });
    const columns = intervalColumns(project.db, 'v1');
    expect(columns.items.map((each) => [each.id, each.first, each.count])).toEqual([
      ['tg', 0, 1],
      ['dtg', 1, 2],
      ['tal', 3, 3],
      ['vhd', 6, 1],
      ['gvqa', 7, 1],
      ['tg-open', 8, 0],
    ]);
    expect([...columns.item]).toEqual([0, 1, 1, 2, 2, 2, 3, 4]);
    expect([...columns.start].map((tick) => tick / 12_800)).toEqual([1, 0, 42_662 / 12_800, 1, 3, 4, 2, 1]);
    expect(columns.id[4]).toBe(intervals[0]);
    const { startOffGrid, endOffGrid, startFromPolicy, endFromPolicy } = INTERVAL_FLAGS;
    const policyFlags = startFromPolicy | endFromPolicy;
    expect([...columns.flags].map((flags) => flags & (startOffGrid | endOffGrid | policyFlags))).toEqual([
      endOffGrid,
      0,
      startOffGrid,
      0,
      policyFlags,
      0,
      0,
      0,
    ]);
    const accepted = columns.flags[4] ?? 0;
    expect([edgeOrigin(accepted, 'start'), edgeOrigin(accepted, 'end')]).toEqual(['accepted', 'accepted']);
    expect(columns.revision).toBe(projectInfo(project.db).revision);
  });

  it('tell who set each edge after any commands, undone or not, as its provenance does', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(drafts, { minLength: 1, maxLength: 25 }),
        fc.nat(5),
        async (script, undone) => {
          for (const draft of script)
            await project.writer.executeAll([resolve(project.db, draft)]).catch(() => undefined);
          for (let i = 0; i < undone && undoState(project.db).undo !== null; i++) await project.writer.undo();
          for (const { id } of listVideos(project.db).videos) {
            const columns = intervalColumns(project.db, id);
            const seen = [...columns.id].map((key, at) => {
              const flags = columns.flags[at] ?? 0;
              const item = columns.items[columns.item[at] ?? -1]?.id;
              return [
                key,
                item,
                ...(['start', 'end'] as const).map((edge) => edgeOrigin(flags, edge)),
                (flags & INTERVAL_FLAGS.startFromPolicy) !== 0,
                (flags & INTERVAL_FLAGS.endFromPolicy) !== 0,
              ];
            });
            const told = items(project.db, { video: id }).flatMap((record) =>
              record.intervals
                .flatMap(({ id: key, edges: both }) => (both === null ? [] : [{ key, ...both }]))
                .toSorted(
                  (a, b) => a.start.ticks - b.start.ticks || a.end.ticks - b.end.ticks || a.key - b.key,
                )
                .map(({ key, start, end }) => [
                  key,
                  record.id,
                  start.provenance.origin,
                  end.provenance.origin,
                  start.provenance.policy !== null,
                  end.provenance.policy !== null,
                ]),
            );
            expect(seen).toEqual(told);
          }
        },
      ),
      { numRuns: 100 },
    );
  });

  it('of a video that is not there are refused', () => {
    expect(() => intervalColumns(project.db, 'nowhere')).toThrow(
      'There is no video "nowhere" in this project.',
    );
    expect(video(project.db, project.paths.dir, 'nowhere')).toBeNull();
    expect([...videos(project.db, project.paths.dir, { split: 'train' })].map((each) => each.path)).toEqual([
      '/videos/v1.mp4',
    ]);
  });
});
