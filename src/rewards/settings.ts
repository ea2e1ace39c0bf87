import type { RewardVariant } from './variants/index.ts';

/**
 * What the paper leaves open about the reward, each with the default that answers.md fixes ("Edge rules of the
 * localization reward"); the first four values are the paper's own (method.md 3.1 to 3.5).
 */
export interface RewardSettings {
  /**
   * Whose parser and rewards. Default `tempr1`. Those of related work, `time-r1` and `timelens`, know temporal grounding only
   * and take nothing but `weights` from these settings.
   */
  readonly variant: RewardVariant;
  /** Weight of each term in the total. Paper: all 1. */
  readonly weights: { readonly format: number; readonly localization: number; readonly answer: number };
  /** Scale of the count reward, `exp(-|m - n| / (min(n, countCap) * sigma))`. Paper: 1. */
  readonly sigma: number;
  /** The count reward grows no more lenient beyond this many truths. Paper: 3. */
  readonly countCap: number;
  /**
   * How many-to-many pairs are found. Paper: `dp`, the best matching that keeps the order of time. `sequential`, i-th with
   * i-th, is its ablation; `hungarian`, the best matching of all, differs from `dp` only where a list overlaps itself.
   */
  readonly matching: 'dp' | 'sequential' | 'hungarian';
  /** Make `<think>` compulsory in the format. Default false. */
  readonly requireThink: boolean;
  /** Clamp predicted and true intervals to [0, duration] and drop what is left empty. Default true. */
  readonly clampToVideo: boolean;
  /** DTG: reward of a slot whose truth is null and whose entry is `none`. Default 1 (any other entry there earns 0). */
  readonly emptySlot: number;
  /** Many-to-one: reward when prediction and truth are both empty. Default 1. */
  readonly bothEmpty: number;
  /** Many-to-many: R_match when truth and prediction are both empty. Default 1. */
  readonly emptyMatch: number;
  /** Many-to-many: no count reward for an empty prediction when there is something to find. Default true. */
  readonly gateCount: boolean;
}

export const DEFAULT_REWARD_SETTINGS: RewardSettings = {
  variant: 'tempr1',
  weights: { format: 1, localization: 1, answer: 1 },
  sigma: 1,
  countCap: 3,
  matching: 'dp',
  requireThink: false,
  clampToVideo: true,
  emptySlot: 1,
  bothEmpty: 1,
  emptyMatch: 1,
  gateCount: true,
};
