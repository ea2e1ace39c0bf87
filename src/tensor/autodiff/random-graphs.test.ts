import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { hostTensor } from '../host-tensor.ts';
import * as op from '../ops/index.ts';
import { broadcastShapes, dim, sizeOf, type Shape } from '../shape.ts';
import { checkGradient } from '../testing/check-gradient.ts';
import type { Value } from '../value.ts';

/** One step of a random graph: which operation, and numbers from which it picks its operands and settings. */
interface Move {
  readonly kind: number;
  readonly a: number;
  readonly b: number;
  readonly c: number;
}

const move: fc.Arbitrary<Move> = fc.record({
  kind: fc.nat({ max: 999 }),
  a: fc.nat({ max: 999 }),
  b: fc.nat({ max: 999 }),
  c: fc.nat({ max: 999 }),
});
const shape: fc.Arbitrary<Shape> = fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 3 });

const pick = (values: readonly Value[], i: number): Value => {
  const value = values[i % values.length];
  if (value === undefined) throw new RangeError('There is no value to pick.');
  return value;
};

/** Smooth operations that keep numbers small; undefined where the picked operands do not fit. */
const moves: ((m: Move, x: Value, y: Value) => Value | undefined)[] = [
  (_, x, y) => (broadcastShapes(x.shape, y.shape) === undefined ? undefined : op.add(x, y)),
  (_, x, y) => (broadcastShapes(x.shape, y.shape) === undefined ? undefined : op.sub(x, y)),
  (_, x, y) => (broadcastShapes(x.shape, y.shape) === undefined ? undefined : op.mul(op.tanh(x), y)),
  (_, x, y) =>
    broadcastShapes(x.shape, y.shape) === undefined ? undefined : op.div(x, op.add(op.softplus(y), 1)),
  (_, x) => op.tanh(x),
  (m, x) => op.reduceLogSumExp(x, { axes: [m.c % x.shape.length], keepDims: true }),
  (m, x) => op.reduceSumSquare(op.tanh(x), { axes: [m.c % x.shape.length], keepDims: true }),
  (_, x) => x.graph.recomputed([x], ([v]) => (v === undefined ? [] : [op.silu(op.mul(v, op.sigmoid(v)))]))[0],
  (_, x, y) =>
    x.graph.recomputed([x, y], ([v, w]) =>
      v === undefined || w === undefined ? [] : [op.tanh(w), op.exp(op.neg(op.softplus(v)))],
    )[1],
  (_, x) => op.sigmoid(x),
  (_, x) => op.silu(x),
  (m, x) => op.gelu(x, m.c % 2 === 0 ? 'none' : 'tanh'),
  (_, x) => op.exp(op.neg(op.softplus(x))),
  (_, x) => op.sqrt(op.add(op.mul(x, x), 1)),
  (m, x) => op.softmax(x, m.c % x.shape.length),
  (m, x) => op.logSoftmax(x, m.c % x.shape.length),
  (m, x) => op.reduceMean(x, { axes: [m.c % x.shape.length], keepDims: true }),
  (m, x) => (x.shape.length > 1 ? op.reduceSum(x, { axes: [m.c % x.shape.length] }) : undefined),
  (m, x) => op.cumSum(x, m.c % x.shape.length, { reverse: m.b % 2 === 0 }),
  (_, x) => op.transpose(x),
  (_, x) => op.reshape(x, [sizeOf(x.shape)]),
  (m, x) => {
    const axis = m.c % x.shape.length;
    return op.concat([x, op.mul(x, 0.5)], axis);
  },
  (m, x) => {
    const axis = m.c % x.shape.length;
    const size = dim(x.shape, axis);
    const start = m.b % size;
    return op.slice(x, [{ axis, start, end: size, step: 1 + (m.a % 2) }]);
  },
  (m, x) => {
    const axis = m.c % x.shape.length;
    const rows = Int32Array.from([m.a, m.b, m.a], (n) => n % dim(x.shape, axis));
    return op.gather(x, x.graph.constant(hostTensor('int32', [3], rows)), axis);
  },
  (m, x) =>
    op.pad(
      x,
      x.shape.map((_, i) => (m.c >> i) % 2),
      x.shape.map((_, i) => (m.b >> i) % 2),
    ),
  (_, x) => (x.shape.length > 1 ? op.matmul(x, op.transposeLast(op.tanh(x))) : undefined),
  (m, x) => op.expand(op.unsqueeze(x, [0]), [1 + (m.c % 2), ...x.shape]),
];

const small = (value: Value) =>
  sizeOf(value.shape) > 0 && sizeOf(value.shape) <= 60 && value.shape.length <= 4;

/** Applies the moves that fit; the graph's result is the sum of everything made, each at its own scale. */
function build(list: readonly Move[], operands: readonly Value[]): Value {
  const made = [...operands];
  for (const m of list) {
    const next = moves[m.kind % moves.length]?.(m, pick(made, m.a), pick(made, m.b));
    if (next !== undefined && small(next)) made.push(next);
  }
  return made
    .map((value) => op.reduceMean(op.tanh(value)))
    .reduce((total, value) => op.add(op.mul(total, 0.9), value));
}

it('differentiates any graph of these operations as central differences do', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(shape, { minLength: 1, maxLength: 3 }),
      fc.array(move, { minLength: 3, maxLength: 12 }),
      fc.nat(),
      async (operands, list, seed) => {
        const errors = await checkGradient({ operands, make: (...xs) => build(list, xs), seed });
        expect(errors.rule).toBeLessThan(1e-6);
        expect(errors.forward).toBeLessThan(1e-5);
        expect(errors.runtime).toBeLessThan(2e-5);
      },
    ),
    { numRuns: 60 },
  );
});
