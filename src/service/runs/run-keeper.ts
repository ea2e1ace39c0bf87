import type { Project } from '../../corpus/project.ts';
import { say, told, type Said } from '../../tasks/said/said.ts';
import type { TrainerUpdate } from '../../training/trainer-host.ts';
import { sentenceOf } from '../sentence.ts';
import { pointsOf, type RunPoint } from './run-points.ts';

/** What a run tells while it goes, beside what it writes into the corpus. */
export interface RunWatcher {
  /** The run's row changed. */
  changed(runId: string): void;
  points(runId: string, points: readonly RunPoint[]): void;
  /** Something a person should know that ends nothing. */
  remark(runId: string, sentence: string): void;
}

/** Rows and curves are written at most this often; what is newest always gets there. */
const WRITE_EVERY_MS = 500;

interface RowChange {
  readonly state?: 'running' | 'paused';
  readonly phase?: string;
  readonly done?: number;
  readonly total?: number | null;
  readonly sentence?: string;
  readonly said?: Said | null;
}

/** Writes down what one run tells: its state at once, its progress and curves gathered. */
export class RunKeeper {
  readonly #project: Project;
  readonly #run: string;
  readonly #watcher: RunWatcher;
  #row: RowChange = {};
  #points: RunPoint[] = [];
  #timer: NodeJS.Timeout | null = null;
  #writing: Promise<void> = Promise.resolve();
  /** Seconds left as the process last said; kept beside the row, since it is stale as soon as it is written. */
  etaSeconds: number | null = null;

  constructor(project: Project, run: string, watcher: RunWatcher) {
    this.#project = project;
    this.#run = run;
    this.#watcher = watcher;
  }

  hear(update: TrainerUpdate): void {
    switch (update.kind) {
      case 'state':
        this.#row = { ...this.#row, state: update.state };
        void this.flush();
        break;
      case 'progress': {
        const { stage, done, total, sentence, said, etaSeconds } = update;
        this.etaSeconds = etaSeconds;
        this.#row = { ...this.#row, phase: stage, done, total, sentence, said };
        this.#soon();
        break;
      }
      case 'event': {
        const { event } = update.event;
        this.#points.push(...pointsOf(event));
        if (event.kind === 'warm-up' || event.kind === 'grpo') {
          const { step: done, total, etaSeconds, kind: phase } = event;
          this.etaSeconds = etaSeconds;
          const step = say('runStep', { phase: phase === 'grpo' ? 'grpo' : 'warmUp', done, total });
          this.#row = { ...this.#row, phase, done, total, ...told(step) };
        }
        if (event.kind === 'plan') this.#row = { ...this.#row, sentence: event.reason, said: null };
        this.#soon();
        break;
      }
      case 'log':
        this.#watcher.remark(this.#run, update.sentence);
        break;
      case 'done':
      case 'failed':
      case 'cancelled':
        this.etaSeconds = null;
        break;
    }
  }

  /** Writes everything heard so far; resolves when it is on disk. */
  flush(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#writing = this.#writing.then(() => this.#write());
    return this.#writing;
  }

  #soon(): void {
    this.#timer ??= setTimeout(() => {
      void this.flush();
    }, WRITE_EVERY_MS);
  }

  async #write(): Promise<void> {
    const points = this.#points;
    const row = this.#row;
    this.#points = [];
    this.#row = {};
    try {
      if (points.length > 0) await this.#project.writer.job('addRunMetrics', { run: this.#run, points });
      if (Object.keys(row).length > 0)
        await this.#project.writer.job('updateRun', { run: this.#run, ...row });
    } catch (error) {
      // The run itself goes on; its own log in its folder has everything that could not be written here.
      this.#watcher.remark(this.#run, sentenceOf(error));
    }
    if (points.length > 0) this.#watcher.points(this.#run, points);
    this.#watcher.changed(this.#run);
  }
}
