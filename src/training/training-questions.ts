import type { CuratedQuestion } from '../policy/policy.ts';

/** A run's curated questions by what they are for. */
export interface TrainingQuestions {
  readonly train: readonly CuratedQuestion[];
  readonly heldOut: readonly CuratedQuestion[];
  /** Only evaluated; empty unless the run asks for it. */
  readonly test: readonly CuratedQuestion[];
}
