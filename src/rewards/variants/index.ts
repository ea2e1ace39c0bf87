import { timeLensReward } from './timelens.ts';
import { timeR1Reward } from './time-r1.ts';
import type { VariantReward } from './variant.ts';

/** Names under which `RewardSettings.variant` and `tempr1 reward --variant` know a way to parse and reward responses. */
export const REWARD_VARIANTS = ['tempr1', 'time-r1', 'timelens'] as const;
export type RewardVariant = (typeof REWARD_VARIANTS)[number];

/** Those of related work: they pose temporal grounding (TG) and nothing else. */
export const RELATED_REWARDS: Readonly<Record<Exclude<RewardVariant, 'tempr1'>, VariantReward>> = {
  'time-r1': timeR1Reward,
  timelens: timeLensReward,
};
