import { earlierAnswers } from '../../corpus/queries/earlier-answers.ts';
import { say } from '../../tasks/said/said.ts';
import type { StudioApi } from '../api.ts';
import type { Core } from '../core.ts';
import { suggest, suggestSaid, type SuggestScope } from '../long-work/suggest.ts';

/** `suggestions`: asks a policy, and tells what the one before said. */
export function suggestingPart(core: Core): Pick<StudioApi, 'suggestions'> {
  return {
    suggestions: {
      start: async ({ scope, task, policy, range }) => {
        const { session } = core;
        const jobId = core.jobs.start({
          kind: 'suggest',
          title: say('suggestions'),
          line: 'suggest',
          work: async (context) => {
            const tools = await core.setting.toolbox.tools();
            const policyId = policy ?? session.shelf.currentId();
            core.events.publish({ type: 'model', state: 'busy', policyId, sentence: 'Answering.' });
            try {
              const { frameEncoder } = await core.setting.appSettings.read();
              const outcome = await suggest(
                session,
                tools,
                { scope: scopeOf(scope, task), policy: policy ?? null, store: true, frameEncoder, range },
                context,
              );
              core.events.publish({ type: 'model', state: 'ready', policyId, sentence: 'Ready.' });
              return suggestSaid(outcome);
            } catch (error) {
              const state = context.signal.aborted ? 'ready' : 'failed';
              const sentence = error instanceof Error ? error.message : String(error);
              core.events.publish({ type: 'model', state, policyId, sentence });
              throw error;
            }
          },
        });
        return { jobId };
      },
      another: async ({ itemId, slot, suggestionId }) => {
        const { writer } = core.session.project;
        const { suggestion } = await writer.job('offerAlternative', {
          item: itemId,
          slot,
          suggestion: suggestionId,
        });
        return { suggestionId: suggestion };
      },
      earlier: async ({ videoId }) => {
        const { project, shelf } = core.session;
        return earlierAnswers(project.db, videoId).map(({ policy, at, intervals, ...rest }) => ({
          ...rest,
          policyId: policy,
          at: new Date(at).toISOString(),
          calibrated: shelf.calibrated(policy),
          intervals: [...intervals],
        }));
      },
    },
  };
}

type AskedScope = Parameters<StudioApi['suggestions']['start']>[0]['scope'];

function scopeOf(scope: AskedScope, task: SuggestScope['task']): SuggestScope {
  return { ...scope, task };
}
