import type { CuratedQuestion } from '../policy/policy.ts';
import { scoreResponse } from '../rewards/reward.ts';
import { DEFAULT_REWARD_SETTINGS, type RewardSettings } from '../rewards/settings.ts';

/** What GRPO maximises and what its curves show, per response. */
export interface ResponseReward {
  readonly total: number;
  readonly format: number;
  readonly localization: number;
  readonly answer: number;
}

/** Scores one response of a policy against the curated truth. */
export type RewardOf = (question: CuratedQuestion, response: string) => ResponseReward;

/** TempR1's rewards (method.md section 3), from the same code as `tempr1 reward`. */
export function tempr1Reward(settings: RewardSettings = DEFAULT_REWARD_SETTINGS): RewardOf {
  return ({ prompt, truth, features }, response) =>
    scoreResponse({ prompt, truth, duration: features.duration }, response, settings);
}
