import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Project } from '../project.ts';
import { openSample } from '../testing/open-sample.ts';
import { coverageOfVideo, coverageOfVideos, coverageWall, nextUnseen } from './coverage.ts';
import { listVideos } from './videos.ts';

/** Ticks of a second: the sample's videos count in 1/12800 and last ten seconds. */
const S = 12_800;
const END = 10 * S;

let project: Project;
let remove: () => Promise<void>;
beforeEach(async () => {
  ({ project, remove } = await openSample());
});
afterEach(() => remove());

function see(video: string, kind: 'watched' | 'skimmed', ...seconds: [number, number][]): Promise<unknown> {
  const ranges = seconds.map(([start, end]) => ({ start: start * S, end: end * S }));
  return project.writer.job('addCoverage', { video, kind, ranges });
}

describe('coverage', () => {
  it('tells watched from skimmed from unseen, and what was watched is not also skimmed', async () => {
    await see('v1', 'skimmed', [2, 8]);
    await see('v1', 'watched', [0, 3], [5, 6]);
    const { watched, skimmed, unseen, ...shares } = coverageOfVideo(project.db, 'v1');
    const seconds = (ranges: readonly { start: number; end: number }[]): number[][] =>
      ranges.map(({ start, end }) => [start / S, end / S]);
    expect(seconds(watched)).toEqual([
      [0, 3],
      [5, 6],
    ]);
    expect(seconds(skimmed)).toEqual([
      [3, 5],
      [6, 8],
    ]);
    expect(seconds(unseen)).toEqual([[8, 10]]);
    expect([shares.watchedShare, shares.skimmedShare, shares.unseenShare].map((x) => x.toFixed(3))).toEqual([
      '0.400',
      '0.400',
      '0.200',
    ]);
  });

  it('is what several people saw together, and a video that was only skimmed is begun', async () => {
    await project.writer.job('addAnnotator', { id: 'ada', name: 'Ada' });
    await see('v2', 'skimmed', [0, 4]);
    await project.writer.job('addCoverage', {
      video: 'v2',
      kind: 'watched',
      ranges: [{ start: 4 * S, end: END }],
      annotator: 'ada',
    });
    expect(coverageOfVideo(project.db, 'v2').unseen).toEqual([]);
    expect(listVideos(project.db, { state: 'begun' }).videos.map(({ id }) => id)).toEqual(['v1', 'v2']);
    expect(listVideos(project.db).videos.map(({ state }) => state)).toEqual(['begun', 'begun']);
    expect(coverageOfVideos(project.db, ['v2', 'nowhere']).map(({ id }) => id)).toEqual(['v2']);
  });

  it('of the whole project is sorted by how much is left', async () => {
    await see('v1', 'watched', [0, 5]);
    await see('v1', 'skimmed', [4, 6]);
    const wall = coverageWall(project.db, { order: 'unseen', offset: 0, limit: 10 });
    expect(wall.rows.map(({ id }) => id)).toEqual(['v2', 'v1']);
    expect(wall.seconds).toEqual({ total: 20, watched: 5, skimmed: expect.closeTo(1, 9) });
    expect(
      coverageWall(project.db, { order: 'seen', offset: 1, limit: 10 }).rows.map(({ id }) => id),
    ).toEqual(['v2']);
  });
});

describe('the next unseen time', () => {
  it('is ahead in the video, then in the next ones, then around from the first', async () => {
    await see('v1', 'watched', [0, 2], [4, 6]);
    await see('v2', 'skimmed', [0, 9]);
    const go = (videoId: string, seconds: number): [string, number] | null => {
      const found = nextUnseen(project.db, { videoId, tick: seconds * S });
      return found === null ? null : [found.videoId, found.start / S];
    };
    expect(go('v1', 0)).toEqual(['v1', 2]);
    expect(go('v1', 2)).toEqual(['v1', 6]);
    expect(go('v1', 7)).toEqual(['v2', 9]);
    expect(go('v2', 9.5)).toEqual(['v1', 2]);
    expect(nextUnseen(project.db, null)).toMatchObject({ videoId: 'v1', start: 2 * S });
  });

  it('passes over crumbs and videos whose file is gone, and ends when all was seen', async () => {
    await see('v1', 'watched', [0, 5], [5.125, 10]);
    expect(nextUnseen(project.db, { videoId: 'v1', tick: 0 })?.videoId).toBe('v2');
    await project.writer.job('setVideoState', { videos: ['v2'], state: 'missing' });
    expect(nextUnseen(project.db, { videoId: 'v1', tick: 0 })).toBeNull();
  });

  it('comes back to the video it began in', async () => {
    await see('v2', 'watched', [0, 10]);
    await see('v1', 'watched', [3, 10]);
    expect(nextUnseen(project.db, { videoId: 'v1', tick: 5 * S })).toMatchObject({
      videoId: 'v1',
      start: 0,
    });
  });
});
