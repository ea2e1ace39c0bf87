import { describe, expect, it } from 'vitest';
import { GpuLease, type Holder } from './gpu-lease.ts';

/** A holder that stops only when it is told that its step is over. */
class SteppingHolder implements Holder {
  readonly log: string[] = [];
  #stopped = Promise.withResolvers<void>();

  pause(): Promise<void> {
    this.log.push('asked to stop');
    this.#stopped = Promise.withResolvers<void>();
    return this.#stopped.promise;
  }

  endStep(): void {
    this.log.push('stopped');
    this.#stopped.resolve();
  }

  resume(): void {
    this.log.push('resumed');
  }
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('GpuLease', () => {
  it('lets work through at once where nobody holds the card', async () => {
    expect(await new GpuLease().preempt(() => Promise.resolve(7))).toBe(7);
  });

  it('waits for the step boundary, lets every guest work, and resumes after the last one', async () => {
    const lease = new GpuLease();
    const holder = new SteppingHolder();
    lease.hold(holder);
    const first = Promise.withResolvers<void>();
    const one = lease.preempt(async () => {
      holder.log.push('one works');
      await first.promise;
    });
    const two = lease.preempt(async () => {
      holder.log.push('two works');
    });
    await turn();
    expect(holder.log).toEqual(['asked to stop']);
    holder.endStep();
    await two;
    expect(holder.log).not.toContain('resumed');
    first.resolve();
    await one;
    expect(holder.log).toEqual(['asked to stop', 'stopped', 'one works', 'two works', 'resumed']);
  });

  it('resumes the holder when the work fails, and leaves one alone that has ended meanwhile', async () => {
    const lease = new GpuLease();
    const holder = new SteppingHolder();
    const release = lease.hold(holder);
    const failing = lease.preempt(() => Promise.reject(new Error('no')));
    holder.endStep();
    await expect(failing).rejects.toThrow('no');
    expect(holder.log.at(-1)).toBe('resumed');
    const late = lease.preempt(async () => {
      release();
    });
    holder.endStep();
    await late;
    expect(holder.log.filter((line) => line === 'resumed')).toHaveLength(1);
  });
});
