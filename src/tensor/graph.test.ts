import { fromBinary } from '@bufbuild/protobuf';
import { describe, expect, it } from 'vitest';
import { GraphError } from './errors.ts';
import { GraphBuilder } from './graph.ts';
import { floatTensor } from './host-tensor.ts';
import { encodeModel } from './onnx/encode.ts';
import { ModelProtoSchema } from './onnx/onnx_pb.ts';
import * as op from './ops/index.ts';
import { createSession } from './session.ts';

const parse = (graph: GraphBuilder) => fromBinary(ModelProtoSchema, encodeModel(graph.asSubGraph())).graph;

describe('GraphBuilder', () => {
  it('puts scopes into names, and takes them off again when a scope fails', () => {
    const graph = new GraphBuilder('g');
    const x = graph.input('x', 'float32', [2]);
    expect(graph.scope('encoder', () => graph.scope('0', () => op.relu(x))).name).toMatch(
      /^encoder\/0\/Relu_\d+:0$/,
    );
    expect(() =>
      graph.scope('broken', () => {
        throw new RangeError('stop');
      }),
    ).toThrow('stop');
    expect(graph.path).toBe('');
  });

  it('refuses names that are taken, shapes that are none and values of other graphs', () => {
    const graph = new GraphBuilder('g');
    const x = graph.input('x', 'float32', [2]);
    expect(() => graph.input('x', 'float32', [2])).toThrow('the name x is already taken');
    expect(() => graph.output('x', x)).toThrow('the name x is already taken');
    expect(() => graph.input('y', 'float32', [2, -1])).toThrow('[2,-1] is not a shape');
    expect(() => graph.input('z', 'float32', [1.5])).toThrow('[1.5] is not a shape');
    const other = new GraphBuilder('other').input('x', 'float32', [2]);
    expect(() => op.add(x, other)).toThrow('x belongs to another graph');
    expect(() => graph.output('y', other)).toThrow('x belongs to another graph');
  });

  it('checks a constant against its shape', () => {
    const graph = new GraphBuilder('g');
    expect(() => graph.constant({ dtype: 'float32', shape: [3], data: new Float32Array(2) })).toThrow(
      'of shape [3] needs 3 elements, but got 2',
    );
    expect(() => graph.constant({ dtype: 'int64', shape: [2], data: new Float32Array(2) })).toThrow(
      'needs a BigInt64Array',
    );
  });

  it('writes only what the outputs need', () => {
    const graph = new GraphBuilder('g');
    const x = graph.input('x', 'float32', [2]);
    op.mul(op.exp(x), 17);
    graph.output('y', op.add(x, 2));
    const written = parse(graph);
    expect(written?.node.map((n) => n.opType)).toEqual(['Add']);
    expect(written?.initializer).toHaveLength(1);
  });

  it('gives outputs their names, also inputs, constants and values named twice', async () => {
    const graph = new GraphBuilder('g');
    const x = graph.input('x', 'float32', [2]);
    const y = op.add(x, 1);
    graph.output('a', y);
    graph.output('b', y);
    graph.output('c', x);
    graph.output('d', graph.constant(floatTensor([1], [7])));
    graph.output('e', op.mul(y, 2));
    const session = await createSession(graph);
    const out = await session.run({ x: Float32Array.of(1, 2) });
    await session.dispose();
    const plain = Object.fromEntries(Object.entries(out).map(([k, t]) => [k, [...t.data]]));
    expect(plain).toEqual({ a: [2, 3], b: [2, 3], c: [1, 2], d: [7], e: [4, 6] });
  });
});

