import { Net } from '../model-graph.ts';
import { masked } from '../ops/attention.ts';
import { add, cast, equal, greaterOrEqual, log, mul, neg, where } from '../ops/elementwise.ts';
import { full } from '../ops/create.ts';
import { gather } from '../ops/gather.ts';
import { concat, expand, pad, reshape } from '../ops/layout.ts';
import { loop } from '../ops/loop.ts';
import { reduceMax } from '../ops/reduce.ts';
import type { ParameterStore } from '../parameter-store.ts';
import { hostTensor } from '../host-tensor.ts';
import type { Value } from '../value.ts';
import { cachedAttention, turnMasks, type ChunkSizes, type KeysValues } from './cached-attention.ts';
import type { Decoder } from './decoder.ts';
import { names } from './names.ts';
import { pickToken } from './pick-token.ts';

/** What a sampler can do beside drawing tokens; each costs time in every step. */
export interface ChunkFeatures {
  readonly topP: boolean;
  /** States of the constraint; 0 for none. */
  readonly states: number;
}

/** Inputs of a chunk that its loop does not change. */
interface Fixed {
  readonly prompt: readonly KeysValues[];
  readonly earlier: readonly KeysValues[];
  readonly bias: Value | undefined;
  /** Tokens in the cache of earlier chunks, int64. */
  readonly filled: Value;
  readonly position: Value;
  readonly noise: Value;
  readonly inverseTemperature: Value;
  readonly topP: Value | undefined;
  readonly goesOn: Value;
  readonly constraint: { readonly bias: Value; readonly next: Value } | undefined;
}

/**
 * The graph that samples up to `chunk` tokens of each row.
 * @param later length that the cache of earlier tokens has in the next chunk
 */
export function chunkGraph(
  store: ParameterStore,
  decoder: Decoder,
  sizes: ChunkSizes,
  later: number,
  features: ChunkFeatures,
  frozen: boolean,
): Net {
  const net = new Net('sample', store, {}, frozen);
  const { graph } = net;
  const { chunk } = sizes;
  const rows = sizes.prompts * sizes.group;
  const fixed = fixedInputs(net, decoder, sizes, features);
  const token = graph.input(names.token, 'int64', [rows]);
  const alive = graph.input(names.alive, 'float32', [rows]);
  const state = features.states > 0 ? [graph.input(names.state, 'int32', [rows])] : [];
  const { keyHeads, headSize } = decoder;
  const start = [
    token,
    alive,
    full(graph, [chunk, rows], 0, 'int64'),
    full(graph, [chunk, rows], 0),
    ...state,
    ...Array.from({ length: decoder.layers }, () => [
      full(graph, [rows, keyHeads, headSize, chunk], 0),
      full(graph, [rows, keyHeads, chunk, headSize], 0),
    ]).flat(),
  ];
  const { carried } = loop(graph, graph.input(names.turns, 'int64', []), start, (turn, before) =>
    takeStep(net, decoder, sizes, fixed, turn, before),
  );
  const [nextToken, nextAlive, tokens, logProbs, ...rest] = carried;
  if (nextToken === undefined || nextAlive === undefined || tokens === undefined || logProbs === undefined) {
    throw new RangeError('The loop carries too little.');
  }
  graph.output(names.tokens, cast(tokens, 'int32'));
  graph.output(names.logProbs, logProbs);
  graph.output(names.next + names.token, nextToken);
  graph.output(names.next + names.alive, nextAlive);
  const [nextState] = state.length > 0 ? rest.splice(0, 1) : [];
  if (nextState !== undefined) graph.output(names.next + names.state, nextState);
  if (later > 0) keepForLater(net, decoder, sizes, later, fixed, rest);
  return net;
}

function fixedInputs(net: Net, decoder: Decoder, sizes: ChunkSizes, features: ChunkFeatures): Fixed {
  const { graph } = net;
  const { prompts, group, promptLength, earlier, chunk } = sizes;
  const { layers, keyHeads, headSize, vocabulary } = decoder;
  const rows = prompts * group;
  const cached = (count: number, length: number, keys: string, values: string): KeysValues[] =>
    length === 0
      ? []
      : Array.from({ length: layers }, (_, layer) => ({
          keys: graph.input(`${keys}${layer}`, 'float32', [count, keyHeads, headSize, length]),
          values: graph.input(`${values}${layer}`, 'float32', [count, keyHeads, length, headSize]),
        }));
  const filled = earlier === 0 ? graph.scalar(0, 'int64') : graph.input(names.filled, 'int64', []);
  const biases: Value[] = [];
  if (promptLength > 0) {
    const own = reshape(graph.input(names.promptBias, 'float32', [prompts, promptLength]), [
      prompts,
      1,
      promptLength,
    ]);
    biases.push(reshape(expand(own, [prompts, group, promptLength]), [rows, 1, 1, promptLength]));
  }
  if (earlier > 0) {
    const places = BigInt64Array.from({ length: earlier }, (_, i) => BigInt(i));
    const empty = greaterOrEqual(graph.constant(hostTensor('int64', [earlier], places)), filled);
    const bias = mul(cast(empty, 'float32'), masked);
    biases.push(expand(reshape(bias, [1, 1, 1, earlier]), [rows, 1, 1, earlier]));
  }
  const uniform = graph.input(names.uniform, 'float32', [chunk, rows, vocabulary]);
  // The Gumbel noise of uniform numbers inside (0, 1), made where it is quick.
  const noise = mul(neg(log(neg(log(uniform)))), graph.input(names.noiseScale, 'float32', []));
  const { states } = features;
  return {
    prompt: cached(prompts, promptLength, names.promptKeys, names.promptValues),
    earlier: cached(rows, earlier, names.keys, names.values),
    filled,
    bias: biases.length === 0 ? undefined : concat(biases, 3),
    position: graph.input(names.position, 'int64', [rows, 1]),
    noise,
    inverseTemperature: graph.input(names.inverseTemperature, 'float64', []),
    topP: features.topP ? graph.input(names.topP, 'float64', []) : undefined,
    goesOn: graph.input(names.goesOn, 'float32', [vocabulary]),
    constraint:
      states === 0
        ? undefined
        : {
            bias: graph.input(names.constraintBias, 'float32', [states, vocabulary]),
            next: graph.input(names.constraintNext, 'int32', [states * vocabulary]),
          },
  };
}

