import { stat } from 'node:fs/promises';
import type { Project } from '../../corpus/project.ts';
import { videos } from '../../corpus/queries/videos.ts';

/** Looks at this many files at once. */
const AT_ONCE = 32;

/**
 * Notes which videos' files are gone, and which are back, without opening any. A disk that is not plugged in today must not
 * look like work that can go on.
 */
export async function lookForFiles(project: Project, signal: AbortSignal): Promise<void> {
  const { db, paths, writer } = project;
  const known = [...videos(db, paths.dir)].map(({ id, path, fileState }) => ({ id, path, fileState }));
  const gone: string[] = [];
  const back: string[] = [];
  for (let from = 0; from < known.length; from += AT_ONCE) {
    if (signal.aborted) return;
    await Promise.all(
      known.slice(from, from + AT_ONCE).map(async ({ id, path, fileState }) => {
        const there = await stat(path).then(
          (facts) => facts.isFile(),
          () => false,
        );
        if (!there && fileState !== 'missing') gone.push(id);
        if (there && fileState === 'missing') back.push(id);
      }),
    );
  }
  if (signal.aborted) return;
  if (gone.length > 0) await writer.job('setVideoState', { videos: gone, state: 'missing' });
  if (back.length > 0) await writer.job('setVideoState', { videos: back, state: 'ready' });
}
