import { spawn, type ChildProcess } from 'node:child_process';

import { entryFile, type WorkerEntry } from './entries.ts';

/** How a process ended. */
export interface ProcessEnd {
  /** Null when a signal ended it. */
  readonly code: number | null;
  readonly signal: string | null;
  /** The end of what it wrote on its error output, for a log. */
  readonly output: string;
}

export interface SpawnedProcess {
  readonly pid: number;
  /** Ends the process at once, whatever it is doing (SIGKILL where there are signals). */
  kill(): void;
  /** Calls back once when the process has ended, also when that was before the call. */
  onExit(listener: (end: ProcessEnd) => void): void;
}

/**
 * Starts worker processes: with child_process in Node, by asking the main process in Electron. The socket's path is the
 * process's last argument; everything else goes over that socket, which also ends the process when it closes.
 */
export interface Spawner {
  /**
   * @param env variables of the process beside those of this one
   * @throws Error when the process can't be started.
   */
  spawn(
    entry: WorkerEntry,
    args: readonly string[],
    socketPath: string,
    env?: Readonly<Record<string, string>>,
  ): Promise<SpawnedProcess>;
}

/** Kept of a worker's error output. */
const OUTPUT_TAIL = 4000;

export interface NodeSpawnerOptions {
  /** Files to run instead of this program's own, for tests. */
  readonly entries?: Partial<Record<WorkerEntry, string>>;
  /** Node to run them with; default: the one that runs this. */
  readonly executable?: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** The `Spawner` of a plain Node process. */
export function nodeSpawner(options: NodeSpawnerOptions = {}): Spawner {
  return {
    spawn: (entry, args, socketPath, env) => {
      const file = options.entries?.[entry] ?? entryFile(entry);
      const child = spawn(
        options.executable ?? process.execPath,
        [...nodeFlags(file), file, ...args, socketPath],
        {
          stdio: ['ignore', 'ignore', 'pipe'],
          env: { ...(options.env ?? process.env), ...env },
          windowsHide: true,
        },
      );
      return started(child);
    },
  };
}

/** What Node must be told to run `file`: older versions of Node 22 strip types only when asked. */
export function nodeFlags(file: string): string[] {
  const quiet = '--disable-warning=ExperimentalWarning';
  const strips = process.features.typescript !== false;
  return file.endsWith('.ts') && !strips ? [quiet, '--experimental-strip-types'] : [quiet];
}

function started(child: ChildProcess): Promise<SpawnedProcess> {
  let output = '';
  let ended: ProcessEnd | null = null;
  const listeners: ((end: ProcessEnd) => void)[] = [];
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    output = (output + text).slice(-OUTPUT_TAIL);
  });
  // 'close' comes after 'exit' and after the last output.
  child.once('close', (code, signal) => {
    ended = { code, signal, output };
    for (const listener of listeners) listener(ended);
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('spawn', () => {
      const { pid } = child;
      if (pid === undefined) {
        reject(new Error('The process has no number.'));
        return;
      }
      resolve({
        pid,
        kill: () => {
          child.kill('SIGKILL');
        },
        onExit: (listener) => {
          if (ended === null) listeners.push(listener);
          else listener(ended);
        },
      });
    });
  });
}
