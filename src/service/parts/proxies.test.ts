import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { fixture } from '../../media/test-support.ts';
import { openPage, testService, until, type OpenPage, type TestService } from '../testing/running-service.ts';

// Real encoding on a machine that may be busy with others: the limit only ends what hangs.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

let service: TestService;
let page: OpenPage;
let videos: string;
let project: string;
const AVI = 'b-frames';
/** Two minutes: no machine makes its proxy between two calls. */
const LONG = 'long';

beforeAll(async () => {
  service = await testService();
  page = await openPage(service);
  videos = join(service.folder, 'videos');
  project = join(service.folder, 'project');
  mkdirSync(videos);
  for (const name of ['b-frames.avi', 'hevc.mp4']) copyFileSync(fixture(name), join(videos, name));
  const pattern = ['-f', 'lavfi', '-i', 'testsrc2=s=640x360:r=30:d=120'];
  execFileSync('ffmpeg', ['-v', 'error', ...pattern, '-c:v', 'mpeg4', join(videos, `${LONG}.avi`)]);
  await page.client.projects.create.mutate({ dir: project, title: 'proxies' });
  const { jobId } = await page.client.importer.videos.mutate({ folder: videos });
  await page.finished(jobId);
});

async function idOf(name: string): Promise<string> {
  const { rows } = await page.client.videos.list.query({});
  const found = rows.find(({ title }) => title.startsWith(name));
  if (found === undefined) throw new Error(`There is no ${name}.`);
  return found.id;
}

describe('a proxy', () => {
  it('is made once however many ask, tells how far it is, and is sent by Range', async () => {
    const { proxies } = page.client;
    const videoId = await idOf(AVI);
    expect(await proxies.of.query({ videoId })).toMatchObject({ state: 'none', url: null, automatic: true });
    const [one, two] = await Promise.all([
      proxies.make.mutate({ videoId }),
      proxies.make.mutate({ videoId }),
    ]);
    expect(one).toMatchObject({ state: 'making' });
    expect(two.jobId).toBe(one.jobId);
    const job = await page.finished(one.jobId ?? '');
    expect(job).toMatchObject({ kind: 'proxy', state: 'done', done: 50, total: 50 });
    const ready = await proxies.of.query({ videoId });
    expect(ready).toMatchObject({ state: 'ready', jobId: null });
    const answer = await page.get(ready.url ?? '', { range: 'bytes=4-7' });
    expect([answer.status, answer.body.toString('latin1')]).toEqual([206, 'ftyp']);
    expect(answer.headers['content-type']).toBe('video/mp4');
    expect(answer.headers['content-range']).toBe(`bytes 4-7/${ready.bytes}`);
    expect((await page.get('/proxy/nobody')).status).toBe(404);
    const usage = await proxies.usage.query();
    expect(usage).toMatchObject({ files: 1, bytes: ready.bytes });
    expect(usage.cacheBytes).toBeLessThanOrEqual(usage.limitBytes);
  });

  it('can be deleted at any time, by anyone, and be made again', async () => {
    const { proxies } = page.client;
    const videoId = await idOf(AVI);
    const made = await proxies.make.mutate({ videoId });
    if (made.jobId !== null) await page.finished(made.jobId);
    expect((await proxies.remove.mutate({ videoId })).usage.files).toBe(0);
    expect(await proxies.of.query({ videoId })).toMatchObject({ state: 'none' });
    const again = await proxies.make.mutate({ videoId });
    await page.finished(again.jobId ?? '');
    const { url } = await proxies.of.query({ videoId });
    rmSync(join(project, 'cache'), { recursive: true, force: true });
    expect((await page.get(url ?? '')).status).toBe(404);
    expect(await proxies.of.query({ videoId })).toMatchObject({ state: 'none' });
  });

  it('that is cancelled leaves nothing behind and is not begun again by itself', async () => {
    const { proxies, jobs } = page.client;
    const videoId = await idOf(LONG);
    const { jobId } = await proxies.make.mutate({ videoId });
    if (jobId === null) throw new Error('Nobody made this proxy before.');
    // In the midst of it: the file is being written, and most of it is still to come.
    await until(async () => (await jobs.list.query()).some((job) => job.id === jobId && job.done > 0));
    await jobs.cancel.mutate({ jobId });
    expect((await page.finished(jobId)).state).toBe('cancelled');
    await until(async () => (await proxies.of.query({ videoId })).state === 'cancelled');
    const left = readdirSync(project, { recursive: true }).filter((name) => String(name).includes('.proxy.'));
    expect(left).toEqual([]);
  });

  it('that cannot be made says why, until it is asked for anew', async () => {
    const { proxies } = page.client;
    const videoId = await idOf('hevc');
    rmSync(join(videos, 'hevc.mp4'));
    const { jobId } = await proxies.make.mutate({ videoId });
    expect((await page.finished(jobId ?? '')).state).toBe('failed');
    await until(async () => (await proxies.of.query({ videoId })).state === 'refused');
    expect((await proxies.of.query({ videoId })).sentence).toContain('is not where it was');
    copyFileSync(fixture('hevc.mp4'), join(videos, 'hevc.mp4'));
    const again = await proxies.make.mutate({ videoId });
    expect((await page.finished(again.jobId ?? '')).state).toBe('done');
  });

  it('is made without being asked unless the setting says otherwise', async () => {
    const { proxies } = page.client;
    expect((await proxies.setAutomatic.mutate({ automatic: false })).automatic).toBe(false);
    expect((await proxies.of.query({ videoId: await idOf(AVI) })).automatic).toBe(false);
    expect((await proxies.setAutomatic.mutate({ automatic: true })).automatic).toBe(true);
  });
});
