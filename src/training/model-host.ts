import type { Prediction } from '../tasks/task.ts';
import { BackOff } from './back-off.ts';
import {
  fromModel,
  type FromModel,
  type ItemToAnswer,
  type ModelSetup,
  type ToModel,
  type VideoToSee,
  type Weighing,
} from './protocol.ts';
import type { Spawner } from './spawner.ts';
import type { Weighed } from './weigh-items.ts';
import { WorkerProcess } from './worker-process.ts';

/** Milliseconds a worker may take to leave by itself once its socket is closed. */
const LEAVE_MS = 3000;

export interface ModelHostOptions {
  readonly spawner: Spawner;
  /** Milliseconds to wait after the first, second, ... crash in a row before the process is started again. */
  readonly backOffMs?: readonly number[];
  readonly silenceMs?: number;
}

export interface SuggestRequest {
  readonly setup: ModelSetup;
  readonly videos: readonly VideoToSee[];
  readonly items: readonly ItemToAnswer[];
  /** Say too which items would teach most. */
  readonly weigh?: Weighing;
  /** Draw this many answers to each item instead of answering it. */
  readonly draw?: number;
}

export interface SuggestListeners {
  readonly onPrediction: (itemId: string, prediction: Prediction) => void;
  /** In place of `onPrediction` where answers are drawn. */
  readonly onDrawn?: (itemId: string, responses: readonly string[]) => void;
  /** After the predictions of a video of which items were to be weighed. */
  readonly onInformation?: (weighed: Weighed) => void;
  readonly onSkipped?: (itemIds: readonly string[], sentence: string) => void;
  readonly onProgress?: (progress: SuggestProgress) => void;
  readonly signal?: AbortSignal;
}

export type SuggestProgress = Pick<
  Extract<FromModel, { type: 'progress' }>,
  'stage' | 'done' | 'total' | 'sentence' | 'said'
>;

/** What was found out about a file that is to serve as image encoder. */
export interface Examined {
  readonly usable: boolean;
  readonly sentence: string;
}

/** The model process could not answer; the message is a sentence for a person. */
export class ModelError extends Error {
  override readonly name = 'ModelError';
}

interface Pending {
  readonly listeners: SuggestListeners;
  readonly settle: { resolve: (how: 'done' | 'cancelled') => void; reject: (error: Error) => void };
  readonly worker: WorkerProcess<FromModel, ToModel>;
  /** The policy it was meant for. */
  readonly opening: number;
}

/**
 * Answers questions in a process of its own, which is started when first needed, kept warm, and started again (after a
 * growing pause) when it crashed. A crash fails the requests under way once, each with a sentence, and nothing else.
 */
export class ModelHost {
  readonly #options: ModelHostOptions;
  readonly #backOff: BackOff;
  readonly #pending = new Map<number, Pending>();
  readonly #examining = new Map<
    number,
    {
      readonly resolve: (found: Examined) => void;
      readonly reject: (error: Error) => void;
      readonly worker: WorkerProcess<FromModel, ToModel>;
    }
  >();
  #process: WorkerProcess<FromModel, ToModel> | null = null;
  #opened: string | null = null;
  #openings = 0;
  #requests = 0;
  #disposed = false;
  #gone: Promise<void> = Promise.resolve();

  constructor(options: ModelHostOptions) {
    this.#options = options;
    this.#backOff = new BackOff(options.backOffMs ?? [500, 2000, 5000, 15_000, 30_000]);
  }

  /** Null while no process runs. */
  get pid(): number | null {
    return this.#process?.pid ?? null;
  }

