import { Random } from '../../tensor/random.ts';
import { secondsInterval, type Interval } from '../../time/interval.ts';
import { seconds } from '../../time/ticks.ts';
import { clipCount } from '../../tasks/highlights.ts';
import type { Prompt, Truth } from '../../tasks/task.ts';
import { createPolicy } from '../checkpoint.ts';
import { compactConfig, extractorOf, type CompactConfig } from '../compact/config.ts';
import type { CompactPolicy } from '../compact/compact-policy.ts';
import { MEL_BANDS } from '../features/mel.ts';
import { HOPS_PER_STEP, packFeatures } from '../features/step-features.ts';
import type { CuratedQuestion, VideoFeatures } from '../policy.ts';

/** A policy small enough that a test of it takes seconds. */
export const TINY: CompactConfig = compactConfig.parse({
  dense: {
    rows: 2,
    columns: 3,
    bands: MEL_BANDS,
    stem: [8, 8, 8, 8],
    maps: 2,
    width: 16,
    reaches: [1, 2],
    concept: 8,
    text: { length: 8, layers: 1, heads: 2 },
  },
  spans: {
    width: 16,
    heads: 2,
    text: { width: 8, length: 8, layers: 1, heads: 2 },
    concept: 8,
  },
  words: [],
  bank: [],
});

const WIDTH = 12;
const HEIGHT = 8;
const STEP = 0.2;

export function tinyPolicy(seed: number, config: CompactConfig = TINY): CompactPolicy {
  return createPolicy(config, seed, { threads: 1 });
}

/** Something that can be seen in a made-up video: the picture takes this colour. */
interface Kind {
  readonly label: string;
  readonly description: string;
  readonly colour: readonly [number, number, number];
}

const KINDS: readonly Kind[] = [
  { label: 'red', description: 'turning red', colour: [220, 30, 30] },
  { label: 'blue', description: 'turning blue', colour: [30, 30, 220] },
];

export interface MadeUpVideo {
  readonly videoId: string;
  readonly features: VideoFeatures;
  readonly events: readonly { readonly kind: Kind; readonly interval: Interval }[];
}

/** A grey, slightly noisy video of `length` seconds that turns red or blue for 1.6 to 4 seconds at a time. */
export function madeUpVideo(
  videoId: string,
  seed: number,
  length = 24,
  config: CompactConfig = TINY,
): MadeUpVideo {
  const random = Random.seeded(seed, 'video');
  const events: { kind: Kind; interval: Interval }[] = [];
  for (let at = 1 + 2 * random.uniform(); ;) {
    const end = at + 1.6 + 2.4 * random.uniform();
    if (end > length - 0.5) break;
    const kind = KINDS[events.length < 2 ? events.length : random.below(2)];
    if (kind !== undefined)
      events.push({ kind, interval: secondsInterval(Math.round(at * 25) / 25, Math.round(end * 25) / 25) });
    at = end + 0.8 + 2 * random.uniform();
  }
  const count = Math.ceil(length / STEP - 1e-9);
  const pictures = new Uint8Array(count * WIDTH * HEIGHT * 3);
  const next = new Uint8Array(count * WIDTH * HEIGHT);
  const colourAt = (second: number) =>
    events.find(({ interval }) => second >= interval.start && second < interval.end)?.kind.colour ?? [
      110, 110, 110,
    ];
  for (let i = 0; i < count; i++) {
    const now = colourAt(i * STEP);
    const later = colourAt((i + 0.5) * STEP);
    const grey = ((later[0] ?? 0) + (later[1] ?? 0) + (later[2] ?? 0)) / 3;
    for (let pixel = 0; pixel < WIDTH * HEIGHT; pixel++) {
      const at = i * WIDTH * HEIGHT + pixel;
      now.forEach((value, channel) => {
        pictures[at * 3 + channel] = value + random.below(12);
      });
      next[at] = grey + random.below(12);
    }
  }
  const features = packFeatures(
    extractorOf(config).id,
    {
      count,
      step: STEP,
      origin: 0,
      duration: length,
      width: WIDTH,
      height: HEIGHT,
      pictures,
      next,
      median: new Uint8Array(WIDTH * HEIGHT * 3).fill(115),
      sound: new Float32Array(count * HOPS_PER_STEP * MEL_BANDS),
      bands: MEL_BANDS,
      mean: 115,
      deviation: 50,
    },
    seconds(length),
  );
  return { videoId, features, events };
}

/** Curated questions of all five tasks on a made-up video; `tasks` picks some. */
export function questionsOn(
  video: MadeUpVideo,
  tasks: readonly Prompt['task'][] = ['TG', 'DTG', 'VHD', 'GVQA', 'TAL'],
): CuratedQuestion[] {
  const { videoId, features, events } = video;
  const all: { prompt: Prompt; truth: Truth; paraphrases?: string[] }[] = [];
  for (const kind of KINDS) {
    const own = events.filter((event) => event.kind === kind).map(({ interval }) => interval);
    const [first] = own;
    if (first === undefined) continue;
    const name = kind.label;
    const clips = clipCount(features.duration, 2);
    const scores = Array.from({ length: clips }, (_, i) =>
      own.some((each) => each.start < 2 * i + 2 && each.end > 2 * i) ? 4 : 0,
    );
    all.push(
      {
        prompt: { task: 'TG', query: `The first time it turns ${name}.` },
        truth: { task: 'TG', intervals: [first] },
        paraphrases: [`When is it ${name} for the first time?`],
      },
      {
        prompt: { task: 'TAL', label: name, description: kind.description },
        truth: { task: 'TAL', intervals: own },
      },
      {
        prompt: { task: 'VHD', query: `All that is ${name}`, clipLength: seconds(2) },
        truth: { task: 'VHD', intervals: own, saliency: { clipLength: seconds(2), scores } },
      },
      {
        prompt: {
          task: 'GVQA',
          question: `How often does it turn ${name}?`,
          options: ['1', '2', '3', '4', '5'],
        },
        truth: { task: 'GVQA', intervals: own, answerIndex: Math.min(4, own.length - 1) },
      },
    );
  }
  const [one, two] = events;
  if (one !== undefined && two !== undefined)
    all.push({
      prompt: { task: 'DTG', sentences: [one, two].map(({ kind }) => `It is turning ${kind.label}.`) },
      truth: { task: 'DTG', intervals: [one.interval, two.interval] },
    });
  return all
    .filter(({ prompt }) => tasks.includes(prompt.task))
    .map(({ prompt, truth, paraphrases = [] }, i) => ({
      itemId: `${videoId}-${i}`,
      videoId,
      features,
      prompt,
      truth,
      paraphrases,
      labelGroup: 'colours',
    }));
}
