import { createStore } from 'zustand/vanilla';
import type { Job } from '../../src/service/contract/index.ts';
import { client, queryClient, trpc, type Run, type ServiceEvent } from '../client.ts';
import { withPoints, type Point } from '../training/points.ts';
import { walk } from '../history/walk.ts';
import { timelineChanged } from '../timeline/interval-source.ts';
import { notify } from './studio.ts';
import { videosChanged } from './video-source.ts';
import { sayNow, titleOf } from '../words/said.ts';
import { words } from '../words/words.ts';

/** One subscription for everything that happens in the service; it keeps the page's copy of the server's state fresh. */

export interface ModelState {
  readonly state: Extract<ServiceEvent, { type: 'model' }>['state'];
  readonly sentence: string;
}
export const model = createStore<{ model: ModelState | null }>(() => ({ model: null }));

export function listen(): void {
  client.events.subscribe.subscribe(undefined, {
    onData: ({ data }) => handle(data),
    onError: (error) => notify(error.message, 'error'),
  });
}

function handle(event: ServiceEvent): void {
  switch (event.type) {
    case 'resync':
      void queryClient.invalidateQueries();
      break;
    case 'project':
      queryClient.setQueryData(trpc.projects.current.queryKey(), event.project);
      void queryClient.invalidateQueries({ queryKey: trpc.projects.current.queryKey() });
      break;
    case 'corpus':
      videosChanged(event);
      timelineChanged(event);
      listsChanged();
      queryClient.setQueryData(trpc.commands.state.queryKey(), event.state);
      break;
    case 'walk':
      // One that comes after its end is nobody's.
      if (walk.getState().walk !== null) walk.setState({ walk: { done: event.done, total: event.total } });
      break;
    case 'health':
      void queryClient.invalidateQueries({ queryKey: trpc.care.health.queryKey() });
      break;
    case 'job':
      putJob(event.job);
      break;
    case 'run':
      putRun(event.run);
      break;
    case 'metrics':
      addPoints(event.runId, event.points);
      break;
    case 'remark':
      notify(event.sentence);
      break;
    case 'model':
      model.setState({ model: { state: event.state, sentence: event.sentence } });
      if (event.state === 'failed') notify(event.sentence, 'error');
      break;
    case 'proxy':
      void queryClient.invalidateQueries({
        queryKey:
          event.videoId === null
            ? trpc.proxies.of.pathKey()
            : trpc.proxies.of.queryKey({ videoId: event.videoId }),
      });
      void queryClient.invalidateQueries({ queryKey: trpc.proxies.usage.queryKey() });
      break;
    case 'asset':
      void queryClient.invalidateQueries({ queryKey: ['asset', event.videoId, event.kind] });
      break;
  }
}

/** What counts, lists and finds over the whole project. */
function listsChanged(): void {
  for (const queryKey of [
    trpc.suggestions.earlier.pathKey(),
    trpc.videos.list.pathKey(),
    trpc.items.pathKey(),
    trpc.comments.pathKey(),
    trpc.projects.current.queryKey(),
    trpc.labels.list.queryKey(),
    trpc.commands.history.pathKey(),
    trpc.history.page.pathKey(),
    trpc.coverage.wall.pathKey(),
    trpc.coverage.ofVideos.pathKey(),
    trpc.relink.lost.queryKey(),
    trpc.importer.history.pathKey(),
  ])
    void queryClient.invalidateQueries({ queryKey });
}

const ENDED: readonly Job['state'][] = ['done', 'failed', 'cancelled'];

function putJob(job: Job): void {
  queryClient.setQueryData(trpc.jobs.list.queryKey(), (old) => [
    job,
    ...(old ?? []).filter((each) => each.id !== job.id),
  ]);
  if (!ENDED.includes(job.state)) return;
  const said = `${sayNow(titleOf(job))}: ${sayNow(job)}`;
  notify(
    job.problems.length > 0 ? words('app')('seeData', { sentence: said }) : said,
    job.state === 'failed' ? 'error' : 'info',
  );
}

function putRun(run: Run): void {
  queryClient.setQueryData(trpc.training.runs.queryKey(), (old) => [
    run,
    ...(old ?? []).filter((each) => each.id !== run.id),
  ]);
  queryClient.setQueryData(trpc.training.run.queryKey({ runId: run.id }), (old) =>
    old === undefined ? old : { ...old, ...run },
  );
  if (run.state === 'failed' && run.error !== null) notify(run.error, 'error');
  if (run.state !== 'done') return;
  void queryClient.invalidateQueries({ queryKey: trpc.policies.list.queryKey() });
  // Its calibration comes with its end.
  void queryClient.invalidateQueries({ queryKey: trpc.training.run.queryKey({ runId: run.id }) });
}

function addPoints(runId: string, points: readonly Point[]): void {
  queryClient.setQueryData(trpc.training.run.queryKey({ runId }), (old) =>
    old === undefined ? old : withPoints(old, points),
  );
}
