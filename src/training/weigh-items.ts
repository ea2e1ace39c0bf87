import {
  COMMITTEE,
  curatedLooks,
  disagreementOf,
  novelty,
  type CuratedLooks,
} from '../policy/information.ts';
import type { Policy, Question, VideoFeatures } from '../policy/policy.ts';
import type { FromModel, VideoToSee, Weighing } from './protocol.ts';

/** The draws of a group follow from the questions alone: weighing again gives the same. */
const SEED = 0;

export type Weighed = Pick<Extract<FromModel, { type: 'information' }>, 'videoId' | 'novelty' | 'items'>;

/** Sees a video: its features, or null when it can't be read or the request was cancelled. */
export type Look = (video: VideoToSee) => Promise<VideoFeatures | null>;

/** Says how much the policy expects to learn from items, video by video (src/policy/information.ts). */
export class Weigher {
  readonly #policy: Policy;
  readonly #wanted: ReadonlySet<string>;
  readonly #curated: readonly VideoToSee[];
  readonly #see: Look;
  #looks: Promise<CuratedLooks | null> | null = null;

  constructor(policy: Policy, { itemIds, curated }: Weighing, see: Look) {
    this.#policy = policy;
    this.#wanted = new Set(itemIds);
    this.#curated = curated;
    this.#see = see;
  }

  /** @returns null when none of the video's items waits for a person. */
  async weigh(videoId: string, features: VideoFeatures, asked: readonly Question[]): Promise<Weighed | null> {
    const open = asked.filter(({ itemId }) => this.#wanted.has(itemId));
    if (open.length === 0) return null;
    const groups = await this.#policy.sampleGroups(open, {
      groupSize: COMMITTEE,
      temperature: 1,
      seed: SEED,
    });
    const items = open.map(({ itemId, prompt }, i) => ({
      itemId,
      disagreement: disagreementOf(
        prompt,
        (groups[i] ?? []).map(({ response }) => response),
      ),
    }));
    this.#looks ??= this.#curatedLooks();
    const curated = await this.#looks;
    const look = curated === null ? undefined : await this.#policy.look?.(features);
    return {
      videoId,
      items,
      novelty: curated === null || look === undefined ? null : novelty(look, curated),
    };
  }

  async #curatedLooks(): Promise<CuratedLooks | null> {
    const looks: Float32Array[] = [];
    if (this.#policy.look === undefined) return null;
    for (const video of this.#curated) {
      const features = await this.#see(video);
      if (features !== null) looks.push(await this.#policy.look(features));
      // Lets a cancel in: native runs keep the thread busy.
      await new Promise((resolve) => setImmediate(resolve));
    }
    return curatedLooks(looks);
  }
}
