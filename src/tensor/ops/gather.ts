import { refuse } from '../errors.ts';
import { dim, sameShape } from '../shape.ts';
import { int, string, type Value } from '../value.ts';
import { axisOf, emitOne } from './operand.ts';

function requireIndices(op: string, x: Value, indices: Value): void {
  if (indices.dtype !== 'int32' && indices.dtype !== 'int64') {
    throw refuse(op, [x, indices], 'indices must be int32 or int64');
  }
}

/** Slices of `x` along `axis` picked by indices of any shape: rows of an embedding table for axis 0. */
export function gather(x: Value, indices: Value, axis = 0): Value {
  requireIndices('Gather', x, indices);
  const at = axisOf('Gather', x, axis);
  return emitOne(x.graph, {
    op: 'Gather',
    inputs: [x, indices],
    attributes: { axis: int(at) },
    outputs: [
      { dtype: x.dtype, shape: [...x.shape.slice(0, at), ...indices.shape, ...x.shape.slice(at + 1)] },
    ],
  });
}

/** For each element of `indices` the element of `x` at that place along `axis`, other coordinates the same. */
export function gatherElements(x: Value, indices: Value, axis: number): Value {
  requireIndices('GatherElements', x, indices);
  const at = axisOf('GatherElements', x, axis);
  requireInside('GatherElements', x, indices, at);
  return emitOne(x.graph, {
    op: 'GatherElements',
    inputs: [x, indices],
    attributes: { axis: int(at) },
    outputs: [{ dtype: x.dtype, shape: indices.shape }],
  });
}

/** `x` with `updates` added (or written) at `indices` along `axis`; the reverse of `gatherElements`. */
export function scatterElements(
  x: Value,
  indices: Value,
  updates: Value,
  axis: number,
  reduction: 'add' | 'none' = 'add',
): Value {
  requireIndices('ScatterElements', x, indices);
  const at = axisOf('ScatterElements', x, axis);
  requireInside('ScatterElements', x, indices, at);
  if (updates.dtype !== x.dtype || !sameShape(updates.shape, indices.shape)) {
    throw refuse('ScatterElements', [x, indices, updates], 'updates must have the shape of the indices');
  }
  return emitOne(x.graph, {
    op: 'ScatterElements',
    inputs: [x, indices, updates],
    attributes: { axis: int(at), reduction: string(reduction) },
    outputs: [{ dtype: x.dtype, shape: x.shape }],
  });
}

function requireInside(op: string, x: Value, indices: Value, axis: number): void {
  const fits =
    x.shape.length === indices.shape.length &&
    indices.shape.every((n, i) => i === axis || n <= dim(x.shape, i));
  if (!fits) throw refuse(op, [x, indices], `the indices do not fit beside axis ${axis}`);
}
