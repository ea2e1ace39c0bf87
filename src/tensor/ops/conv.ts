import { refuse } from '../errors.ts';
import { dim, sameShape } from '../shape.ts';
import { int, ints, type Value } from '../value.ts';
import { emitOne, only } from './operand.ts';

/** Spatial settings of convolutions and pools: one number per spatial axis, or one for all. */
export interface Window {
  readonly strides?: number | readonly number[];
  /** Zeros added on both sides. */
  readonly pads?: number | readonly number[];
  readonly dilations?: number | readonly number[];
}

function perAxis(setting: number | readonly number[] | undefined, rank: number, usual: number): number[] {
  return Array.from({ length: rank }, (_, i) =>
    typeof setting === 'object' ? (setting[i] ?? usual) : (setting ?? usual),
  );
}

function windowOf(op: string, x: Value, kernel: readonly number[], window: Window) {
  const rank = kernel.length;
  const strides = perAxis(window.strides, rank, 1);
  const pads = perAxis(window.pads, rank, 0);
  const dilations = perAxis(window.dilations, rank, 1);
  const sizes = kernel.map((k, i) => {
    const reach = (k - 1) * (dilations[i] ?? 1) + 1;
    return Math.floor((dim(x.shape, i + 2) + 2 * (pads[i] ?? 0) - reach) / (strides[i] ?? 1)) + 1;
  });
  if (sizes.some((n) => !(n >= 1))) throw refuse(op, [x], `a window of [${kernel.join(',')}] does not fit`);
  return { strides, pads, dilations, sizes };
}

/**
 * Convolution (cross-correlation) of `x` [N, C, ...space] with `weight` [M, C, ...kernel], one or two spatial axes,
 * one group; `bias` [M].
 * @throws GraphError when ranks, channels or sizes do not fit.
 */
export function conv(x: Value, weight: Value, bias?: Value, window: Window = {}): Value {
  const rank = x.shape.length - 2;
  const all = bias === undefined ? [x, weight] : [x, weight, bias];
  if ((rank !== 1 && rank !== 2) || weight.shape.length !== x.shape.length) {
    throw refuse('Conv', all, 'needs one or two spatial axes on both operands');
  }
  if (dim(x.shape, 1) !== dim(weight.shape, 1)) throw refuse('Conv', all, 'the channels differ');
  if (bias !== undefined && !sameShape(bias.shape, [dim(weight.shape, 0)])) {
    throw refuse('Conv', all, 'the bias must have one number per output channel');
  }
  const kernel = weight.shape.slice(2);
  const { strides, pads, dilations, sizes } = windowOf('Conv', x, kernel, window);
  return emitOne(x.graph, {
    op: 'Conv',
    inputs: all,
    attributes: {
      kernel_shape: ints(kernel),
      strides: ints(strides),
      pads: ints([...pads, ...pads]),
      dilations: ints(dilations),
      group: int(1),
    },
    outputs: [{ dtype: x.dtype, shape: [dim(x.shape, 0), dim(weight.shape, 0), ...sizes] }],
  });
}

/** Largest element under each window of `x` [N, C, ...space]; the gradient goes to the first largest. */
export function maxPool(x: Value, kernel: readonly number[], window: Omit<Window, 'dilations'> = {}): Value {
  const { strides, pads, sizes } = pool('MaxPool', x, kernel, window);
  const shape = [...x.shape.slice(0, 2), ...sizes];
  const [y] = x.graph.emit({
    op: 'MaxPool',
    inputs: [x],
    attributes: { kernel_shape: ints(kernel), strides: ints(strides), pads: ints([...pads, ...pads]) },
    outputs: [
      { dtype: x.dtype, shape },
      { dtype: 'int64', shape },
    ],
  });
  return only('MaxPool', y === undefined ? [] : [y]);
}

/** Mean under each window of `x` [N, C, ...space]; padding counts as zeros. */
export function averagePool(
  x: Value,
  kernel: readonly number[],
  window: Omit<Window, 'dilations'> = {},
): Value {
  const { strides, pads, sizes } = pool('AveragePool', x, kernel, window);
  return emitOne(x.graph, {
    op: 'AveragePool',
    inputs: [x],
    attributes: {
      kernel_shape: ints(kernel),
      strides: ints(strides),
      pads: ints([...pads, ...pads]),
      count_include_pad: int(1),
    },
    outputs: [{ dtype: x.dtype, shape: [...x.shape.slice(0, 2), ...sizes] }],
  });
}

function pool(op: string, x: Value, kernel: readonly number[], window: Omit<Window, 'dilations'>) {
  if (x.shape.length !== kernel.length + 2) throw refuse(op, [x], `needs ${kernel.length} spatial axes`);
  return windowOf(op, x, kernel, window);
}
