import { resolve } from 'node:path';
import { say, told } from '../../tasks/said/said.ts';
import { ServiceError, type StudioApi } from '../api.ts';
import type { Core } from '../core.ts';
import { findMoved, lostVideos, movedSaid, type FoundMove } from '../long-work/find-moved.ts';

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
        const moves = last !== null && last.session === core.session ? last.moves : [];
        const chosen = moves.flatMap(({ proposal, probe }) =>
          probe !== null && wanted.has(proposal.videoId) ? [{ video: proposal.videoId, probe }] : [],
        );
        if (chosen.length < wanted.size) throw new ServiceError('conflict', say('searchOutOfDate'));
        const { moved } = await core.session.project.writer.job('relinkVideos', { videos: chosen });
        last = null;
        const found = say('foundAgain', { count: chosen.length });
        return told(moved === 0 ? found : say('carriedOver', { what: found, count: moved }));
      },
    },
  };
}
