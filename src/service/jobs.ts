import { randomUUID } from 'node:crypto';
import { ServiceError } from './api.ts';
import type { Job, JobKind } from './contract/index.ts';
import { sentenceOf } from './sentence.ts';
import type { WorkContext } from './long-work/progress.ts';

/** Does the work and answers with one sentence that says what came of it. What it throws is shown as its one sentence. */
export type JobWork = (context: WorkContext) => Promise<string>;

export interface JobRequest {
  readonly kind: JobKind;
  readonly title: string;
  /** Jobs of one line run one after the other; those of different lines beside each other. */
  readonly line: string;
  readonly work: JobWork;
}

interface Entry {
  job: Job;
  readonly controller: AbortController;
  readonly began: number;
  told: number;
  timer: NodeJS.Timeout | null;
  readonly settled: Promise<void>;
}

const TELL_EVERY_MS = 100;
/** Finished jobs are kept so that a page that comes late can still read what came of them. */
const FINISHED_KEPT = 200;
const PROBLEMS_KEPT = 10_000;

/** Work that takes longer than a call: queued, reported, cancellable. Nothing here survives a restart. */
export class Jobs {
  readonly #entries = new Map<string, Entry>();
  readonly #lines = new Map<string, Promise<void>>();
  readonly #tell: (job: Job) => void;

  constructor(tell: (job: Job) => void) {
    this.#tell = tell;
  }

  /** Queues the work and returns its id. */
  start({ kind, title, line, work }: JobRequest): string {
    const id = randomUUID();
    const { promise, resolve } = Promise.withResolvers<void>();
    const entry: Entry = {
      job: {
        id,
        kind,
        title,
        state: 'queued',
        done: 0,
        total: null,
        sentence: 'Waiting for its turn.',
        etaSeconds: null,
        problems: [],
        notes: [],
        startedAt: new Date().toISOString(),
        endedAt: null,
      },
      controller: new AbortController(),
      began: performance.now(),
      told: 0,
      timer: null,
      settled: promise,
    };
    this.#entries.set(id, entry);
    this.#tell(entry.job);
    const before = this.#lines.get(line) ?? Promise.resolve();
    const turn = before.then(() => this.#run(entry, work)).finally(resolve);
    this.#lines.set(line, turn);
    void turn.finally(() => {
      if (this.#lines.get(line) === turn) this.#lines.delete(line);
    });
    return id;
  }

  list(): Job[] {
    return [...this.#entries.values()].map(({ job }) => job);
  }

  /** Resolves with the finished job. @throws ServiceError for an unknown id. */
  async finished(id: string): Promise<Job> {
    const entry = this.#entry(id);
    await entry.settled;
    return entry.job;
  }

  /** Asks a job to stop; one that has ended stays as it is. @throws ServiceError for an unknown id. */
  cancel(id: string): void {
    const entry = this.#entry(id);
    entry.controller.abort();
    if (entry.job.state === 'queued') this.#end(entry, 'cancelled', 'Cancelled before it began.');
  }

  /** Cancels everything and waits until no work runs any more. */
  async stop(): Promise<void> {
    for (const id of this.#entries.keys()) this.cancel(id);
    await Promise.all(this.#lines.values());
  }

  #entry(id: string): Entry {
    const entry = this.#entries.get(id);
    if (entry === undefined) throw new ServiceError('not-found', 'This job is not known any more.');
    return entry;
  }

  async #run(entry: Entry, work: JobWork): Promise<void> {
    if (entry.job.state !== 'queued') return;
    const { signal } = entry.controller;
    this.#update(entry, { state: 'running', sentence: 'Starting.' });
    try {
      const outcome = await work({
        signal,
        progress: (done, total, sentence) => {
          this.#update(entry, { done, total, sentence, etaSeconds: eta(entry, done, total) });
        },
        problem: (problem) => {
          if (entry.job.problems.length < PROBLEMS_KEPT)
            this.#update(entry, { problems: [...entry.job.problems, problem] });
        },
        note: (note) => {
          if (entry.job.notes.length < PROBLEMS_KEPT)
            this.#update(entry, { notes: [...entry.job.notes, note] });
        },
      });
      this.#end(entry, 'done', outcome);
    } catch (error) {
      if (signal.aborted) this.#end(entry, 'cancelled', 'Cancelled.');
      else this.#end(entry, 'failed', sentenceOf(error));
    }
  }

  #update(entry: Entry, change: Partial<Job>): void {
    entry.job = { ...entry.job, ...change };
    if (entry.timer !== null) return;
    const wait = Math.max(0, entry.told + TELL_EVERY_MS - performance.now());
    entry.timer = setTimeout(() => {
      entry.timer = null;
      entry.told = performance.now();
      this.#tell(entry.job);
    }, wait);
  }

  #end(entry: Entry, state: 'done' | 'failed' | 'cancelled', sentence: string): void {
    if (entry.timer !== null) clearTimeout(entry.timer);
    entry.timer = null;
    entry.job = { ...entry.job, state, sentence, etaSeconds: null, endedAt: new Date().toISOString() };
    this.#tell(entry.job);
    const ended = [...this.#entries].filter(([, { job }]) => job.endedAt !== null);
    for (const [id] of ended.slice(0, -FINISHED_KEPT)) this.#entries.delete(id);
  }
}

/** Seconds left at the mean speed so far; null where nothing can be said yet. */
function eta(entry: Entry, done: number, total: number | null): number | null {
  const elapsed = (performance.now() - entry.began) / 1000;
  if (total === null || done <= 0 || done > total || elapsed < 1) return null;
  return (elapsed / done) * (total - done);
}
