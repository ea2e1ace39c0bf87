import { item, items, type ItemRecord } from '../../corpus/queries/items.ts';
import { video } from '../../corpus/queries/videos.ts';
import type { SuggestedResponse } from '../../corpus/jobs/suggestions.ts';
import type { Split } from '../../corpus/rows.ts';
import type { MediaTools } from '../../media/tools.ts';
import type { Prediction, TaskKind } from '../../tasks/task.ts';
import { say, type Said } from '../../tasks/said/said.ts';
import { ServiceError } from '../api.ts';
import { toolPathsOf } from '../runs/run-settings.ts';
import type { Session } from '../session.ts';
import { remark, type WorkContext } from './progress.ts';
import { InformationKeeper, isWaiting, weighingOf } from './weigh.ts';

/** Which items to answer; every given condition must hold. */
export interface SuggestScope {
  readonly videoId?: string | undefined;
  readonly split?: Split | undefined;
  readonly task?: TaskKind | undefined;
  readonly itemIds?: readonly string[] | undefined;
  /** Only items that wait for a person: open ones and drafts. */
  readonly waiting?: boolean | undefined;
}

export interface SuggestOptions {
  readonly scope: SuggestScope;
  /** null: the project's current policy; `shipped`: the one that comes with the program. */
  readonly policy: string | null;
  /** Keep the answers in the project, where the application shows them. */
  readonly store: boolean;
  readonly device?: string;
  /** The image encoder's file as the setting names it, for policies that have learned with one; null: none. */
  readonly frameEncoder: string | null;
  /** Ticks of the asked items' one video: only what lies in it, by its middle, is replaced and kept. */
  readonly range?: { readonly start: number; readonly end: number } | undefined;
  /** Told of each answer as it comes. */
  readonly onPrediction?: (itemId: string, prediction: Prediction) => void;
}

export interface SuggestOutcome {
  readonly policy: string;
  readonly asked: number;
  readonly answered: number;
}

/** Answers are written this many at a time, so that a long job shows what it has and keeps it when it is cancelled. */
const WRITE_AT_ONCE = 64;

/**
 * Lets a policy answer items in the model process. It sees prompts and videos only: no truth, no paraphrase, no other item.
 * Items of videos whose file is gone are reported and left out.
 * @throws ServiceError, ModelError with a sentence; the signal's reason when cancelled.
 */
export async function suggest(
  session: Session,
  tools: MediaTools,
  options: SuggestOptions,
  context: WorkContext,
): Promise<SuggestOutcome> {
  const { project, shelf, model, lease, cacheBytes } = session;
  const { signal, progress, problem } = context;
  const policy = await shelf.use(options.policy);
  const asked = wanted(session, options.scope);
  if (asked.length === 0) throw new ServiceError('not-found', say('nothingToAnswer'));
  const videos = await seeVideos(session, asked, context);
  const seen = new Set(videos.map(({ id }) => id));
  const answerable = asked.filter(({ videoId }) => seen.has(videoId));
  const keeper = new Keeper(session, policy.id, options);
  if (options.range !== undefined && seen.size > 1)
    throw new ServiceError('bad-request', say('stretchOfSeveral'));
  const weigh = orders(options) ? await weighingOf(session, answerable, signal) : null;
  const informed = new InformationKeeper(session, policy.id);
  let answered = 0;
  const wantedDevice = options.device ?? 'auto';
  const { device, sentence } = await session.devices.choose(wantedDevice);
  if (wantedDevice !== 'auto' && sentence !== null) problem({ subject: wantedDevice, sentence });
  progress(0, answerable.length, say('waitingForModel'));
  const how = await lease.preempt(() =>
    model.suggest(
      {
        setup: {
          policy: policy.file,
          cacheFolder: project.paths.cache,
          cacheBytes,
          tools: toolPathsOf(tools),
          device,
          threads: null,
          frameEncoder: options.frameEncoder,
        },
        videos,
        items: answerable.map(({ id, videoId, prompt }) => ({ itemId: id, videoId, prompt })),
        ...(weigh === null ? {} : { weigh }),
      },
      {
        signal,
        onPrediction: (itemId, prediction) => {
          answered += 1;
          keeper.keep(itemId, prediction);
          options.onPrediction?.(itemId, prediction);
        },
        onInformation: (weighed) => {
          informed.keep(weighed);
        },
        onSkipped: (itemIds, sentence) => {
          problem({ subject: itemIds.join(', '), sentence });
        },
        onProgress: ({ done, total, sentence, said }) => {
          progress(done, total, said ?? sentence);
        },
      },
    ),
  );
  await keeper.flush();
  if (weigh !== null) await informed.flush();
  if (how === 'cancelled') signal.throwIfAborted();
  return { policy: policy.id, asked: asked.length, answered };
}

