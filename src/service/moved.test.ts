import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { openPage, sampleProject, testService, type OpenPage } from './testing/running-service.ts';

// Real files, ffmpeg and threads on a machine that may be busy: the limit only ends what hangs.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

let page: OpenPage;
let folder: string;
let project: string;
/** Folder of the sample's videos inside the project. */
let films: string;
beforeAll(async () => {
  const service = await testService();
  ({ folder } = service);
  page = await openPage(service);
  project = join(folder, 'project');
  await sampleProject(page, project);
  films = join(project, 'sample', 'videos');
});

const firstIntervals = async (videoId: string): Promise<unknown> => {
  const { items } = await page.client.videos.detail.query({ videoId });
  return items.flatMap(({ intervals }) =>
    intervals.map(({ startFrame, endFrame }) => [startFrame, endFrame]),
  );
};

describe('videos that were moved', () => {
  it('are found again all at once by content, renamed or remuxed, and another video of the name is refused', async () => {
    const names = readdirSync(films)
      .filter((name) => name.endsWith('.mp4'))
      .toSorted();
    const [renamed = '', remuxed = '', other = '', gone = ''] = names;
    const before = await firstIntervals(remuxed.replace('.mp4', ''));
    const away = join(folder, 'disk', 'deep', 'films');
    mkdirSync(away, { recursive: true });
    for (const name of names) renameSync(join(films, name), join(away, name));
    renameSync(join(away, renamed), join(away, 'called otherwise.mp4'));
    const remux = ['-v', 'error', '-i', join(away, remuxed), '-c', 'copy'];
    execFileSync('ffmpeg', remux.concat(join(away, remuxed.replace('.mp4', '.mkv'))));
    rmSync(join(away, remuxed));
    const pattern = ['-v', 'error', '-f', 'lavfi', '-i', 'testsrc2=size=64x48:rate=10:duration=1', '-y'];
    execFileSync('ffmpeg', pattern.concat(join(away, other)));
    rmSync(join(away, gone));
    const { jobId } = await page.client.relink.search.mutate({ folder: join(folder, 'disk') });
    const job = await page.finished(jobId);
    expect(job).toMatchObject({ kind: 'relink', state: 'done' });
    // What is gone since the project was opened is known from now on.
    expect(await page.client.relink.lost.query()).toHaveLength(names.length);
    const found = await page.client.relink.proposals.query();
    const rowOf = (name: string): unknown =>
      found?.rows.find(({ videoId }) => videoId === name.replace('.mp4', ''));
    expect(rowOf(renamed)).toMatchObject({ match: 'same', path: join(away, 'called otherwise.mp4') });
    expect(rowOf(remuxed)).toMatchObject({
      match: 'frames',
      path: join(away, remuxed.replace('.mp4', '.mkv')),
    });
    expect(rowOf(other)).toMatchObject({
      match: 'refused',
      reason: expect.stringMatching(/another video: it has 10 frames instead of \d+/u),
    });
    expect(rowOf(gone)).toMatchObject({ match: 'none', path: null });
    const usable = (found?.rows ?? []).filter(({ match }) => match === 'same' || match === 'frames');
    expect(usable).toHaveLength(names.length - 2);
    const { sentence } = await page.client.relink.takeOver.mutate({
      videoIds: usable.map(({ videoId }) => videoId),
    });
    expect(sentence).toMatch(/^10 videos found again\./u);
    expect(await page.client.relink.lost.query()).toHaveLength(2);
    expect(await firstIntervals(remuxed.replace('.mp4', ''))).toEqual(before);
    const { jobs } = await page.client.history.page.query();
    expect(jobs[0]?.sentence).toBe('Told where 10 videos are now');
    // What was found is taken over once.
    await expect(
      page.client.relink.takeOver.mutate({ videoIds: usable.map(({ videoId }) => videoId) }),
    ).rejects.toThrow(/out of date/u);
  });
});

describe('a packed project', () => {
  it('is planned with its sizes, written, looked into and unpacked by jobs', async () => {
    const plan = await page.client.packs.plan.query();
    expect(plan.videos.all.count).toBe(10);
    expect(plan.videos.missing).toBe(2);
    expect(plan.proposed).toMatch(/\.tempr1\.zip$/u);
    const out = join(folder, 'out.tempr1.zip');
    const packed = await page.finished(
      (await page.client.packs.start.mutate({ out, videos: 'all', policies: [] })).jobId,
    );
    expect(packed).toMatchObject({ kind: 'pack', state: 'done' });
    expect(packed.problems).toHaveLength(2);
    const inside = await page.client.packs.inspect.query({ file: out });
    expect(inside).toMatchObject({ title: 'HalfCheetah sample', videos: 12, packedVideos: 10 });
    const dir = join(folder, 'unpacked');
    const job = await page.finished((await page.client.packs.unpack.mutate({ file: out, dir })).jobId);
    expect(job).toMatchObject({ kind: 'unpack', state: 'done' });
    const history = await page.client.history.page.query();
    await page.client.projects.open.mutate({ dir });
    expect((await page.client.history.page.query()).acts).toEqual(history.acts);
    expect(await page.client.relink.lost.query()).toHaveLength(2);
    await expect(page.client.packs.inspect.query({ file: join(project, 'corpus.sqlite') })).rejects.toThrow(
      /no packed project/u,
    );
    const again = await page.finished((await page.client.packs.unpack.mutate({ file: out, dir })).jobId);
    expect(again).toMatchObject({ state: 'failed', sentence: expect.stringContaining('is not empty') });
    expect(existsSync(join(dir, 'videos'))).toBe(true);
  });
});
