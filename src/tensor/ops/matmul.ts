import { refuse } from '../errors.ts';
import { broadcastShapes, dim, sameShape } from '../shape.ts';
import { float, int, type Value } from '../value.ts';
import { reshape } from './layout.ts';
import { emitOne } from './operand.ts';

/**
 * Matrix product of the last two axes, earlier axes broadcast as batches.
 * @throws GraphError when a rank is below 2, inner sizes differ or batches do not broadcast.
 */
export function matmul(x: Value, y: Value): Value {
  if (x.dtype !== y.dtype) throw refuse('MatMul', [x, y], 'the operands have different types');
  if (x.shape.length < 2 || y.shape.length < 2) {
    throw refuse('MatMul', [x, y], 'both operands need at least two axes');
  }
  if (dim(x.shape, -1) !== dim(y.shape, -2)) throw refuse('MatMul', [x, y], 'the inner sizes differ');
  const batch = broadcastShapes(x.shape.slice(0, -2), y.shape.slice(0, -2));
  if (batch === undefined) throw refuse('MatMul', [x, y], 'the batches do not broadcast');
  return emitOne(x.graph, {
    op: 'MatMul',
    inputs: [x, y],
    outputs: [{ dtype: x.dtype, shape: [...batch, dim(x.shape, -2), dim(y.shape, -1)] }],
  });
}

/** Whether each operand of `gemm` is transposed first, and the factor of the product. */
export interface GemmOptions {
  readonly transA?: boolean;
  readonly transB?: boolean;
  readonly alpha?: number;
}

/**
 * alpha * A B + c for matrices, each optionally transposed; `c` broadcasts to the product.
 * @throws GraphError when an operand is not a matrix or sizes do not fit.
 */
export function gemm(a: Value, b: Value, c?: Value, options: GemmOptions = {}): Value {
  const { transA = false, transB = false, alpha = 1 } = options;
  const all = c === undefined ? [a, b] : [a, b, c];
  if (all.some((v) => v.dtype !== a.dtype)) throw refuse('Gemm', all, 'the operands have different types');
  if (a.shape.length !== 2 || b.shape.length !== 2)
    throw refuse('Gemm', all, 'both operands must be matrices');
  const [m, k] = [dim(a.shape, transA ? 1 : 0), dim(a.shape, transA ? 0 : 1)];
  const [inner, n] = [dim(b.shape, transB ? 1 : 0), dim(b.shape, transB ? 0 : 1)];
  if (k !== inner) throw refuse('Gemm', all, 'the inner sizes differ');
  const shape = [m, n];
  if (c !== undefined && !sameShape(broadcastShapes(c.shape, shape) ?? [], shape)) {
    throw refuse('Gemm', all, 'the added operand does not broadcast to the product');
  }
  return emitOne(a.graph, {
    op: 'Gemm',
    inputs: all,
    attributes: { transA: int(transA ? 1 : 0), transB: int(transB ? 1 : 0), alpha: float(alpha) },
    outputs: [{ dtype: a.dtype, shape }],
  });
}

/**
 * x W^T + bias over the last axis, with W [out, in] as checkpoints store it (torch.nn.Linear): used as it lies, never
 * transposed.
 */
export function linear(x: Value, weight: Value, bias?: Value): Value {
  if (x.shape.length < 1 || weight.shape.length !== 2 || dim(x.shape, -1) !== dim(weight.shape, 1)) {
    throw refuse('Linear', [x, weight], 'the last axis must be as long as the rows of the weight');
  }
  const rows = reshape(x, [-1, dim(x.shape, -1)]);
  return reshape(gemm(rows, weight, bias, { transB: true }), [...x.shape.slice(0, -1), dim(weight.shape, 0)]);
}
