import type { DecidedQuestion } from '../policy/decided.ts';
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
