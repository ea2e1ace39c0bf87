import { full, zeros } from '../../ops/create.ts';
import { concat, expand, pad, reshape, slice, split, transpose } from '../../ops/layout.ts';
import { scatterElements } from '../../ops/gather.ts';
import { hostTensor } from '../../host-tensor.ts';
import { dim } from '../../shape.ts';
import { intOf, intsOf, type Value } from '../../value.ts';
import { sumTo, type GradientRules } from '../rule.ts';

export const layoutRules: GradientRules = {
  Reshape: (c) => [reshape(c.gradient(0), c.input(0).shape)],
  Expand: (c) => [sumTo(c.gradient(0), c.input(0).shape)],
  Transpose: (c) => {
    const order = intsOf(c.entry.attributes, 'perm');
    return [
      transpose(
        c.gradient(0),
        order.map((_, i) => order.indexOf(i)),
      ),
    ];
  },
  Concat: (c) => {
    const axis = intOf(c.entry.attributes, 'axis');
    const sizes = c.entry.inputs.map((_, i) => dim(c.input(i).shape, axis));
    return split(c.gradient(0), sizes, axis);
  },
  Split: (c) => {
    const axis = intOf(c.entry.attributes, 'axis');
    const parts = c.entry.outputs.map((v, i) => c.outputGradients[i] ?? zeros(v.graph, v.shape, v.dtype));
    return [concat(parts, axis)];
  },
  Slice: (c) => {
    const axes = intsOf(c.entry.attributes, '.axes');
    const starts = intsOf(c.entry.attributes, '.starts');
    const steps = intsOf(c.entry.attributes, '.steps');
    let gradient = c.gradient(0);
    for (const [i, axis] of axes.entries()) {
      gradient = spread(gradient, dim(c.input(0).shape, axis), axis, starts[i] ?? 0, steps[i] ?? 1);
    }
    return [gradient];
  },
  Pad: (c) => {
    const before = intsOf(c.entry.attributes, '.before');
    const ranges = c.input(0).shape.map((n, axis) => {
      const start = before[axis] ?? 0;
      return { axis, start, end: start + n };
    });
    return [slice(c.gradient(0), ranges)];
  },
};

/** The reverse of a slice along one axis: zeros everywhere else. */
function spread(x: Value, size: number, axis: number, start: number, step: number): Value {
  const count = dim(x.shape, axis);
  if (step === 1) {
    const none = x.shape.map(() => 0);
    return pad(x, none.with(axis, start), none.with(axis, size - start - count));
  }
  const at = Int32Array.from({ length: count }, (_, i) => start + i * step);
  const shape = x.shape.map((n, i) => (i === axis ? n : 1));
  const indices = expand(x.graph.constant(hostTensor('int32', shape, at)), x.shape);
  return scatterElements(full(x.graph, x.shape.with(axis, size), 0, x.dtype), indices, x, axis);
}
