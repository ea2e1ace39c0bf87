import { floatTensor } from '../host-tensor.ts';
import { refuse } from '../errors.ts';
import { dim, sameShape } from '../shape.ts';
import { int, type Graph, type Value } from '../value.ts';
import { add, mul } from './elementwise.ts';
import { concat, reshape, slice, transpose, transposeLast } from './layout.ts';
import { matmul } from './matmul.ts';
import { only } from './operand.ts';
import { softmax } from './reduce.ts';

/** Added to a score that must not count: e to this power is 0 in float32. */
export const masked = -1e30;

/** Heads of an attention: several query heads may share one head of keys and values. */
export interface Heads {
  readonly heads: number;
  readonly keyHeads: number;
}

/** Steps of one block of queries: each block sees only keys up to its own end, which spares near half of the products. */
const blockSteps = 128;

/**
 * Causal attention of rows of steps: softmax(q k^T / sqrt(size)) v, each step seeing itself and those before it. One gradient
 * rule of its own: with P the weights, dS = P (dO v^T - rowsum(dO O)) (Dao et al. 2022).
 * @param q [rows, steps, heads * size]
 * @param k and `v` [rows, steps, keyHeads * size]
 * @returns [rows, steps, heads * size]
 * @throws GraphError when sizes do not fit.
 */
export function causalAttention(q: Value, k: Value, v: Value, { heads, keyHeads }: Heads): Value {
  if ([q, k, v].some((x) => x.shape.length !== 3)) {
    throw refuse('CausalAttention', [q, k, v], 'needs three axes: rows, steps, heads side by side');
  }
  const [rows, steps, size] = [dim(q.shape, 0), dim(q.shape, 1), dim(q.shape, 2) / heads];
  const fits = [k, v].every((x) => sameShape(x.shape, [rows, steps, keyHeads * size]));
  if (!fits || !Number.isInteger(size) || !Number.isInteger(heads / keyHeads)) {
    throw refuse('CausalAttention', [q, k, v], `${heads} heads over ${keyHeads} do not fit`);
  }
  if (steps === 0) throw refuse('CausalAttention', [q, k, v], 'there are no steps');
  const attributes = { heads: int(heads), keyHeads: int(keyHeads) };
  const made = q.graph.composite({ op: 'CausalAttention', inputs: [q, k, v], attributes }, () => {
    const queries = splitHeads(q, keyHeads, heads / keyHeads);
    const [keys, values] = [splitHeads(k, keyHeads, 1), splitHeads(v, keyHeads, 1)];
    const weights: Value[] = [];
    const parts = causalBlocks(steps).map((block) => {
      const scores = matmul(
        mul(blockOf(queries, block), 1 / Math.sqrt(size)),
        transposeLast(upTo(keys, block.end)),
      );
      const own = softmax(add(splitSteps(scores, heads, block), causalMask(q.graph, block)));
      weights.push(own);
      return splitSteps(matmul(reshape(own, scores.shape), upTo(values, block.end)), heads, block);
    });
    const mixed = concat(parts, 2);
    return { outputs: [joinHeads(mixed)], saved: [queries, keys, values, mixed, ...weights] };
  });
  return only('CausalAttention', made);
}

/** A block of queries: steps from `start` up to `end`. */
export interface Block {
  readonly start: number;
  readonly end: number;
}

/** The blocks that causal attention over so many steps is cut into. */
export function causalBlocks(steps: number): Block[] {
  const count = Math.max(1, Math.round(steps / blockSteps));
  return Array.from({ length: count }, (_, i) => ({
    start: Math.floor((i * steps) / count),
    end: Math.floor(((i + 1) * steps) / count),
  }));
}

/** [rows, steps, heads * size] -> [rows, keyHeads, shared, steps, size], with `shared` left out where it is 1. */
export function splitHeads(x: Value, keyHeads: number, shared: number): Value {
  const [rows, steps] = [dim(x.shape, 0), dim(x.shape, 1)];
  const size = dim(x.shape, 2) / (keyHeads * shared);
  const heads = transpose(reshape(x, [rows, steps, keyHeads * shared, size]), [0, 2, 1, 3]);
  return shared === 1 ? heads : reshape(heads, [rows, keyHeads, shared, steps, size]);
}

/** [rows, heads, steps, size] -> [rows, steps, heads * size] */
export function joinHeads(x: Value): Value {
  const [rows, heads, steps, size] = [0, 1, 2, 3].map((axis) => dim(x.shape, axis));
  return reshape(transpose(x, [0, 2, 1, 3]), [rows ?? 0, steps ?? 0, (heads ?? 0) * (size ?? 0)]);
}

/** A block's steps of queries, those of heads that share keys one after another: [rows, keyHeads, shared * steps, size]. */
export function blockOf(queries: Value, { start, end }: Block): Value {
  const axis = queries.shape.length - 2;
  const part = slice(queries, [{ axis, start, end }]);
  return reshape(part, [dim(part.shape, 0), dim(part.shape, 1), -1, dim(part.shape, -1)]);
}

/** The first steps of keys or values. */
export function upTo(x: Value, end: number): Value {
  return slice(x, [{ axis: 2, start: 0, end }]);
}

/** [rows, keyHeads, shared * steps, n] -> [rows, heads, steps, n] */
export function splitSteps(x: Value, heads: number, { start, end }: Block): Value {
  return reshape(x, [dim(x.shape, 0), heads, end - start, dim(x.shape, -1)]);
}

/** [steps, end]: 0 where the key is not after the query, else `masked`. */
function causalMask(graph: Graph, { start, end }: Block): Value {
  return graph.shared(`causal ${start}:${end}`, () => {
    const mask = { length: (end - start) * end };
    const isLater = (i: number) => i % end > start + Math.floor(i / end);
    return floatTensor(
      [end - start, end],
      Float32Array.from(mask, (_, i) => (isLater(i) ? masked : 0)),
    );
  });
}
