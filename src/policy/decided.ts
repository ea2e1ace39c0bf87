import type { Decisions } from '../rewards/decision-reward.ts';
import type { CuratedQuestion, Question } from './policy.ts';

/**
 * A question whose whole truth nobody told, with what a person decided about suggestions for it. It is never taught as if
 * it were curated: GRPO rewards responses by the decisions, and what was decided teaches single intervals.
 */
export interface DecidedQuestion extends Question {
  readonly decisions: Decisions;
  readonly paraphrases: readonly string[];
  readonly labelGroup: string | null;
}

/** Whatever a policy may learn from. */
export type LearnedQuestion = CuratedQuestion | DecidedQuestion;

export function isCurated(question: LearnedQuestion): question is CuratedQuestion {
  return 'truth' in question;
}
