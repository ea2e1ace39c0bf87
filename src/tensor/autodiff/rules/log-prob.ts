import { scatterElements } from '../../ops/gather.ts';
import { mul, neg } from '../../ops/elementwise.ts';
import { reshape } from '../../ops/layout.ts';
import { softmax } from '../../ops/reduce.ts';
import type { GradientRules } from '../rule.ts';

export const logProbRules: GradientRules = {
  // d log p(t) / d logits = (one at t) - softmax.
  TokenLogProbs: (c) => {
    const dy = reshape(c.gradient(0), [-1, 1]);
    const pushed = mul(softmax(c.input(0)), neg(dy));
    return [scatterElements(pushed, reshape(c.input(1), [-1, 1]), dy, 1), undefined];
  },
};
