import { constantFill, normalFill } from '../initialize.ts';
import { hostTensor } from '../host-tensor.ts';
import type { Net } from '../model-graph.ts';
import * as op from '../ops/index.ts';
import { ParameterStore, type ParameterSpec } from '../parameter-store.ts';
import { Random } from '../random.ts';
import { wholePass, type Decoder, type Pass } from '../sampling/decoder.ts';
import { dim } from '../shape.ts';
import type { Value } from '../value.ts';

/** Sizes of a decoder with RMSNorm, rotary positions and SwiGLU, without biases. */
export interface DecoderSizes {
  readonly width: number;
  readonly layers: number;
  readonly heads: number;
  readonly keyHeads: number;
  readonly inner: number;
  readonly vocabulary: number;
  readonly positions: number;
}

/** A Llama-like decoder over a store (`decoderParameters`): what tests and benchmarks train and sample. */
export function smallDecoder(sizes: DecoderSizes): Decoder {
  const { width, heads, positions } = sizes;
  const headSize = width / heads;
  const tables = op.ropeTables(positions, headSize, 10_000);
  return {
    ...sizes,
    headSize,
    embed: (net, tokens) => op.gather(net.parameter('embed'), tokens),
    blocks: (x, pass) => {
      const { graph } = pass.net;
      const table = (data: Float32Array) =>
        graph.constant(hostTensor('float32', [positions, headSize / 2], data));
      const [cos, sin] = [table(tables.cos), table(tables.sin)];
      const turned = (y: Value) => op.rope(y, pass.positions, cos, sin);
      let h = x;
      for (let layer = 0; layer < sizes.layers; layer++) {
        h = graph.scope(`layer${layer}`, () => pass.block(h, (y) => block(y, pass, layer, turned)));
      }
      return op.rmsNorm(h, pass.net.parameter('norm'));
    },
    head: (net, x) => op.matmul(x, net.parameter('head')),
  };
}

function block(x: Value, pass: Pass, layer: number, turned: (y: Value) => Value): Value {
  const p = (name: string) => pass.net.parameter(`${layer}.${name}`);
  const n = op.rmsNorm(x, p('norm1'));
  const [q, k] = [turned(op.matmul(n, p('q'))), turned(op.matmul(n, p('k')))];
  const attended = pass.attend(layer, q, k, op.matmul(n, p('v')));
  const h = op.add(x, op.matmul(attended, p('o')));
  const m = op.rmsNorm(h, p('norm2'));
  const gated = op.mul(op.silu(op.matmul(m, p('gate'))), op.matmul(m, p('up')));
  return op.add(h, op.matmul(gated, p('down')));
}

/** New parameters for `smallDecoder`, normal with deviation `spread`. */
export function decoderStore(sizes: DecoderSizes, seed = 1, spread = 0.02): ParameterStore {
  return new ParameterStore(decoderParameters(sizes, spread), Random.seeded(seed));
}

function decoderParameters(sizes: DecoderSizes, spread: number): ParameterSpec[] {
  const { width, heads, keyHeads, inner, vocabulary } = sizes;
  const matrix = (name: string, rows: number, columns: number): ParameterSpec => ({
    name,
    shape: [rows, columns],
    init: normalFill(spread),
  });
  const scale = (name: string): ParameterSpec => ({ name, shape: [width], init: constantFill(1) });
  const keys = (width / heads) * keyHeads;
  const layers = Array.from({ length: sizes.layers }, (_, l) => [
    scale(`${l}.norm1`),
    matrix(`${l}.q`, width, width),
    matrix(`${l}.k`, width, keys),
    matrix(`${l}.v`, width, keys),
    matrix(`${l}.o`, width, width),
    scale(`${l}.norm2`),
    matrix(`${l}.gate`, width, inner),
    matrix(`${l}.up`, width, inner),
    matrix(`${l}.down`, inner, width),
  ]);
  const ends = [matrix('embed', vocabulary, width), scale('norm'), matrix('head', width, vocabulary)];
  return [...layers.flat(), ...ends];
}

/** Logits [rows * steps, vocabulary] of the int32 input `tokens` [rows, steps]. */
export function decoderLogits(net: Net, decoder: Decoder, how: { recompute?: boolean } = {}): Value {
  const tokens = net.input('tokens');
  const h = decoder.blocks(decoder.embed(net, tokens), wholePass(net, decoder, tokens, how));
  return decoder.head(net, op.reshape(h, [-1, dim(h.shape, 2)]));
}

/** Cross-entropy of `decoderLogits` and the int32 input `target` [rows, steps], mean over all tokens. */
export function decoderLoss(net: Net, decoder: Decoder, how: { recompute?: boolean } = {}): Value {
  return op.neg(
    op.reduceMean(op.tokenLogProbs(decoderLogits(net, decoder, how), op.reshape(net.input('target'), [-1]))),
  );
}
