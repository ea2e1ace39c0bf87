import type { GraphBuilder } from '../graph.ts';
import { numbersOf } from '../host-tensor.ts';
import type { Value } from '../value.ts';
import { referenceOps } from './reference-ops.ts';
import type { Tensor64 } from './tensor64.ts';

/**
 * Runs a graph in doubles, node by node: what ONNX Runtime and the gradient rules are compared against.
 * @throws RangeError when an operation has no reference.
 */
export function evaluate(
  graph: GraphBuilder,
  feeds: ReadonlyMap<Value, Float64Array>,
  wanted: readonly Value[],
): Tensor64[] {
  const known = new Map<Value, Tensor64>();
  for (const [value, data] of feeds) known.set(value, { shape: value.shape, data });
  for (const { value, tensor } of graph.constants) {
    known.set(value, { shape: tensor.shape, data: Float64Array.from(numbersOf(tensor)) });
  }
  for (const node of graph.nodes) {
    const op = referenceOps[node.op];
    if (op === undefined) throw new RangeError(`${node.op} has no reference.`);
    const inputs = node.inputs.map((value) => {
      const found = value === undefined ? undefined : known.get(value);
      if (found === undefined)
        throw new RangeError(`${node.name} needs ${value?.name}, which has no numbers.`);
      return found;
    });
    for (const [i, result] of op(node, inputs).entries()) {
      const output = node.outputs[i];
      if (output !== undefined) known.set(output, result);
    }
  }
  return wanted.map((value) => {
    const found = known.get(value);
    if (found === undefined) throw new RangeError(`${value.name} was not computed.`);
    return found;
  });
}
