import type { Socket } from 'node:net';
import type * as z from 'zod';

import type { WorkerEntry } from './entries.ts';
import { LineChannel } from './line-channel.ts';
import { listenPrivately, type PrivateSocket } from './local-socket.ts';
import type { ProcessEnd, SpawnedProcess, Spawner } from './spawner.ts';

export interface WorkerProcessOptions<Up> {
  readonly spawner: Spawner;
  readonly entry: WorkerEntry;
  /** Arguments before the socket's path. */
  readonly args?: readonly string[];
  readonly schema: z.ZodType<Up>;
  readonly onMessage: (message: Up) => void;
  /** Once: the process is gone, or never came. `sentence` says how it ended, for a person. */
  readonly onEnded: (sentence: string, end: ProcessEnd | null) => void;
  /** Milliseconds a started process may take to connect. */
  readonly connectMs?: number;
  /** Milliseconds without any message after which the process counts as hung and is killed. */
  readonly silenceMs?: number;
}

const CONNECT_MS = 60_000;
/** One native run may keep a worker's thread busy for long on a slow machine with a large model. */
const SILENCE_MS = 15 * 60_000;

/** One worker process and the socket it reports over. However it ends, `onEnded` is called once and nothing is left behind. */
export class WorkerProcess<Up extends { readonly type: string }, Down extends object> {
  readonly #options: WorkerProcessOptions<Up>;
  readonly #queue: Down[] = [];
  #channel: LineChannel<Up, Down> | null = null;
  #child: SpawnedProcess | null = null;
  #socket: PrivateSocket | null = null;
  #watchdog: NodeJS.Timeout | null = null;
  #verdict: string | null = null;
  #ended = false;

  constructor(options: WorkerProcessOptions<Up>) {
    this.#options = options;
    void this.#start();
  }

  get pid(): number | null {
    return this.#child?.pid ?? null;
  }

  /** Sends a message as soon as the worker is connected. */
  send(message: Down): void {
    if (this.#channel === null) this.#queue.push(message);
    else this.#channel.send(message);
  }

  /** Ends the process at once. @param sentence what `onEnded` is told */
  kill(sentence: string): void {
    this.#verdict ??= sentence;
    this.#child?.kill();
  }

  /** Closes the socket, upon which the worker ends by itself; kills it when it has not after `graceMs`. */
  close(sentence: string, graceMs: number): void {
    this.#verdict ??= sentence;
    this.#channel?.destroy();
    const timer = setTimeout(() => this.#child?.kill(), graceMs);
    this.#child?.onExit(() => clearTimeout(timer));
  }

  async #start(): Promise<void> {
    try {
      const socket = await listenPrivately();
      this.#socket = socket;
      const child = await this.#options.spawner.spawn(
        this.#options.entry,
        this.#options.args ?? [],
        socket.path,
      );
      this.#child = child;
      child.onExit((end) => {
        void this.#finish(this.#verdict ?? describeEnd(end), end);
      });
      if (this.#verdict !== null) child.kill();
      this.#watch(this.#options.connectMs ?? CONNECT_MS, 'The worker process did not connect.');
      const connection = await socket.connection;
      this.#listen(connection, child.pid);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      await this.#finish(`The worker process could not be started: ${why}`, null);
    }
  }

  #listen(connection: Socket, pid: number): void {
    const silenceMs = this.#options.silenceMs ?? SILENCE_MS;
    const hung = 'The worker process stopped answering and was ended.';
    this.#watch(silenceMs, hung);
    const channel = new LineChannel<Up, Down>(connection, this.#options.schema, {
      onMessage: (message) => {
        this.#watch(silenceMs, hung);
        if (message.type === 'hello' && !('pid' in message && message.pid === pid))
          this.kill('Another process connected in place of the worker.');
        else this.#options.onMessage(message);
      },
      onBadLine: () => {},
      onClosed: () => {
        // The worker ends when its socket closes; one that does not is hung.
        this.#watch(5000, hung);
      },
    });
    this.#channel = channel;
    for (const message of this.#queue.splice(0)) channel.send(message);
  }

  #watch(milliseconds: number, sentence: string): void {
    if (this.#watchdog !== null) clearTimeout(this.#watchdog);
    if (this.#ended) return;
    this.#watchdog = setTimeout(() => {
      this.kill(sentence);
    }, milliseconds);
    this.#watchdog.unref();
  }

  async #finish(sentence: string, end: ProcessEnd | null): Promise<void> {
    if (this.#ended) return;
    this.#ended = true;
    if (this.#watchdog !== null) clearTimeout(this.#watchdog);
    this.#channel?.destroy();
    await this.#socket?.close();
    this.#options.onEnded(sentence, end);
  }
}

/** How a process ended that nobody asked to end, in one sentence. */
export function describeEnd({ code, signal }: ProcessEnd): string {
  if (signal === 'SIGKILL')
    return 'The process was killed from outside, perhaps because the computer ran out of memory.';
  if (signal !== null) return `The process crashed (${signal}).`;
  return `The process ended unexpectedly (exit code ${code ?? 'unknown'}).`;
}
