import { isFloating } from '../dtype.ts';
import { refuse } from '../errors.ts';
import { dim, reduceShape } from '../shape.ts';
import { int, ints, type Value } from '../value.ts';
import { axesOf, axisOf, emitOne } from './operand.ts';

/** Which axes a reduction goes over; all of them when none are named. */
export interface Reduction {
  readonly axes?: readonly number[];
  /** Keeps the reduced axes with size 1. */
  readonly keepDims?: boolean;
}

function reduce(op: string, x: Value, { axes, keepDims = false }: Reduction): Value {
  const over = axesOf(op, x, axes);
  if (over.length === 0) return x;
  return emitOne(x.graph, {
    op,
    inputs: [x, x.graph.dims(over)],
    attributes: { keepdims: int(keepDims ? 1 : 0), '.axes': ints(over) },
    outputs: [{ dtype: x.dtype, shape: reduceShape(x.shape, over, keepDims) }],
  });
}

/** Sum over axes. @throws GraphError when `x` has no such axis (as all of these). */
export const reduceSum = (x: Value, how: Reduction = {}): Value => reduce('ReduceSum', x, how);
/** Sum of squares, in one pass. */
export const reduceSumSquare = (x: Value, how: Reduction = {}): Value => reduce('ReduceSumSquare', x, how);
/** log(sum(e^x)) without overflow. */
export const reduceLogSumExp = (x: Value, how: Reduction = {}): Value => reduce('ReduceLogSumExp', x, how);
export const reduceMean = (x: Value, how: Reduction = {}): Value => reduce('ReduceMean', x, how);
/** Largest element; equal ones share the gradient, as torch.amax. */
export const reduceMax = (x: Value, how: Reduction = {}): Value => reduce('ReduceMax', x, how);
/** Smallest element; equal ones share the gradient, as torch.amin. */
export const reduceMin = (x: Value, how: Reduction = {}): Value => reduce('ReduceMin', x, how);

/** Index of the first largest element along `axis`, int64, the axis removed; no gradient. */
export function argMax(x: Value, axis: number): Value {
  const over = axisOf('ArgMax', x, axis);
  return emitOne(x.graph, {
    op: 'ArgMax',
    inputs: [x],
    attributes: { axis: int(over), keepdims: int(0) },
    outputs: [{ dtype: 'int64', shape: reduceShape(x.shape, [over], false) }],
  });
}

/** The `count` largest elements along `axis`, largest first (equal ones in order), and their indices (int64); no gradient. */
export function topK(
  x: Value,
  count: number,
  axis = -1,
): { readonly values: Value; readonly indices: Value } {
  const over = axisOf('TopK', x, axis);
  if (!(Number.isSafeInteger(count) && count >= 0 && count <= dim(x.shape, over))) {
    throw refuse('TopK', [x], `can't give ${count} elements of axis ${over}`);
  }
  const shape = x.shape.with(over, count);
  const [values, indices] = x.graph.emit({
    op: 'TopK',
    inputs: [x, x.graph.dims([count])],
    attributes: { axis: int(over), largest: int(1), sorted: int(1) },
    outputs: [
      { dtype: x.dtype, shape },
      { dtype: 'int64', shape },
    ],
  });
  if (values === undefined || indices === undefined) throw refuse('TopK', [x], 'no output');
  return { values, indices };
}

/** Running sum along `axis`; with `exclusive` each place holds the sum of those before it. */
export function cumSum(x: Value, axis: number, how: { exclusive?: boolean; reverse?: boolean } = {}): Value {
  const over = axisOf('CumSum', x, axis);
  const { graph, dtype, shape } = x;
  return emitOne(graph, {
    op: 'CumSum',
    inputs: [x, graph.scalar(over, 'int64')],
    attributes: {
      exclusive: int(how.exclusive === true ? 1 : 0),
      reverse: int(how.reverse === true ? 1 : 0),
      '.axis': int(over),
    },
    outputs: [{ dtype, shape }],
  });
}

function alongAxis(op: string, x: Value, axis: number): Value {
  const over = axisOf(op, x, axis);
  if (!isFloating(x.dtype)) throw refuse(op, [x], 'needs floating-point numbers');
  if (dim(x.shape, over) === 0) throw refuse(op, [x], 'the axis is empty');
  return emitOne(x.graph, {
    op,
    inputs: [x],
    attributes: { axis: int(over) },
    outputs: [{ dtype: x.dtype, shape: x.shape }],
  });
}

/** e^x over its sum along `axis` (default the last). */
export const softmax = (x: Value, axis = -1): Value => alongAxis('Softmax', x, axis);
/** Logarithm of softmax along `axis` (default the last), without overflow. */
export const logSoftmax = (x: Value, axis = -1): Value => alongAxis('LogSoftmax', x, axis);
