import { UnusableVideoError } from '../../media/errors.ts';
import { probeVideo, type VideoProbe } from '../../media/probe.ts';
import type { MediaTools } from '../../media/tools.ts';
import { say } from '../../tasks/said/said.ts';
import { sentenceOf } from '../sentence.ts';
import { remark, type WorkContext } from './progress.ts';

/** Two children at once keep a disk and a processor busy; more only starve the page of both. */
const AT_ONCE = 2;

export interface ProbedFile<T> {
  readonly asked: T;
  readonly probe: VideoProbe;
}

/**
 * Probes files and reports each one that cannot be used with its own sentence; the others come back in the order asked.
 * @throws what makes every further probe useless, such as ffmpeg gone, and the signal's reason.
 */
export async function probeFiles<T>(
  asked: readonly T[],
  pathOf: (each: T) => string,
  tools: MediaTools,
  { signal, progress, problem, note }: WorkContext,
): Promise<ProbedFile<T>[]> {
  const found: (ProbedFile<T> | null)[] = asked.map(() => null);
  let next = 0;
  let done = 0;
  const worker = async (): Promise<void> => {
    for (;;) {
      signal.throwIfAborted();
      const index = next++;
      const each = asked[index];
      if (each === undefined) return;
      const path = pathOf(each);
      try {
        const { remarks, ...probe } = await probeVideo(path, tools, { signal });
        found[index] = { asked: each, probe };
        for (const said of remarks) note(remark(path, said));
      } catch (error) {
        signal.throwIfAborted();
        if (!(error instanceof UnusableVideoError)) throw error;
        problem(remark(path, error.said ?? sentenceOf(error)));
      }
      done += 1;
      progress(done, asked.length, say('readFile', { file: path }));
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, asked.length) }, worker));
  return found.filter((each) => each !== null);
}
