import { oneCycle } from '../../tensor/index.ts';
import type { Interval } from '../../time/interval.ts';
import { emptyLesson, fillLesson, LessonPlan, type Lesson } from '../dense/lesson.ts';
import { membersOf } from '../dense/members.ts';
import type { VideoTruth } from '../dense/supervision.ts';
import type { DenseTrainer } from '../dense/trainer.ts';
import { openFeatures } from '../features/step-features.ts';
import { at } from '../indexing.ts';
import type { CuratedQuestion, WarmUpSettings, WarmUpStepReport } from '../policy.ts';
import { hashText, pick, streamOf } from '../random.ts';
import { lessonFloor, lessonObjective, spanLesson } from '../spans/lesson.ts';
import type { Exercise, SpanLearner } from '../spans/learner.ts';
import type { SpanModel } from '../spans/model.ts';
import { randomShake } from '../spans/question.ts';
import { bucketOf, rephrased, unitsOf } from '../spans/units.ts';
import type { DenseModel } from '../dense/model.ts';

const DENSE_RATE = { peak: 2e-3, pctStart: 0.15 };
const SPAN_RATE = { peak: 2e-3, pctStart: 0.1 };
const SPAN_NORM = 1;
const SPAN_DECAY = 0.02;
/** Questions of one step over candidates. */
const BATCH = 8;
/** Share of the time that a question is asked in the words of a paraphrase. */
const PARAPHRASED = 2 / 3;
const FORGOTTEN = 0.1;
/**
 * With many questions the policy over candidates needs fewer passes than the dense networks (12 did as well as 28,
 * docs/policy.md); with few it is short of steps.
 */
const SPAN_SHARE = 0.5;
const ENOUGH_SPAN_STEPS = 2400;

/** The dense networks' part of a warm-up: one after another, each in an order and with looks of its own. */
export class DenseWarmUp {
  readonly steps: number;
  readonly #each: number;
  readonly #plans: readonly LessonPlan[];
  readonly #seed: number;
  readonly #extractor: string;
  #lesson: Lesson | null = null;

  constructor(
    videos: readonly VideoTruth[],
    extractor: string,
    { epochs, seed, members }: WarmUpSettings & { readonly members: number },
  ) {
    this.#plans = membersOf(members).map(
      (member) => new LessonPlan(videos, extractor, memberSeed(seed, member)),
    );
    this.#each = (this.#plans[0]?.stepsPerEpoch ?? 0) * epochs;
    this.steps = this.#each * members;
    this.#seed = seed;
    this.#extractor = extractor;
  }

  /** Which network a step trains. */
  memberAt(index: number): number {
    return Math.floor(index / this.#each);
  }

  /** @param trainer of the network that this step trains. */
  async step(index: number, model: DenseModel, trainer: DenseTrainer): Promise<WarmUpStepReport> {
    const { sizes, vocabulary } = model.options;
    const member = this.memberAt(index);
    const own = index % this.#each;
    const random = streamOf(memberSeed(this.#seed, member), 'frames', own);
    this.#lesson ??= emptyLesson(sizes);
    const video = at(this.#plans, member).videoAt(own);
    fillLesson(this.#lesson, video, sizes, this.#extractor, vocabulary, random);
    const rate = oneCycle(own, { ...DENSE_RATE, total: this.#each });
    return { phase: 'frames', ...(await trainer.step(this.#lesson, rate)) };
  }
}

function memberSeed(seed: number, member: number): number {
  return member === 0 ? seed : hashText(`${seed} member ${member}`);
}

/** The part of a warm-up that teaches the policy over candidates. */
export class SpanWarmUp {
  readonly steps: number;
  readonly #groups: readonly (readonly CuratedQuestion[])[];
  readonly #perEpoch: number;
  readonly #seed: number;

  constructor(
    curated: readonly CuratedQuestion[],
    extractor: string,
    { epochs, spanEpochs, seed }: WarmUpSettings & { readonly spanEpochs?: number },
  ) {
    const bucket = ({ prompt, features }: CuratedQuestion) => {
      const { duration, origin } = openFeatures(features, extractor);
      return JSON.stringify(bucketOf(unitsOf(prompt), duration - origin));
    };
    this.#groups = [...Map.groupBy(curated, bucket).values()];
    this.#perEpoch = this.#groups.reduce((sum, group) => sum + Math.ceil(group.length / BATCH), 0);
    const enough = Math.max(Math.ceil(SPAN_SHARE * epochs), Math.ceil(ENOUGH_SPAN_STEPS / this.#perEpoch));
    this.steps = this.#perEpoch * (spanEpochs ?? Math.min(epochs, enough));
    this.#seed = seed;
  }

  async step(index: number, model: SpanModel, learner: SpanLearner): Promise<WarmUpStepReport> {
    const random = streamOf(this.#seed, 'intervals', index);
    const asked = this.#batchAt(index).map((question) => {
      const shake = randomShake(random, intervalsOf(question));
      const again = random.uniform() < PARAPHRASED && question.paraphrases.length > 0;
      const prompt = again ? rephrased(question.prompt, pick(random, question.paraphrases)) : question.prompt;
      return { question: { ...question, prompt }, shake };
    });
    const prepared = await model.options.reader.prepare(
      asked.map(({ question }) => question),
      asked.map(({ shake }) => shake),
    );
    const seen = await model.lookAt(prepared);
    let floor = 0;
    const exercises = asked.map(({ question, shake }, i): Exercise => {
      const lesson = spanLesson(at(prepared, i), question.truth, shake.stretch);
      floor += lessonFloor(lesson) / asked.length;
      return {
        seen: at(seen, i),
        objective: lessonObjective(lesson, at(prepared, i).optionCount, 1 / asked.length),
      };
    });
    const { loss, gradientNorm } = await learner.step(exercises, {
      learningRate: oneCycle(index, { ...SPAN_RATE, total: this.steps }),
      maxNorm: SPAN_NORM,
      decay: SPAN_DECAY,
      forget: { share: FORGOTTEN, random },
    });
    return { phase: 'intervals', loss: loss - floor, gradientNorm };
  }

  /** Batches of one epoch hold each question once and are of one bucket each. */
  #batchAt(index: number): readonly CuratedQuestion[] {
    const random = streamOf(this.#seed, 'intervals/order', Math.floor(index / this.#perEpoch));
    const batches = this.#groups.flatMap((group) => {
      const order = random.shuffled(group);
      return Array.from({ length: Math.ceil(order.length / BATCH) }, (_, i) =>
        order.slice(i * BATCH, (i + 1) * BATCH),
      );
    });
    return at(random.shuffled(batches), index % this.#perEpoch);
  }
}

function intervalsOf(question: CuratedQuestion): Interval[] {
  const all: readonly (Interval | null)[] = question.truth.intervals;
  return all.filter((interval) => interval !== null);
}
