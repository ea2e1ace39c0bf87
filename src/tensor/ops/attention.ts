import { floatTensor } from '../host-tensor.ts';
import { refuse } from '../errors.ts';
import { dim } from '../shape.ts';
import type { Graph, Value } from '../value.ts';
import { add, mul } from './elementwise.ts';
import { reshape, transpose } from './layout.ts';
import { matmul } from './matmul.ts';
import { softmax } from './reduce.ts';

/** Added to a score that must not count: e to this power is 0 in float32. */
export const masked = -1e30;

/** Heads of an attention: several query heads may share one head of keys and values. */
export interface Heads {
  readonly heads: number;
  readonly keyHeads: number;
}

/**
 * Causal attention of rows of steps: softmax(q k^T / sqrt(size)) v, each step seeing itself and those before it.
 * @param q [rows, steps, heads * size]
 * @param k and `v` [rows, steps, keyHeads * size]
 * @param bias added to all scores, broadcast to [rows, 1, 1, steps] (padding)
 * @returns [rows, steps, heads * size]
 * @throws GraphError when sizes do not fit.
 */
export function causalAttention(
  q: Value,
  k: Value,
  v: Value,
  { heads, keyHeads }: Heads,
  bias?: Value,
): Value {
  const [rows, steps] = [dim(q.shape, 0), dim(q.shape, 1)];
  const size = dim(q.shape, 2) / heads;
  const shared = heads / keyHeads;
  if (
    !Number.isInteger(shared) ||
    dim(k.shape, 2) !== keyHeads * size ||
    dim(v.shape, 2) !== keyHeads * size
  ) {
    throw refuse('Attention', [q, k, v], `${heads} heads over ${keyHeads} do not fit`);
  }
  const split = reshape(q, [rows, steps, keyHeads, shared, size]);
  // Query heads that share keys become rows of one product.
  const queries = reshape(transpose(split, [0, 2, 3, 1, 4]), [rows, keyHeads, shared * steps, size]);
  const keys = transpose(reshape(k, [rows, steps, keyHeads, size]), [0, 2, 3, 1]);
  const values = transpose(reshape(v, [rows, steps, keyHeads, size]), [0, 2, 1, 3]);
  const scores = matmul(mul(queries, 1 / Math.sqrt(size)), keys);
  const allowed = add(reshape(scores, [rows, heads, steps, steps]), causalMask(q.graph, steps));
  const weights = softmax(bias === undefined ? allowed : add(allowed, bias));
  const mixed = matmul(reshape(weights, [rows, keyHeads, shared * steps, steps]), values);
  const back = transpose(reshape(mixed, [rows, heads, steps, size]), [0, 2, 1, 3]);
  return reshape(back, [rows, steps, heads * size]);
}

/** [steps, steps]: 0 where the column is not after the row, else `masked`. */
function causalMask(graph: Graph, steps: number): Value {
  return graph.shared(`causal ${steps}`, () => {
    const square = { length: steps * steps };
    return floatTensor(
      [steps, steps],
      Float32Array.from(square, (_, i) => (i % steps > Math.floor(i / steps) ? masked : 0)),
    );
  });
}
