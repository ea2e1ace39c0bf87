import {
  add,
  concat,
  div,
  gather,
  gemm,
  layerNorm,
  matmul,
  max,
  mul,
  pad,
  reduceMean,
  reduceSum,
  relu,
  reshape,
  slice,
  softmax,
  sqrt,
  sub,
  transpose,
  unsqueeze,
} from '../../tensor/ops/index.ts';
import { constantFill, linearDefault, normalFill } from '../../tensor/initialize.ts';
import { dim } from '../../tensor/shape.ts';
import type { Value } from '../../tensor/value.ts';
import type { ParameterOptions, ParameterScope } from './parameters.ts';

const SCALE: ParameterOptions = { decay: false };
const EPSILON = 1e-5;

/** x W + b over the last axis. */
export function linear(
  p: ParameterScope,
  name: string,
  x: Value,
  width: number,
  options: ParameterOptions = {},
): Value {
  const inner = dim(x.shape, -1);
  const weight = p.get(`${name}/weight`, [inner, width], linearDefault, options);
  const bias = p.get(`${name}/bias`, [width], constantFill(0), { ...options, decay: false });
  return reshape(gemm(reshape(x, [-1, inner]), weight, bias), [...x.shape.slice(0, -1), width]);
}

/** Layer normalisation over the last axis. */
export function norm(p: ParameterScope, name: string, x: Value, options: ParameterOptions = {}): Value {
  const shape = [dim(x.shape, -1)];
  const scale = p.get(`${name}/scale`, shape, constantFill(1), { ...options, ...SCALE });
  return layerNorm(x, scale, p.get(`${name}/shift`, shape, constantFill(0), { ...options, ...SCALE }));
}

/**
 * VNorm (policy-study.md 2.2): each channel (last axis) normalised over all other axes of the clip itself, in training and
 * in use alike, without running statistics. What never changes in a clip vanishes; what changes becomes large.
 */
export function clipNorm(p: ParameterScope, name: string, x: Value): Value {
  const width = dim(x.shape, -1);
  const rows = reshape(x, [-1, width]);
  const mean = reduceMean(rows, { axes: [0], keepDims: true });
  const apart = sub(rows, mean);
  const variance = reduceMean(mul(apart, apart), { axes: [0], keepDims: true });
  const scale = p.get(`${name}/scale`, [1, width], constantFill(1), SCALE);
  const shift = p.get(`${name}/shift`, [1, width], constantFill(0), SCALE);
  return reshape(add(mul(apart, div(scale, sqrt(add(variance, EPSILON)))), shift), x.shape);
}

/**
 * relu(clipNorm(x W)) for an input that needs no gradient, in one matrix product: mean and variance of x W follow from the
 * mean and the second moments of x, so that no pass over the large result is spent on them.
 */
export function normedProjection(p: ParameterScope, name: string, x: Value, width: number): Value {
  const inner = dim(x.shape, -1);
  const rows = reshape(x, [-1, inner]);
  const count = dim(rows.shape, 0);
  const weight = p.get(`${name}/weight`, [inner, width], linearDefault);
  const scale = p.get(`${name}/scale`, [1, width], constantFill(1), SCALE);
  const shift = p.get(`${name}/shift`, [1, width], constantFill(0), SCALE);
  const mean = matmul(reduceMean(rows, { axes: [0], keepDims: true }), weight);
  const moments = gemm(rows, rows, undefined, { transA: true, alpha: 1 / count });
  const square = reduceSum(mul(weight, matmul(moments, weight)), { axes: [0], keepDims: true });
  const variance = max(sub(square, mul(mean, mean)), 0);
  const factor = div(scale, sqrt(add(variance, EPSILON)));
  const projected = gemm(rows, mul(weight, factor), sub(shift, mul(mean, factor)));
  return reshape(relu(projected), [...x.shape.slice(0, -1), width]);
}

/**
 * Convolution over pictures [T, H, W, C] with a 4x4 window and stride 2, then clip norm and ReLU; the result is
 * [T, ceil(H / 2), ceil(W / 2), width]. Written as one matrix product over 2x2 blocks: its gradient is products and copies.
 */
export function downConvolution(p: ParameterScope, name: string, x: Value, width: number): Value {
  const [count, height, columns, channels] = [0, 1, 2, 3].map((axis) => dim(x.shape, axis));
  if (count === undefined || height === undefined || columns === undefined || channels === undefined)
    throw new RangeError('A picture needs four axes.');
  const [down, right] = [Math.ceil(height / 2), Math.ceil(columns / 2)];
  const padded = pad(x, [0, 1, 1, 0], [0, 2 * down + 1 - height, 2 * right + 1 - columns, 0]);
  const split = reshape(padded, [count, down + 1, 2, right + 1, 2, channels]);
  const blocks = reshape(transpose(split, [0, 1, 3, 2, 4, 5]), [count, down + 1, right + 1, 4 * channels]);
  const window = [0, 1].flatMap((y) =>
    [0, 1].map((z) =>
      slice(blocks, [
        { axis: 1, start: y, end: y + down },
        { axis: 2, start: z, end: z + right },
      ]),
    ),
  );
  const rows = reshape(concat(window, 3), [count * down * right, 16 * channels]);
  const weight = p.get(`${name}/weight`, [16 * channels, width], linearDefault);
  const y = relu(clipNorm(p, `${name}/norm`, matmul(rows, weight)));
  return reshape(y, [count, down, right, width]);
}