function takeStep(
  net: Net,
  decoder: Decoder,
  sizes: ChunkSizes,
  fixed: Fixed,
  turn: Value,
  before: readonly Value[],
) {
  const [token, alive, tokens, logProbs, ...rest] = before;
  if (token === undefined || alive === undefined || tokens === undefined || logProbs === undefined) {
    throw new RangeError('The loop carries too little.');
  }
  const rows = sizes.prompts * sizes.group;
  const [state] = fixed.constraint === undefined ? [] : rest.splice(0, 1);
  const masks = turnMasks(turn.graph, turn, fixed.bias, sizes);
  const recent = [...rest];
  const x = decoder.embed(net, cast(reshape(token, [rows, 1]), 'int32'));
  const h = decoder.blocks(x, {
    net,
    positions: add(fixed.position, turn),
    block: (value, body) => body(value),
    attend: (layer, q, k, v) => {
      const [keys, values] = [recent[2 * layer], recent[2 * layer + 1]];
      if (keys === undefined || values === undefined) throw new RangeError(`There is no layer ${layer}.`);
      const cache = { prompt: fixed.prompt[layer], earlier: fixed.earlier[layer] };
      const made = cachedAttention(decoder, sizes, masks, cache, { keys, values }, { q, k, v });
      recent.splice(2 * layer, 2, made.recent.keys, made.recent.values);
      return made.mixed;
    },
  });
  const { token: next, logProb } = pickToken(decoder.head(net, reshape(h, [rows, -1])), {
    inverseTemperature: fixed.inverseTemperature,
    noise: gather(fixed.noise, turn),
    constraint:
      state === undefined || fixed.constraint === undefined
        ? undefined
        : gather(fixed.constraint.bias, state),
    topP: fixed.topP,
  });
  const stillAlive = mul(alive, gather(fixed.goesOn, next));
  const now = reshape(masks.now, [sizes.chunk, 1]);
  return {
    carried: [
      next,
      stillAlive,
      where(now, next, tokens),
      where(now, logProb, logProbs),
      ...(state === undefined || fixed.constraint === undefined
        ? []
        : [gather(fixed.constraint.next, add(mul(state, decoder.vocabulary), cast(next, 'int32')))]),
      ...recent,
    ],
    goOn: cast(reduceMax(stillAlive), 'bool'),
  };
}

/** Gives the cache of earlier tokens with this chunk's in the block after those that are filled. */
function keepForLater(
  { graph }: Net,
  decoder: Decoder,
  sizes: ChunkSizes,
  later: number,
  fixed: Fixed,
  recent: readonly Value[],
): void {
  const { keyHeads, headSize } = decoder;
  const { chunk } = sizes;
  const rows = sizes.prompts * sizes.group;
  const blocks = later / chunk;
  const starts = BigInt64Array.from({ length: blocks }, (_, i) => BigInt(i * chunk));
  const here = equal(graph.constant(hostTensor('int64', [blocks], starts)), fixed.filled);
  for (let layer = 0; layer < decoder.layers; layer++) {
    const [keys, values] = [recent[2 * layer], recent[2 * layer + 1]];
    if (keys === undefined || values === undefined) throw new RangeError(`There is no layer ${layer}.`);
    const old = fixed.earlier[layer];
    const grown = (x: Value | undefined, axis: number, shape: readonly number[]) =>
      x === undefined
        ? full(graph, shape, 0)
        : pad(x, [0, 0, 0, 0], [0, 0, 0, 0].with(axis, later - sizes.earlier));
    const oldKeys = grown(old?.keys, 3, [rows, keyHeads, headSize, later]);
    const oldValues = grown(old?.values, 2, [rows, keyHeads, later, headSize]);
    const newKeys = where(
      reshape(here, [blocks, 1]),
      reshape(keys, [rows, keyHeads, headSize, 1, chunk]),
      reshape(oldKeys, [rows, keyHeads, headSize, blocks, chunk]),
    );
    const newValues = where(
      reshape(here, [blocks, 1, 1]),
      reshape(values, [rows, keyHeads, 1, chunk, headSize]),
      reshape(oldValues, [rows, keyHeads, blocks, chunk, headSize]),
    );
    graph.output(`${names.next}${names.keys}${layer}`, reshape(newKeys, oldKeys.shape));
    graph.output(`${names.next}${names.values}${layer}`, reshape(newValues, oldValues.shape));
  }
}
