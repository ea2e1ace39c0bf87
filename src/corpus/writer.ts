import { say } from '../tasks/said/said.ts';
import { command, type CommandName, type CommandParams, type CommandRequest } from './commands/registry.ts';
import type { WalkProgress } from './command-log.ts';
import { CorpusError } from './errors.ts';
import { jobResult, type JobName, type JobParams, type JobResult } from './jobs/registry.ts';
import { zodSentences } from './json.ts';
import { openWritable } from './open.ts';
import type { ProjectPaths } from './project-paths.ts';
import { WriterCore } from './writer-core.ts';
import {
  commandRequests,
  commandResult,
  executeOptions,
  fromWire,
  undoResult,
  writerMessage,
  type CommandResult,
  type CorpusChange,
  type ExecuteOptions,
  type UndoResult,
  type WriterPlace,
  type WriterRequest,
} from './writer-protocol.ts';
import { takeWriter } from './writer-thread.ts';

export type { CommandResult, CorpusChange, ExecuteOptions, UndoResult } from './writer-protocol.ts';

/** The one writer of a project. A promise resolves when the change is on disk, and rejects with a CorpusError otherwise. */
export interface CorpusWriter {
  execute<N extends CommandName>(
    name: N,
    params: CommandParams<N>,
    options?: ExecuteOptions,
  ): Promise<CommandResult>;
  /** Commands in one transaction, undone together. For callers that got them from outside: they are checked here. */
  /** `waiting`: told how far a long command is; aborting its signal stops it, with nothing changed. */
  executeAll(
    commands: readonly CommandRequest[],
    options?: ExecuteOptions,
    waiting?: { readonly progress: WalkProgress; readonly signal: AbortSignal },
  ): Promise<CommandResult>;
  undo(): Promise<UndoResult>;
  redo(): Promise<UndoResult>;
  /** Undo or redo until this entry of the log is the last one done (0: none), as one act. @throws CorpusError */
  goTo(entry: number, progress?: WalkProgress): Promise<UndoResult>;
  job<N extends JobName>(name: N, params: JobParams<N>): Promise<JobResult<N>>;
  /** @returns how to stop listening */
  onChange(listener: (change: CorpusChange) => void): () => void;
  close(): Promise<void>;
}

export interface WriterOptions {
  /** Default true: in a thread of its own, so that no write holds up the caller's event loop. */
  readonly worker?: boolean;
  /** Where the thread's code lies, for a bundle that puts it elsewhere than beside this file. */
  readonly workerEntry?: URL;
  /** Clock in milliseconds, in-process only. */
  readonly now?: () => number;
}

/** Opens the writer of a project whose lock the caller holds. @throws CorpusError when the corpus cannot be opened. */
export async function openWriter(paths: ProjectPaths, options: WriterOptions = {}): Promise<CorpusWriter> {
  return (options.worker ?? true)
    ? openWorker(paths, options.workerEntry)
    : openHere(paths, options.now ?? Date.now);
}

class Listeners {
  readonly #all = new Set<(change: CorpusChange) => void>();

  readonly add = (listener: (change: CorpusChange) => void): (() => void) => {
    this.#all.add(listener);
    return () => this.#all.delete(listener);
  };

  readonly tell = (change: CorpusChange): void => {
    for (const listener of this.#all) listener(change);
  };
}

async function openHere(paths: ProjectPaths, now: () => number): Promise<CorpusWriter> {
  const listeners = new Listeners();
  const core = new WriterCore(
    await openWritable(paths.corpus, paths.backups),
    paths.dir,
    listeners.tell,
    now,
  );
  const executeAll: CorpusWriter['executeAll'] = async (commands, options = {}, waiting) => {
    const parsed = commandRequests.safeParse(commands);
    if (!parsed.success)
      throw new CorpusError('invalid', `${zodSentences(parsed.error)[0] ?? 'Unknown command'}.`);
    const watch = waiting && {
      progress: waiting.progress,
      cancelled: () => waiting.signal.aborted,
    };
    return core.execute(parsed.data, executeOptions.parse(options), watch);
  };
  return {
    execute: (name, params, options) => executeAll([command(name, params)], options),
    executeAll,
    undo: async () => core.undo(),
    redo: async () => core.redo(),
    goTo: async (entry, progress) => core.goTo(entry, progress),
    job: async (name, params) => jobResult(name, core.job(name, params)),
    onChange: listeners.add,
    close: async () => core.close(),
  };
}

type Unnumbered<R> = R extends WriterRequest ? Omit<R, 'seq'> : never;

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: CorpusError) => void;
  readonly progress: WalkProgress | undefined;
}

