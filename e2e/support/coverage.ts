import { openProject } from '../../src/corpus/project.ts';
import { coverageOf } from '../../src/corpus/queries/project.ts';
import { frameTableOf, listVideos } from '../../src/corpus/queries/videos.ts';
import { frameAt } from '../../src/time/frame-table.ts';
import { ticks } from '../../src/time/ticks.ts';

/** Frames that a project which nobody has open says were watched and skimmed, of the video whose title begins so. */
export async function coverageIn(
  dir: string,
  title: string,
): Promise<Record<'watched' | 'skimmed', { start: number; end: number }[]>> {
  const project = await openProject(dir, { worker: false });
  try {
    const found = listVideos(project.db, {}).videos.find((video) => video.title.startsWith(title));
    if (found === undefined) throw new Error(`There is no ${title}.`);
    const table = frameTableOf(project.db, found.id);
    const of = (wanted: string): { start: number; end: number }[] =>
      coverageOf(project.db, found.id)
        .filter(({ kind }) => kind === wanted)
        .map(({ start, end }) => ({
          start: frameAt(table, ticks(start)),
          end: frameAt(table, ticks(end - 1)) + 1,
        }));
    return { watched: of('watched'), skimmed: of('skimmed') };
  } finally {
    await project.close();
  }
}
