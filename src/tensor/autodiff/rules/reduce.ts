import { refuse } from '../../errors.ts';
import { cast, div, equal, exp, mul, sub } from '../../ops/elementwise.ts';
import { expand, reshape } from '../../ops/layout.ts';
import { cumSum, reduceSum } from '../../ops/reduce.ts';
import { reduceShape, sizeOf } from '../../shape.ts';
import { intOf, type Value } from '../../value.ts';
import { noGradient, unaryRule, type GradientRules, type RuleContext } from '../rule.ts';

/** The gradient (or result) of a reduction with its reduced axes back as 1, so that it broadcasts to the input. */
function restored(c: RuleContext, value: Value): Value {
  return reshape(value, reduceShape(c.input(0).shape, intsFrom(c), true));
}

function intsFrom(c: RuleContext): readonly number[] {
  const found = c.entry.attributes['.axes'];
  if (found?.kind !== 'ints') throw refuse(c.entry.op, [c.input(0)], 'the reduction does not say its axes');
  return found.value;
}

/** Max and Min: equal largest (smallest) elements share the gradient. */
const extreme = unaryRule((dy, c) => {
  const x = c.input(0);
  const mask = cast(equal(x, restored(c, c.output(0))), x.dtype);
  const count = reduceSum(mask, { axes: intsFrom(c), keepDims: true });
  return mul(mask, div(restored(c, dy), count));
});

export const reduceRules: GradientRules = {
  ReduceSum: unaryRule((dy, c) => expand(restored(c, dy), c.input(0).shape)),
  ReduceSumSquare: unaryRule((dy, c) => mul(mul(c.input(0), 2), restored(c, dy))),
  ReduceLogSumExp: unaryRule((dy, c) => mul(exp(sub(c.input(0), restored(c, c.output(0)))), restored(c, dy))),
  ReduceMean: unaryRule((dy, c) => {
    const count = sizeOf(c.input(0).shape) / Math.max(1, sizeOf(dy.shape));
    return expand(mul(restored(c, dy), 1 / count), c.input(0).shape);
  }),
  ReduceMax: extreme,
  ReduceMin: extreme,
  ArgMax: noGradient,
  CumSum: (c) => [
    cumSum(c.gradient(0), axisFrom(c), {
      exclusive: intOf(c.entry.attributes, 'exclusive') === 1,
      reverse: intOf(c.entry.attributes, 'reverse') === 0,
    }),
    undefined,
  ],
  Softmax: unaryRule((dy, c) => {
    const y = c.output(0);
    const axes = [intOf(c.entry.attributes, 'axis')];
    return mul(y, sub(dy, reduceSum(mul(dy, y), { axes, keepDims: true })));
  }),
  LogSoftmax: unaryRule((dy, c) => {
    const axes = [intOf(c.entry.attributes, 'axis')];
    return sub(dy, mul(exp(c.output(0)), reduceSum(dy, { axes, keepDims: true })));
  }),
};

function axisFrom(c: RuleContext): number {
  return intOf(c.entry.attributes, '.axis');
}
