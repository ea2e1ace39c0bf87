import { historyPage, undoState } from '../../corpus/queries/history.ts';
import type { StudioApi } from '../api.ts';
import type { Core } from '../core.ts';

/** `history`: the readable list of what was done, and walking to any point of it. */
export function historyPart(core: Core): Pick<StudioApi, 'history'> {
  return {
    history: {
      page: async (input) => {
        const { acts, jobs, ...rest } = historyPage(core.session.project.db, {
          before: input?.before,
          limit: input?.limit,
          search: input?.search,
          searchKeys: input?.searchKeys,
          video: input?.videoId,
        });
        return {
          ...rest,
          acts: acts.map((act) => ({
            ...act,
            where: act.where === null ? null : { ...act.where },
            at: new Date(act.at).toISOString(),
          })),
          jobs: jobs.map((job) => ({
            ...job,
            at: new Date(job.at).toISOString(),
            until: new Date(job.until).toISOString(),
          })),
        };
      },
      goTo: async ({ act }) => {
        const { writer, db } = core.session.project;
        const { revision, sentence, said } = await writer.goTo(act, (done, total) => {
          core.events.publish({ type: 'walk', done, total });
        });
        return {
          sentence,
          said,
          revision,
          created: { intervals: [], items: [], labels: [], comments: [] },
          state: { ...undoState(db) },
        };
      },
    },
  };
}
