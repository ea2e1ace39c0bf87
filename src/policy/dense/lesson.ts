import type { Random } from '../../tensor/random.ts';
import { HOPS_PER_STEP, openFeatures, type StepFeatures } from '../features/step-features.ts';
import { at } from '../indexing.ts';
import { textInput } from '../nets/text-input.ts';
import { between, pick, streamOf } from '../random.ts';
import type { Vocabulary } from '../text/vocabulary.ts';
import { writeEncoded } from './encoded-input.ts';
import { mirrored } from './model.ts';
import { cellCount, TRACKS, type DenseSizes } from './network.ts';
import type { TextTruth, VideoTruth } from './supervision.ts';
import { timesOf, trackTargets } from './targets.ts';
import { CHANNELS, PATCH, randomLook, writePatches, writeSound } from './window.ts';

/** Steps of a training window (32 s at 0.2 s a step) and texts that it is trained on. */
export const LESSON_STEPS = 160;
export const LESSON_TEXTS = 32;
/** With few videos an epoch looks at each up to three times: what counts for the network is the number of steps. */
const FEWEST_LOOKS = 24;
const MOST_ROUNDS = 3;
/** Texts drawn for each meaning. */
const TEXTS_PER_TRUTH = 3;
/** Share of words made unknown, so that an unknown word does no harm. */
const FORGOTTEN = 0.1;
/** Weight of steps outside where a text's intervals may not be all. */
const UNSURE = 0.3;
/** How an image encoder's vectors are changed (encoded-input.ts). */
const ENCODED = { dropped: 0.15, noise: 0.1 };
const DROPPED = { cells: 0.3, steps: 0.2, blocks: 0.15 };

/** Arrays for one training step of the dense network, by input name. */
export interface Lesson {
  readonly patches: Float32Array;
  readonly sound: Float32Array;
  readonly encoded?: Float32Array;
  readonly ids: Int32Array;
  readonly mask: Float32Array;
  readonly targets: Float32Array;
  readonly weights: Float32Array;
  readonly keepCells: Float32Array;
  readonly keepSteps: Float32Array;
  readonly keepBlocks: Float32Array;
}

/** Which windows the steps of a training look at: every video as often as its length asks for. */
export class LessonPlan {
  readonly #videos: readonly VideoTruth[];
  readonly #perEpoch: readonly number[];
  readonly #seed: number;

