import { isFloating } from '../../dtype.ts';
import * as op from '../../ops/elementwise.ts';
import type { Value } from '../../value.ts';
import { noGradient, sumTo, unaryRule, type GradientRule, type GradientRules } from '../rule.ts';

/** A rule for two broadcast operands: how the gradient by each is made, before it is summed to the operand's shape. */
function binaryRule(
  byX: (dy: Value, x: Value, y: Value, z: Value) => Value,
  byY: (dy: Value, x: Value, y: Value, z: Value) => Value,
): GradientRule {
  return (c) => {
    const [dy, x, y, z] = [c.gradient(0), c.input(0), c.input(1), c.output(0)];
    return [
      c.wants(0) ? sumTo(byX(dy, x, y, z), x.shape) : undefined,
      c.wants(1) ? sumTo(byY(dy, x, y, z), y.shape) : undefined,
    ];
  };
}

/** Gradient of Min and Max: to the chosen operand, halves to equal ones. `first` is true where x is chosen. */
function chosen(first: (x: Value, y: Value) => Value): GradientRule {
  const share = (dy: Value, x: Value, y: Value) =>
    op.mul(dy, op.add(op.cast(first(x, y), dy.dtype), op.mul(op.cast(op.equal(x, y), dy.dtype), 0.5)));
  return binaryRule(
    (dy, x, y) => share(dy, x, y),
    (dy, x, y) => share(dy, y, x),
  );
}

const twoOverRootPi = 2 / Math.sqrt(Math.PI);

export const elementwiseRules: GradientRules = {
  Add: binaryRule(
    (dy) => dy,
    (dy) => dy,
  ),
  Sub: binaryRule(
    (dy) => dy,
    (dy) => op.neg(dy),
  ),
  Mul: binaryRule(
    (dy, _, y) => op.mul(dy, y),
    (dy, x) => op.mul(dy, x),
  ),
  Div: binaryRule(
    (dy, _, y) => op.div(dy, y),
    (dy, _, y, z) => op.neg(op.mul(dy, op.div(z, y))),
  ),
  Pow: binaryRule(
    // The power 0 is kept: its factor is 0, and 0 to the power -1 would turn that into NaN.
    (dy, x, y) => op.mul(dy, op.mul(y, op.pow(x, op.where(op.equal(y, 0), 0, op.sub(y, 1))))),
    (dy, x, _, z) => op.mul(dy, op.mul(z, op.log(x))),
  ),
  Min: chosen(op.less),
  Max: chosen(op.greater),
  Neg: unaryRule((dy) => op.neg(dy)),
  Abs: unaryRule((dy, c) => op.mul(dy, op.sign(c.input(0)))),
  Exp: unaryRule((dy, c) => op.mul(dy, c.output(0))),
  Log: unaryRule((dy, c) => op.div(dy, c.input(0))),
  Sqrt: unaryRule((dy, c) => op.div(op.mul(dy, 0.5), c.output(0))),
  Sin: unaryRule((dy, c) => op.mul(dy, op.cos(c.input(0)))),
  Cos: unaryRule((dy, c) => op.neg(op.mul(dy, op.sin(c.input(0))))),
  Tanh: unaryRule((dy, c) => op.mul(dy, op.sub(1, op.mul(c.output(0), c.output(0))))),
  Sigmoid: unaryRule((dy, c) => op.mul(dy, op.mul(c.output(0), op.sub(1, c.output(0))))),
  Softplus: unaryRule((dy, c) => op.mul(dy, op.sigmoid(c.input(0)))),
  Erf: unaryRule((dy, c) =>
    op.mul(dy, op.mul(op.exp(op.neg(op.mul(c.input(0), c.input(0)))), twoOverRootPi)),
  ),
  Relu: unaryRule((dy, c) => op.where(op.greater(c.output(0), 0), dy, 0)),
  Gelu: unaryRule((dy, c) => {
    const a = c.entry.attributes['approximate'];
    const tanhForm = a?.kind === 'string' && a.value === 'tanh';
    return op.mul(dy, tanhForm ? geluSlopeTanh(c.input(0)) : geluSlope(c.input(0)));
  }),
  // y = x s with s = sigmoid(x): dy/dx = s (1 + x - y) = s + y (1 - s).
  Silu: unaryRule((dy, c) => {
    const gate = c.saved(0);
    return op.mul(dy, op.add(gate, op.mul(c.output(0), op.sub(1, gate))));
  }),
  // Where the bound holds the number the output differs from the input; equal means inside, as torch.clamp.
  Clip: unaryRule((dy, c) => op.where(op.equal(c.input(0), c.output(0)), dy, 0)),
  Where: (c) => {
    const [dy, condition, x, y] = [c.gradient(0), c.input(0), c.input(1), c.input(2)];
    return [
      undefined,
      c.wants(1) ? sumTo(op.where(condition, dy, 0), x.shape) : undefined,
      c.wants(2) ? sumTo(op.where(condition, 0, dy), y.shape) : undefined,
    ];
  },
  Cast: (c) => [isFloating(c.output(0).dtype) ? op.cast(c.gradient(0), c.input(0).dtype) : undefined],
  Identity: unaryRule((dy) => dy),
  StopGradient: noGradient,
  Sign: noGradient,
  Floor: noGradient,
  Equal: noGradient,
  Less: noGradient,
  LessOrEqual: noGradient,
  Greater: noGradient,
  GreaterOrEqual: noGradient,
};

/** Phi(x) + x phi(x). */
function geluSlope(x: Value): Value {
  const phi = op.mul(op.add(op.erf(op.mul(x, Math.SQRT1_2)), 1), 0.5);
  const density = op.mul(op.exp(op.mul(op.mul(x, x), -0.5)), 1 / Math.sqrt(2 * Math.PI));
  return op.add(phi, op.mul(x, density));
}

/** Slope of 0.5 x (1 + tanh(a (x + b x^3))), a = sqrt(2/pi), b = 0.044715. */
function geluSlopeTanh(x: Value): Value {
  const a = Math.sqrt(2 / Math.PI);
  const squared = op.mul(x, x);
  const t = op.tanh(op.mul(op.mul(x, op.add(op.mul(squared, 0.044715), 1)), a));
  const inner = op.mul(op.add(op.mul(squared, 3 * 0.044715), 1), a);
  const bend = op.mul(op.mul(x, op.sub(1, op.mul(t, t))), inner);
  return op.mul(op.add(op.add(t, 1), bend), 0.5);
}
