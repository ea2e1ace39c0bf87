import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { say, told } from '../../tasks/said/said.ts';
import { frameTable } from '../../time/frame-table.ts';
import { secondsInterval } from '../../time/interval.ts';
import { ticks, timebase } from '../../time/ticks.ts';
import type { Project } from '../project.ts';
import { item } from '../queries/items.ts';
import { allViewState, coverageOf, viewState } from '../queries/project.ts';
import { currentPolicy, policies, policy, run, runMetrics, runs } from '../queries/training.ts';
import { history } from '../queries/history.ts';
import { suggestionsOfVideo } from '../queries/suggestions.ts';
import { listVideos, video } from '../queries/videos.ts';
import { openSample } from '../testing/open-sample.ts';
import { probe } from '../testing/sample.ts';

let project: Project;
let remove: () => Promise<void>;
let clock = 0;
beforeEach(async () => {
  ({ project, remove } = await openSample({ now: () => ++clock }));
});
afterEach(() => remove());

describe('coverage', () => {
  const cover = (kind: 'watched' | 'skimmed', ...ranges: [number, number][]): Promise<unknown> =>
    project.writer.job('addCoverage', {
      video: 'v2',
      kind,
      ranges: ranges.map(([start, end]) => ({ start, end })),
    });

  it('grows by union, kind by kind, and stays inside the video', async () => {
    await cover('watched', [0, 1000], [5000, 6000]);
    await cover('watched', [1000, 2000], [127_000, 999_999]);
    await cover('skimmed', [500, 700]);
    expect(coverageOf(project.db, 'v2').map(({ kind, start, end }) => [kind, start, end])).toEqual([
      ['skimmed', 500, 700],
      ['watched', 0, 2000],
      ['watched', 5000, 6000],
      ['watched', 127_000, 128_000],
    ]);
  });

  it('is told in the list, stays out of the log and makes a video begun', async () => {
    expect(listVideos(project.db, { state: 'new' }).videos.map((each) => each.id)).toEqual(['v2']);
    await cover('watched', [0, 64_000]);
    expect(listVideos(project.db, { state: 'begun' }).videos.map((each) => [each.id, each.coverage])).toEqual(
      [
        ['v1', 0],
        ['v2', 0.5],
      ],
    );
    expect(history(project.db)).toEqual([]);
    await expect(cover('watched', [5, 5])).rejects.toThrow(/must start before it ends/);
  });
});

describe('view state', () => {
  it('is kept by name', async () => {
    await project.writer.job('setViewState', { name: 'zoom', value: 2 });
    await project.writer.job('setViewState', { name: 'playhead', value: { v1: [1, null] } });
    await project.writer.job('setViewState', { name: 'zoom', value: 3 });
    expect(allViewState(project.db)).toEqual({ zoom: 3, playhead: { v1: [1, null] } });
    expect(viewState(project.db, 'nothing')).toBeNull();
  });
});

describe('policies', () => {
  const add = (id: string, over: object = {}): Promise<unknown> =>
    project.writer.job('addPolicy', {
      id,
      name: id,
      architecture: 'compact',
      architectureVersion: 1,
      ...over,
    });
  const promote = (id: string): Promise<unknown> => project.writer.job('promotePolicy', { policy: id });
  const status = (): Record<string, string> =>
    Object.fromEntries(policies(project.db).map((each) => [each.id, each.status]));

  it('are promoted, rolled back along the way they came, and discarded', async () => {
    await add('shipped', { shipped: true, metrics: { TG: 0.5 } });
    expect(currentPolicy(project.db)?.id).toBe('shipped');
    await add('a', { parent: 'shipped' });
    await add('b', { parent: 'a' });
    await promote('a');
    await promote('b');
    await promote('b');
    expect(status()).toEqual({ p1: 'candidate', shipped: 'shipped', a: 'retired', b: 'current' });
    const back = (): Promise<unknown> => project.writer.job('rollbackPolicy', {});
    expect(await back()).toEqual({ policy: 'a', previous: 'b' });
    expect(await back()).toEqual({ policy: null, previous: 'a' });
    expect(currentPolicy(project.db)?.id).toBe('shipped');
    await expect(back()).rejects.toThrow('There is no earlier policy to go back to.');
    await promote('p1');
    expect(await back()).toEqual({ policy: null, previous: 'p1' });
  });

  it('the shipped one is listed anew at each start, others only once', async () => {
    await add('shipped', { shipped: true });
    await add('shipped', { shipped: true, architectureVersion: 2 });
    expect(policy(project.db, 'shipped')?.architectureVersion).toBe(2);
    await promote('shipped');
    await add('shipped', { shipped: true, architectureVersion: 3 });
    expect(policy(project.db, 'shipped')).toMatchObject({ architectureVersion: 3, status: 'current' });
    await expect(add('p1')).rejects.toThrow(/a policy "p1" in this project already/);
    await expect(project.writer.job('retirePolicy', { policy: 'shipped' })).rejects.toThrow(
      /is the current policy/,
    );
    await project.writer.job('retirePolicy', { policy: 'p1' });
    expect(status()['p1']).toBe('retired');
    await expect(promote('nobody')).rejects.toMatchObject({ code: 'not-found' });
  });
});

