import { describe, expect, it } from 'vitest';
import { say } from '../tasks/said/said.ts';
import { ServiceError } from './api.ts';
import type { Job } from './contract/index.ts';
import { Jobs } from './jobs.ts';
import { remark } from './long-work/progress.ts';

const request = { kind: 'export', title: 'a test', line: 'one' } as const;

describe('Jobs', () => {
  it('runs a line one after the other and keeps what came of each', async () => {
    const jobs = new Jobs(() => undefined);
    const order: string[] = [];
    const step = (name: string) =>
      jobs.start({
        ...request,
        work: async ({ progress }) => {
          order.push(`${name} begins`);
          progress(1, 2, 'half way');
          await new Promise((resolve) => setImmediate(resolve));
          order.push(`${name} ends`);
          return `${name} is done.`;
        },
      });
    const [a, b] = [step('a'), step('b')];
    expect((await jobs.finished(b)).sentence).toBe('b is done.');
    expect(order).toEqual(['a begins', 'a ends', 'b begins', 'b ends']);
    expect((await jobs.finished(a)).state).toBe('done');
  });

  it('tells its title, what it does and what came of it so that they can be said in any language', async () => {
    const seen: Job[] = [];
    const jobs = new Jobs((job) => seen.push(job));
    const id = jobs.start({
      ...request,
      title: say('proxyOf', { title: 'a.mp4' }),
      work: ({ progress, problem, note }) => {
        progress(1, 2, say('copying', { title: 'a.mp4' }));
        problem(remark('b', say('folderGone', { folder: 'b' })));
        note({ subject: 'c', sentence: 'Said by another program.' });
        return Promise.reject(new ServiceError('conflict', say('proxyFileMoved', { title: 'a.mp4' })));
      },
    });
    expect(seen[0]).toMatchObject({ sentence: 'Waiting for its turn.', said: { key: 'workWaits' } });
    expect(await jobs.finished(id)).toMatchObject({
      title: 'Proxy of a.mp4',
      titleSaid: { key: 'proxyOf' },
      sentence: 'The file of “a.mp4” is not where it was, so no proxy can be made.',
      said: { key: 'proxyFileMoved', values: { title: 'a.mp4' } },
      problems: [{ subject: 'b', sentence: 'There is no folder “b”.', said: { key: 'folderGone' } }],
      notes: [{ subject: 'c', sentence: 'Said by another program.', said: null }],
    });
  });

  it('says why a job failed in one line, and the next one still runs', async () => {
    const jobs = new Jobs(() => undefined);
    const bad = jobs.start({
      ...request,
      work: () => Promise.reject(new Error('The disk is full.\n  at somewhere')),
    });
    const good = jobs.start({ ...request, work: () => Promise.resolve('Fine.') });
    expect(await jobs.finished(bad)).toMatchObject({
      state: 'failed',
      sentence: 'The disk is full. at somewhere',
    });
    expect(await jobs.finished(good)).toMatchObject({ state: 'done', sentence: 'Fine.' });
  });

  it('cancels a waiting job without running it, and a running one at its next look', async () => {
    const jobs = new Jobs(() => undefined);
    let ran = false;
    const running = jobs.start({
      ...request,
      work: async ({ signal }) => {
        await new Promise((resolve) => {
          signal.addEventListener('abort', resolve, { once: true });
        });
        signal.throwIfAborted();
        return 'never';
      },
    });
    const waiting = jobs.start({
      ...request,
      work: () => {
        ran = true;
        return Promise.resolve('never');
      },
    });
    jobs.cancel(waiting);
    jobs.cancel(running);
    expect((await jobs.finished(running)).state).toBe('cancelled');
    expect((await jobs.finished(waiting)).state).toBe('cancelled');
    expect(ran).toBe(false);
  });

  it('tells watchers the last state of every job, however fast it reports', async () => {
    const told: Job[] = [];
    const jobs = new Jobs((job) => told.push(job));
    const id = jobs.start({
      ...request,
      work: ({ progress }) => {
        for (let i = 0; i < 5000; i++) progress(i, 5000, `step ${i}`);
        return Promise.resolve('All 5000.');
      },
    });
    await jobs.finished(id);
    expect(told.length).toBeLessThan(20);
    expect(told.at(-1)).toMatchObject({ state: 'done', sentence: 'All 5000.' });
  });

  it('refuses an unknown id with a sentence', () => {
    expect(() => new Jobs(() => undefined).cancel('nope')).toThrow('This job is not known any more.');
  });
});
