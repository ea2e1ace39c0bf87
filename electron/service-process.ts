import path from 'node:path';
import { utilityProcess, type UtilityProcess } from 'electron';
import { fromServiceSchema, type FromService, type ToService } from './process-contract.ts';

/** Where the built programs lie, given by main because bundling moves files. */
export interface ProgramPaths {
  readonly service: string;
  /** Folder of the programs that the service has forked. */
  readonly workers: string;
}

export interface ServiceHandlers {
  readonly onReady: (address: { url: string; entryUrl: string }) => void;
  /** The service could not start or has ended; the sentence is for a person. */
  readonly onEnded: (sentence: string) => void;
}

/** Starts the service in a utility process and forks, at its request, the trainer and model processes. */
export class ServiceProcess {
  readonly #paths: ProgramPaths;
  readonly #handlers: ServiceHandlers;
  readonly #children = new Map<number, UtilityProcess>();
  readonly #service: UtilityProcess;
  #isQuitting = false;
  #failure: string | null = null;

  constructor(paths: ProgramPaths, args: readonly string[], handlers: ServiceHandlers) {
    this.#paths = paths;
    this.#handlers = handlers;
    this.#service = utilityProcess.fork(paths.service, [...args], {
      serviceName: 'TempR1 service',
      stdio: 'inherit',
    });
    this.#service.on('message', (message: unknown) => {
      this.#receive(message);
    });
    this.#service.on('exit', (code) => {
      for (const child of this.#children.values()) child.kill();
      if (!this.#isQuitting)
        handlers.onEnded(
          this.#failure ?? `The service of TempR1 Studio ended unexpectedly (exit code ${code}).`,
        );
    });
  }

  /** Asks the service to close its files and end; resolves when it has, and ends it by force after `graceMs` milliseconds. */
  quit(graceMs = 5000): Promise<void> {
    this.#isQuitting = true;
    return new Promise((resolve) => {
      const force = setTimeout(() => this.#service.kill(), graceMs);
      this.#service.once('exit', () => {
        clearTimeout(force);
        resolve();
      });
      this.#tell({ type: 'quit' });
    });
  }

  #tell(message: ToService): void {
    this.#service.postMessage(message);
  }

  #receive(raw: unknown): void {
    const parsed = fromServiceSchema.safeParse(raw);
    if (!parsed.success) return;
    const message: FromService = parsed.data;
    switch (message.type) {
      case 'ready':
        this.#handlers.onReady(message);
        break;
      case 'failed':
        this.#failure = message.sentence;
        break;
      case 'spawn':
        this.#spawn(message);
        break;
      case 'kill':
        this.#children.get(message.id)?.kill();
        break;
    }
  }

  #spawn({ id, entry, args, socketPath, env }: Extract<FromService, { type: 'spawn' }>): void {
    const child = utilityProcess.fork(path.join(this.#paths.workers, `${entry}.js`), [...args, socketPath], {
      serviceName: `TempR1 ${entry}`,
      stdio: 'inherit',
      env: { ...process.env, ...env },
    });
    this.#children.set(id, child);
    child.once('spawn', () => {
      if (child.pid !== undefined) this.#tell({ type: 'spawned', id, pid: child.pid });
    });
    child.once('exit', (code) => {
      this.#children.delete(id);
      if (!this.#isQuitting) this.#tell({ type: 'exited', id, code });
    });
  }
}