/** Rows of [T, C] together with the rows `reach` before and after each, zeros beyond the ends: [T, (2 * sides + 1) * C]. */
export function neighbours(x: Value, sides: number, reach: number): Value {
  const count = dim(x.shape, 0);
  const padded = pad(x, [sides * reach, 0], [sides * reach, 0]);
  const parts = Array.from({ length: 2 * sides + 1 }, (_, i) =>
    slice(padded, [{ axis: 0, start: i * reach, end: i * reach + count }]),
  );
  return concat(parts, 1);
}

/** Multi-head attention of `x` [N, L, C] to itself; `bias` is added to the scores and broadcasts to [N, heads, L, L]. */
export function attention(
  p: ParameterScope,
  name: string,
  x: Value,
  heads: number,
  bias: Value,
  options: ParameterOptions = {},
): Value {
  const [count, length, width] = [dim(x.shape, 0), dim(x.shape, 1), dim(x.shape, 2)];
  const split = (part: string, order: readonly number[]) =>
    transpose(
      reshape(linear(p, `${name}/${part}`, x, width, options), [count, length, heads, width / heads]),
      order,
    );
  const query = split('query', [0, 2, 1, 3]);
  const key = split('key', [0, 2, 3, 1]);
  const value = split('value', [0, 2, 1, 3]);
  const scores = softmax(add(mul(matmul(query, key), Math.sqrt(heads / width)), bias));
  const mixed = reshape(transpose(matmul(scores, value), [0, 2, 1, 3]), [count, length, width]);
  return linear(p, `${name}/out`, mixed, width, options);
}

export interface TextSizes {
  readonly words: number;
  readonly length: number;
  readonly width: number;
  readonly layers: number;
  readonly heads: number;
}

/**
 * Texts [N, length] of word rows -> one vector each [N, width]: embedding and place, pre-norm transformer layers, then
 * attention pooling by a learned query. `mask` [N, length] is 0 for words and very negative for padding.
 */
export function textEncoder(
  p: ParameterScope,
  name: string,
  ids: Value,
  mask: Value,
  sizes: TextSizes,
  options: ParameterOptions,
): Value {
  const { words, length, width, layers, heads } = sizes;
  const count = dim(ids.shape, 0);
  const table = p.get(`${name}/words`, [words, width], normalFill(1), { ...options, decay: false });
  const place = p.get(`${name}/place`, [1, length, width], normalFill(0.1), { ...options, decay: false });
  const bias = unsqueeze(mask, [1, 2]);
  let x = add(gather(table, ids), place);
  for (let layer = 0; layer < layers; layer++) {
    const at = `${name}/layer${layer}`;
    x = add(x, attention(p, `${at}/attention`, norm(p, `${at}/norm1`, x, options), heads, bias, options));
    const hidden = relu(linear(p, `${at}/up`, norm(p, `${at}/norm2`, x, options), 2 * width, options));
    x = add(x, linear(p, `${at}/down`, hidden, width, options));
  }
  x = norm(p, `${name}/norm`, x, options);
  const query = p.get(`${name}/query`, [width, 1], normalFill(0.3), options);
  const scores = reshape(matmul(reshape(linear(p, `${name}/key`, x, width, options), [-1, width]), query), [
    count,
    length,
  ]);
  const shares = softmax(add(mul(scores, 1 / Math.sqrt(width)), mask));
  const pooled = matmul(unsqueeze(shares, [1]), linear(p, `${name}/value`, x, width, options));
  return linear(p, `${name}/out`, reshape(pooled, [count, width]), width, options);
}

/**
 * Where each of K feature maps of [T, S, C] is strongest and how strong: [T, 3 K] (spatial soft-argmax, Finn et al. 2016).
 * @param grid [S, 2], the place of each cell in [-1, 1].
 */
export function keypoints(p: ParameterScope, name: string, x: Value, maps: number, grid: Value): Value {
  const count = dim(x.shape, 0);
  const scores = transpose(linear(p, name, x, maps), [0, 2, 1]);
  const shares = softmax(scores);
  const places = matmul(shares, grid);
  const strength = mul(reduceSum(mul(shares, scores), { axes: [2], keepDims: true }), 0.25);
  return reshape(concat([places, strength], 2), [count, 3 * maps]);
}
