import { op, type Value } from '../../tensor/index.ts';
import { dim } from './shape.ts';

/** Added to the score of a key that must not be seen: its weight becomes exactly 0, and no row becomes nan. */
export const unseen = -1e30;

/** Scores [.., T, S] over keys that each query may see: 0 where key <= query, `unseen` elsewhere. */
export function causalBias(like: Value, length: number): Value {
  const { graph } = like;
  const places = Int32Array.from({ length }, (_, i) => i);
  const queries = graph.constant({ dtype: 'int32', shape: [length, 1], data: places });
  const keys = graph.constant({ dtype: 'int32', shape: [1, length], data: places });
  return op.where(op.lessOrEqual(keys, queries), graph.scalar(0), graph.scalar(unseen));
}

/**
 * softmax(q k^T / sqrt(size) + bias) v, where groups of query heads share a key and value head (Ainslie et al. 2023).
 * @param q [B, heads, T, size]
 * @param k [B, keyValueHeads, S, size], as `v`
 * @param bias broadcasts to [B, keyValueHeads, group, T, S]
 * @returns [B, heads, T, size]
 */
export function groupedAttention(q: Value, k: Value, v: Value, bias: Value): Value {
  const [batch, heads, queries, size] = [dim(q, 0), dim(q, 1), dim(q, 2), dim(q, 3)];
  const [shared, keys] = [dim(k, 1), dim(k, 2)];
  const group = heads / shared;
  const scaled = op.mul(op.reshape(q, [batch, shared, group * queries, size]), 1 / Math.sqrt(size));
  const scores = op.reshape(op.matmul(scaled, op.transposeLast(k)), [batch, shared, group, queries, keys]);
  const weights = op.reshape(op.softmax(op.add(scores, bias)), [batch, shared, group * queries, keys]);
  return op.reshape(op.matmul(weights, v), [batch, heads, queries, size]);
}

/** Keys and values of earlier tokens. */
export interface KeyValueCache {
  /** Of the prompt that all sequences share, [1, keyValueHeads, P, size]. */
  readonly prompt: { readonly k: Value; readonly v: Value };
  /** 0 or `unseen` for each place of the prompt, [P]. */
  readonly promptBias: Value;
  /** Of what each sequence has added, [B, keyValueHeads, C, size]. */
  readonly tail: { readonly k: Value; readonly v: Value };
  /** 0 or `unseen` for each place of the tail, [C]. */
  readonly tailBias: Value;
}

/**
 * One new token per sequence over a prompt kept once for the group, each sequence's own tail, and itself. The caches are
 * only read: no copy of them is made.
 * @param q [B, heads, 1, size]
 * @param k [B, keyValueHeads, 1, size], as `v`
 * @returns [B, heads, 1, size]
 */
export function cachedAttention(q: Value, k: Value, v: Value, cache: KeyValueCache): Value {
  const [batch, heads, size] = [dim(q, 0), dim(q, 1), dim(q, 3)];
  const shared = dim(k, 1);
  const group = heads / shared;
  const [promptLength, tailLength] = [dim(cache.prompt.k, 2), dim(cache.tail.k, 2)];
  const asMatrix = (x: Value, length: number) => op.reshape(x, [shared, length, size]);
  const own = op.mul(op.reshape(q, [batch, shared, group, size]), 1 / Math.sqrt(size));
  // All sequences look at the same prompt: one product per key head.
  const together = op.reshape(op.transpose(own, [1, 0, 2, 3]), [shared, batch * group, size]);
  const apart = (x: Value, width: number) =>
    op.transpose(op.reshape(x, [shared, batch, group, width]), [1, 0, 2, 3]);
  const promptScores = op.matmul(together, op.transposeLast(asMatrix(cache.prompt.k, promptLength)));
  const weights = op.softmax(
    op.concat(
      [
        op.add(apart(promptScores, promptLength), cache.promptBias),
        op.add(op.matmul(own, op.transposeLast(cache.tail.k)), cache.tailBias),
        op.matmul(own, op.transposeLast(k)),
      ],
      -1,
    ),
  );
  const [toPrompt, toTail, toSelf] = op.split(weights, [promptLength, tailLength, 1], -1);
  if (toPrompt === undefined || toTail === undefined || toSelf === undefined) {
    throw new RangeError('The attention weights could not be taken apart.');
  }
  const promptWeights = op.reshape(op.transpose(toPrompt, [1, 0, 2, 3]), [
    shared,
    batch * group,
    promptLength,
  ]);
  const fromPrompt = apart(op.matmul(promptWeights, asMatrix(cache.prompt.v, promptLength)), size);
  const seen = op.add(op.add(fromPrompt, op.matmul(toTail, cache.tail.v)), op.matmul(toSelf, v));
  return op.reshape(seen, [batch, heads, 1, size]);
}