  /**
   * Answers items, one prediction at a time, in the order that suits the policy.
   * @returns `cancelled` when the signal ended it; what was answered before stands
   * @throws ModelError when the process crashed or the policy can't be used.
   */
  async suggest(request: SuggestRequest, listeners: SuggestListeners): Promise<'done' | 'cancelled'> {
    await this.#backOff.wait(listeners.signal);
    if (this.#disposed) throw new ModelError('The model is shut down.');
    if (listeners.signal?.aborted === true) return 'cancelled';
    const worker = this.#warm(request.setup);
    const id = ++this.#requests;
    const answered = new Promise<'done' | 'cancelled'>((resolve, reject) => {
      this.#pending.set(id, { listeners, settle: { resolve, reject }, worker, opening: this.#openings });
    });
    const onAbort = () => worker.send({ type: 'cancel', request: id });
    listeners.signal?.addEventListener('abort', onAbort, { once: true });
    const { videos, items, weigh, draw } = request;
    worker.send({
      type: 'suggest',
      request: id,
      videos: [...videos],
      items: [...items],
      ...(weigh === undefined ? {} : { weigh }),
      ...(draw === undefined ? {} : { draw }),
    });
    try {
      return await answered;
    } finally {
      listeners.signal?.removeEventListener('abort', onAbort);
      this.#pending.delete(id);
    }
  }

  /**
   * Finds out in the model's process whether a file can serve as image encoder: a foreign file may take its process down.
   * @returns a sentence that says how, or why not.
   * @throws ModelError when the process crashed.
   */
  async examine(file: string): Promise<Examined> {
    await this.#backOff.wait();
    if (this.#disposed) throw new ModelError('The model is shut down.');
    const worker = this.#process ?? this.#start();
    const request = ++this.#requests;
    const { promise, resolve, reject } = Promise.withResolvers<Examined>();
    this.#examining.set(request, { resolve, reject, worker });
    worker.send({ type: 'examine', request, file });
    return promise.finally(() => this.#examining.delete(request));
  }

  /** Lets the next request start a fresh process, unless one is under way in this one. */
  async renew(): Promise<void> {
    if (this.#process === null || this.#pending.size > 0 || this.#examining.size > 0) return;
    const worker = this.#process;
    this.#process = null;
    this.#opened = null;
    worker.close('The model was started anew.', LEAVE_MS);
    await this.#gone;
  }

  /** Ends the process; requests under way fail. Resolves when nothing is left. */
  async dispose(): Promise<void> {
    this.#disposed = true;
    this.#process?.close('The model was shut down.', LEAVE_MS);
    await this.#gone;
  }

  /** The running process with this policy open in it. */
  #warm(setup: ModelSetup): WorkerProcess<FromModel, ToModel> {
    const wanted = JSON.stringify(setup);
    const worker = this.#process ?? this.#start();
    if (this.#opened !== wanted) {
      worker.send({ type: 'open', opening: ++this.#openings, setup });
      this.#opened = wanted;
    }
    return worker;
  }

  #start(): WorkerProcess<FromModel, ToModel> {
    let leave = () => {};
    this.#gone = new Promise((resolve) => {
      leave = resolve;
    });
    const worker: WorkerProcess<FromModel, ToModel> = new WorkerProcess<FromModel, ToModel>({
      spawner: this.#options.spawner,
      entry: 'model-worker',
      schema: fromModel,
      onMessage: (message) => this.#hear(message),
      onEnded: (sentence) => {
        this.#lost(worker, sentence);
        leave();
      },
      ...(this.#options.silenceMs !== undefined && { silenceMs: this.#options.silenceMs }),
    });
    this.#process = worker;
    return worker;
  }

  #lost(worker: WorkerProcess<FromModel, ToModel>, sentence: string): void {
    // One that was replaced was ended on purpose.
    if (this.#process === worker) {
      this.#process = null;
      this.#opened = null;
      if (!this.#disposed) this.#backOff.failed();
    }
    const lost = new ModelError(`${sentence} Ask again: the model starts anew.`);
    for (const { settle, worker: asked } of this.#pending.values()) if (asked === worker) settle.reject(lost);
    for (const { reject, worker: asked } of this.#examining.values()) if (asked === worker) reject(lost);
  }

  #hear(message: FromModel): void {
    if (message.type === 'refused') {
      if (message.opening === this.#openings) this.#opened = null;
      for (const { settle, opening } of this.#pending.values())
        if (opening === message.opening) settle.reject(new ModelError(message.sentence));
      return;
    }
    if (message.type === 'examined') {
      const { request, usable, sentence } = message;
      this.#backOff.worked();
      this.#examining.get(request)?.resolve({ usable, sentence });
      return;
    }
    const pending = 'request' in message ? this.#pending.get(message.request) : undefined;
    if (pending === undefined) return;
    const { listeners, settle } = pending;
    switch (message.type) {
      case 'progress': {
        const { stage, done, total, sentence, said } = message;
        listeners.onProgress?.({ stage, done, total, sentence, said });
        break;
      }
      case 'prediction':
        listeners.onPrediction(message.itemId, message.prediction);
        break;
      case 'drawn':
        listeners.onDrawn?.(message.itemId, message.responses);
        break;
      case 'information': {
        const { videoId, novelty, items } = message;
        listeners.onInformation?.({ videoId, novelty, items });
        break;
      }
      case 'skipped':
        listeners.onSkipped?.(message.itemIds, message.sentence);
        break;
      case 'done':
        this.#backOff.worked();
        settle.resolve(message.cancelled ? 'cancelled' : 'done');
        break;
      case 'failed':
        settle.reject(new ModelError(message.sentence));
        break;
      case 'hello':
      case 'alive':
      case 'error':
      case 'opened':
        break;
    }
  }
}
