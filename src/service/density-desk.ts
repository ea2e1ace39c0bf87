import { item } from '../corpus/queries/items.ts';
import { video } from '../corpus/queries/videos.ts';
import { answerDensity } from '../policy/density.ts';
import { COMMITTEE } from '../policy/information.ts';
import type { AssetAnswer } from './asset-desk.ts';
import type { Core } from './core.ts';
import { toolPathsOf } from './runs/run-settings.ts';
import { sentenceOf } from './sentence.ts';

/** Parts of a video that are told apart. */
const BINS = 600;
/** Items whose densities stay in memory. */
const KEPT = 200;
/** What takes longer is answered with `making`. */
const PATIENCE_MS = 120;

/** Draws a group of answers to one item with the current policy and keeps where they lie: what a heat over time shows. */
export class DensityDesk {
  readonly #core: Core;
  readonly #made = new Map<string, Promise<AssetAnswer>>();

  constructor(core: Core) {
    this.#core = core;
  }

  /** @returns a Float32Array's bytes; null where the open project has no such item */
  async ask(itemId: string): Promise<AssetAnswer | null> {
    const { session } = this.#core;
    const found = item(session.project.db, itemId);
    if (found === null) return null;
    const record = video(session.project.db, session.project.paths.dir, found.videoId);
    if (record === null) return null;
    const policy = session.shelf.currentId();
    const key = JSON.stringify([policy, record.fingerprint, found.prompt]);
    const making = this.#made.get(key) ?? this.#start(key, itemId);
    const { promise: patience, resolve } = Promise.withResolvers<AssetAnswer>();
    const timer = setTimeout(resolve, PATIENCE_MS, { state: 'making' });
    const answer = await Promise.race([making, patience]);
    clearTimeout(timer);
    return answer;
  }

  #start(key: string, itemId: string): Promise<AssetAnswer> {
    const making = this.#draw(itemId).catch((error: unknown): AssetAnswer => ({
      state: 'refused',
      sentence: sentenceOf(error),
    }));
    this.#made.set(key, making);
    const [oldest] = this.#made.keys();
    if (this.#made.size > KEPT && oldest !== undefined) this.#made.delete(oldest);
    // What was refused may go well another time.
    void making.then((answer) => {
      if (answer.state === 'refused') setTimeout(() => this.#made.delete(key), 10_000).unref();
    });
    return making;
  }

  async #draw(itemId: string): Promise<AssetAnswer> {
    const { session, setting } = this.#core;
    const { project, shelf, model, lease, cacheBytes, devices, files } = session;
    const found = item(project.db, itemId);
    const record = found === null ? null : video(project.db, project.paths.dir, found.videoId);
    if (found === null || record === null) return { state: 'refused', sentence: 'The item is gone.' };
    const { id, path, fingerprint } = record;
    const place = await files.locate({ id, paths: [path], fingerprint });
    if (place.state !== 'here')
      return { state: 'refused', sentence: `The file of “${record.title}” is not at ${path}.` };
    const [tools, { frameEncoder }, policy, { device }] = await Promise.all([
      setting.toolbox.tools(),
      setting.appSettings.read(),
      shelf.use(null),
      devices.choose('auto'),
    ]);
    let drawn: readonly string[] = [];
    let skipped: string | null = null;
    await lease.preempt(() =>
      model.suggest(
        {
          setup: {
            policy: policy.file,
            cacheFolder: project.paths.cache,
            cacheBytes,
            tools: toolPathsOf(tools),
            device,
            threads: null,
            frameEncoder,
          },
          videos: [{ id, path: place.path, fingerprint }],
          items: [{ itemId, videoId: id, prompt: found.prompt }],
          draw: COMMITTEE,
        },
        {
          onPrediction: () => {},
          onDrawn: (_item, responses) => {
            drawn = responses;
          },
          onSkipped: (_items, sentence) => {
            skipped = sentence;
          },
        },
      ),
    );
    if (skipped !== null) return { state: 'refused', sentence: skipped };
    const density = answerDensity(found.prompt, drawn, record.duration, BINS);
    return { state: 'ready', bytes: Buffer.from(density.buffer) };
  }
}
