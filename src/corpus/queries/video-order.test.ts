import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { DocumentItem } from '../import-document.ts';
import { createProject, type Project } from '../project.ts';
import { temporaryFolder, video } from '../testing/sample.ts';
import { curatedByGroup } from './video-order.ts';
import { listVideos } from './videos.ts';

/** By group, with what the policy expects to learn from each. */
const GROUPS = { cat: { c1: 0.9, c2: 0.8, c3: 0.7 }, dog: { d1: 0.6, d2: 0.5 }, eel: { e1: 0.1 } } as const;

const weights = Object.values(GROUPS).flatMap((videos) => Object.entries(videos));
let project: Project;
let remove: () => Promise<void>;
beforeEach(async () => {
  const { dir, remove: clear } = temporaryFolder();
  project = await createProject(join(dir, 'project'), { worker: false });
  remove = async () => {
    await project.close();
    clear();
  };
  const question = (id: string): DocumentItem => ({
    id: `of-${id}`,
    video: id,
    prompt: { task: 'TG', query: `What ${id} does` },
    paraphrases: [],
    intervals: null,
    answerIndex: null,
    saliency: null,
    extra: {},
  });
  await project.writer.job('importDocument', {
    file: 'kinds.json',
    title: null,
    extra: {},
    labels: [],
    videos: [
      ...Object.entries(GROUPS).flatMap(([group, videos]) =>
        Object.keys(videos).map((id) => video(id, { group })),
      ),
      video('alone', { group: null }),
    ],
    items: [...weights.map(([id]) => question(id)), question('alone')],
  });
  await project.writer.job('addPolicy', {
    id: 'p1',
    name: 'Policy 1',
    architecture: 'compact',
    architectureVersion: 1,
  });
  await project.writer.job('writeInformation', {
    policy: 'p1',
    videos: weights.map(([id, value]) => ({
      video: id,
      value,
      disagreement: value,
      novelty: null,
      items: [],
    })),
  });
});
afterEach(() => remove());

const order = (): string[] => listVideos(project.db, { sort: 'value' }).videos.map(({ id }) => id);

async function curate(id: string): Promise<void> {
  await project.writer.execute('createInterval', {
    item: `of-${id}`,
    start: { frame: 10 },
    end: { frame: 20 },
  });
  await project.writer.execute('setItemState', { items: [`of-${id}`], state: 'curated' });
  await project.writer.job('settleInformation', {});
}

it('takes the best of each group in turn, so that none falls behind, and what was not weighed last', () => {
  expect(order()).toEqual(['c1', 'd1', 'e1', 'c2', 'd2', 'c3', 'alone']);
});

it('puts videos of a group behind once something of it is curated', async () => {
  await curate('c1');
  expect(order().slice(0, 5)).toEqual(['d1', 'e1', 'c2', 'd2', 'c3']);
  await curate('d1');
  expect(order().slice(0, 4)).toEqual(['e1', 'c2', 'd2', 'c3']);
  expect(curatedByGroup(project.db)).toEqual(
    new Map([
      ['cat', 1],
      ['dog', 1],
    ]),
  );
  const { videos } = listVideos(project.db, { sort: 'value' });
  expect(Object.fromEntries(videos.map(({ id, groupCurated }) => [id, groupCurated]))).toMatchObject({
    c2: 1,
    d2: 1,
    e1: 0,
    alone: null,
  });
});

it('orders by value alone where all videos are of one group', () => {
  const cats = listVideos(project.db, { sort: 'value', group: 'cat' }).videos.map(({ id }) => id);
  expect(cats).toEqual(['c1', 'c2', 'c3']);
});
