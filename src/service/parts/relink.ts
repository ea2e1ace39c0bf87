import { resolve } from 'node:path';
import { ServiceError, type StudioApi } from '../api.ts';
import type { Core } from '../core.ts';
import { findMoved, lostVideos, movedSaid, type FoundMove } from '../long-work/find-moved.ts';
import { count } from '../long-work/words.ts';

/** `relink`: finding the files of all lost videos at once. What a search found belongs to the project that is open. */
export function relinkPart(core: Core): Pick<StudioApi, 'relink'> {
  let last: {
    readonly session: object;
    readonly folder: string;
    readonly moves: readonly FoundMove[];
  } | null = null;
  return {
    relink: {
      lost: async () => {
        const { project, files } = core.session;
        return (await lostVideos(project, files, false)).map(({ id, title, path, fileState }) => ({
          videoId: id,
          title,
          was: path,
          state: fileState === 'changed' ? ('changed' as const) : ('missing' as const),
        }));
      },
      search: async ({ folder }) => {
        const { session } = core;
        const dir = resolve(folder);
        last = null;
        const jobId = core.jobs.start({
          kind: 'relink',
          title: dir,
          line: 'relink',
          work: async (context) => {
            const tools = await core.setting.toolbox.tools();
            const moves = await findMoved(session.project, session.files, tools, dir, context);
            last = { session, folder: dir, moves };
            return movedSaid(moves);
          },
        });
        return { jobId };
      },
      proposals: async () =>
        last === null || last.session !== core.session
          ? null
          : { folder: last.folder, rows: last.moves.map(({ proposal }) => ({ ...proposal })) },
      takeOver: async ({ videoIds }) => {
        const wanted = new Set(videoIds);
        const found = last !== null && last.session === core.session ? last.moves : [];
        const chosen = found.flatMap(({ proposal, probe }) =>
          probe !== null && wanted.has(proposal.videoId) ? [{ video: proposal.videoId, probe }] : [],
        );
        if (chosen.length < wanted.size)
          throw new ServiceError('conflict', 'The search is out of date. Look for the videos again.');
        const { moved } = await core.session.project.writer.job('relinkVideos', { videos: chosen });
        last = null;
        const carried = moved === 0 ? '' : ` ${count(moved, 'interval')} carried over by frame.`;
        return { sentence: `${count(chosen.length, 'video')} found again.${carried}` };
      },
    },
  };
}
