import { isThoughtAndAnswer, stripped, timeR1RewardSpan } from '../../tasks/related-text.ts';
import { hullIou, type VariantReward } from './variant.ts';

/**
 * Time-R1's rewards (www-Ye/Time-R1 d1a0d543, `src/open_r1/grpo_video.py`: format_reward, iou_timestamp_reward). Where both
 * spans are one point, its code fails or repeats the reward of the response before; here that is 0.
 */
export const timeR1Reward: VariantReward = (response, truth) => {
  const span = timeR1RewardSpan(response);
  return {
    format: isThoughtAndAnswer(stripped(response)) ? 1 : 0,
    iou: span === null ? 0 : hullIou(span, truth),
  };
};
