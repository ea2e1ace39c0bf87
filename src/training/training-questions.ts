import type { DecidedQuestion, LearnedQuestion } from '../policy/decided.ts';
import type { CuratedQuestion, WarmUpSettings } from '../policy/policy.ts';

/** A run's questions by what they are for. */
export interface TrainingQuestions {
  readonly train: readonly CuratedQuestion[];
  /** On the training videos: only decisions about suggestions are known. GRPO learns from them beside the curated ones. */
  readonly decided: readonly DecidedQuestion[];
  /** Those of them that the warm-up shows the dense network. */
  readonly shown: readonly DecidedQuestion[];
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

/** What a warm-up is told beside the curated questions. */
export function shownDecisions({ shown }: Pick<TrainingQuestions, 'shown'>): Pick<WarmUpSettings, 'decided'> {
  return shown.length === 0 ? {} : { decided: shown };
}
