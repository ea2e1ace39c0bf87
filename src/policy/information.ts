import { manyToManyReward } from '../rewards/many-to-many.ts';
import { manyToOneReward } from '../rewards/many-to-one.ts';
import { oneToOneReward } from '../rewards/one-to-one.ts';
import { DEFAULT_REWARD_SETTINGS } from '../rewards/settings.ts';
import { parseResponse } from '../tasks/answer-grammar.ts';
import type { Answer, Prompt } from '../tasks/task.ts';
import type { Interval } from '../time/interval.ts';

/**
 * What a person's answer is expected to teach: how much a group of responses disagrees about an item (query by committee,
 * Seung, Opper, Sompolinsky 1992, with the policy's own rollouts as the committee) and how unlike its video is to all that
 * is curated. Pure arithmetic; `training/suggest-worker.ts` asks for it and the corpus keeps it.
 */

/** Responses per item that are compared: as many as GRPO draws. */
export const COMMITTEE = 8;

export type InformationReason = 'answers-disagree' | 'unlike-curated' | 'both' | 'expected';

export interface Information {
  /** In [0, 1]: what to label first. The mean of the parts that are known. */
  readonly value: number;
  /** In [0, 1]. */
  readonly disagreement: number;
  /** In [0, 1]; null where too few videos are curated to compare with. */
  readonly novelty: number | null;
  readonly reason: InformationReason;
}

/** A part from here on is worth naming as a reason. */
const NOTABLE = 0.5;

/** Puts the parts together. @param novelty null where it is not known: the disagreement counts alone then. */
export function information(disagreement: number, novelty: number | null): Information {
  const value = novelty === null ? disagreement : (disagreement + novelty) / 2;
  const [torn, strange] = [disagreement >= NOTABLE, novelty !== null && novelty >= NOTABLE];
  const reason =
    torn && strange ? 'both' : torn ? 'answers-disagree' : strange ? 'unlike-curated' : 'expected';
  return { value, disagreement, novelty, reason };
}

/**
 * How much two answers to one prompt agree: the IoU part of the task's reward with one of them in the place of the truth
 * (one-to-one: mean IoU over the slots; many-to-one: IoU of the unions; many-to-many: soft F1 of the best matching). Two
 * empty answers agree wholly. Options of GVQA are not looked at: `answerEntropy` is for them.
 * @returns a number in [0, 1], the same either way round; 0 for answers to different tasks.
 */
export function agreement(a: Answer, b: Answer): number {
  if (a.task !== b.task) return 0;
  if (a.task === 'TG' || a.task === 'DTG') {
    const left: readonly (Interval | null)[] = a.intervals;
    const right: readonly (Interval | null)[] = b.intervals;
    if (left.length !== right.length) return 0;
    const slots = left.map((predicted, slot) => ({
      predicted,
      saidNone: predicted === null,
      truth: right[slot] ?? null,
    }));
    return oneToOneReward(slots, 1);
  }
  const [left, right] = [kept(a), kept(b)];
  if (a.task === 'TAL')
    return Math.min(1, manyToManyReward(left, right, { ...DEFAULT_REWARD_SETTINGS, emptyMatch: 1 }).match);
  return manyToOneReward(left, right, 1);
}

const kept = ({ intervals }: Answer) => [...intervals].filter((each) => each !== null);

/**
 * Entropy of the options that answers name, over that of all options being equally likely.
 * @returns a number in [0, 1]; 0 when all name the same one, or when there are fewer than two options.
 */
export function answerEntropy(indices: readonly number[], options: number): number {
  if (indices.length === 0 || options < 2) return 0;
  const counts = [...Map.groupBy(indices, (index) => index).values()].map((same) => same.length);
  const entropy = counts.reduce((sum, count) => {
    const share = count / indices.length;
    return sum - share * Math.log(share);
  }, 0);
  return Math.min(1, Math.max(0, entropy / Math.log(options)));
}

/**
 * How much answers to one prompt disagree: 1 minus the mean of `agreement` over all pairs; for GVQA the mean of that and of
 * `answerEntropy`.
 * @param answers null for a response that could not be parsed: it agrees with none.
 * @returns a number in [0, 1] that does not depend on the order; 0 for fewer than two answers.
 */
export function disagreement(prompt: Prompt, answers: readonly (Answer | null)[]): number {
  const pairs = (answers.length * (answers.length - 1)) / 2;
  if (pairs === 0) return 0;
  // Summed in order of size, so that rounding does not depend on the order of the answers either.
  const agreed = answers
    .flatMap((a, i) => answers.slice(i + 1).map((b) => (a === null || b === null ? 0 : agreement(a, b))))
    .toSorted((x, y) => x - y)
    .reduce((sum, each) => sum + each, 0);
  const spread = Math.min(1, Math.max(0, 1 - agreed / pairs));
  if (prompt.task !== 'GVQA') return spread;
  const chosen = answers.flatMap((answer) => (answer?.task === 'GVQA' ? [answer.answerIndex] : []));
  return (spread + answerEntropy(chosen, prompt.options.length)) / 2;
}

/** `disagreement` of responses in the answer form, as a policy's rollouts are. */
export function disagreementOf(prompt: Prompt, responses: readonly string[]): number {
  return disagreement(
    prompt,
    responses.map((response) => {
      const parsed = parseResponse(prompt, response);
      return parsed.ok ? parsed.answer : null;
    }),
  );
}

/** Euclidean distance of two vectors of one length. @throws RangeError when their lengths differ. */
export function distance(a: Float32Array, b: Float32Array): number {
  if (a.length !== b.length)
    throw new RangeError(`Vectors of ${a.length} and ${b.length} can't be compared.`);
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += ((a[i] ?? 0) - (b[i] ?? 0)) ** 2;
  return Math.sqrt(sum);
}

/** Distance to the nearest of `others`; Infinity when there is none. */
function nearest(look: Float32Array, others: readonly Float32Array[]): number {
  return others.reduce((least, other) => Math.min(least, distance(look, other)), Infinity);
}

/** What curated videos look like, and how far apart they usually are. */
export interface CuratedLooks {
  readonly looks: readonly Float32Array[];
  /** Median distance of a curated video to the nearest other one: the unit in which strangeness is counted. */
  readonly typical: number;
}

/** @param looks of curated videos by one policy. @returns null for fewer than two, which say nothing of what is usual. */
export function curatedLooks(looks: readonly Float32Array[]): CuratedLooks | null {
  return looks.length < 2 ? null : { looks, typical: typicalDistance(looks) };
}

/** Median distance of a look to the nearest other one; 0 for none, Infinity for a single one. */
export function typicalDistance(looks: readonly Float32Array[]): number {
  const apart = looks
    .map((look, i) => nearest(look, [...looks.slice(0, i), ...looks.slice(i + 1)]))
    .toSorted((x, y) => x - y);
  return apart[Math.floor(apart.length / 2)] ?? 0;
}

/**
 * How unlike anything curated a video looks: `d / (d + typical)` for its distance `d` to the nearest curated video. 0 for a
 * copy of a curated one, 1/2 for one as far away as curated videos are from each other, towards 1 beyond.
 */
export function novelty(look: Float32Array, curated: CuratedLooks): number {
  const away = nearest(look, curated.looks);
  return away === 0 ? 0 : away / (away + curated.typical);
}
