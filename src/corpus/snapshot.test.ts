import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Project } from './project.ts';
import { openSample } from './testing/open-sample.ts';
import { probe, sampleDocument } from './testing/sample.ts';
import { snapshotHash, snapshotTable, trainingSnapshot } from './snapshot.ts';

let project: Project;
let remove: () => Promise<void>;
beforeEach(async () => {
  ({ project, remove } = await openSample());
});
afterEach(() => remove());

const take = (): ReturnType<typeof trainingSnapshot> => trainingSnapshot(project.db, project.paths.dir);

it('holds every video, and the truth of curated items alone, in seconds', () => {
  const snapshot = take();
  expect(
    snapshot.videos.map(({ id, split, duration, start, group }) => [id, split, duration, start, group]),
  ).toEqual([
    ['v1', 'train', 10, 0, 'cheetah'],
    ['v2', 'test', 10, 0, 'cheetah'],
  ]);
  expect(snapshot.items.map(({ id, prompt, truth }) => [id, prompt, truth])).toEqual([
    ['tg', { task: 'TG', query: 'It jumps' }, { task: 'TG', intervals: [{ start: 1, end: 2.5 }] }],
    [
      'dtg',
      { task: 'DTG', sentences: ['It runs', 'It flies', 'It rests'] },
      { task: 'DTG', intervals: [{ start: 0, end: 1 }, null, { start: 3.333, end: 4.44 }] },
    ],
    [
      'tal',
      { task: 'TAL', label: 'jump', description: 'all feet in the air' },
      {
        task: 'TAL',
        intervals: [
          { start: 1, end: 2 },
          { start: 4, end: 5.04 },
        ],
      },
    ],
    [
      'vhd',
      { task: 'VHD', query: 'The best part', clipLength: 2 },
      {
        task: 'VHD',
        intervals: [{ start: 2, end: 4 }],
        saliency: { clipLength: 2, scores: [0, 3, 4, 1, 0] },
      },
    ],
    [
      'gvqa',
      { task: 'GVQA', question: 'What does it do?', options: ['run', 'jump', 'rest'] },
      { task: 'GVQA', intervals: [{ start: 1, end: 2 }], answerIndex: 1 },
    ],
  ]);
  expect(snapshot.items[0]).toMatchObject({ video: 'v1', paraphrases: ['a leap'], labelGroup: 'cheetah' });
});

it('survives being written as JSON, frame tables and hash included', () => {
  const snapshot = take();
  const copy: typeof snapshot = JSON.parse(JSON.stringify(snapshot));
  expect(copy).toEqual(snapshot);
  expect(snapshotHash(copy)).toBe(snapshotHash(snapshot));
  const [first] = copy.videos;
  if (first === undefined) throw new Error('The snapshot lost its videos.');
  expect(snapshotTable(first)).toEqual(probe('v1').table);
});

it('hashes the same wherever the files lie and whatever was done and undone', async () => {
  const before = snapshotHash(take());
  await project.writer.execute('setAnswer', { item: 'gvqa', answerIndex: 0 });
  expect(snapshotHash(take())).not.toBe(before);
  await project.writer.undo();
  expect(snapshotHash(take())).toBe(before);
  const moved = { ...probe('v1'), path: '/somewhere/else.mp4' };
  await project.writer.job('relinkVideo', { video: 'v1', probe: moved });
  expect(take().videos[0]?.path).toBe('/somewhere/else.mp4');
  expect(snapshotHash(take())).toBe(before);
});

it('carries what people did to suggestions', async () => {
  await project.writer.job('writeSuggestions', {
    policy: 'p1',
    responses: [
      {
        item: 'tal-2',
        prediction: {
          intervals: [
            { start: 1, end: 2 },
            { start: 3, end: 4 },
            { start: 5, end: 6 },
          ],
          scores: [0.9, 0.8, 0.7],
          response: '',
        },
      },
    ],
  });
  await project.writer.execute('trimSuggestion', {
    suggestion: 1,
    start: { seconds: 1.2 },
    end: { seconds: 2 },
  });
  await project.writer.execute('rejectSuggestion', { suggestions: [2] });
  expect(take().decisions).toEqual([
    {
      item: 'tal-2',
      task: 'TAL',
      policy: 'p1',
      slot: 0,
      suggested: { start: 1, end: 2 },
      score: 0.9,
      status: 'trimmed',
      part: 'whole',
      final: { start: 1.2, end: 2 },
    },
    {
      item: 'tal-2',
      task: 'TAL',
      policy: 'p1',
      slot: 1,
      suggested: { start: 3, end: 4 },
      score: 0.8,
      status: 'rejected',
      part: null,
      final: null,
    },
  ]);
});

it('carries the drafts that were decided on, with what stands there and the options judged', async () => {
  const suggest = (item: string, answerIndex?: number) => ({
    item,
    prediction: {
      intervals: [{ start: 1, end: 2 }],
      scores: [0.9],
      response: '',
      ...(answerIndex !== undefined && { answerIndex }),
    },
  });
  const given = { policy: 'p1', responses: [suggest('tg-2'), suggest('gvqa-2', 2), suggest('vhd-2')] };
  await project.writer.job('writeSuggestions', given);
  expect(take()).toMatchObject({ drafts: [], decisions: [], answers: [] });
  await project.writer.execute('trimSuggestion', {
    suggestion: 1,
    start: { seconds: 1.2 },
    end: { seconds: 2 },
  });
  await project.writer.execute('rejectAnswer', { response: 2 });
  const { drafts, items, answers } = take();
  expect(drafts.map(({ id, video, prompt, standing }) => [id, video, prompt.task, standing])).toEqual([
    ['tg-2', 'v2', 'TG', [{ start: 1.2, end: 2 }]],
    ['gvqa-2', 'v2', 'GVQA', []],
  ]);
  expect(items.some(({ id }) => id === 'tg-2')).toBe(false);
  expect(answers).toEqual([{ item: 'gvqa-2', policy: 'p1', answerIndex: 2, status: 'rejected' }]);
  // Once it is curated its truth is whole, and what led there is history.
  await project.writer.execute('setItemState', { items: ['tg-2'], state: 'curated' });
  expect(take().drafts.map(({ id }) => id)).toEqual(['gvqa-2']);
  expect(take().items.some(({ id }) => id === 'tg-2')).toBe(true);
});

it('takes a video without labels for what it is', async () => {
  const lone = { ...sampleDocument(), labels: [], videos: [], items: [] };
  await project.writer.job('importDocument', lone);
  expect(take().items).toHaveLength(5);
});
