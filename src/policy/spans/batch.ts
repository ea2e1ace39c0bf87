import type { Feeds } from '../../tensor/index.ts';
import { TASKS } from '../../tasks/task.ts';
import type { Random } from '../../tensor/random.ts';
import { at, i32 } from '../indexing.ts';
import { textInput } from '../nets/text-input.ts';
import type { Vocabulary } from '../text/vocabulary.ts';
import { answerFeatures, EVIDENCE_SUMMARY, OPTION_MATCH, OPTION_STATICS } from './answer-features.ts';
import { RELATIONS, STATE, STATICS, stateFeatures, STOPPING, type Scene } from './features.ts';
import { allowsInList, type Progress } from './grammar.ts';
import type { BatchSizes, SpanSizes } from './network.ts';
import { BANK_FEATURES, type PreparedQuestion } from './question.ts';
import { questionsPerRun, taskIndex, type Bucket } from './units.ts';

/** Places for the bank's concepts come in multiples of this. */
const BANK_UNIT = 16;
const FORBIDDEN = -1e9;

/** What is fed beside the questions themselves. */
export interface Surroundings {
  readonly sizes: SpanSizes;
  readonly vocabulary: Vocabulary;
  /** The bank's concepts, one vector each. */
  readonly bank: readonly Float32Array[];
}

export function batchSizes(bucket: Bucket, bankCount: number): BatchSizes {
  const bank = BANK_UNIT * Math.max(1, Math.ceil(bankCount / BANK_UNIT));
  return { ...bucket, questions: questionsPerRun(bucket), bank };
}

/** Questions of one bucket as the network takes them. */
export function questionFeeds(
  questions: readonly PreparedQuestion[],
  batch: BatchSizes,
  { sizes, vocabulary, bank }: Surroundings,
  forget?: { readonly share: number; readonly random: Random },
): Feeds {
  const { units, candidates, bank: places } = batch;
  const texts = Array.from({ length: batch.questions * units }, (_, i) => {
    const question = questions[Math.floor(i / units)];
    return question?.texts[i % units] ?? '';
  });
  const float = (...shape: number[]) =>
    new Float32Array(shape.reduce((size, n) => size * n, batch.questions));
  const task = float(TASKS.length);
  const statics = float(candidates, STATICS);
  const relations = float(candidates, candidates, RELATIONS);
  const same = float(candidates, candidates);
  const owner = float(candidates, units);
  const bankRows = float(candidates, places, BANK_FEATURES);
  questions.forEach((question, q) => {
    task[q * TASKS.length + taskIndex(question.task)] = 1;
    statics.set(question.statics, q * candidates * STATICS);
    const count = question.unitOf.length;
    for (let i = 0; i < count; i++) {
      const row = q * candidates + i;
      const wide = count * RELATIONS;
      relations.set(question.relations.subarray(i * wide, (i + 1) * wide), row * candidates * RELATIONS);
      owner[row * units + i32(question.unitOf, i)] = 1;
      for (let j = 0; j < count; j++)
        if (question.unitOf[i] === question.unitOf[j]) same[row * candidates + j] = 1;
      const own = bank.length * BANK_FEATURES;
      bankRows.set(question.bank.subarray(i * own, (i + 1) * own), row * places * BANK_FEATURES);
    }
  });
  const bankConcepts = new Float32Array(places * sizes.concept);
  bank.forEach((concept, i) => {
    bankConcepts.set(concept, i * sizes.concept);
  });
  // Without a bank every place is open, and its features are zero.
  const bankMask = Float32Array.from({ length: places }, (_, i) =>
    bank.length > 0 && i >= bank.length ? FORBIDDEN : 0,
  );
  const { ids, mask } = textInput(vocabulary, texts, texts.length, sizes.text.length, forget);
  return { ids, mask, task, statics, relations, same, owner, bank: bankRows, bankConcepts, bankMask };
}