describe('runs', () => {
  it('tell their story and keep their curves', async () => {
    await project.writer.job('createRun', { id: 'r', settings: { steps: 2 }, basePolicy: 'p1' });
    await project.writer.job('updateRun', { run: 'r', state: 'running', phase: 'grpo', done: 1, total: 2 });
    const point = (name: string, step: number, value: number) => ({ name, phase: 'grpo', step, value });
    await project.writer.job('addRunMetrics', {
      run: 'r',
      points: [point('reward', 2, 0.5), point('kl', 1, 0.1)],
    });
    await project.writer.job('addRunMetrics', {
      run: 'r',
      points: [point('reward', 1, 0.25), point('reward', 2, 0.75)],
    });
    expect(runMetrics(project.db, 'r')).toEqual([
      { name: 'kl', phase: 'grpo', steps: [1], values: [0.1] },
      { name: 'reward', phase: 'grpo', steps: [1, 2], values: [0.25, 0.75] },
    ]);
    expect(runMetrics(project.db, 'r', { name: 'reward', after: 1 })[0]?.steps).toEqual([2]);
    await project.writer.job('updateRun', { run: 'r', state: 'done', resultPolicy: 'p1', result: { TG: 1 } });
    const kept = run(project.db, 'r');
    expect(kept).toMatchObject({
      state: 'done',
      phase: 'grpo',
      settings: { steps: 2 },
      resultPolicy: 'p1',
      result: { TG: 1 },
    });
    expect([kept?.createdAt, kept?.startedAt, kept?.endedAt].every((at) => typeof at === 'number')).toBe(
      true,
    );
  });

  it('say how they are in any language, until a sentence comes that is English only', async () => {
    await project.writer.job('createRun', { id: 'r', settings: {} });
    expect(run(project.db, 'r')?.said).toBeNull();
    const step = told(say('runStep', { phase: 'grpo', done: 3, total: 9 }));
    await project.writer.job('updateRun', { run: 'r', ...step });
    expect(run(project.db, 'r')).toMatchObject({ ...step, sentence: 'GRPO, step 3 of 9.' });
    await project.writer.job('updateRun', { run: 'r', done: 4 });
    expect(run(project.db, 'r')).toMatchObject(step);
    await project.writer.job('updateRun', { run: 'r', sentence: 'Out of memory.' });
    expect(run(project.db, 'r')).toMatchObject({ sentence: 'Out of memory.', said: null });
  });

  it('under way when the program ended are interrupted', async () => {
    for (const id of ['a', 'b', 'c']) await project.writer.job('createRun', { id, settings: {} });
    await project.writer.job('updateRun', { run: 'b', state: 'running' });
    await project.writer.job('updateRun', { run: 'c', state: 'failed', error: 'no memory' });
    expect(await project.writer.job('interruptRuns', {})).toEqual({ runs: ['a', 'b'] });
    expect(
      runs(project.db)
        .map((each) => [each.id, each.state])
        .toReversed(),
    ).toEqual([
      ['a', 'interrupted'],
      ['b', 'interrupted'],
      ['c', 'failed'],
    ]);
    await expect(project.writer.job('updateRun', { run: 'z' })).rejects.toThrow(
      'There is no run "z" in this project.',
    );
  });
});

