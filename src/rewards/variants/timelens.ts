import { isThoughtAndAnswer, timeLensAnswer, timeLensRewardSpans } from '../../tasks/related-text.ts';
import { hullIou, type VariantReward } from './variant.ts';

/**
 * TimeLens' rewards (TencentARC/TimeLens 5d90c067, `training/train/reward_funcs.py`: format_reward, tiou_reward): the first
 * span alone counts, one that does not start before it ends earns 0, and white space around the tags is a wrong format. Its
 * training script uses the IoU alone: set the weight of the format to 0 for that.
 */
export const timeLensReward: VariantReward = (response, truth) => {
  const [span] = timeLensRewardSpans(timeLensAnswer(response));
  return {
    format: isThoughtAndAnswer(response) ? 1 : 0,
    iou: span === undefined || span[0] >= span[1] ? 0 : hullIou(span, truth),
  };
};
