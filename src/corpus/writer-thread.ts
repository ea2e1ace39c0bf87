import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';

/** Threads for writers, one of which may stand ready: reading their code takes longer than opening a corpus. */

let spare: { readonly entry: string; readonly worker: Worker } | null = null;

/** `writer-worker.ts` from the sources, `writer-worker.js` in a bundle. */
function besideThisFile(): URL {
  return new URL(`./writer-worker${extname(new URL(import.meta.url).pathname)}`, import.meta.url);
}

function start(entry: URL): Worker {
  return new Worker(entry, { name: 'corpus-writer' });
}

/** Starts a thread for the next writer, unless one stands ready. It keeps no process from ending. */
export function prepareWriter(entry: URL = besideThisFile()): void {
  if (spare !== null) return;
  const worker = start(entry);
  worker.unref();
  const gone = (): void => {
    if (spare?.worker === worker) spare = null;
  };
  // One that cannot start is tried again when it is needed, and its reason is told then.
  worker.once('error', gone);
  worker.once('exit', gone);
  spare = { entry: entry.href, worker };
}

/** The thread that stands ready, else a new one. */
export function takeWriter(entry: URL = besideThisFile()): Worker {
  if (spare?.entry !== entry.href) return start(entry);
  const { worker } = spare;
  spare = null;
  worker.ref();
  return worker;
}

/** Ends the thread that stands ready, if one does. */
export async function dropPreparedWriter(): Promise<void> {
  const worker = spare?.worker;
  spare = null;
  await worker?.terminate();
}
