import { op, type GraphBuilder, type Value } from '../../tensor/index.ts';
import type { DecoderConfig } from './decoder-config.ts';
import { rotate, type RotaryRows } from './rotary.ts';
import { dim } from './shape.ts';
import type { CheckpointWeights } from './weights.ts';

/**
 * Changes what a linear layer gives (LoRA).
 * @param module its name inside the decoder, such as `layers.0.self_attn.q_proj`
 * @param x what goes into it
 * @param y what comes out of it
 */
export type Adapt = (module: string, x: Value, y: Value) => Value;

/** What a decoder's layers are built from. */
export interface DecoderLayers {
  readonly graph: GraphBuilder;
  readonly config: DecoderConfig;
  readonly weights: CheckpointWeights;
  readonly adapt?: Adapt | undefined;
}

/** Attention of one layer: queries [B, heads, T, size], keys and values [B, keyValueHeads, T, size], to [B, heads, T, size]. */
export type Attend = (layer: number, q: Value, k: Value, v: Value) => Value;

/**
 * The layers of a Qwen2 decoder: RMSNorm, rotary attention with biases on queries, keys and values, RMSNorm, SwiGLU.
 * @param embeddings [B, T, hidden]
 * @returns what goes into each layer (the embeddings first), and the normalised end, all [B, T, hidden]
 */
export function decode(
  layers: DecoderLayers,
  embeddings: Value,
  rotary: RotaryRows,
  attend: Attend,
): { readonly before: readonly Value[]; readonly last: Value } {
  const { graph, config } = layers;
  const before: Value[] = [];
  let x = embeddings;
  for (let i = 0; i < config.layers; i++) {
    before.push(x);
    const input = x;
    x = graph.scope(`layer${i}`, () => layer(layers, i, input, rotary, attend));
  }
  return { before, last: norm(layers, 'norm', x) };
}

/** Scores of all words: [.., hidden] to [.., vocabulary]. */
export function logits(layers: DecoderLayers, hidden: Value): Value {
  return op.linear(hidden, layers.weights.head(layers.graph));
}

function layer(layers: DecoderLayers, index: number, x: Value, rotary: RotaryRows, attend: Attend): Value {
  const { headSize, heads, keyValueHeads } = layers.config;
  const [batch, length] = [dim(x, 0), dim(x, 1)];
  const name = (part: string) => `layers.${index}.${part}`;
  const normed = norm(layers, name('input_layernorm'), x);
  const projected = (module: string) => project(layers, name(module), normed, true);
  const headsFirst = (y: Value, count: number) =>
    op.transpose(op.reshape(y, [batch, length, count, headSize]), [0, 2, 1, 3]);
  const seen = attend(
    index,
    headsFirst(rotate(projected('self_attn.q_proj'), rotary), heads),
    headsFirst(rotate(projected('self_attn.k_proj'), rotary), keyValueHeads),
    headsFirst(projected('self_attn.v_proj'), keyValueHeads),
  );
  const joined = op.reshape(op.transpose(seen, [0, 2, 1, 3]), [batch, length, heads * headSize]);
  const attended = op.add(x, project(layers, name('self_attn.o_proj'), joined, false));
  const middle = norm(layers, name('post_attention_layernorm'), attended);
  const gate = op.silu(project(layers, name('mlp.gate_proj'), middle, false));
  const up = project(layers, name('mlp.up_proj'), middle, false);
  return op.add(attended, project(layers, name('mlp.down_proj'), op.mul(gate, up), false));
}

function norm({ graph, config, weights }: DecoderLayers, name: string, x: Value): Value {
  return op.rmsNorm(x, weights.decoder.value(graph, `${name}.weight`), config.normEpsilon);
}

function project(layers: DecoderLayers, module: string, x: Value, hasBias: boolean): Value {
  const { graph, weights, adapt } = layers;
  const weight = weights.decoder.value(graph, `${module}.weight`);
  const bias = hasBias ? weights.decoder.value(graph, `${module}.bias`) : undefined;
  const y = op.linear(x, weight, bias);
  return adapt === undefined ? y : adapt(module, x, y);
}
