import type { DType } from '../dtype.ts';
import { allocate, hostTensor } from '../host-tensor.ts';
import type { Shape } from '../shape.ts';
import type { Graph, Value } from '../value.ts';
import { emitOne } from './operand.ts';

/** A tensor of one number, made at run time (nothing is stored in the model). */
export function full(graph: Graph, shape: Shape, value: number, dtype: DType = 'float32'): Value {
  if (shape.length === 0) return graph.scalar(value, dtype);
  const data = allocate(dtype, 1);
  if (data instanceof BigInt64Array || data instanceof BigUint64Array) data[0] = BigInt(value);
  else data[0] = value;
  return emitOne(graph, {
    op: 'ConstantOfShape',
    inputs: [graph.dims(shape)],
    attributes: { value: { kind: 'tensor', value: hostTensor(dtype, [1], data) } },
    outputs: [{ dtype, shape }],
  });
}

/** Zeros. */
export const zeros = (graph: Graph, shape: Shape, dtype: DType = 'float32'): Value =>
  full(graph, shape, 0, dtype);
