import { floatTensor, int64Tensor, type HostTensor } from './host-tensor.ts';
import type { LoweredNode, Lowering } from './onnx/encode.ts';
import { dim } from './shape.ts';
import { int, intOf, type GraphNode } from './value.ts';
import type { Device } from './session.ts';

/** What a device has no kernel for, in operations that it has: a node left to the cpu waits for the bus twice. */
export function loweringFor(device: Device): Lowering {
  return device === 'webgpu' ? forWebGpu : () => undefined;
}

const forWebGpu: Lowering = (node) => {
  if (node.op === 'LogSoftmax') return logSoftmaxNodes(node);
  return node.op === 'SimplifiedLayerNormalization' ? rmsNormNodes(node) : undefined;
};

function logSoftmaxNodes({ inputs: [x], outputs: [y], attributes }: GraphNode): LoweredNode[] | undefined {
  if (x === undefined || y === undefined) return undefined;
  const kept = { keepdims: int(1) };
  return [
    constant('axes', int64Tensor([1], [intOf(attributes, 'axis')])),
    { op: 'ReduceMax', inputs: [x, 'axes'], output: 'max', attributes: kept },
    { op: 'Sub', inputs: [x, 'max'], output: 'below', attributes: {} },
    { op: 'ReduceLogSumExp', inputs: ['below', 'axes'], output: 'sum', attributes: kept },
    { op: 'Sub', inputs: ['below', 'sum'], output: y, attributes: {} },
  ];
}

/** The second output of 1.30's kernel, the inverse root for the gradient, is the mean instead: it is worked out apart. */
function rmsNormNodes({
  inputs: [x, scale],
  outputs: [y, inverse],
  attributes,
}: GraphNode): LoweredNode[] | undefined {
  if (x === undefined || scale === undefined || y === undefined || inverse === undefined) return undefined;
  const epsilon = attributes['epsilon'];
  return [
    { op: 'SimplifiedLayerNormalization', inputs: [x, scale], output: y, attributes },
    constant('axes', int64Tensor([1], [-1])),
    constant('share', floatTensor([], [1 / dim(x.shape, -1)])),
    constant('epsilon', floatTensor([], [epsilon?.kind === 'float' ? epsilon.value : 0])),
    { op: 'ReduceSumSquare', inputs: [x, 'axes'], output: 'sum', attributes: { keepdims: int(1) } },
    { op: 'Mul', inputs: ['sum', 'share'], output: 'mean', attributes: {} },
    { op: 'Add', inputs: ['mean', 'epsilon'], output: 'square', attributes: {} },
    { op: 'Sqrt', inputs: ['square'], output: 'root', attributes: {} },
    { op: 'Reciprocal', inputs: ['root'], output: inverse, attributes: {} },
  ];
}

function constant(output: string, value: HostTensor): LoweredNode {
  return { op: 'Constant', inputs: [], output, attributes: { value: { kind: 'tensor', value } } };
}
