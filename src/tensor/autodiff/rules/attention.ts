import {
  blockOf,
  causalBlocks,
  joinHeads,
  splitHeads,
  splitSteps,
  upTo,
  type Block,
} from '../../ops/attention.ts';
import { add, mul, sub } from '../../ops/elementwise.ts';
import { concat, pad, reshape, transposeLast } from '../../ops/layout.ts';
import { matmul } from '../../ops/matmul.ts';
import { reduceSum } from '../../ops/reduce.ts';
import { dim } from '../../shape.ts';
import { intOf, type Value } from '../../value.ts';
import type { GradientRules } from '../rule.ts';

export const attentionRules: GradientRules = {
  // With P the weights and O = P v: dv = P^T dO, dS = P (dO v^T - rowsum(dO O)), dq = dS k / sqrt(size), dk = dS^T q / sqrt(size).
  CausalAttention: (c) => {
    const heads = intOf(c.entry.attributes, 'heads');
    const keyHeads = intOf(c.entry.attributes, 'keyHeads');
    const [queries, keys, values, mixed] = [c.saved(0), c.saved(1), c.saved(2), c.saved(3)];
    const steps = dim(mixed.shape, 2);
    const scale = 1 / Math.sqrt(dim(mixed.shape, 3));
    const byMixed = splitHeads(c.gradient(0), keyHeads, heads / keyHeads);
    const sums = reduceSum(mul(reshape(byMixed, mixed.shape), mixed), { axes: [3], keepDims: true });
    const parts = causalBlocks(steps).map((block, i) => {
      const weights = c.saved(4 + i);
      const slope = blockOf(byMixed, block);
      const folded = [dim(slope.shape, 0), keyHeads, dim(slope.shape, 2), block.end];
      const byWeights = splitSteps(matmul(slope, transposeLast(upTo(values, block.end))), heads, block);
      const sum = splitSteps(blockOf(sums, block), heads, block);
      const byScores = reshape(mul(weights, sub(byWeights, sum)), folded);
      const scaled = mul(byScores, scale);
      return {
        block,
        byQueries: splitSteps(matmul(scaled, upTo(keys, block.end)), heads, block),
        byKeys: matmul(transposeLast(scaled), blockOf(queries, block)),
        byValues: matmul(transposeLast(reshape(weights, folded)), slope),
      };
    });
    const whole = (pick: (part: (typeof parts)[number]) => Value) =>
      joinHeads(parts.map((part) => padded(pick(part), part.block, steps)).reduce((a, b) => add(a, b)));
    return [
      joinHeads(
        concat(
          parts.map((part) => part.byQueries),
          2,
        ),
      ),
      whole((part) => part.byKeys),
      whole((part) => part.byValues),
    ];
  },
};

/** Zeros for the steps after a block. */
function padded(x: Value, { end }: Block, steps: number): Value {
  return pad(x, [0, 0, 0, 0], [0, 0, steps - end, 0]);
}
