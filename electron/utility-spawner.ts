import type { WorkerEntry } from '../src/training/entries.ts';
import type { ProcessEnd, SpawnedProcess, Spawner } from '../src/training/spawner.ts';
import { toServiceSchema, type FromService } from './process-contract.ts';

/** The port to Electron's main process, as far as the service needs it. */
export interface ParentPort {
  postMessage(message: FromService): void;
  on(event: 'message', listener: (event: { data: unknown }) => void): unknown;
}

interface Child {
  readonly resolve: (started: SpawnedProcess) => void;
  readonly reject: (error: Error) => void;
  readonly listeners: ((end: ProcessEnd) => void)[];
  end: ProcessEnd | null;
}

/**
 * The `Spawner` of the Electron shell: asks the main process, the only one that can fork utility processes. `onQuit` is called
 * when main asks the service to close its files and end.
 */
export function utilitySpawner(port: ParentPort, onQuit: () => void): Spawner {
  const children = new Map<number, Child>();
  let lastId = 0;
  port.on('message', ({ data }) => {
    const parsed = toServiceSchema.safeParse(data);
    if (!parsed.success) return;
    const message = parsed.data;
    if (message.type === 'quit') {
      onQuit();
      return;
    }
    const { id } = message;
    const child = children.get(id);
    if (child === undefined) return;
    if (message.type === 'spawned')
      child.resolve({
        pid: message.pid,
        kill: () => {
          port.postMessage({ type: 'kill', id });
        },
        onExit: (listener) => {
          if (child.end === null) child.listeners.push(listener);
          else listener(child.end);
        },
      });
    else {
      // Electron reports no signal, and the child's output goes to the application's own.
      child.end = { code: message.code, signal: null, output: '' };
      child.reject(new Error('The process ended before it began.'));
      for (const listener of child.listeners) listener(child.end);
      children.delete(id);
    }
  });
  return {
    spawn: (entry: WorkerEntry, args, socketPath, env = {}) =>
      new Promise((resolve, reject) => {
        const id = ++lastId;
        children.set(id, { resolve, reject, listeners: [], end: null });
        port.postMessage({ type: 'spawn', id, entry, args: [...args], socketPath, env: { ...env } });
      }),
  };
}
