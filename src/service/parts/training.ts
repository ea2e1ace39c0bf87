import { policies, policy, run } from '../../corpus/queries/training.ts';
import { say, told } from '../../tasks/said/said.ts';
import { ServiceError, type StudioApi } from '../api.ts';
import type { Core } from '../core.ts';
import { policyRowOf, runDetailOf, runsOf } from '../runs/run-view.ts';
import { readStoredSettings } from '../runs/run-settings.ts';

/** `training`, `policies`: runs and what comes of them. */
export function trainingPart(core: Core): Pick<StudioApi, 'training' | 'policies'> {
  return {
    training: {
      start: async (settings) => {
        const begunAt = Date.now();
        const tools = await core.setting.toolbox.tools();
        const { frameEncoder } = await core.setting.appSettings.read();
        const all = { ...(frameEncoder !== null && { frameEncoder }), ...settings };
        return { runId: await core.session.training.start(all, tools, begunAt) };
      },
      pause: async ({ runId }) => core.session.training.pause(runId),
      resume: ({ runId }) => resume(core, runId),
      cancel: ({ runId }) => cancel(core, runId),
      runs: async () => runsOf(core.session),
      run: async ({ runId }) => {
        const detail = runDetailOf(core.session, runId);
        if (detail === null) throw noRun(runId);
        return detail;
      },
    },
    policies: {
      list: async () => {
        const { project, shelf } = core.session;
        // A policy that gave way to another one stays, to go back to; one that never suggested was discarded.
        const promoted = new Set(
          project.db
            .all<{ policy: string }>('SELECT DISTINCT policy FROM promotion')
            .map(({ policy }) => policy),
        );
        const listed = policies(project.db).filter(
          ({ status, id }) => status !== 'retired' || promoted.has(id),
        );
        return listed.map((record) => policyRowOf(record, shelf.currentId(), shelf.refusal(record)));
      },
      promote: async (input) => {
        const { project, shelf } = core.session;
        const wanted = 'policyId' in input ? input.policyId : resultOf(core, input.runId);
        const { id } = await shelf.use(wanted);
        await project.writer.job('promotePolicy', { policy: id });
        return { policyId: id, ...told(say('policyAnswers', { policy: id })) };
      },
      discard: async ({ policyId }) => {
        const { project, shelf } = core.session;
        if (policy(project.db, policyId)?.status !== 'candidate')
          throw new ServiceError('conflict', say('policyStays', { policy: policyId }));
        await project.writer.job('retirePolicy', { policy: policyId });
        return {
          policyId: shelf.currentId(),
          ...told(say('policyDiscarded', { policy: policyId })),
        };
      },
      rollback: async () => {
        const { project, shelf } = core.session;
        const { previous } = await project.writer.job('rollbackPolicy', {});
        const id = shelf.currentId();
        return { policyId: id, ...told(say('policyAnswersAgain', { policy: id, previous })) };
      },
    },
  };
}

/** A paused run goes on in its process; one whose process is gone starts again from its last checkpoint. */
async function resume(core: Core, runId: string): Promise<void> {
  const { training, project } = core.session;
  if (training.running === runId) {
    training.resume();
    return;
  }
  const record = run(project.db, runId);
  if (record === null) throw noRun(runId);
  if (record.state === 'done' || record.state === 'cancelled')
    throw new ServiceError('conflict', `This run is ${record.state} and cannot go on. Start a new one.`);
  const tools = await core.setting.toolbox.tools();
  const { id, basePolicy } = record;
  await training.relaunch({ id, basePolicy, ...readStoredSettings(record.settings) }, tools);
}

async function cancel(core: Core, runId: string): Promise<void> {
  const { training, project } = core.session;
  if (training.running === runId) {
    await training.cancel(runId);
    return;
  }
  const record = run(project.db, runId);
  if (record === null) throw noRun(runId);
  if (record.state === 'done' || record.state === 'cancelled') return;
  await project.writer.job('updateRun', { run: runId, state: 'cancelled', sentence: 'Cancelled.' });
}

function resultOf(core: Core, runId: string): string {
  const record = run(core.session.project.db, runId);
  if (record === null) throw noRun(runId);
  if (record.resultPolicy === null)
    throw new ServiceError('conflict', 'This run has made no policy that could be promoted.');
  return record.resultPolicy;
}

function noRun(runId: string): ServiceError {
  return new ServiceError('not-found', `There is no run “${runId}” in this project.`);
}
