import { stat } from 'node:fs/promises';
import type { Project } from '../../corpus/project.ts';
import { videoFiles } from '../../corpus/queries/videos.ts';

/** Looks at this many files at once. */
const AT_ONCE = 32;

/**
 * Notes which videos' files are gone, and which are back, without opening any. A disk that is not plugged in today must not
 * look like work that can go on.
 */
export async function lookForFiles(project: Project, signal: AbortSignal): Promise<void> {
  const { db, paths, writer } = project;
  const gone: string[] = [];
  const back: string[] = [];
  let some = videoFiles(db, paths.dir, 0, AT_ONCE);
  for (let last = some.at(-1); last !== undefined; last = some.at(-1)) {
    await Promise.all(
      some.map(async ({ id, path, fileState }) => {
        const there = await stat(path).then(
          (facts) => facts.isFile(),
          () => false,
        );
        if (!there && fileState !== 'missing') gone.push(id);
        if (there && fileState === 'missing') back.push(id);
      }),
    );
    // The project may have been closed meanwhile.
    if (signal.aborted) return;
    some = videoFiles(db, paths.dir, last.key, AT_ONCE);
  }
  if (gone.length > 0) await writer.job('setVideoState', { videos: gone, state: 'missing' });
  if (back.length > 0) await writer.job('setVideoState', { videos: back, state: 'ready' });
}
