import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { english } from '../tasks/said/said.ts';
import { contentHash } from './content-hash.ts';
import type { DocumentItem, ImportDocument } from './import-document.ts';
import type { Project } from './project.ts';
import { item, items } from './queries/items.ts';
import { imports } from './queries/project.ts';
import { openSample } from './testing/open-sample.ts';
import { edges, probe, sampleDocument, video } from './testing/sample.ts';

let project: Project;
let remove: () => Promise<void>;
beforeEach(async () => {
  ({ project, remove } = await openSample());
});
afterEach(() => remove());

const bare = { paraphrases: [], answerIndex: null, saliency: null, extra: {} } as const;

const tg = (
  id: string,
  video_: string,
  intervals: DocumentItem['intervals'] = [edges(1, 2)],
): DocumentItem => ({
  ...bare,
  id,
  video: video_,
  prompt: { task: 'TG', query: `find ${id}` },
  intervals,
});

const add = (over: Partial<ImportDocument>) =>
  project.writer.job('importDocument', { ...sampleDocument(), addItems: true, ...over });

/** What stands of the sample: every row that a person or the first import wrote. */
const stood = (): unknown => [
  items(project.db).filter(({ id }) => sampleDocument().items.some((each) => each.id === id)),
  project.db.all('SELECT * FROM video WHERE batch = 1'),
  project.db.all('SELECT * FROM label WHERE batch = 1'),
];

describe('adding the new items of a document to known videos', () => {
  it('adds what is new, leaves what is there as people left it, and counts it', async () => {
    await project.writer.execute('editPrompt', { item: 'tg', prompt: { task: 'TG', query: 'It leaps' } });
    await project.writer.execute('setSplit', { videos: ['v1'], split: 'validation' });
    const before = stood();
    const report = await add({
      items: [...sampleDocument().items, tg('new', 'v2'), tg('newer', 'v1', null)],
    });
    expect(report).toMatchObject({ videos: 0, items: 2, intervals: 1, labels: 0 });
    expect(report.notes.map(english)).toEqual([
      '11 items: their ids are in the project already, so what stands there was left as it is.',
    ]);
    expect(stood()).toEqual(before);
    expect(item(project.db, 'new')).toMatchObject({ videoId: 'v2', state: 'curated' });
    expect(item(project.db, 'newer')).toMatchObject({ videoId: 'v1', state: 'open' });
    expect(imports(project.db)[0]).toMatchObject({ videos: 0, items: 2 });
  });

  it('tells a video by its content, whatever the document calls it', async () => {
    const renamed = video('another name', { probe: probe('v2'), split: 'train', group: 'else' });
    await add({ videos: [renamed], items: [tg('new', 'another name')] });
    expect(item(project.db, 'new')?.videoId).toBe('v2');
    expect(project.db.number('SELECT count(*) FROM video')).toBe(2);
  });

  it('brings videos that are new, and refuses another video under an id that is taken', async () => {
    await add({ videos: [video('w')], items: [tg('new', 'w')] });
    expect(item(project.db, 'new')?.videoId).toBe('w');
    const other = video('v1', { probe: probe('something else') });
    await expect(add({ videos: [other], items: [tg('newer', 'v1')] })).rejects.toMatchObject({
      reasons: [
        'video "v1": a video with this id is in the project already, and it is another one by its content.',
      ],
    });
  });

  it('is all or nothing', async () => {
    const before = contentHash(project.db);
    await expect(add({ items: [tg('good', 'v1'), tg('bad', 'v1', [edges(9, 11)])] })).rejects.toMatchObject({
      reasons: [expect.stringContaining('item "bad"')],
    });
    expect(contentHash(project.db)).toBe(before);
  });

  it('is taken back alone', async () => {
    const before = contentHash(project.db);
    const { batch } = await add({ items: [tg('new', 'v1')] });
    expect(await project.writer.job('removeImport', { batch })).toEqual({ videos: 0, items: 1 });
    expect(contentHash(project.db)).toBe(before);
  });

  it('does nothing to a project that has everything', async () => {
    const before = contentHash(project.db);
    expect(await add({})).toMatchObject({ videos: 0, items: 0, intervals: 0, labels: 0 });
    expect(contentHash(project.db)).toBe(before);
  });
});
