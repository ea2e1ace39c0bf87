import { refuse } from '../errors.ts';
import { broadcastShapes, dim, normalizeAxis, sameShape, sizeOf, type Shape } from '../shape.ts';
import { int, ints, type Value } from '../value.ts';
import { axesOf, axisOf, emitOne } from './operand.ts';

/** The same elements in another shape; one size may be -1 and is worked out. @throws GraphError when sizes differ. */
export function reshape(x: Value, to: Shape): Value {
  const open = to.indexOf(-1);
  const rest = sizeOf(to.filter((_, i) => i !== open));
  const shape = open < 0 ? to : to.with(open, rest === 0 ? 0 : sizeOf(x.shape) / rest);
  if (sizeOf(shape) !== sizeOf(x.shape) || shape.some((n) => !Number.isInteger(n) || n < 0)) {
    throw refuse('Reshape', [x], `can't become [${to.join(',')}]`);
  }
  if (sameShape(shape, x.shape)) return x;
  return emitOne(x.graph, {
    op: 'Reshape',
    inputs: [x, x.graph.dims(shape)],
    attributes: { allowzero: int(1) },
    outputs: [{ dtype: x.dtype, shape }],
  });
}

/** Adds axes of size 1 at these places of the result. @throws GraphError when it has no such place. */
export function unsqueeze(x: Value, axes: readonly number[]): Value {
  const rank = x.shape.length + axes.length;
  const at = axes.map((axis) => {
    const found = normalizeAxis(axis, rank);
    if (found === undefined) throw refuse('Unsqueeze', [x], `the result has no place ${axis}`);
    return found;
  });
  const twice = at.find((a, i) => at.indexOf(a) !== i);
  if (twice !== undefined) throw refuse('Unsqueeze', [x], `the result has no place ${twice} twice`);
  const rest = [...x.shape];
  const shape = Array.from({ length: rank }, (_, i) => (at.includes(i) ? 1 : (rest.shift() ?? 1)));
  return reshape(x, shape);
}

/** Axes in another order; without `order` reversed. @throws GraphError when it is not a permutation of the axes. */
export function transpose(x: Value, order?: readonly number[]): Value {
  const rank = x.shape.length;
  const perm = order ?? Array.from({ length: rank }, (_, i) => rank - 1 - i);
  if (
    perm.length !== rank ||
    !sameShape(
      perm.toSorted((a, b) => a - b),
      perm.map((_, i) => i),
    )
  ) {
    throw refuse('Transpose', [x], `[${perm.join(',')}] is not an order of its axes`);
  }
  if (perm.every((p, i) => p === i)) return x;
  return emitOne(x.graph, {
    op: 'Transpose',
    inputs: [x],
    attributes: { perm: ints(perm) },
    outputs: [{ dtype: x.dtype, shape: perm.map((p) => dim(x.shape, p)) }],
  });
}

/** The last two axes exchanged. */
export function transposeLast(x: Value): Value {
  const rank = x.shape.length;
  if (rank < 2) throw refuse('Transpose', [x], 'needs at least two axes');
  return transpose(x, [...Array.from({ length: rank - 2 }, (_, i) => i), rank - 1, rank - 2]);
}

/** Values one after another along `axis`. @throws GraphError when types or other sizes differ. */
export function concat(values: readonly Value[], axis: number): Value {
  const [first] = values;
  if (first === undefined) throw refuse('Concat', [], 'needs at least one value');
  const at = axisOf('Concat', first, axis);
  if (values.length === 1) return first;
  const fits = (v: Value) =>
    v.dtype === first.dtype &&
    v.shape.length === first.shape.length &&
    v.shape.every((n, i) => i === at || n === first.shape[i]);
  if (!values.every((v) => fits(v))) throw refuse('Concat', values, 'types or sizes of other axes differ');
  const total = values.reduce((sum, v) => sum + dim(v.shape, at), 0);
  return emitOne(first.graph, {
    op: 'Concat',
    inputs: values,
    attributes: { axis: int(at) },
    outputs: [{ dtype: first.dtype, shape: first.shape.with(at, total) }],
  });
}

/** Values stacked along a new axis. */
export function stack(values: readonly Value[], axis: number): Value {
  return concat(
    values.map((v) => unsqueeze(v, [axis])),
    axis,
  );
}

