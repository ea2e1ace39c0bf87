import { describe, expect, it } from 'vitest';
import type { Job } from './contract/index.ts';
import { Jobs } from './jobs.ts';

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
