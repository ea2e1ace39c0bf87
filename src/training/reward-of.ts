import { isCurated, type LearnedQuestion } from '../policy/decided.ts';
import { scoreByDecisions } from '../rewards/decision-reward.ts';
import { scoreResponse } from '../rewards/reward.ts';
import { DEFAULT_REWARD_SETTINGS, type RewardSettings } from '../rewards/settings.ts';

/** What GRPO maximises and what its curves show, per response. */
export interface ResponseReward {
  readonly total: number;
  readonly format: number;
  readonly localization: number;
  readonly answer: number;
}

/** Scores one response of a policy against the curated truth, or by what was decided where there is none. */
export type RewardOf = (question: LearnedQuestion, response: string) => ResponseReward;

/** TempR1's rewards (method.md section 3), from the same code as `tempr1 reward`, and their counterparts for decisions. */
export function tempr1Reward(settings: RewardSettings = DEFAULT_REWARD_SETTINGS): RewardOf {
  return (question, response) => {
    const { prompt, features } = question;
    const { duration } = features;
    return isCurated(question)
      ? scoreResponse({ prompt, truth: question.truth, duration }, response, settings)
      : scoreByDecisions({ prompt, decisions: question.decisions, duration }, response, settings);
  };
}
