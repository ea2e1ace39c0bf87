import {
  createForward,
  createGradientStep,
  op,
  ParameterStore,
  Random,
  type Forward,
  type GradientStep,
  type InputSpecs,
  type Net,
  type SessionOptions,
  type Value,
} from '../../tensor/index.ts';
import { causalBias, groupedAttention } from './attention.ts';
import { batchInputs, type BatchShape } from './batch.ts';
import { decode, logits, type DecoderLayers } from './decoder.ts';
import type { DecoderConfig } from './decoder-config.ts';
import type { DecoderAdapter } from './lora.ts';
import { rotaryRows } from './rotary.ts';
import type { CheckpointWeights } from './weights.ts';

/** A decoder over a checkpoint's weights, with or without an adapter. */
export interface Decoder {
  readonly config: DecoderConfig;
  readonly weights: CheckpointWeights;
  readonly adapter?: DecoderAdapter | undefined;
  readonly session?: SessionOptions | undefined;
}

/** Sizes of a graph that also picks places of its sequences. */
export interface PickedShape extends BatchShape {
  /** How many places get logits. */
  readonly picked: number;
}

/** The store that a decoder's graphs read: the adapter's, or an empty one. */
export function storeOf(decoder: Decoder): ParameterStore {
  return decoder.adapter?.store ?? new ParameterStore([], Random.seeded(0));
}

/** What the layers are built from inside `net`. */
export function layersOf(net: Net, { config, weights, adapter }: Decoder): DecoderLayers {
  return { graph: net.graph, config, weights, adapt: adapter?.adapt(net) };
}

/** What a graph over whole sequences computes on its way. */
export interface WholeSequences {
  /** What goes into each layer, [B, T, hidden]; the embeddings first. */
  readonly before: readonly Value[];
  /** After the last layer and its norm, [B, T, hidden]. */
  readonly last: Value;
  /** Keys and values of each layer, [B, keyValueHeads, T, size]. */
  readonly caches: readonly { readonly k: Value; readonly v: Value }[];
}

/** The decoder over whole sequences; `net` has the inputs of `batchInputs`. */
export function wholeSequences(net: Net, decoder: Decoder, shape: BatchShape): WholeSequences {
  const layers = layersOf(net, decoder);
  const { batch, length } = shape;
  const keys = op.reshape(net.input('keyBias'), [batch, 1, 1, 1, length]);
  const embeddings = embed(net, layers, shape);
  const bias = op.add(causalBias(embeddings, length), keys);
  const caches: { k: Value; v: Value }[] = [];
  const { before, last } = decode(
    layers,
    embeddings,
    rotaryRows(net.input('cos'), net.input('sin'), batch, length),
    (_, q, k, v) => {
      caches.push({ k, v });
      return groupedAttention(q, k, v, bias);
    },
  );
  return { before, last, caches };
}

function embed(net: Net, { graph, config, weights }: DecoderLayers, shape: BatchShape): Value {
  const { batch, length, inserted } = shape;
  const text = weights.embed(graph, net.input('tokens'));
  if (inserted === 0) return text;
  const rows = op.reshape(text, [batch * length, config.hiddenSize]);
  return op.gather(op.concat([rows, net.input('inserted')], 0), net.input('sources'));
}

/** Logits at the places of the input `picked` among the batch's tokens, [picked, vocabulary]. */
export function pickedLogits(net: Net, decoder: Decoder, last: Value): Value {
  const rows = op.reshape(last, [-1, decoder.config.hiddenSize]);
  return logits(layersOf(net, decoder), op.gather(rows, net.input('picked')));
}

/** Inputs of a graph with `picked` places. */
export function pickedInputs(config: DecoderConfig, shape: PickedShape): InputSpecs {
  return { ...batchInputs(config, shape), picked: { dtype: 'int32', shape: [shape.picked] } };
}

/** As `pickedInputs`, with the token that is to follow at each place. */
export function targetInputs(config: DecoderConfig, shape: PickedShape): InputSpecs {
  return { ...pickedInputs(config, shape), targets: { dtype: 'int32', shape: [shape.picked] } };
}

/** Log-probability of the token `targets` after each picked place, [picked], at temperature 1. */
export function targetLogProbs(net: Net, decoder: Decoder, shape: PickedShape): Value {
  const scores = pickedLogits(net, decoder, wholeSequences(net, decoder, shape).last);
  const targets = op.unsqueeze(net.input('targets'), [1]);
  return op.reshape(op.gatherElements(op.logSoftmax(scores), targets, 1), [shape.picked]);
}

/** A session that gives `logits` at picked places, and with `hidden` also `hidden.0` to `hidden.<layers>`. */
export async function createLogits(decoder: Decoder, shape: PickedShape, hidden = false): Promise<Forward> {
  return createForward({
    name: 'logits',
    store: storeOf(decoder),
    inputs: pickedInputs(decoder.config, shape),
    ...session(decoder),
    build: (net) => {
      const { before, last } = wholeSequences(net, decoder, shape);
      const states = hidden ? [...before, last] : [];
      return {
        logits: pickedLogits(net, decoder, last),
        ...Object.fromEntries(states.map((state, i) => [`hidden.${i}`, state])),
      };
    },
  });
}

/** A session that gives `logProbs`, as `targetLogProbs`. */
export async function createLogProbs(decoder: Decoder, shape: PickedShape): Promise<Forward> {
  return createForward({
    name: 'log-probabilities',
    store: storeOf(decoder),
    inputs: targetInputs(decoder.config, shape),
    ...session(decoder),
    build: (net) => ({ logProbs: targetLogProbs(net, decoder, shape) }),
  });
}

/**
 * A session that adds gradients of a loss on log-probabilities to the adapter's store (`createUpdateStep` applies them).
 * @param loss makes one number from the log-probabilities [picked]; it may read `inputs` of its own
 * @throws ParameterError when there is no adapter to train.
 */
export async function createLogProbGradients(
  decoder: Decoder,
  shape: PickedShape,
  loss: (net: Net, logProbs: Value) => Value,
  inputs: InputSpecs = {},
): Promise<GradientStep> {
  return createGradientStep({
    name: 'gradients',
    store: storeOf(decoder),
    inputs: { ...targetInputs(decoder.config, shape), ...inputs },
    ...session(decoder),
    build: (net) => {
      const logProbs = targetLogProbs(net, decoder, shape);
      return { loss: loss(net, logProbs), outputs: { logProbs } };
    },
  });
}

function session(decoder: Decoder): { session?: SessionOptions } {
  return decoder.session === undefined ? {} : { session: decoder.session };
}
