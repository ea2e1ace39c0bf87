import { mul } from '../../ops/elementwise.ts';
import { full, zeros } from '../../ops/create.ts';
import { scatterElements } from '../../ops/gather.ts';
import { reshape, slice, transpose } from '../../ops/layout.ts';
import { emitOne } from '../../ops/operand.ts';
import { reduceSum } from '../../ops/reduce.ts';
import { dim, sizeOf, type Shape } from '../../shape.ts';
import { int, ints, intsOf, type Attributes, type Value } from '../../value.ts';
import type { GradientRules } from '../rule.ts';

interface Window {
  readonly kernel: readonly number[];
  readonly strides: readonly number[];
  readonly pads: readonly number[];
  readonly dilations: readonly number[];
}

function windowOf(attributes: Attributes): Window {
  const kernel = intsOf(attributes, 'kernel_shape');
  const dilations = 'dilations' in attributes ? intsOf(attributes, 'dilations') : kernel.map(() => 1);
  const pads = intsOf(attributes, 'pads').slice(0, kernel.length);
  return { kernel, strides: intsOf(attributes, 'strides'), pads, dilations };
}

/** Gradient of a convolution by its input: the transposed convolution, with the rows that no window reached. */
function byInput(dy: Value, weight: Value, input: Shape, w: Window): Value {
  const left = w.kernel.map((k, i) => {
    const reach = (k - 1) * (w.dilations[i] ?? 1) + 1;
    return (dim(input, i + 2) + 2 * (w.pads[i] ?? 0) - reach) % (w.strides[i] ?? 1);
  });
  return emitOne(dy.graph, {
    op: 'ConvTranspose',
    inputs: [dy, weight],
    attributes: {
      kernel_shape: ints(w.kernel),
      strides: ints(w.strides),
      pads: ints([...w.pads, ...w.pads]),
      dilations: ints(w.dilations),
      output_padding: ints(left),
      group: int(1),
    },
    outputs: [{ dtype: dy.dtype, shape: input }],
  });
}

/** Exchanges batch and channels. */
const swap = (x: Value): Value => transpose(x, [1, 0, ...x.shape.slice(2).map((_, i) => i + 2)]);

/** Gradient by the weight: a convolution of input and gradient in which batch and channels change places. */
function byWeight(dy: Value, x: Value, w: Window): Value {
  const kernel = dy.shape.slice(2);
  const found = w.kernel.map((_, i) => {
    const reach = (dim(dy.shape, i + 2) - 1) * (w.strides[i] ?? 1) + 1;
    return Math.floor((dim(x.shape, i + 2) + 2 * (w.pads[i] ?? 0) - reach) / (w.dilations[i] ?? 1)) + 1;
  });
  const wide = emitOne(dy.graph, {
    op: 'Conv',
    inputs: [swap(x), swap(dy)],
    attributes: {
      kernel_shape: ints(kernel),
      strides: ints(w.dilations),
      pads: ints([...w.pads, ...w.pads]),
      dilations: ints(w.strides),
      group: int(1),
    },
    outputs: [{ dtype: dy.dtype, shape: [dim(x.shape, 1), dim(dy.shape, 1), ...found] }],
  });
  const ranges = w.kernel.map((end, i) => ({ axis: i + 2, start: 0, end }));
  return swap(slice(wide, ranges));
}

export const convRules: GradientRules = {
  Conv: (c) => {
    const [dy, x, weight] = [c.gradient(0), c.input(0), c.input(1)];
    const w = windowOf(c.entry.attributes);
    const axes = [0, ...w.kernel.map((_, i) => i + 2)];
    return [
      c.wants(0) ? byInput(dy, weight, x.shape, w) : undefined,
      c.wants(1) ? byWeight(dy, x, w) : undefined,
      c.wants(2) ? reduceSum(dy, { axes }) : undefined,
    ];
  },
  // The pool says which element of the whole input each output came from.
  MaxPool: (c) => {
    const [dy, x, from] = [c.gradient(0), c.input(0), c.output(1)];
    const flat = zeros(x.graph, [sizeOf(x.shape)], x.dtype);
    const size = [sizeOf(dy.shape)];
    return [reshape(scatterElements(flat, reshape(from, size), reshape(dy, size), 0), x.shape)];
  },
  AveragePool: (c) => {
    const [dy, x] = [c.gradient(0), c.input(0)];
    const w = windowOf(c.entry.attributes);
    const rows = dim(x.shape, 0) * dim(x.shape, 1);
    const weight = full(x.graph, [1, 1, ...w.kernel], 1, x.dtype);
    const shared = mul(reshape(dy, [rows, 1, ...dy.shape.slice(2)]), 1 / sizeOf(w.kernel));
    return [reshape(byInput(shared, weight, [rows, 1, ...x.shape.slice(2)], w), x.shape)];
  },
};
