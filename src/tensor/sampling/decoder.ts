import type { Net } from '../model-graph.ts';
import { causalAttention, type Heads } from '../ops/attention.ts';
import { hostTensor } from '../host-tensor.ts';
import { only } from '../ops/operand.ts';
import { dim } from '../shape.ts';
import type { Value } from '../value.ts';

/** What the blocks of a decoder are given beside the numbers that run through them. */
export interface Pass {
  readonly net: Net;
  /** Place of each token in its sequence, int64 [rows, steps]. */
  readonly positions: Value;
  /**
   * Attention of one layer over all tokens so far; whether they are in the graph or in a cache is not the decoder's concern.
   * @param q [rows, steps, heads * size], `k` and `v` [rows, steps, keyHeads * size], positions already in them
   */
  attend(layer: number, q: Value, k: Value, v: Value): Value;
  /** One block; a pass that saves memory computes it again for its gradients. */
  block(x: Value, body: (x: Value) => Value): Value;
}

/**
 * A decoder-only language model as three functions. They are called to train it, to read a prompt and to take one step of
 * sampling: with any number of rows and steps.
 */
export interface Decoder extends Heads {
  readonly layers: number;
  /** Numbers in one head. */
  readonly headSize: number;
  readonly vocabulary: number;
  /** Most tokens of a sequence. */
  readonly positions: number;
  /** int32 tokens [rows, steps] -> [rows, steps, width] */
  embed(net: Net, tokens: Value): Value;
  /** [rows, steps, width] -> [rows, steps, width], the last norm included */
  blocks(x: Value, pass: Pass): Value;
  /** [n, width] -> logits [n, vocabulary] */
  head(net: Net, x: Value): Value;
}

/**
 * A pass over whole sequences from position 0 on, with gradients: training, scoring, reading a prompt. With `recompute` it
 * keeps only what goes into each block, not what is computed inside: less memory for a third more time.
 */
export function wholePass(net: Net, decoder: Decoder, tokens: Value, { recompute = false } = {}): Pass {
  const [rows, steps] = [dim(tokens.shape, 0), dim(tokens.shape, 1)];
  const places = BigInt64Array.from({ length: rows * steps }, (_, i) => BigInt(i % steps));
  return {
    net,
    positions: net.graph.constant(hostTensor('int64', [rows, steps], places)),
    attend: (_, q, k, v) => causalAttention(q, k, v, decoder),
    block: (x, body) => (recompute ? again(x, body) : body(x)),
  };
}

function again(x: Value, body: (x: Value) => Value): Value {
  const made = x.graph.recomputed([x], ([given]) => (given === undefined ? [] : [body(given)]));
  return only('Recompute', made);
}
