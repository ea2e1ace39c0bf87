import { seedOf, shuffled } from './seeds.ts';

/** What the choice of held-out videos looks at. */
export interface SplitVideo {
  readonly id: string;
  readonly split: 'train' | 'validation' | 'test' | null;
  /** Videos of one source stay on one side; null: on its own. */
  readonly source: string | null;
}

export interface HeldOutChoice {
  /** Video ids, sorted. Training reads these only. */
  readonly train: readonly string[];
  /** Chosen for model choice: the validation split, or part of `train` where there is none. */
  readonly heldOut: readonly string[];
  /** Read by evaluation alone. */
  readonly test: readonly string[];
}

/** Fewer would make the choice of a model a matter of luck. */
const FEWEST_HELD_OUT = 2;

/**
 * Which videos teach and which ones judge (corpus-format.md). Where no video is in the validation split, about `share` of
 * the training videos are held out: whole videos, at least 2, videos of one source together. With fewer than 3 training
 * videos none is held out, since nothing would be left to learn from.
 * @param videos those with curated items, in any order: the choice depends on ids, sources and `seed` only
 */
export function chooseHeldOut(videos: readonly SplitVideo[], share: number, seed: number): HeldOutChoice {
  const of = (split: SplitVideo['split']) =>
    videos
      .filter((video) => video.split === split)
      .toSorted((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
  const train = of('train');
  const validation = of('validation');
  const heldOut = new Set(
    validation.length > 0 || share === 0 ? [] : drawHeldOut(train, share, seedOf(seed, 'held-out')),
  );
  const ids = (chosen: readonly SplitVideo[]) => chosen.map((video) => video.id);
  return {
    train: ids(train.filter((video) => !heldOut.has(video))),
    heldOut: validation.length > 0 ? ids(validation) : ids(train.filter((video) => heldOut.has(video))),
    test: ids(of('test')),
  };
}

function drawHeldOut(train: readonly SplitVideo[], share: number, seed: number): SplitVideo[] {
  if (train.length <= FEWEST_HELD_OUT) return [];
  const wanted = Math.min(train.length - 1, Math.max(FEWEST_HELD_OUT, Math.round(train.length * share)));
  const chosen: SplitVideo[] = [];
  for (const group of shuffled(bySource(train), seed)) {
    if (chosen.length >= wanted) break;
    // A source that would swallow most of the training videos is passed over while smaller ones may follow.
    if (chosen.length + group.length <= Math.max(wanted, FEWEST_HELD_OUT)) chosen.push(...group);
  }
  return chosen.length >= FEWEST_HELD_OUT ? chosen : smallestSources(train);
}

/** Every source is large: holds out the smallest ones until 2 videos are reached, but never the last source. */
function smallestSources(train: readonly SplitVideo[]): SplitVideo[] {
  const groups = bySource(train).toSorted((a, b) => a.length - b.length);
  const chosen: SplitVideo[] = [];
  for (const group of groups.slice(0, -1)) {
    if (chosen.length >= FEWEST_HELD_OUT) break;
    chosen.push(...group);
  }
  return chosen;
}

function bySource(videos: readonly SplitVideo[]): SplitVideo[][] {
  const alone = videos.filter((video) => video.source === null).map((video) => [video]);
  const sourced = Map.groupBy(
    videos.filter((video) => video.source !== null),
    (video) => video.source,
  );
  return [...alone, ...sourced.values()];
}
