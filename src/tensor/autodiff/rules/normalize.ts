import { add, mul, sub } from '../../ops/elementwise.ts';
import { reshape } from '../../ops/layout.ts';
import { matmul } from '../../ops/matmul.ts';
import { reduceMean, reduceSum } from '../../ops/reduce.ts';
import { dim, sizeOf } from '../../shape.ts';
import { intsOf, type Value } from '../../value.ts';
import type { GradientRules } from '../rule.ts';

const lastMean = (x: Value): Value => reduceMean(x, { axes: [-1], keepDims: true });
const leadingSum = (x: Value): Value => reduceSum(x, { axes: x.shape.slice(0, -1).map((_, i) => i) });

export const normalizeRules: GradientRules = {
  // With a = x - mean, r = 1 / deviation, k = scale r and n numbers per mean:
  // dx = k dy - a k r^2 sum(dy a) / n - k sum(dy) / n.
  AxisNorm: (c) => {
    const [dy, apart, inverse, factor] = [c.gradient(0), c.saved(0), c.saved(1), c.saved(2)];
    const how = { axes: intsOf(c.entry.attributes, 'axes'), keepDims: true };
    const share = sizeOf(factor.shape) / sizeOf(dy.shape);
    const total = reduceSum(dy, how);
    const along = mul(reduceSum(mul(dy, apart), how), inverse);
    const byX = () => {
      const slope = mul(mul(mul(factor, inverse), along), share);
      return sub(mul(dy, factor), add(mul(apart, slope), mul(mul(factor, total), share)));
    };
    return [c.wants(0) ? byX() : undefined, along, total];
  },
  // n = (x - mean) r; dx = r (g - mean(g) - n mean(g n)) with g = dy scale.
  LayerNormalization: (c) => {
    const [dy, x, scale, mean, r] = [c.gradient(0), c.input(0), c.input(1), c.output(1), c.output(2)];
    const n = mul(sub(x, mean), r);
    const byX = () => {
      const g = mul(dy, scale);
      return mul(sub(sub(g, lastMean(g)), mul(n, lastMean(mul(g, n)))), r);
    };
    return [
      c.wants(0) ? byX() : undefined,
      c.wants(1) ? leadingSum(mul(dy, n)) : undefined,
      c.wants(2) ? leadingSum(dy) : undefined,
    ];
  },
  // With r = 1 / sqrt(mean(x^2) + epsilon) and t = sum(dy scale x) r^2 / n: dx = r (dy scale - x t). Both sums are products
  // with dy x, which reads it once each.
  SimplifiedLayerNormalization: (c) => {
    const [dy, x, scale, r] = [c.gradient(0), c.input(0), c.input(1), c.output(1)];
    const width = dim(x.shape, -1);
    const along = reshape(mul(dy, x), [-1, width]);
    const byX = () => {
      const total = reshape(matmul(along, reshape(scale, [width, 1])), r.shape);
      const share = mul(mul(total, mul(r, r)), 1 / width);
      return mul(sub(mul(dy, scale), mul(x, share)), r);
    };
    const byScale = () => reshape(matmul(reshape(r, [1, -1]), along), [width]);
    return [c.wants(0) ? byX() : undefined, c.wants(1) ? byScale() : undefined];
  },
};
