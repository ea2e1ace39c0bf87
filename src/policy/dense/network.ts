import { constantFill } from '../../tensor/initialize.ts';
import type { InputSpecs } from '../../tensor/model-graph.ts';
import { add, gemm, mul, reduceSum, relu, reshape, softplus, sub } from '../../tensor/ops/index.ts';
import { dim } from '../../tensor/shape.ts';
import type { Graph, Value } from '../../tensor/value.ts';
import { HOPS_PER_STEP } from '../features/step-features.ts';
import {
  clipNorm,
  downConvolution,
  keypoints,
  linear,
  neighbours,
  norm,
  normedProjection,
  textEncoder,
} from '../nets/layers.ts';
import type { ParameterScope } from '../nets/parameters.ts';
import { CHANNELS, PATCH } from './window.ts';

/** Sizes of the dense video-text network (policy-study.md 2.2, with a stem of patches instead of its first convolution). */
export interface DenseSizes {
  /** Patches of a picture. */
  readonly rows: number;
  readonly columns: number;
  readonly bands: number;
  readonly stem: readonly [number, number, number, number];
  readonly maps: number;
  /** Numbers per step inside the network. */
  readonly width: number;
  /** Reach of each temporal block, in steps. */
  readonly reaches: readonly number[];
  /** Numbers per concept (a text as the network understands it). */
  readonly concept: number;
  readonly text: { readonly length: number; readonly layers: number; readonly heads: number };
  /** Numbers per picture of an image encoder of the user's; absent without one. */
  readonly encoded?: number;
}

export const DENSE_SIZES: DenseSizes = {
  rows: 18,
  columns: 32,
  bands: 40,
  stem: [32, 48, 64, 64],
  maps: 24,
  width: 128,
  reaches: [1, 2, 4, 8, 1, 2, 4],
  concept: 96,
  text: { length: 32, layers: 2, heads: 4 },
};

/** Tracks per text: inside, start, end. */
export const TRACKS = 3;
/** Text encoders learn at a quarter of the rate; faster, they collapse. */
const TEXT_RATE = { rateScale: 0.25 };
/** The share of an encoder's part has to grow from nothing. */
const SHARE = { decay: false, rateScale: 4 };
/** Before anything is learned most steps are outside of most events. */
const FIRST_LEVELS = Float32Array.of(-1.5, -3, -3);

const picture = (sizes: DenseSizes) => sizes.rows * sizes.columns;
/** Numbers of the picture summary that dropout goes over. */
export function cellCount(sizes: DenseSizes): number {
  const eighth = (n: number) => Math.ceil(Math.ceil(Math.ceil(n / 2) / 2) / 2);
  return eighth(sizes.rows) * eighth(sizes.columns) * sizes.stem[3];
}

/** What a window of `steps` steps feeds. */
export function windowInputs(sizes: DenseSizes, steps: number): InputSpecs {
  return {
    patches: { dtype: 'float32', shape: [steps, picture(sizes), PATCH * PATCH * CHANNELS] },
    sound: { dtype: 'float32', shape: [steps * HOPS_PER_STEP, sizes.bands] },
    ...(sizes.encoded === undefined ? {} : { encoded: { dtype: 'float32', shape: [steps, sizes.encoded] } }),
  };
}

/** What the network sees and hears of a window. */
export interface WindowValues {
  readonly patches: Value;
  readonly sound: Value;
  readonly encoded?: Value;
}

/** The values of `windowInputs` in a graph. */
export function windowValues(sizes: DenseSizes, input: (name: string) => Value): WindowValues {
  return {
    patches: input('patches'),
    sound: input('sound'),
    ...(sizes.encoded === undefined ? {} : { encoded: input('encoded') }),
  };
}

/** Dropout in training: factors that are 0 or 1 / (1 - rate), drawn outside of the graph so that a seed fixes them. */
export function dropoutInputs(sizes: DenseSizes, steps: number): InputSpecs {
  return {
    keepCells: { dtype: 'float32', shape: [steps, cellCount(sizes)] },
    keepSteps: { dtype: 'float32', shape: [steps, sizes.width] },
    keepBlocks: { dtype: 'float32', shape: [sizes.reaches.length, steps, sizes.width] },
  };
}

export function textInputs(sizes: DenseSizes, texts: number): InputSpecs {
  return {
    ids: { dtype: 'int32', shape: [texts, sizes.text.length] },
    mask: { dtype: 'float32', shape: [texts, sizes.text.length] },
  };
}

export interface Dropout {
  readonly cells: Value;
  readonly steps: Value;
  readonly blocks: readonly Value[];
}

/**
 * Pictures and sound of a window -> for each step one vector per track, whose product with a concept is that track's
 * logit: [steps, 3, concept].
 */
