import { command } from '../../corpus/commands/registry.ts';
import { knownQuestions, keptJson, sceneOfVideo } from '../../corpus/queries/derived.ts';
import { undoState } from '../../corpus/queries/history.ts';
import { items } from '../../corpus/queries/items.ts';
import { videos, video, type VideoRecord } from '../../corpus/queries/videos.ts';
import type { z } from 'zod';
import type { DerivedPrompt } from '../../tasks/derive/build.ts';
import { DERIVED_TASKS, propose } from '../../tasks/derive/propose.ts';
import { ServiceError, type StudioApi } from '../api.ts';
import type { DeriveDraft, derivePreviewInput, DerivePreview, DeriveVideo } from '../contract/index.ts';
import type { Core } from '../core.ts';
import { commandDone } from './commands.ts';

/** A dialog shows so many at once; the rest is counted and comes when these are accepted. */
const LISTED = 500;

/** `derive`: items of other tasks that curated actions prove, before and when a person accepts them. */
export function derivePart(core: Core): Pick<StudioApi, 'derive'> {
  return {
    derive: {
      preview: async (input) => {
        const { db } = core.session.project;
        return db.consistent((): DerivePreview => {
          const counts = { TG: 0, DTG: 0, VHD: 0, GVQA: 0 };
          const drafts: DeriveDraft[] = [];
          const shown: DeriveVideo[] = [];
          let waiting = 0;
          for (const record of scope(core, input)) {
            const scene = sceneOfVideo(db, record.id);
            const actions = items(db, { video: record.id, task: 'TAL' });
            waiting += actions.filter(({ state }) => state === 'open' || state === 'draft').length;
            if (scene.sources.length === 0) continue;
            const found = propose(scene, input, knownQuestions(db, record.id));
            for (const { prompt } of found) counts[prompt.task]++;
            const listed = found.slice(0, Math.max(0, (input.limit ?? LISTED) - drafts.length));
            if (listed.length === 0) continue;
            const labels = new Map(actions.map(({ id, label }) => [id, label?.id ?? null]));
            shown.push({
              id: record.id,
              title: record.title,
              timebase: { ...scene.timebase },
              firstTick: record.startTick,
              endTick: record.endTick,
              sources: scene.sources.map(({ item, phrase, instances }) => ({
                itemId: item,
                phrase,
                labelId: labels.get(item) ?? null,
                spans: instances.map(({ start, end }) => ({ start, end })),
              })),
            });
            drafts.push(
              ...listed.map((draft): DeriveDraft => ({
                videoId: record.id,
                recipe: draft.recipe,
                shown: keptJson(draft),
                prompt: promptOf(draft.prompt),
                intervals: draft.intervals.map((span) => ({ ...span })),
                answerIndex: draft.answerIndex,
                saliency:
                  draft.saliency === null ? null : { ...draft.saliency, scores: [...draft.saliency.scores] },
              })),
            );
          }
          const total = DERIVED_TASKS.reduce((sum, task) => sum + counts[task], 0);
          return { drafts, videos: shown, counts, total, waiting };
        });
      },
      accept: async ({ drafts, state }) => {
        const { writer, db } = core.session.project;
        const byVideo = Map.groupBy(drafts, ({ videoId }) => videoId);
        const result = await writer.executeAll(
          [...byVideo].map(([id, list]) =>
            command('createDerived', {
              video: id,
              state,
              drafts: list.map(({ recipe, shown, words }) => ({ recipe, shown, ...(words && { words }) })),
            }),
          ),
        );
        return commandDone(result, undoState(db));
      },
    },
  };
}

function* scope(
  core: Core,
  { videoId, split }: z.infer<typeof derivePreviewInput>,
): IterableIterator<VideoRecord> {
  const { db, paths } = core.session.project;
  if (videoId === undefined) {
    yield* videos(db, paths.dir, { split });
    return;
  }
  const one = video(db, paths.dir, videoId);
  if (one === null) throw new ServiceError('not-found', `There is no video “${videoId}” in this project.`);
  yield one;
}

function promptOf(prompt: DerivedPrompt): DeriveDraft['prompt'] {
  if (prompt.task === 'DTG') return { task: 'DTG', sentences: [...prompt.sentences] };
  if (prompt.task === 'GVQA')
    return { task: 'GVQA', question: prompt.question, options: [...prompt.options] };
  return { ...prompt };
}
