import type { ProcessEnd, Spawner } from './spawner.ts';
import { say, told, type Said } from '../tasks/said/said.ts';
import {
  fromTrainer,
  type FromTrainer,
  type ToTrainer,
  type TrainerResult,
  type TrainerRun,
} from './protocol.ts';
import type { NumberedEvent } from './events.ts';
import { WorkerProcess } from './worker-process.ts';

/** Milliseconds a cancelled trainer may take before it is killed. */
const CANCEL_GRACE_MS = 5000;

/** What a run tells its watchers. Exactly one update of the last three kinds ends it. */
export type TrainerUpdate =
  | { readonly kind: 'state'; readonly state: 'running' | 'paused' }
  | ({ readonly kind: 'progress' } & Omit<Extract<FromTrainer, { type: 'progress' }>, 'type'>)
  | { readonly kind: 'event'; readonly event: NumberedEvent }
  | { readonly kind: 'log'; readonly level: 'info' | 'warning'; readonly sentence: string }
  | { readonly kind: 'done'; readonly result: TrainerResult }
  /** `output`: the end of the process's error output, for a log; empty when the run failed by its own account. */
  | {
      readonly kind: 'failed';
      readonly sentence: string;
      readonly said: Said | null;
      readonly output: string;
    }
  | { readonly kind: 'cancelled' };

export interface TrainerHostOptions {
  readonly spawner: Spawner;
  readonly cancelGraceMs?: number;
  /** Milliseconds without a sign of life after which a trainer counts as hung. */
  readonly silenceMs?: number;
}

/** Runs trainings, each in a process of its own that may crash, hang or be killed without harm to this one. */
export class TrainerHost {
  readonly #options: TrainerHostOptions;
  readonly #runs = new Set<RunningTraining>();

  constructor(options: TrainerHostOptions) {
    this.#options = options;
  }

  /** Starts a run, or goes on with the unfinished one in its folder. `listener` never throws into the host. */
  start(run: TrainerRun, listener: (update: TrainerUpdate) => void): RunningTraining {
    const training = new RunningTraining(run, this.#options, listener);
    this.#runs.add(training);
    void training.ended.then(() => this.#runs.delete(training));
    return training;
  }

  /** Ends every run at once, leaving their checkpoints; resolves when no process is left. */
  async dispose(): Promise<void> {
    const running = [...this.#runs];
    for (const training of running) training.abandon();
    await Promise.all(running.map(({ ended }) => ended));
  }
}

/** One run in its process. */
export class RunningTraining {
  /** Resolves with the last update, when the process is gone. */
  readonly ended: Promise<TrainerUpdate>;
  readonly #process: WorkerProcess<FromTrainer, ToTrainer>;
  readonly #listener: (update: TrainerUpdate) => void;
  readonly #graceMs: number;
  #settle: (update: TrainerUpdate) => void = () => {};
  /** How the worker itself says that it ended. */
  #verdict: TrainerUpdate | null = null;
  #cancelling = false;

  constructor(run: TrainerRun, options: TrainerHostOptions, listener: (update: TrainerUpdate) => void) {
    this.#listener = listener;
    this.#graceMs = options.cancelGraceMs ?? CANCEL_GRACE_MS;
    this.ended = new Promise((resolve) => {
      this.#settle = resolve;
    });
    this.#process = new WorkerProcess<FromTrainer, ToTrainer>({
      spawner: options.spawner,
      entry: 'trainer-worker',
      schema: fromTrainer,
      onMessage: (message) => this.#hear(message),
      onEnded: (sentence, end) => this.#end(sentence, end),
      ...(options.silenceMs !== undefined && { silenceMs: options.silenceMs }),
    });
    this.#process.send({ type: 'start', run });
  }

  /** Null until the process has started. */
  get pid(): number | null {
    return this.#process.pid;
  }

  pause(): void {
    this.#process.send({ type: 'pause' });
  }

  resume(): void {
    this.#process.send({ type: 'resume' });
  }

  /** Asks the run to end between two steps, and kills it when it has not done so within the grace. */
  cancel(): Promise<TrainerUpdate> {
    if (!this.#cancelling) {
      this.#cancelling = true;
      this.#process.send({ type: 'cancel' });
      const timer = setTimeout(() => this.#process.kill('The run was cancelled.'), this.#graceMs);
      void this.ended.then(() => clearTimeout(timer));
    }
    return this.ended;
  }

  /** Ends the process at once, as when the application quits: the run can be resumed later. */
  abandon(): void {
    this.#process.kill('The application was closed; the run can be resumed.');
  }

  #hear(message: FromTrainer): void {
    switch (message.type) {
      case 'state':
        this.#tell({ kind: 'state', state: message.state });
        break;
      case 'progress': {
        const { stage, done, total, sentence, said, etaSeconds } = message;
        this.#tell({ kind: 'progress', stage, done, total, sentence, said, etaSeconds });
        break;
      }
      case 'event':
        this.#tell({ kind: 'event', event: message.event });
        break;
      case 'log':
        this.#tell({ kind: 'log', level: message.level, sentence: message.sentence });
        break;
      case 'error':
        this.#tell({ kind: 'log', level: 'warning', sentence: message.sentence });
        break;
      case 'result':
        this.#verdict = { kind: 'done', result: message.result };
        break;
      case 'failed':
        this.#verdict = { kind: 'failed', sentence: message.sentence, said: null, output: '' };
        break;
      case 'cancelled':
        this.#verdict = { kind: 'cancelled' };
        break;
      case 'hello':
      case 'alive':
        break;
    }
  }

  /** The process is gone: the one place from which a run ends. */
  #end(sentence: string, end: ProcessEnd | null): void {
    const crashed: TrainerUpdate = {
      kind: 'failed',
      ...told(say('runBrokeOff', { why: sentence })),
      output: end?.output ?? '',
    };
    const last = this.#verdict ?? (this.#cancelling ? { kind: 'cancelled' as const } : crashed);
    this.#tell(last);
    this.#settle(last);
  }

  #tell(update: TrainerUpdate): void {
    try {
      this.#listener(update);
    } catch (error) {
      // A watcher's mistake must not take the run down; it is shown where the service logs.
      console.error('A listener of a training run failed:', error);
    }
  }
}