export function stepHeads(
  p: ParameterScope,
  sizes: DenseSizes,
  window: WindowValues,
  dropout?: Dropout,
): Value {
  const { rows, columns, stem, width } = sizes;
  const steps = dim(window.patches.shape, 0);
  const first = reshape(normedProjection(p, 'stem0', window.patches, stem[0]), [
    steps,
    rows,
    columns,
    stem[0],
  ]);
  const second = downConvolution(p, 'stem1', first, stem[1]);
  const fourth = downConvolution(p, 'stem3', downConvolution(p, 'stem2', second, stem[2]), stem[3]);
  const cells = reshape(fourth, [steps, cellCount(sizes)]);
  const whole = clipNorm(p, 'cells/norm', linear(p, 'cells', kept(cells, dropout?.cells), width));
  const [down, right] = [dim(second.shape, 1), dim(second.shape, 2)];
  const points = keypoints(
    p,
    'points/maps',
    reshape(second, [steps, down * right, stem[1]]),
    sizes.maps,
    grid(second.graph, down, right),
  );
  const parts = clipNorm(p, 'points/norm', linear(p, 'points', mul(points, 2), width));
  const heard = mul(
    clipNorm(p, 'sound/norm', linear(p, 'sound', hearing(p, window.sound, steps), width)),
    0.7,
  );
  const own = add(add(whole, parts), heard);
  const all = window.encoded === undefined ? own : add(own, lookedUp(p, window.encoded, width));
  const joined = relu(clipNorm(p, 'step/norm', all));
  let x = kept(joined, dropout?.steps);
  sizes.reaches.forEach((reach, i) => {
    const context = neighbours(norm(p, `block${i}/norm`, x), 1, reach);
    const hidden = kept(relu(linear(p, `block${i}/in`, context, width)), dropout?.blocks[i]);
    x = add(x, linear(p, `block${i}/out`, hidden, width));
  });
  return reshape(linear(p, 'heads', clipNorm(p, 'final/norm', x), TRACKS * sizes.concept), [
    steps,
    TRACKS,
    sizes.concept,
  ]);
}

/** Ten rows of sound per step -> one vector per step. */
function hearing(p: ParameterScope, sound: Value, steps: number): Value {
  const near = relu(linear(p, 'sound/a', neighbours(sound, 2, 1), 48));
  const half = relu(linear(p, 'sound/b', reshape(near, [steps * 2, (HOPS_PER_STEP / 2) * 48]), 64));
  return relu(linear(p, 'sound/c', reshape(half, [steps, 128]), 64));
}

/**
 * What an image encoder says of each step. Its part begins at nothing and grows as far as it helps, so that a policy that
 * gets an encoder answers at first as it did without.
 */
function lookedUp(p: ParameterScope, encoded: Value, width: number): Value {
  const seen = clipNorm(p, 'encoded/norm', linear(p, 'encoded', encoded, width));
  return mul(seen, p.get('encoded/share', [1, width], constantFill(0), SHARE));
}

function kept(x: Value, factors: Value | undefined): Value {
  return factors === undefined ? x : mul(x, factors);
}

/** Place of each cell of a map, from -1 to 1: [rows * columns, 2]. */
function grid(graph: Graph, rows: number, columns: number): Value {
  const place = (i: number, count: number) => (count === 1 ? 0 : (2 * i) / (count - 1) - 1);
  const data = new Float32Array(rows * columns * 2);
  for (let y = 0; y < rows; y++)
    for (let x = 0; x < columns; x++) data.set([place(y, rows), place(x, columns)], (y * columns + x) * 2);
  return graph.constant({ dtype: 'float32', shape: [rows * columns, 2], data });
}

/** Texts -> concepts [texts, concept]. */
export function concepts(
  p: ParameterScope,
  sizes: DenseSizes,
  words: number,
  text: { readonly ids: Value; readonly mask: Value },
): Value {
  const { text: how, concept } = sizes;
  return textEncoder(p, 'text', text.ids, text.mask, { ...how, words, width: concept }, TEXT_RATE);
}

/** Level of each track, [3]: added to every logit. */
export function trackLevels(p: ParameterScope): Value {
  return p.get(
    'levels',
    [TRACKS],
    (shape) => (shape[0] === TRACKS ? FIRST_LEVELS.slice() : new Float32Array(0)),
    {
      decay: false,
    },
  );
}

/**
 * Weighted binary cross-entropy of every text's tracks on every step.
 * @param targets, weights [steps * 3, texts]; the weights carry all factors and the mean.
 */
export function trackLoss(
  p: ParameterScope,
  heads: Value,
  concept: Value,
  targets: Value,
  weights: Value,
): Value {
  const [steps, width] = [dim(heads.shape, 0), dim(heads.shape, 2)];
  const texts = dim(concept.shape, 0);
  const products = gemm(reshape(heads, [steps * TRACKS, width]), concept, undefined, {
    transB: true,
    alpha: 1 / Math.sqrt(width),
  });
  const levels = reshape(trackLevels(p), [1, TRACKS, 1]);
  const logits = reshape(add(reshape(products, [steps, TRACKS, texts]), levels), [steps * TRACKS, texts]);
  return reduceSum(mul(weights, sub(softplus(logits), mul(targets, logits))));
}
