import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { join } from 'node:path';
import {
  openPage,
  sampleProject,
  testService,
  type OpenPage,
  type TestService,
} from '../testing/running-service.ts';
import { weighedVideo } from './weigh.ts';

// Real processes on a machine that may be busy with others: the limit only ends what hangs.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

let service: TestService;
let page: OpenPage;

beforeAll(async () => {
  service = await testService();
  page = await openPage(service);
  await sampleProject(page, join(service.folder, 'project'));
});
afterAll(() => service.close());

/** Calls every item of a video a draft again, so that it waits for a person. */
async function reopen(videoId: string): Promise<string[]> {
  const { items } = await page.client.videos.detail.query({ videoId });
  const ids = items.map(({ id }) => id);
  await page.client.commands.run.mutate({ name: 'setItemState', params: { items: ids, state: 'draft' } });
  return ids;
}

describe('the queue', () => {
  it('is in the order of the import until a policy was asked about many videos, then what teaches most comes first', async () => {
    const before = await page.client.videos.list.query({});
    expect(before).toMatchObject({ sort: 'order', weighed: false });
    expect(before.rows.every(({ worth }) => worth === null)).toBe(true);
    const last = before.rows.at(-1)?.id ?? '';
    const items = await reopen(last);
    const { jobId } = await page.client.suggestions.start.mutate({ scope: { split: 'test' } });
    expect((await page.finished(jobId)).state).toBe('done');

    const after = await page.client.videos.list.query({});
    expect(after).toMatchObject({ sort: 'value', weighed: true });
    expect(after.rows[0]?.id).toBe(last);
    expect(after.rows[0]?.worth?.disagreement).toBeGreaterThan(0);
    expect(after.rows[0]?.worth?.novelty).not.toBeNull();
    expect(after.rows.slice(1).every(({ worth }) => worth === null)).toBe(true);
    const asked = await page.client.videos.list.query({ sort: 'order' });
    expect(asked.rows.map(({ id }) => id)).toEqual(before.rows.map(({ id }) => id));

    const detail = await page.client.videos.detail.query({ videoId: last });
    expect(detail.items.filter(({ worth }) => worth).map(({ id }) => id)).toEqual(items);
  });

  it('is weighed by asking about all that waits for a person, and about nothing else', async () => {
    const { rows } = await page.client.videos.list.query({ sort: 'order' });
    const waiting = rows.reduce((sum, { items, curated }) => sum + items - curated, 0);
    const { jobId } = await page.client.suggestions.start.mutate({ scope: { waiting: true } });
    const job = await page.finished(jobId);
    expect(job).toMatchObject({ state: 'done', sentence: `${waiting} items answered.` });
  });

  it('is not weighed by asking about one video', async () => {
    const [second] = (await page.client.videos.list.query({ split: 'test', sort: 'order' })).rows;
    await reopen(second?.id ?? '');
    const { jobId } = await page.client.suggestions.start.mutate({ scope: { videoId: second?.id ?? '' } });
    expect((await page.finished(jobId)).state).toBe('done');
    const { items } = await page.client.videos.detail.query({ videoId: second?.id ?? '' });
    expect(items.every(({ worth }) => worth === null)).toBe(true);
  });
});

describe('what a video is worth', () => {
  it('is that of its mean disagreement and its novelty', () => {
    const items = [
      { itemId: 'a', disagreement: 0.25 },
      { itemId: 'b', disagreement: 0.75 },
    ];
    expect(weighedVideo({ videoId: 'v', novelty: 0.25, items })).toMatchObject({
      video: 'v',
      value: 0.375,
      disagreement: 0.5,
      items: [
        { item: 'a', value: 0.25 },
        { item: 'b', value: 0.5 },
      ],
    });
    expect(weighedVideo({ videoId: 'v', novelty: null, items }).value).toBe(0.5);
  });
});
