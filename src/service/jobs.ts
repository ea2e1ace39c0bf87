import { randomUUID } from 'node:crypto';
import { say, told, type Said } from '../tasks/said/said.ts';
import { ServiceError } from './api.ts';
import type { Job, JobKind, JobProblem } from './contract/index.ts';
import { saidOf } from './refusal.ts';
import { sentenceOf } from './sentence.ts';
import type { Remark, WorkContext } from './long-work/progress.ts';

/** Does the work and answers with one sentence that says what came of it. What it throws is shown as its one sentence. */
export type JobWork = (context: WorkContext) => Promise<Said | string>;

export interface JobRequest {
  readonly kind: JobKind;
  readonly title: Said | string;
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
        title: told(title).sentence,
        titleSaid: told(title).said,
        state: 'queued',
        done: 0,
        total: null,
        ...told(say('workWaits')),
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
    if (entry.job.state === 'queued') this.#end(entry, 'cancelled', say('workCancelledBefore'));
  }

  /** Cancels everything and waits until no work runs any more. */
  async stop(): Promise<void> {
    for (const id of this.#entries.keys()) this.cancel(id);
    await Promise.all(this.#lines.values());
  }

  #entry(id: string): Entry {
    const entry = this.#entries.get(id);
    if (entry === undefined) throw new ServiceError('not-found', say('workUnknown'));
    return entry;
  }

  async #run(entry: Entry, work: JobWork): Promise<void> {
    if (entry.job.state !== 'queued') return;
    const { signal } = entry.controller;
    this.#update(entry, { state: 'running', ...told(say('workStarts')) });
    try {
      const outcome = await work({
        signal,
        progress: (done, total, doing) => {
          this.#update(entry, { done, total, ...told(doing), etaSeconds: eta(entry, done, total) });
        },
        problem: (problem) => {
          if (entry.job.problems.length < PROBLEMS_KEPT)
            this.#update(entry, { problems: [...entry.job.problems, jobProblem(problem)] });
        },
        note: (note) => {
          if (entry.job.notes.length < PROBLEMS_KEPT)
            this.#update(entry, { notes: [...entry.job.notes, jobProblem(note)] });
        },
      });
      this.#end(entry, 'done', outcome);
    } catch (error) {
      if (signal.aborted) this.#end(entry, 'cancelled', say('workCancelled'));
      else this.#end(entry, 'failed', saidOf(error) ?? sentenceOf(error));
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

  #end(entry: Entry, state: 'done' | 'failed' | 'cancelled', outcome: Said | string): void {
    if (entry.timer !== null) clearTimeout(entry.timer);
    entry.timer = null;
    entry.job = {
      ...entry.job,
      state,
      ...told(outcome),
      etaSeconds: null,
      endedAt: new Date().toISOString(),
    };
    this.#tell(entry.job);
    const ended = [...this.#entries].filter(([, { job }]) => job.endedAt !== null);
    for (const [id] of ended.slice(0, -FINISHED_KEPT)) this.#entries.delete(id);
  }
}

function jobProblem({ subject, sentence, said = null }: Remark): JobProblem {
  return { subject, sentence, said };
}

/** Seconds left at the mean speed so far; null where nothing can be said yet. */
function eta(entry: Entry, done: number, total: number | null): number | null {
  const elapsed = (performance.now() - entry.began) / 1000;
  if (total === null || done <= 0 || done > total || elapsed < 1) return null;
  return (elapsed / done) * (total - done);
}