/** Parts of the given sizes along `axis`. @throws GraphError when they do not add up. */
export function split(x: Value, sizes: readonly number[], axis: number): readonly Value[] {
  const at = axisOf('Split', x, axis);
  const whole = sizes.every((n) => Number.isInteger(n) && n >= 0);
  if (!whole || sizes.reduce((a, b) => a + b, 0) !== dim(x.shape, at)) {
    throw refuse('Split', [x], `parts ${sizes.join('+')} do not add up along axis ${at}`);
  }
  if (sizes.length === 1) return [x];
  return x.graph.emit({
    op: 'Split',
    inputs: [x, x.graph.dims(sizes)],
    attributes: { axis: int(at) },
    outputs: sizes.map((n) => ({ dtype: x.dtype, shape: x.shape.with(at, n) })),
  });
}

/** One axis of a slice: from `start` up to `end` (both counted from the front, `end` left out), every `step`-th. */
export interface SliceAxis {
  readonly axis: number;
  readonly start: number;
  readonly end: number;
  readonly step?: number;
}

/**
 * Part of a tensor.
 * @throws GraphError when a range is not inside its axis, an axis comes twice or a step is not positive.
 */
export function slice(x: Value, ranges: readonly SliceAxis[]): Value {
  axesOf(
    'Slice',
    x,
    ranges.map((r) => r.axis),
  );
  const at = ranges.map((r) => axisOf('Slice', x, r.axis));
  const shape = [...x.shape];
  const steps = ranges.map((r) => r.step ?? 1);
  for (const [i, { start, end }] of ranges.entries()) {
    const [axis, step] = [at[i] ?? 0, steps[i] ?? 1];
    const whole = [start, end, step].every((n) => Number.isInteger(n));
    if (!(whole && start >= 0 && start <= end && end <= dim(x.shape, axis) && step > 0)) {
      throw refuse('Slice', [x], `the range ${start}:${end}:${step} is not inside axis ${axis}`);
    }
    shape[axis] = Math.ceil((end - start) / step);
  }
  if (sameShape(shape, x.shape)) return x;
  const { graph, dtype } = x;
  const starts = graph.dims(ranges.map((r) => r.start));
  const ends = graph.dims(ranges.map((r) => r.end));
  return emitOne(graph, {
    op: 'Slice',
    inputs: [x, starts, ends, graph.dims(at), graph.dims(steps)],
    // For the gradient rule: ONNX itself reads the inputs. Names with a dot are not written to the file.
    attributes: {
      '.axes': ints(at),
      '.starts': ints(ranges.map((r) => r.start)),
      '.steps': ints(steps),
    },
    outputs: [{ dtype, shape }],
  });
}

/** Zeros (or `value`) around a tensor: `before[i]` and `after[i]` elements on axis i. */
export function pad(x: Value, before: readonly number[], after: readonly number[], value = 0): Value {
  const rank = x.shape.length;
  const whole = [...before, ...after].every((n) => Number.isInteger(n) && n >= 0);
  if (before.length !== rank || after.length !== rank || !whole) {
    throw refuse('Pad', [x], `needs ${rank} counts >= 0 on each side`);
  }
  if ([...before, ...after].every((n) => n === 0)) return x;
  const { graph, dtype } = x;
  return emitOne(graph, {
    op: 'Pad',
    inputs: [x, graph.dims([...before, ...after]), graph.scalar(value, dtype)],
    attributes: { '.before': ints(before) },
    outputs: [{ dtype, shape: x.shape.map((n, i) => n + (before[i] ?? 0) + (after[i] ?? 0)) }],
  });
}

/** Stretches axes of size 1. @throws GraphError when `x` does not broadcast to `shape`. */
export function expand(x: Value, shape: Shape): Value {
  if (sameShape(x.shape, shape)) return x;
  if (!sameShape(broadcastShapes(x.shape, shape) ?? [-1], shape)) {
    throw refuse('Expand', [x], `does not broadcast to [${shape.join(',')}]`);
  }
  return emitOne(x.graph, {
    op: 'Expand',
    inputs: [x, x.graph.dims(shape)],
    outputs: [{ dtype: x.dtype, shape }],
  });
}
