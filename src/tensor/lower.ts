import { int64Tensor } from './host-tensor.ts';
import type { Lowering } from './onnx/encode.ts';
import { int, intOf } from './value.ts';
import type { Device } from './session.ts';

/** What a device has no kernel for, in operations that it has: a node left to the cpu waits for the bus twice. */
export function loweringFor(device: Device): Lowering {
  return device === 'webgpu' ? forWebGpu : () => undefined;
}

const forWebGpu: Lowering = (node) => {
  const [x] = node.inputs;
  const [y] = node.outputs;
  if (node.op !== 'LogSoftmax' || x === undefined || y === undefined) return undefined;
  const axes = int64Tensor([1], [intOf(node.attributes, 'axis')]);
  const kept = { keepdims: int(1) };
  return [
    { op: 'Constant', inputs: [], output: 'axes', attributes: { value: { kind: 'tensor', value: axes } } },
    { op: 'ReduceMax', inputs: [x, 'axes'], output: 'max', attributes: kept },
    { op: 'Sub', inputs: [x, 'max'], output: 'below', attributes: {} },
    { op: 'ReduceLogSumExp', inputs: ['below', 'axes'], output: 'sum', attributes: kept },
    { op: 'Sub', inputs: ['below', 'sum'], output: y, attributes: {} },
  ];
};