/** Many videos at once are also put in the order of what they would teach; one that is open already is not. */
function orders({ store, scope }: SuggestOptions): boolean {
  return store && scope.videoId === undefined && scope.itemIds === undefined;
}

/** What came of it, for a person. */
export function suggestSaid({ asked, answered }: SuggestOutcome): Said {
  if (answered === asked) return say('itemsAnswered', { count: answered });
  return say('someAnswered', { count: answered, left: asked - answered });
}

function wanted(
  { project }: Session,
  { itemIds, videoId, split, task, waiting }: SuggestScope,
): ItemRecord[] {
  const { db } = project;
  if (itemIds === undefined) {
    const found = items(db, { video: videoId, split, task });
    return waiting === true ? found.filter(isWaiting) : found;
  }
  return itemIds.flatMap((id) => {
    const found = item(db, id);
    if (found === null) throw new ServiceError('not-found', say('noItemHere', { id }));
    return task === undefined || found.task === task ? [found] : [];
  });
}

async function seeVideos(
  session: Session,
  asked: readonly ItemRecord[],
  { signal, problem }: WorkContext,
): Promise<{ id: string; path: string; fingerprint: string }[]> {
  const { db, paths } = session.project;
  const seen: { id: string; path: string; fingerprint: string }[] = [];
  for (const id of new Set(asked.map(({ videoId }) => videoId))) {
    signal.throwIfAborted();
    const record = video(db, paths.dir, id);
    if (record === null) continue;
    const { fingerprint, path, title } = record;
    const found = await session.files.locate({ id, paths: [path], fingerprint });
    if (found.state === 'here') seen.push({ id, path: found.path, fingerprint });
    else if (found.state === 'missing') problem(remark(id, say('itemsOfMissing', { title, path })));
    else problem(remark(id, say('itemsOfOtherFile', { title, path })));
  }
  return seen;
}

/** Gathers answers and writes them in the order they came. */
class Keeper {
  readonly #session: Session;
  readonly #policy: string;
  readonly #store: boolean;
  readonly #range: SuggestOptions['range'];
  #waiting: SuggestedResponse[] = [];
  #writing: Promise<unknown> = Promise.resolve();

  constructor(session: Session, policy: string, { store, range }: SuggestOptions) {
    this.#session = session;
    this.#policy = policy;
    this.#store = store;
    this.#range = range;
  }

  keep(itemId: string, prediction: Prediction): void {
    if (!this.#store) return;
    this.#waiting.push({ item: itemId, prediction });
    if (this.#waiting.length >= WRITE_AT_ONCE) this.#write();
  }

  async flush(): Promise<void> {
    this.#write();
    await this.#writing;
  }

  #write(): void {
    const responses = this.#waiting;
    if (responses.length === 0) return;
    this.#waiting = [];
    this.#writing = this.#writing.then(() =>
      this.#session.project.writer.job('writeSuggestions', {
        policy: this.#policy,
        responses,
        range: this.#range,
      }),
    );
    // A failure is told by `flush`; without this it would also count as unhandled until then.
    this.#writing.catch(() => undefined);
  }
}