  constructor(videos: readonly VideoTruth[], extractor: string, seed: number) {
    this.#videos = videos.filter(({ truths }) => truths.length > 0);
    const once = this.#videos.flatMap(({ features }, i) => {
      const windows = Math.max(1, Math.round(openFeatures(features, extractor).count / LESSON_STEPS));
      return Array.from({ length: windows }, () => i);
    });
    const rounds = Math.round(FEWEST_LOOKS / Math.max(1, once.length));
    const repeats = Math.max(1, Math.min(MOST_ROUNDS, rounds));
    this.#perEpoch = Array.from({ length: repeats }, () => once).flat();
    this.#seed = seed;
  }

  /** Steps of one pass over all videos; 0 when there is nothing to learn from. */
  get stepsPerEpoch(): number {
    return this.#perEpoch.length;
  }

  /** The video of a step. */
  videoAt(step: number): VideoTruth {
    const count = this.stepsPerEpoch;
    const order = streamOf(this.#seed, 'frames/order', Math.floor(step / count)).shuffled(this.#perEpoch);
    return at(this.#videos, at(order, step % count));
  }
}

/** Arrays for lessons, used again for each: fresh ones would cost more than filling them. */
export function emptyLesson(sizes: DenseSizes): Lesson {
  const labels = LESSON_STEPS * TRACKS * LESSON_TEXTS;
  const words = LESSON_TEXTS * sizes.text.length;
  const pictures = sizes.rows * sizes.columns * PATCH * PATCH * CHANNELS;
  return {
    patches: new Float32Array(LESSON_STEPS * pictures),
    sound: new Float32Array(LESSON_STEPS * HOPS_PER_STEP * sizes.bands),
    ...(sizes.encoded === undefined ? {} : { encoded: new Float32Array(LESSON_STEPS * sizes.encoded) }),
    ids: new Int32Array(words),
    mask: new Float32Array(words),
    targets: new Float32Array(labels),
    weights: new Float32Array(labels),
    keepCells: new Float32Array(LESSON_STEPS * cellCount(sizes)),
    keepSteps: new Float32Array(LESSON_STEPS * sizes.width),
    keepBlocks: new Float32Array(sizes.reaches.length * LESSON_STEPS * sizes.width),
  };
}

/** Fills `lesson` with a window at a random place, speed and look of one video and the tracks that its texts should have. */
export function fillLesson(
  lesson: Lesson,
  truth: VideoTruth,
  sizes: DenseSizes,
  extractor: string,
  vocabulary: Vocabulary,
  random: Random,
): void {
  const video = openFeatures(truth.features, extractor);
  const speed = between(random, 0.8, 1.3);
  const length = Math.max(1, Math.min(LESSON_STEPS, Math.floor(video.count / speed)));
  const offset = between(random, 0, Math.max(1e-6, video.count - speed * length));
  const steps = mirrored(length, LESSON_STEPS).map((place) =>
    Math.min(video.count - 1, Math.floor(offset + speed * place)),
  );
  const plan = { steps, look: randomLook(random) };
  writePatches(lesson.patches, video, plan, random);
  writeSound(lesson.sound, video, plan);
  if (lesson.encoded !== undefined) writeEncoded(lesson.encoded, video, steps, { ...ENCODED, random });
  const asked = drawTexts(truth.truths, random);
  const text = textInput(
    vocabulary,
    asked.map(({ text }) => text),
    LESSON_TEXTS,
    sizes.text.length,
    { share: FORGOTTEN, random },
  );
  lesson.ids.set(text.ids);
  lesson.mask.set(text.mask);
  writeLabels(lesson, asked, steps.subarray(0, length), video, speed);
  writeKept(lesson.keepCells, DROPPED.cells, random);
  writeKept(lesson.keepSteps, DROPPED.steps, random);
  writeKept(lesson.keepBlocks, DROPPED.blocks, random);
}

interface AskedText {
  readonly text: string;
  readonly truth: TextTruth;
}

/** Up to three texts of each meaning; a random part of them where there are more meanings than places. */
function drawTexts(truths: readonly TextTruth[], random: Random): AskedText[] {
  const drawn = random.shuffled(truths).flatMap((truth) => {
    const [main] = truth.texts;
    const others = Array.from({ length: TEXTS_PER_TRUTH - 1 }, () => pick(random, truth.texts));
    return [...new Set(main === undefined ? others : [main, ...others])].map((text) => ({ text, truth }));
  });
  return drawn.slice(0, LESSON_TEXTS);
}

/** Targets and weights, [steps * 3, texts]; places past the window's own steps and texts weigh nothing. */
function writeLabels(
  { targets, weights }: Lesson,
  asked: readonly AskedText[],
  steps: Int32Array,
  video: StepFeatures,
  speed: number,
): void {
  targets.fill(0);
  weights.fill(0);
  const times = timesOf(steps, video, speed);
  const share = 1 / Math.max(1, steps.length * asked.length);
  asked.forEach(({ truth }, text) => {
    const wanted = trackTargets(times, truth.intervals);
    const { rejected = [], complete } = truth;
    const refused = rejected.length === 0 ? null : trackTargets(times, rejected);
    // Where nothing is known to be true, nothing is known of the rest either.
    const unsure = truth.intervals.length === 0 ? 0 : UNSURE;
    wanted.forEach((y, row) => {
      const inside = row % TRACKS === 0;
      // Start and end share half of the weight of inside; rare positives weigh more.
      const factor = inside ? 1 + 1.5 * y : 0.25 * (1 + 3 * y);
      const known = Math.max(y, refused?.[row - (row % TRACKS)] ?? 0);
      const sure = complete ? 1 : unsure + (1 - unsure) * known;
      targets[row * LESSON_TEXTS + text] = y;
      weights[row * LESSON_TEXTS + text] = factor * sure * share;
    });
  });
}

/** Dropout factors: 0 for the share `rate`, 1 / (1 - rate) for the rest, four to a draw of 32 bits. */
function writeKept(out: Float32Array, rate: number, random: Random): void {
  const kept = 1 / (1 - rate);
  const limit = Math.round(rate * 256);
  let bits = 0;
  for (let i = 0; i < out.length; i++) {
    bits = i % 4 === 0 ? random.bits() : bits >>> 8;
    out[i] = (bits & 255) < limit ? 0 : kept;
  }
}
