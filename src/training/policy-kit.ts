import type { FeatureExtractor } from '../policy/features/extractor.ts';
import type { TrainablePolicy } from '../policy/policy.ts';

/** What a worker needs to know of a kind of policy, beside the `TrainablePolicy` interface. */
export interface PolicyKit {
  /**
   * Opens a policy file.
   * @throws Error with a sentence when the file is damaged or of an architecture that this version can't run.
   */
  open(file: string, on: { readonly device: string; readonly threads: number | null }): Promise<OpenedPolicy>;
}

export interface OpenedPolicy {
  readonly policy: TrainablePolicy;
  /** Makes the features that this policy reads. */
  readonly extractor: FeatureExtractor;
  /** Where it runs, for people: a device and its number of threads. Part of what makes a run repeatable. */
  readonly runsOn: string;
  /** Writes the policy as it is now, whole or not at all. */
  save(file: string, card: PolicyCard): Promise<void>;
}

/** What a policy file says about how it was made. */
export interface PolicyCard {
  /** Checksum of the policy file it was trained from. */
  readonly parent: string;
  readonly seed: number;
  readonly warmUpEpochs: number;
  readonly grpoSteps: number;
  /** Hash of the snapshot it was trained on. */
  readonly corpus: string;
}
