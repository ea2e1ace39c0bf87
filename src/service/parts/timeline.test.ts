import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { timelineHead, TIMELINE_COLUMNS } from '../contract/timeline.ts';
import {
  openPage,
  sampleProject,
  testService,
  type OpenPage,
  type TestService,
} from '../testing/running-service.ts';

// Real processes on a machine that may be busy with others: the limit only ends what hangs.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

const VIDEO = 'cheetah-train-01';
let service: TestService;
let page: OpenPage;

beforeAll(async () => {
  service = await testService();
  page = await openPage(service);
  await sampleProject(page, join(service.folder, 'project'));
});
afterAll(() => service.close());

/** `/timeline/ID` read as contract/timeline.ts says it is written, one record per interval. */
async function columns() {
  const { status, headers, body } = await page.get(`/timeline/${VIDEO}`);
  expect([status, headers['content-type']]).toEqual([200, 'application/octet-stream']);
  expect(headers['cache-control']).toBe('no-store');
  const length = body.readUInt32LE(0);
  const { count, ...head } = timelineHead.parse(JSON.parse(body.toString('utf8', 4, 4 + length)));
  expect((4 + length) % 8).toBe(0);
  let at = 4 + length;
  const take = (size: number, read: (offset: number) => number): number[] => {
    const values = Array.from({ length: count }, (_none, i) => read(at + i * size));
    at += size * count;
    return values;
  };
  const float64 = TIMELINE_COLUMNS.float64.map(() => take(8, (offset) => body.readDoubleLE(offset)));
  const uint32 = TIMELINE_COLUMNS.uint32.map(() => take(4, (offset) => body.readUInt32LE(offset)));
  const uint16 = TIMELINE_COLUMNS.uint16.map(() => take(2, (offset) => body.readUInt16LE(offset)));
  expect(at, 'nothing follows the columns').toBe(body.length);
  const [ids = [], starts = [], ends = []] = float64;
  const [items = [], slots = []] = uint32;
  const [flags = [], by = [], policies = []] = uint16;
  const rows = ids.map((id, i) => ({
    id,
    item: head.items[items[i] ?? -1],
    start: starts[i],
    end: ends[i],
    slot: slots[i],
    flags: flags[i],
    by: head.annotators[by[i] ?? -1],
    policy: head.policies[policies[i] ?? -1],
  }));
  return { revision: head.revision, rows };
}

/** The same intervals as the corpus hands them over with every detail. */
async function detailed() {
  const { items } = await page.client.videos.detail.query({ videoId: VIDEO });
  return items.flatMap((item) =>
    item.intervals.map(({ id, start, end, slot }) => ({ id, item: item.id, start, end, slot })),
  );
}

it('hands over every interval as columns that agree with the corpus, and again after a command and its undo', async () => {
  const before = await columns();
  expect(before.rows.length).toBeGreaterThan(0);
  expect(before.rows).toMatchObject(await detailed());

  const { items } = await page.client.videos.detail.query({ videoId: VIDEO });
  const moved = items.find(({ task }) => task === 'TG')?.intervals[0];
  if (moved === undefined) throw new Error('The sample has TG items.');
  const done = await page.client.commands.run.mutate({
    name: 'moveEdge',
    params: { interval: moved.id, edge: 'start', to: { frame: moved.startFrame + 3 } },
  });
  const after = await columns();
  expect(after.revision).toBeGreaterThan(before.revision);
  expect(after.revision).toBe(done.revision);
  expect(after.rows).toMatchObject(await detailed());
  const now = after.rows.find(({ id }) => id === moved.id);
  expect(now?.start).toBeGreaterThan(moved.start);
  expect(now).not.toEqual(before.rows.find(({ id }) => id === moved.id));

  // What is read again after the event says the same as the columns read anew.
  const again = await page.client.timeline.rows.query({ videoId: VIDEO, ids: [moved.id] });
  expect(again).toEqual({ revision: after.revision, rows: [now] });

  await page.client.commands.undo.mutate();
  const undone = await columns();
  expect(undone.revision).toBeGreaterThan(after.revision);
  expect(undone.rows).toEqual(before.rows);
});

it('leaves an interval that is no more out of the columns and of what is read again', async () => {
  const { rows } = await columns();
  const [first] = rows;
  const kept = rows.at(-1);
  if (first === undefined || kept === undefined) throw new Error('The sample has intervals.');
  await page.client.commands.run.mutate({ name: 'deleteInterval', params: { interval: first.id } });
  expect((await columns()).rows.map(({ id }) => id)).not.toContain(first.id);
  const again = await page.client.timeline.rows.query({ videoId: VIDEO, ids: [first.id, kept.id] });
  expect(again.rows).toEqual([kept]);
  await page.client.commands.undo.mutate();
  expect((await columns()).rows).toContainEqual(first);
});

it('refuses a video that the project does not have', async () => {
  const got = await page.get('/timeline/nowhere');
  expect(got.status).toBe(404);
  expect(got.body.toString().trim()).toBe('There is no such video in this project.');
  expect((await page.get('/timeline/%E0%A4%A')).status).toBe(404);
  const [row] = (await columns()).rows;
  await expect(
    page.client.timeline.rows.query({ videoId: 'nowhere', ids: [row?.id ?? 0] }),
  ).rejects.toMatchObject({ data: { code: 'NOT_FOUND' } });
  // Without a session's cookie nothing is told, not even that a video is unknown.
  expect((await page.get(`/timeline/${VIDEO}`, { cookie: '' })).status).toBeGreaterThanOrEqual(401);
});
