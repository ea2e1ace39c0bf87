import type { Alternative } from '../../tasks/task.ts';
import { f64, i32 } from '../indexing.ts';
import { spanOf } from '../spans/grammar.ts';
import type { ReadyQuestion } from '../spans/model.ts';
import { apart, overlapOf } from './apart.ts';

/** Two candidates that overlap this much are one: what was turned down must not come again a little longer. */
const SAME = 0.5;
/** Kept of each sentence, and of a list. Further ones are seldom right, and drawing is quicker than leafing. */
const PER_SENTENCE = 5;
const PER_LIST = 8;

/**
 * What the policy thought of and left out of a list (TAL, VHD, GVQA evidence), likeliest first.
 * @param answered candidates that the answer has
 * @param scoreOf how sure the policy is of each candidate
 */
export function listAlternatives(
  seen: ReadyQuestion,
  answered: readonly number[],
  scoreOf: (candidate: number) => number,
): Alternative[] {
  const all = Array.from(seen.question.unitOf, (_, i) => i);
  return likeliest(seen, answered, all, scoreOf)
    .slice(0, PER_LIST)
    .map((i) => ({ slot: 0, interval: spanOf(seen.question, i), score: scoreOf(i) }));
}

/**
 * The same of one sentence (DTG).
 * @param token what the answer says of it: a candidate, or the number of candidates for "none"
 * @param scores of every candidate at that sentence
 */
export function sentenceAlternatives(
  seen: ReadyQuestion,
  sentence: number,
  token: number,
  scores: Float64Array,
): Alternative[] {
  const { unitOf } = seen.question;
  const answered = token < unitOf.length ? [token] : [];
  const own = Array.from(unitOf, (_, i) => i).filter((i) => i32(unitOf, i) === sentence);
  return likeliest(seen, answered, own, (i) => f64(scores, i))
    .slice(0, PER_SENTENCE)
    .map((i) => ({ slot: sentence, interval: spanOf(seen.question, i), score: f64(scores, i) }));
}

function likeliest(
  seen: ReadyQuestion,
  answered: readonly number[],
  all: readonly number[],
  scoreOf: (candidate: number) => number,
): number[] {
  const fresh = all.filter((i) => answered.every((j) => overlapOf(seen, i, j) < SAME));
  return apart(
    seen,
    fresh.toSorted((i, j) => scoreOf(j) - scoreOf(i) || i - j),
    SAME,
  );
}
