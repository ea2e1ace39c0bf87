import type { Policy, VideoFeatures } from '../policy/policy.ts';
import { say, told } from '../tasks/said/said.ts';
import { cachedFeatures, mediaCache, mediaTools, type FeatureSource } from './cached-features.ts';
import { seenBefore } from './kept-sight.ts';
import type { OpenedPolicy, PolicyKit } from './policy-kit.ts';
import { toModel, type FromModel, type ModelSetup, type VideoToSee } from './protocol.ts';
import { Weigher } from './weigh-items.ts';
import { openWorkerChannel } from './worker-channel.ts';

/** Questions answered between two looks at cancellation. */
const CHUNK = 8;
/** Milliseconds between two progress messages about one video. */
const PROGRESS_MS = 100;
/** Videos whose features stay in memory for the next request. */
const WARM_VIDEOS = 4;

type Message = ReturnType<typeof toModel.parse>;
type SuggestMessage = Extract<Message, { type: 'suggest' }>;

/**
 * The model process: opens a policy, makes features (cached by content), answers questions one video at a time with progress
 * after each, and can be cancelled between questions. A video that can't be read costs only its own items.
 */
export async function runModelWorker(socketPath: string, kit: PolicyKit): Promise<void> {
  const cancels = new Map<number, AbortController>();
  let model: OpenModel | null = null;
  // One thing at a time, in the order asked: sessions are not to be used from two requests at once.
  let queue: Promise<void> = Promise.resolve();
  const inTurn = (work: () => Promise<void>) => {
    queue = queue.then(work);
  };
  const channel = await openWorkerChannel<Message, FromModel>({
    socketPath,
    schema: toModel,
    onMessage: (message) => {
      if (message.type === 'open') inTurn(() => open(message));
      else if (message.type === 'cancel') cancels.get(message.request)?.abort();
      else if (message.type === 'examine') inTurn(() => examine(message));
      else {
        const abort = new AbortController();
        cancels.set(message.request, abort);
        inTurn(async () => {
          await suggest(message, abort.signal);
          cancels.delete(message.request);
        });
      }
    },
    onClosed: () => process.exit(0),
  });

  async function open({ opening, setup }: Extract<Message, { type: 'open' }>): Promise<void> {
    await model?.opened.policy.dispose();
    model = null;
    try {
      const { device, threads, frameEncoder } = setup;
      const opened = await kit.open(setup.policy, { device, threads, frameEncoder, purpose: 'answer' });
      model = new OpenModel(opened, setup);
      channel.send({ type: 'opened', architecture: opened.policy.architecture });
    } catch (error) {
      channel.send({ type: 'refused', opening, sentence: messageOf(error) });
    }
  }

  async function examine({ request, file }: Extract<Message, { type: 'examine' }>): Promise<void> {
    const cannot = 'This kind of policy takes no image encoder.';
    try {
      const sentence = await kit.examineEncoder?.(file);
      channel.send({
        type: 'examined',
        request,
        usable: sentence !== undefined,
        sentence: sentence ?? cannot,
      });
    } catch (error) {
      channel.send({ type: 'examined', request, usable: false, sentence: messageOf(error) });
    }
  }

  async function suggest(asked: SuggestMessage, signal: AbortSignal): Promise<void> {
    const { request } = asked;
    if (model === null) {
      channel.send({ type: 'failed', request, sentence: 'No policy is open.' });
      return;
    }
    try {
      await answerAll(model, asked, signal, (message) => channel.send({ ...message, request }));
      channel.send({ type: 'done', request, cancelled: signal.aborted });
    } catch (error) {
      if (signal.aborted) channel.send({ type: 'done', request, cancelled: true });
      else channel.send({ type: 'failed', request, sentence: messageOf(error) });
    }
  }
}

/** What `answerAll` tells: the request's number is put on by the caller. */
type Told = WithoutRequest<
  Extract<FromModel, { type: 'progress' | 'prediction' | 'drawn' | 'information' | 'skipped' }>
>;
type WithoutRequest<Message> = Message extends { request: number } ? Omit<Message, 'request'> : never;

class OpenModel {
  readonly opened: OpenedPolicy;
  readonly #source: FeatureSource;
  readonly #warm = new Map<string, VideoFeatures>();