describe('operations', () => {
  const graph = new GraphBuilder('g');
  const x = graph.input('x', 'float32', [2, 3]);
  const y = graph.input('y', 'float32', [4, 5]);
  const i = graph.input('i', 'int32', [2]);
  const b = graph.input('b', 'bool', [2, 3]);
  const image = graph.input('image', 'float32', [1, 2, 4, 4]);

  const attend = (q: number[], k: number[], heads: number, keyHeads: number) => {
    const keys = op.zeros(graph, k);
    return op.causalAttention(op.zeros(graph, q), keys, keys, { heads, keyHeads });
  };

  const refusals: [string, () => unknown, string][] = [
    ['Add', () => op.add(x, y), 'the shapes do not broadcast'],
    ['Add', () => op.add(x, i), 'different types'],
    ['Add', () => op.add(1, 2), 'at least one operand must be a value'],
    ['Exp', () => op.exp(i), 'needs floating-point numbers'],
    ['Where', () => op.where(x, x, x), 'the condition must be bool'],
    ['Clip', () => op.clip(x, 2, 1), 'the bounds 2 and 1 are out of order'],
    ['MatMul', () => op.matmul(x, y), 'the inner sizes differ'],
    ['MatMul', () => op.matmul(i, i), 'at least two axes'],
    ['Gemm', () => op.gemm(x, y), 'the inner sizes differ'],
    ['Gemm', () => op.gemm(x, x, y, { transB: true }), 'does not broadcast to the product'],
    ['Reshape', () => op.reshape(x, [4, -1]), "can't become [4,-1]"],
    ['Transpose', () => op.transpose(x, [0, 0]), 'not an order of its axes'],
    ['Concat', () => op.concat([x, y], 0), 'types or sizes of other axes differ'],
    ['Concat', () => op.concat([], 0), 'at least one value'],
    ['Split', () => op.split(x, [1, 1], 1), 'do not add up along axis 1'],
    ['Slice', () => op.slice(x, [{ axis: 1, start: 1, end: 9 }]), 'not inside axis 1'],
    ['Slice', () => op.slice(x, [{ axis: 1, start: 0, end: 3, step: 0 }]), 'not inside axis 1'],
    ['Pad', () => op.pad(x, [1], [1]), 'needs 2 counts'],
    ['Pad', () => op.pad(x, [-1, 0], [0, 0]), 'needs 2 counts'],
    ['Expand', () => op.expand(x, [4, 3]), 'does not broadcast to [4,3]'],
    ['Gather', () => op.gather(x, y), 'indices must be int32 or int64'],
    ['Gather', () => op.gather(x, i, 2), 'has no axis 2'],
    ['GatherElements', () => op.gatherElements(x, i, 0), 'do not fit beside axis 0'],
    ['ReduceSum', () => op.reduceSum(x, { axes: [2] }), 'has no axis 2'],
    ['ReduceSum', () => op.reduceSum(x, { axes: [1, -1] }), 'axes 1,-1 repeat'],
    ['LayerNormalization', () => op.layerNorm(x, y, y), 'the size of the last axis'],
    ['Conv', () => op.conv(image, x), 'one or two spatial axes'],
    [
      'Conv',
      () => op.conv(image, graph.constant(floatTensor([1, 3, 1, 1], [1, 2, 3]))),
      'the channels differ',
    ],
    ['CausalAttention', () => op.causalAttention(x, x, x, { heads: 1, keyHeads: 1 }), 'needs three axes'],
    ['CausalAttention', () => attend([2, 3, 4], [2, 3, 4], 3, 3), '3 heads over 3 do not fit'],
    ['CausalAttention', () => attend([2, 3, 4], [2, 3, 4], 2, 1), '2 heads over 1 do not fit'],
    ['CausalAttention', () => attend([2, 3, 4], [1, 3, 4], 2, 2), '2 heads over 2 do not fit'],
    ['CausalAttention', () => attend([2, 3, 4], [2, 5, 4], 2, 2), '2 heads over 2 do not fit'],
    ['CausalAttention', () => attend([2, 0, 4], [2, 0, 4], 2, 2), 'there are no steps'],
    ['Slice', () => op.slice(x, [{ axis: 1, start: 0.5, end: 1.5 }]), 'not inside axis 1'],
    [
      'Slice',
      () =>
        op.slice(x, [
          { axis: 1, start: 0, end: 2 },
          { axis: -1, start: 0, end: 1 },
        ]),
      'axes 1,-1 repeat',
    ],
    ['Pad', () => op.pad(x, [0.5, 0], [0, 0.5]), 'needs 2 counts'],
    ['Split', () => op.split(x, [1.5, 1.5], 1), 'do not add up along axis 1'],
    ['Split', () => op.split(x, [4, -1], 1), 'do not add up along axis 1'],
    ['Concat', () => op.concat([x], 2), 'has no axis 2'],
    ['Unsqueeze', () => op.unsqueeze(x, [4]), 'has no place 4'],
    ['Unsqueeze', () => op.unsqueeze(x, [0, -4]), 'has no place 0 twice'],
    ['And', () => op.and(x, x), 'needs bool operands'],
    ['Not', () => op.not(x), 'needs bool operands'],
    ['LogSoftmax', () => op.logSoftmax(i), 'needs floating-point numbers'],
    ['Loop', () => op.loop(graph, 1.5, [x], (_, carried) => ({ carried })), '1.5 is no number of'],
    ['MaxPool', () => op.maxPool(image, [9, 9]), 'a window of [9,9] does not fit'],
    ['MaxPool', () => op.maxPool(x, [2, 2]), 'needs 2 spatial axes'],
  ];

  for (const [name, attempt, problem] of refusals) {
    it(`${name} refuses: ${problem}`, () => {
      let caught: unknown;
      try {
        graph.scope('head', attempt);
      } catch (error) {
        caught = error;
      }
      expect(caught).toBeInstanceOf(GraphError);
      const text = String(caught);
      expect(text).toContain(problem);
      expect(text).toContain(name);
    });
  }

  it('names the path, the operands and their shapes', () => {
    expect(() => graph.scope('head', () => op.add(x, y))).toThrow(
      'Add in head: the shapes do not broadcast (x float32[2,3], y float32[4,5])',
    );
  });

  it('gives no new node where nothing changes', () => {
    expect(op.reshape(x, [2, -1])).toBe(x);
    expect(op.transpose(x, [0, 1])).toBe(x);
    expect(op.expand(x, [2, 3])).toBe(x);
    expect(op.cast(b, 'bool')).toBe(b);
    expect(op.concat([x], 0)).toBe(x);
    expect(op.slice(x, [{ axis: 0, start: 0, end: 2 }])).toBe(x);
  });
});
