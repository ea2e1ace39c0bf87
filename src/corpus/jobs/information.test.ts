import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { history } from '../queries/history.ts';
import { curatedVideoIds, informationOfItems, isWeighed } from '../queries/information.ts';
import { listVideos } from '../queries/videos.ts';
import type { Project } from '../project.ts';
import { openSample } from '../testing/open-sample.ts';
import type { WeighedVideo } from './information.ts';

let project: Project;
let remove: () => Promise<void>;
beforeEach(async () => {
  ({ project, remove } = await openSample());
});
afterEach(() => remove());

const first: WeighedVideo = {
  video: 'v1',
  value: 0.25,
  disagreement: 0.5,
  novelty: 0,
  items: [{ item: 'tg-open', value: 0.25, disagreement: 0.5 }],
};
const second: WeighedVideo = {
  video: 'v2',
  value: 0.6,
  disagreement: 0.6,
  novelty: null,
  items: [
    { item: 'tg-2', value: 0.9, disagreement: 0.9 },
    { item: 'tal-2', value: 0.3, disagreement: 0.3 },
  ],
};
const write = (videos: WeighedVideo[], policy = 'p1') =>
  project.writer.job('writeInformation', { policy, videos });
const order = () => listVideos(project.db, { sort: 'value' }).videos.map(({ id }) => id);

describe('what a policy expects to learn', () => {
  it('orders videos, and what was not weighed comes last in the order of the import', async () => {
    expect(isWeighed(project.db)).toBe(false);
    expect(order()).toEqual(['v1', 'v2']);
    await write([second]);
    expect(isWeighed(project.db)).toBe(true);
    expect(order()).toEqual(['v2', 'v1']);
    await write([first, { ...second, value: 0.1 }]);
    expect(order()).toEqual(['v1', 'v2']);
    expect(listVideos(project.db).videos.map(({ id, information }) => [id, information])).toEqual([
      ['v1', { value: 0.25, disagreement: 0.5, novelty: 0 }],
      ['v2', { value: 0.1, disagreement: 0.6, novelty: null }],
    ]);
  });

  it('is kept by item and replaced as a whole for a video', async () => {
    await write([first, second]);
    expect([...informationOfItems(project.db, 'v2')]).toEqual([
      ['tg-2', { value: 0.9, disagreement: 0.9, novelty: null }],
      ['tal-2', { value: 0.3, disagreement: 0.3, novelty: null }],
    ]);
    await write([{ ...second, items: [{ item: 'dtg-2', value: 0.2, disagreement: 0.2 }] }]);
    expect([...informationOfItems(project.db, 'v2').keys()]).toEqual(['dtg-2']);
    expect([...informationOfItems(project.db, 'v1').keys()]).toEqual(['tg-open']);
  });

  it('stays where it is while items are curated, and is forgotten when it is settled', async () => {
    await write([first, second]);
    await project.writer.execute('createInterval', {
      item: 'tg-open',
      start: { frame: 10 },
      end: { frame: 20 },
    });
    await project.writer.execute('setItemState', { items: ['tg-open'], state: 'curated' });
    expect(order()).toEqual(['v2', 'v1']);
    expect(listVideos(project.db).videos[0]?.information).not.toBeNull();
    await project.writer.job('settleInformation', {});
    expect(listVideos(project.db).videos[0]?.information).toBeNull();
    expect(informationOfItems(project.db, 'v1').size).toBe(0);
    expect(informationOfItems(project.db, 'v2').size).toBe(2);
  });

  it('is no command: it stays out of the history', async () => {
    await write([first]);
    expect(history(project.db)).toEqual([]);
  });

  it('is refused whole where a video, an item or the policy is not there', async () => {
    await expect(write([first], 'nobody')).rejects.toMatchObject({ code: 'not-found' });
    await expect(write([first, { ...second, video: 'v9' }])).rejects.toMatchObject({ code: 'not-found' });
    await expect(write([{ ...first, items: second.items }])).rejects.toMatchObject({ code: 'invalid' });
    await expect(write([{ ...first, value: 1.5 }])).rejects.toMatchObject({ code: 'invalid' });
    expect(isWeighed(project.db)).toBe(false);
  });

  it('goes with its video', async () => {
    await write([first, second]);
    const batch = project.db.number('SELECT key FROM import_batch');
    await project.writer.job('removeImport', { batch });
    expect(isWeighed(project.db)).toBe(false);
  });
});

describe('curated videos', () => {
  it('are those on which something is curated, at most as many as asked for', () => {
    expect(curatedVideoIds(project.db, 5)).toEqual(['v1']);
    expect(curatedVideoIds(project.db, 0)).toEqual([]);
  });
});
