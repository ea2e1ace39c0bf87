import { once } from 'node:events';
import { parentPort } from 'node:worker_threads';
import { z } from 'zod';
import type { Watch } from './commands/change.ts';
import type { WritableDb } from './db.ts';
import { openWritable } from './open.ts';
import { WriterCore } from './writer-core.ts';
import {
  toWire,
  writerPlace,
  writerRequest,
  type WriterMessage,
  type WriterRequest,
} from './writer-protocol.ts';

/** The thread of the one writer: takes requests one after another, answers each once it is on disk. */

const port = parentPort;
if (port === null) throw new Error('writer-worker.ts runs as a worker thread of writer.ts.');
// It may be started long before there is a project: what it needs is read by then.
const where = writerPlace.parse((await once(port, 'message'))[0]);

const say = (message: WriterMessage): void => port.postMessage(message);

let db: WritableDb | null = null;
try {
  db = await openWritable(where.file, where.backups);
  say({ type: 'ready', error: null });
} catch (error) {
  say({ type: 'ready', error: toWire(error) });
}

if (db !== null) {
  const core = new WriterCore(db, where.dir, (change) => say({ type: 'change', change }));
  port.on('message', (raw: unknown) => {
    const request = writerRequest.safeParse(raw);
    if (!request.success) {
      const seq = z.object({ seq: z.int() }).safeParse(raw);
      if (seq.success) say({ type: 'failed', seq: seq.data.seq, error: badRequest(request.error) });
      return;
    }
    try {
      say({ type: 'done', seq: request.data.seq, value: answer(core, request.data) });
    } catch (error) {
      say({ type: 'failed', seq: request.data.seq, error: toWire(error) });
    }
    if (request.data.type === 'close') port.close();
  });
}

function answer(core: WriterCore, request: WriterRequest): unknown {
  switch (request.type) {
    case 'execute':
      return core.execute(request.commands, request.options, watch(request.seq, request.stop));
    case 'undo':
      return core.undo();
    case 'redo':
      return core.redo();
    case 'goTo':
      return core.goTo(request.entry, teller(request.seq));
    case 'job':
      return core.job(request.name, request.params);
    case 'close':
      break;
  }
  core.close();
  return null;
}

function watch(seq: number, stop: SharedArrayBuffer | undefined): Watch | undefined {
  if (stop === undefined) return undefined;
  const flag = new Int32Array(stop);
  return { progress: teller(seq), cancelled: () => Atomics.load(flag, 0) !== 0 };
}

/** Tells how far a walk is, ten times a second at most. */
function teller(seq: number): (done: number, total: number) => void {
  let told = 0;
  return (done, total) => {
    const now = performance.now();
    if (now - told < 100) return;
    told = now;
    say({ type: 'progress', seq, done, total });
  };
}

function badRequest(error: z.ZodError): ReturnType<typeof toWire> {
  const [issue] = error.issues;
  return {
    code: 'invalid',
    message: `${issue?.message ?? 'This request cannot be understood'}.`,
    said: null,
    reasons: [],
  };
}
