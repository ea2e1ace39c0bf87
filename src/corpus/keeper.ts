import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { z } from 'zod';
import { CorpusError } from './errors.ts';
import { packChanges, type PackChanges } from './pack-copy.ts';

/** Long looks at a whole corpus file, in a thread of their own: is it sound, and a sound copy of it while others use it. */

export const keeperTask = z.discriminatedUnion('type', [
  z.object({ type: z.literal('check'), file: z.string() }),
  z.object({
    type: z.literal('copy'),
    file: z.string(),
    to: z.string(),
    portable: packChanges.nullable(),
  }),
]);
export type KeeperTask = z.infer<typeof keeperTask>;

export const keeperAnswer = z.discriminatedUnion('type', [
  z.object({ type: z.literal('checked'), fault: z.string().nullable() }),
  z.object({ type: z.literal('copied') }),
  z.object({ type: z.literal('failed'), sentence: z.string() }),
]);
export type KeeperAnswer = z.infer<typeof keeperAnswer>;

export interface KeeperOptions {
  /** Where the thread's code lies, for a bundle that puts it elsewhere than beside this file. */
  readonly entry?: URL | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What SQLite's quick check finds wrong with the file, as it says it; null when it is sound. @throws the signal's reason */
export async function faultOfCorpus(file: string, options: KeeperOptions = {}): Promise<string | null> {
  const answer = await ask({ type: 'check', file }, options);
  if (answer.type === 'checked') return answer.fault;
  throw new CorpusError('internal', answer.type === 'failed' ? answer.sentence : 'No answer.');
}

/**
 * A copy of the corpus as it stands at one moment, by SQLite's online backup: others may read and write meanwhile. It is
 * read through before it gets its name. @throws CorpusError 'io' with a sentence; the signal's reason
 */
export async function copyCorpus(
  file: string,
  to: string,
  options: KeeperOptions & {
    /** Makes the copy fit for another machine; absent: it stays as it is. */
    readonly portable?: PackChanges;
  } = {},
): Promise<void> {
  const answer = await ask({ type: 'copy', file, to, portable: options.portable ?? null }, options);
  if (answer.type === 'failed') throw new CorpusError('io', answer.sentence);
}

async function ask(task: KeeperTask, { entry, signal }: KeeperOptions): Promise<KeeperAnswer> {
  signal?.throwIfAborted();
  const worker = new Worker(entry ?? besideThisFile(), { workerData: task, name: 'corpus-keeper' });
  const abort = (): void => void worker.terminate();
  signal?.addEventListener('abort', abort, { once: true });
  try {
    return await new Promise<KeeperAnswer>((resolve, reject) => {
      worker.once('message', (raw: unknown) => resolve(keeperAnswer.parse(raw)));
      worker.once('error', reject);
      worker.once('exit', () => {
        reject(
          signal?.aborted === true
            ? new DOMException('Stopped.', 'AbortError')
            : new CorpusError('internal', 'The thread that looks after the corpus ended too early.'),
        );
      });
    });
  } finally {
    signal?.removeEventListener('abort', abort);
    await worker.terminate();
  }
}

function besideThisFile(): URL {
  return new URL(`./keeper-worker${extname(new URL(import.meta.url).pathname)}`, import.meta.url);
}