/** A question of a batch with what the network said about its candidates. */
export interface SeenQuestion {
  readonly question: PreparedQuestion;
  readonly scene: Scene;
  /** Probability of each candidate before de-duplication. */
  readonly likelihood: Float32Array;
  /** Its place in the batch. */
  readonly place: number;
}

/** One moment of a response to a question. */
export interface ResponseState {
  readonly seen: SeenQuestion;
  readonly progress: Progress;
}

/** Candidates and stop as the grammar lets them through: one entry per token of the list. */
export function allowedTokens({ seen, progress }: ResponseState): boolean[] {
  const { question } = seen;
  return Array.from({ length: question.unitOf.length + 1 }, (_, token) =>
    allowsInList(question, progress, token),
  );
}

/** States in the list stage, for `rows` places. */
export function stateFeeds(states: readonly ResponseState[], batch: BatchSizes, rows: number): Feeds {
  const { candidates, units } = batch;
  const stateQuestion = new Int32Array(rows);
  const stateUnit = new Int32Array(rows);
  const state = new Float32Array(rows * candidates * STATE);
  const stopping = new Float32Array(rows * STOPPING);
  const allowed = new Float32Array(rows * (candidates + 1)).fill(FORBIDDEN);
  // A place without a state may only stop: its softmax is then well-defined.
  for (let row = states.length; row < rows; row++) allowed[row * (candidates + 1) + candidates] = 0;
  states.forEach((each, row) => {
    const { seen, progress } = each;
    const may = allowedTokens(each);
    const features = stateFeatures(seen.scene, progress, may);
    state.set(features.state, row * candidates * STATE);
    stopping.set(features.stopping, row * STOPPING);
    stateQuestion[row] = seen.place;
    const asked = seen.question.task === 'DTG' ? Math.min(units - 1, progress.length) : 0;
    stateUnit[row] = seen.place * units + asked;
    const count = seen.question.unitOf.length;
    may.forEach((ok, token) => {
      if (ok) allowed[row * (candidates + 1) + (token === count ? candidates : token)] = 0;
    });
  });
  return { stateQuestion, stateUnit, state, stopping, allowed };
}

/** States in the option stage, for `rows` places. */
export function answerFeeds(states: readonly ResponseState[], batch: BatchSizes, rows: number): Feeds {
  const places = batch.units - 1;
  const width = OPTION_STATICS + OPTION_MATCH;
  const answerQuestion = new Int32Array(rows);
  const evidence = new Float32Array(rows * EVIDENCE_SUMMARY);
  const options = new Float32Array(rows * places * width);
  const optionMask = new Float32Array(rows * places).fill(FORBIDDEN);
  for (let row = states.length; row < rows; row++) optionMask[row * places] = 0;
  states.forEach(({ seen, progress }, row) => {
    const { question, scene, likelihood } = seen;
    const offered = { first: 1, count: question.optionCount };
    const features = answerFeatures(scene, likelihood, progress, offered, question.length);
    answerQuestion[row] = seen.place;
    evidence.set(features.evidence, row * EVIDENCE_SUMMARY);
    options.set(features.options, row * places * width);
    optionMask.fill(0, row * places, row * places + question.optionCount);
  });
  return { answerQuestion, evidence, options, optionMask };
}

/** The smallest of a few fixed numbers of rows, so that few graphs are built. */
export function rowBucket(count: number, buckets: readonly number[]): number {
  return buckets.find((size) => size >= count) ?? at(buckets, buckets.length - 1);
}

/** Indices of questions, split into runs: one bucket each and no more than it takes. */
export function splitByBucket(questions: readonly PreparedQuestion[]): number[][] {
  const groups = Map.groupBy(
    questions.map((_, i) => i),
    (i) => `${at(questions, i).bucket.units}/${at(questions, i).bucket.candidates}`,
  );
  return [...groups.values()].flatMap((group) => {
    const size = questionsPerRun(at(questions, at(group, 0)).bucket);
    return Array.from({ length: Math.ceil(group.length / size) }, (_, run) =>
      group.slice(run * size, (run + 1) * size),
    );
  });
}
