import type { FeatureExtractor } from '../policy/features/extractor.ts';
import type { TrainablePolicy } from '../policy/policy.ts';

/** What a worker needs to know of a kind of policy, beside the `TrainablePolicy` interface. */
export interface PolicyKit {
  /**
   * Opens a policy file.
   * @throws Error with a sentence when the file is damaged or of an architecture that this version can't run.
   */
  open(file: string, on: OpenOptions): Promise<OpenedPolicy>;
  /**
   * Finds out whether a file can serve as image encoder. @returns a sentence that says how.
   * @throws Error with a sentence that says why not.
   */
  examineEncoder?(file: string): Promise<string>;
}

export interface OpenOptions {
  readonly device: string;
  readonly threads: number | null;
  /** The image encoder's file as the setting names it; null: none. */
  readonly frameEncoder: string | null;
  /** To learn: a policy without an image encoder takes up the one that is set. To answer: it leaves it alone. */
  readonly purpose: 'learn' | 'answer';
}

export interface OpenedPolicy {
  readonly policy: TrainablePolicy;
  /** Makes the features that this policy reads. */
  readonly extractor: FeatureExtractor;
  /** Checksum of the policy's file: what it sees of a long video is kept under that name. */
  readonly checksum?: string;
  /** Where it runs, for people: a device and its number of threads. Part of what makes a run repeatable. */
  readonly runsOn: string;
  /** What a person should know of how it was opened, such as a device that could not be used. */
  readonly notice?: string;
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
