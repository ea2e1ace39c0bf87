import type { DecidedQuestion, LearnedQuestion } from '../policy/decided.ts';
import type { CuratedQuestion } from '../policy/policy.ts';

/** A run's questions by what they are for. */
export interface TrainingQuestions {
  readonly train: readonly CuratedQuestion[];
  /** On the training videos: only decisions about suggestions are known. GRPO learns from them beside the curated ones. */
  readonly decided: readonly DecidedQuestion[];
  readonly heldOut: readonly CuratedQuestion[];
  /** Only evaluated; empty unless the run asks for it. */
  readonly test: readonly CuratedQuestion[];
}

/** What GRPO draws its prompts from, in the order of the snapshot. */
export function rewardedQuestions({
  train,
  decided,
}: Pick<TrainingQuestions, 'train' | 'decided'>): LearnedQuestion[] {
  return [...train, ...decided];
}