  constructor(opened: OpenedPolicy, setup: ModelSetup) {
    this.opened = opened;
    this.#source = {
      extractor: opened.extractor,
      cache: mediaCache(setup.cacheFolder, setup.cacheBytes),
      tools: mediaTools(setup.tools),
    };
  }

  async features(
    video: VideoToSee,
    signal: AbortSignal,
    onProgress: (doing: 'looking' | 'understanding', share: number) => void,
  ): Promise<VideoFeatures> {
    const known = this.#warm.get(video.fingerprint);
    this.#warm.delete(video.fingerprint);
    const features =
      known ??
      (await cachedFeatures(this.#source, video, {
        signal,
        onProgress: (share) => onProgress('looking', share),
      }));
    if (known === undefined)
      await seenBefore(this.#source, this.opened, video, features, {
        signal,
        onProgress: (share) => onProgress('understanding', share),
      });
    this.#warm.set(video.fingerprint, features);
    const [oldest] = this.#warm.keys();
    if (this.#warm.size > WARM_VIDEOS && oldest !== undefined) this.#warm.delete(oldest);
    return features;
  }
}

async function answerAll(
  model: OpenModel,
  { videos, items, weigh, draw }: SuggestMessage,
  signal: AbortSignal,
  tell: (told: Told) => void,
): Promise<void> {
  const { policy } = model.opened;
  // Groups are dear where a policy writes its answers word by word; such a policy has no look.
  const weigher =
    weigh === undefined || policy.look === undefined
      ? null
      : new Weigher(policy, weigh, async (video) => {
          if (signal.aborted) return null;
          // A curated video that can't be read is only not compared with.
          return model.features(video, signal, () => {}).catch(() => null);
        });
  const byVideo = Map.groupBy(items, ({ videoId }) => videoId);
  const known = new Map(videos.map((video) => [video.id, video]));
  const total = items.length;
  let done = 0;
  const { notice } = model.opened;
  if (notice !== undefined) tell({ type: 'progress', stage: 'features', done, total, ...told(notice) });
  for (const [videoId, asked] of byVideo) {
    if (signal.aborted) return;
    const video = known.get(videoId);
    const skip = (sentence: string) => {
      done += asked.length;
      tell({ type: 'skipped', itemIds: asked.map(({ itemId }) => itemId), sentence });
    };
    if (video === undefined) {
      skip(`Video ${videoId} is not known.`);
      continue;
    }
    let features: VideoFeatures;
    try {
      const looking = say('lookingAtVideo', { video: videoId });
      tell({ type: 'progress', stage: 'features', done, total, ...told(looking) });
      let toldAt = performance.now();
      features = await model.features(video, signal, (doing, share) => {
        if (performance.now() - toldAt < PROGRESS_MS) return;
        toldAt = performance.now();
        const percent = Math.round(share * 100);
        const soFar = say('lookingAtVideoSoFar', { doing, video: videoId, percent });
        tell({ type: 'progress', stage: 'features', done, total, ...told(soFar) });
      });
    } catch (error) {
      if (signal.aborted) return;
      skip(messageOf(error));
      continue;
    }
    const all = asked.map((item) => ({ ...item, features }));
    for (let at = 0; at < all.length && !signal.aborted; at += CHUNK) {
      const questions = all.slice(at, at + CHUNK);
      if (draw === undefined) await answer(policy, questions, tell);
      else await drawAnswers(policy, questions, draw, tell);
      done += questions.length;
      tell({
        type: 'progress',
        stage: 'answers',
        done,
        total,
        ...told(say('answeredQuestions', { done, total })),
      });
      // Lets a cancel in: native runs keep the thread busy.
      await new Promise((resolve) => setImmediate(resolve));
    }
    if (signal.aborted) return;
    const weighed = await weigher?.weigh(videoId, features, all);
    if (weighed !== null && weighed !== undefined) tell({ type: 'information', ...weighed });
  }
}

type Asked = Parameters<Policy['suggest']>[0][number] & { readonly itemId: string };

async function answer(
  policy: Policy,
  questions: readonly Asked[],
  tell: (told: Told) => void,
): Promise<void> {
  const predictions = await policy.suggest(questions);
  questions.forEach(({ itemId }, i) => {
    const prediction = predictions[i];
    if (prediction !== undefined) tell({ type: 'prediction', itemId, prediction });
  });
}

/** The same seed each time: asking again shows the same. */
async function drawAnswers(
  policy: Policy,
  questions: readonly Asked[],
  groupSize: number,
  tell: (told: Told) => void,
): Promise<void> {
  const groups = await policy.sampleGroups(questions, { groupSize, temperature: 1, seed: 0 });
  questions.forEach(({ itemId }, i) => {
    tell({ type: 'drawn', itemId, responses: (groups[i] ?? []).map(({ response }) => response) });
  });
}

function messageOf(error: unknown): string {
  return error instanceof Error && error.message !== '' ? error.message : String(error);
}