describe('relinking', () => {
  /** The same frames in milliseconds, 21 ms later: a remux to Matroska. */
  const matroska = {
    ...probe('v1'),
    path: '/elsewhere/v1.mkv',
    fingerprint: 'other',
    container: 'matroska' as const,
    table: frameTable(
      timebase(1, 1000),
      Float64Array.from({ length: 250 }, (_v, i) => 21 + i * 40),
      ticks(10_021),
    ),
  };

  it('carries every edge to the same frame of a remuxed file', async () => {
    await project.writer.job('writeSuggestions', {
      policy: 'p1',
      responses: [
        {
          item: 'tal',
          prediction: {
            intervals: [secondsInterval(7, 8), secondsInterval(8, 9)],
            scores: [1, 1],
            response: '',
          },
        },
      ],
    });
    const [taken] = suggestionsOfVideo(project.db, 'v1');
    await project.writer.execute('trimSuggestion', {
      suggestion: taken?.id ?? 0,
      start: { seconds: 7.04 },
      end: { seconds: 8 },
    });
    await project.writer.job('addCoverage', {
      video: 'v1',
      kind: 'watched',
      ranges: [{ start: 0, end: 5120 }],
    });
    const before = item(project.db, 'tal')?.intervals.map(({ edges }) => [
      edges?.start.frame,
      edges?.end.frame,
    ]);
    expect(await project.writer.job('relinkVideo', { video: 'v1', probe: matroska })).toEqual({ moved: 8 });
    const tal = item(project.db, 'tal');
    expect(tal?.intervals.map(({ edges }) => [edges?.start.frame, edges?.end.frame])).toEqual(before);
    expect(tal?.intervals[2]?.edges?.start).toMatchObject({
      ticks: 7061,
      seconds: 7.061,
      provenance: { movedTicks: 40 },
    });
    expect(suggestionsOfVideo(project.db, 'v1')[1]?.edges).toMatchObject({ start: 8021, end: 9021 });
    expect(coverageOf(project.db, 'v1').map(({ start, end }) => [start, end])).toEqual([[21, 421]]);
    expect(video(project.db, project.paths.dir, 'v1')).toMatchObject({
      path: '/elsewhere/v1.mkv',
      container: 'matroska',
      fileState: 'ready',
    });
    // The edges moved under the entry: undoing it would put the old file's ticks on the new one.
    await expect(project.writer.undo()).rejects.toMatchObject({ code: 'conflict' });
  });

  it.each(['undone', 'redone'] as const)(
    'keeps an interval of the old file from being put on other pictures of the new one: what is %s',
    async (what) => {
      const [first] = item(project.db, 'tal')?.intervals ?? [];
      if (what === 'undone') await project.writer.execute('deleteInterval', { interval: first?.id ?? 0 });
      else {
        await project.writer.execute('createInterval', {
          item: 'tal',
          start: { seconds: 7 },
          end: { seconds: 8 },
        });
        await project.writer.undo();
      }
      await project.writer.job('relinkVideo', { video: 'v1', probe: matroska });
      const before = item(project.db, 'tal');
      const again = what === 'undone' ? project.writer.undo() : project.writer.redo();
      await expect(again).rejects.toMatchObject({ code: 'conflict' });
      expect(item(project.db, 'tal')).toEqual(before);
    },
  );

  it('to the same frames at another place moves nothing', async () => {
    await project.writer.job('setVideoState', { videos: ['v1'], state: 'missing' });
    expect(listVideos(project.db, { state: 'missing' }).videos.map((each) => each.id)).toEqual(['v1']);
    const moved = { ...probe('v1'), path: `${project.paths.dir}/videos/v1.mp4` };
    expect(await project.writer.job('relinkVideo', { video: 'v1', probe: moved })).toEqual({ moved: 0 });
    expect(project.db.get('SELECT path, state FROM video WHERE id = @id', { id: 'v1' })).toEqual({
      path: 'videos/v1.mp4',
      state: 'ready',
    });
  });

  it('leaves what was done to the video before it undoable, and found by where it lies now', async () => {
    const foundBy = (search: string): string[] =>
      listVideos(project.db, { search }).videos.map((each) => each.id);
    await project.writer.job('setVideoState', { videos: ['v2'], state: 'missing' });
    await project.writer.execute('deleteItem', { item: 'tal-2' });
    await project.writer.execute('setVideoGroup', { videos: ['v2'], group: 'antelope' });
    const moved = { ...probe('v2'), path: '/Elsewhere/v2.mp4' };
    await project.writer.job('relinkVideo', { video: 'v2', probe: moved });
    expect([foundBy('antelope'), foundBy('/elsewhere/')]).toEqual([['v2'], ['v2']]);
    await project.writer.undo();
    expect([foundBy('antelope'), foundBy('/elsewhere/')]).toEqual([[], ['v2']]);
    await project.writer.redo();
    expect([foundBy('antelope'), foundBy('/elsewhere/')]).toEqual([['v2'], ['v2']]);
  });

  it.each([
    ['a frame more', probe('v1', 251), /has 251 frames instead of 250/],
    [
      'other moments',
      {
        ...probe('v1'),
        table: frameTable(
          timebase(1, 12_800),
          Float64Array.from({ length: 250 }, (_v, i) => i * 512 + (i === 99 ? 100 : 0)),
          ticks(128_000),
        ),
      },
      /its frame 99 is shown at another moment/,
    ],
  ])('to a file with %s is refused', async (_what, other, why) => {
    await expect(project.writer.job('relinkVideo', { video: 'v1', probe: other })).rejects.toThrow(why);
  });
});
