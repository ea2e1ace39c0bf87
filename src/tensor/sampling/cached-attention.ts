import { floatTensor, hostTensor } from '../host-tensor.ts';
import { masked } from '../ops/attention.ts';
import { add, mul, where } from '../ops/elementwise.ts';
import { gather } from '../ops/gather.ts';
import { concat, expand, reshape, split, transpose } from '../ops/layout.ts';
import { matmul } from '../ops/matmul.ts';
import { softmax } from '../ops/reduce.ts';
import { dim } from '../shape.ts';
import type { Graph, Value } from '../value.ts';
import type { Decoder } from './decoder.ts';

/** Keys (transposed) and values of one layer: [sequences, keyHeads, size, length] and [sequences, keyHeads, length, size]. */
export interface KeysValues {
  readonly keys: Value;
  readonly values: Value;
}

/** Sizes of a chunk of sampling. */
export interface ChunkSizes {
  readonly prompts: number;
  readonly group: number;
  /** Cached tokens of a prompt (all but its last), those of earlier chunks, and steps of this chunk. */
  readonly promptLength: number;
  readonly earlier: number;
  readonly chunk: number;
}

/** Masks of the turns of a loop that all layers share. */
export interface TurnMasks {
  /** [rows, 1, 1, promptLength + earlier + chunk], added to scores. */
  readonly bias: Value;
  /** bool [chunk]: true at this turn. */
  readonly now: Value;
}

/**
 * @param fixed what is added to scores of prompt and earlier tokens, [rows, 1, 1, promptLength + earlier]; undefined where
 * there are none
 */
export function turnMasks(graph: Graph, turn: Value, fixed: Value | undefined, sizes: ChunkSizes): TurnMasks {
  const { chunk } = sizes;
  const rows = sizes.prompts * sizes.group;
  const square = { length: chunk * chunk };
  const isNow = Uint8Array.from(square, (_, i) => (i % chunk === Math.floor(i / chunk) ? 1 : 0));
  const seen = Float32Array.from(square, (_, i) => (i % chunk > Math.floor(i / chunk) ? masked : 0));
  const past = gather(graph.constant(floatTensor([chunk, 1, 1, 1, chunk], seen)), turn);
  return {
    now: gather(graph.constant(hostTensor('bool', [chunk, chunk], isNow)), turn),
    bias: fixed === undefined ? past : concat([fixed, expand(past, [rows, 1, 1, chunk])], 3),
  };
}

/**
 * Attention of one new token per row over the prompt of its group, the tokens of earlier chunks and those of this chunk.
 * @param q [rows, 1, heads * size], `k` and `v` [rows, 1, keyHeads * size]
 * @param recent this chunk's tokens so far
 * @returns the mixed values [rows, 1, heads * size] and `recent` with the new token
 */
export function cachedAttention(
  decoder: Decoder,
  sizes: ChunkSizes,
  masks: TurnMasks,
  cache: { readonly prompt: KeysValues | undefined; readonly earlier: KeysValues | undefined },
  recent: KeysValues,
  { q, k, v }: { readonly q: Value; readonly k: Value; readonly v: Value },
): { readonly mixed: Value; readonly recent: KeysValues } {
  const { heads, keyHeads, headSize: size } = decoder;
  const rows = dim(q.shape, 0);
  const shared = heads / keyHeads;
  const queries = reshape(mul(q, 1 / Math.sqrt(size)), [rows, keyHeads, shared, size]);
  const keys = where(masks.now, reshape(k, [rows, keyHeads, size, 1]), recent.keys);
  const values = where(
    reshape(masks.now, [sizes.chunk, 1]),
    reshape(v, [rows, keyHeads, 1, size]),
    recent.values,
  );
  const parts: { scores: Value; mix: (weights: Value) => Value }[] = [];
  if (cache.prompt !== undefined) parts.push(promptPart(sizes, queries, cache.prompt));
  for (const own of [cache.earlier, { keys, values }]) {
    if (own !== undefined) {
      parts.push({ scores: matmul(queries, own.keys), mix: (weights) => matmul(weights, own.values) });
    }
  }
  const scores = concat(
    parts.map((part) => part.scores),
    3,
  );
  const weights = split(
    softmax(add(scores, masks.bias)),
    parts.map((part) => dim(part.scores.shape, 3)),
    3,
  );
  const mixed = parts
    .flatMap(({ mix }, i) => {
      const own = weights[i];
      return own === undefined ? [] : [mix(own)];
    })
    .reduce((sum, part) => add(sum, part));
  return { mixed: reshape(mixed, [rows, 1, heads * size]), recent: { keys, values } };
}

/** One product for all rows of a group, which share their prompt. */
function promptPart(sizes: ChunkSizes, queries: Value, prompt: KeysValues) {
  const { prompts, group, promptLength } = sizes;
  const [keyHeads, shared, size] = [1, 2, 3].map((axis) => dim(queries.shape, axis));
  if (keyHeads === undefined || shared === undefined || size === undefined) throw new RangeError('No heads.');
  const byGroup = (x: Value, last: number) =>
    reshape(transpose(reshape(x, [prompts, group, keyHeads, shared, last]), [0, 2, 1, 3, 4]), [
      prompts,
      keyHeads,
      group * shared,
      last,
    ]);
  const byRow = (x: Value, last: number) =>
    reshape(transpose(reshape(x, [prompts, keyHeads, group, shared, last]), [0, 2, 1, 3, 4]), [
      prompts * group,
      keyHeads,
      shared,
      last,
    ]);
  return {
    scores: byRow(matmul(byGroup(queries, size), prompt.keys), promptLength),
    mix: (weights: Value) => byRow(matmul(byGroup(weights, promptLength), prompt.values), size),
  };
}