async function openWorker(paths: ProjectPaths, entry: URL | undefined): Promise<CorpusWriter> {
  const { corpus: file, dir, backups } = paths;
  const worker = takeWriter(entry);
  const listeners = new Listeners();
  const waiting = new Map<number, Waiting>();
  const opened = Promise.withResolvers<void>();
  let ended: CorpusError | null = null;
  let sent = 0;

  worker.on('message', (raw: unknown) => {
    const message = writerMessage.parse(raw);
    switch (message.type) {
      case 'ready':
        if (message.error === null) opened.resolve();
        else opened.reject(fromWire(message.error));
        break;
      case 'change':
        listeners.tell(message.change);
        break;
      case 'progress':
        waiting.get(message.seq)?.progress?.(message.done, message.total);
        break;
      case 'done':
        waiting.get(message.seq)?.resolve(message.value);
        waiting.delete(message.seq);
        break;
      case 'failed':
        waiting.get(message.seq)?.reject(fromWire(message.error));
        waiting.delete(message.seq);
        break;
    }
  });
  const end = (error: CorpusError): void => {
    ended ??= error;
    opened.reject(ended);
    for (const each of waiting.values()) each.reject(ended);
    waiting.clear();
  };
  worker.on('error', (error) =>
    end(
      new CorpusError('closed', `The corpus writer stopped: ${String(error)}. Open the project again.`, {
        cause: error,
      }),
    ),
  );
  const exited = new Promise<void>((resolve) => {
    worker.on('exit', () => {
      end(new CorpusError('closed', say('projectClosed')));
      resolve();
    });
  });

  const ask = async (request: Unnumbered<WriterRequest>, progress?: WalkProgress): Promise<unknown> => {
    if (ended !== null) throw ended;
    const seq = ++sent;
    const answer = Promise.withResolvers<unknown>();
    waiting.set(seq, { resolve: answer.resolve, reject: answer.reject, progress });
    try {
      worker.postMessage({ ...request, seq });
    } catch (error) {
      // Functions and the like cannot be cloned: the caller's fault, not the writer's.
      waiting.delete(seq);
      throw new CorpusError('invalid', `This change cannot be understood: ${String(error)}.`, {
        cause: error,
      });
    }
    return answer.promise;
  };
  const executeAll: CorpusWriter['executeAll'] = async (commands, options = {}, waiting) => {
    if (waiting === undefined)
      return commandResult.parse(await ask({ type: 'execute', commands: [...commands], options }));
    // The thread is busy with the command and hears no message: a shared number tells it to stop.
    const stop = new SharedArrayBuffer(4);
    const tell = (): void => void Atomics.store(new Int32Array(stop), 0, 1);
    if (waiting.signal.aborted) tell();
    waiting.signal.addEventListener('abort', tell, { once: true });
    try {
      return commandResult.parse(
        await ask({ type: 'execute', commands: [...commands], options, stop }, waiting.progress),
      );
    } finally {
      waiting.signal.removeEventListener('abort', tell);
    }
  };

  worker.postMessage({ file, dir, backups } satisfies WriterPlace);
  await opened.promise;
  return {
    execute: (name, params, options) => executeAll([command(name, params)], options),
    executeAll,
    undo: async () => undoResult.parse(await ask({ type: 'undo' })),
    redo: async () => undoResult.parse(await ask({ type: 'redo' })),
    goTo: async (entry, progress) => undoResult.parse(await ask({ type: 'goTo', entry }, progress)),
    job: async (name, params) => jobResult(name, await ask({ type: 'job', name, params })),
    onChange: listeners.add,
    close: async () => {
      if (ended === null) await ask({ type: 'close' });
      await exited;
    },
  };
}
