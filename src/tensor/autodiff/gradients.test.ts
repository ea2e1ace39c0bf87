import { describe, expect, it } from 'vitest';
import { GraphBuilder } from '../graph.ts';
import { hostTensor, numbersOf } from '../host-tensor.ts';
import { quantize4 } from '../int4.ts';
import * as op from '../ops/index.ts';
import type { Random } from '../random.ts';
import { createSession } from '../session.ts';
import { sizeOf, type Shape } from '../shape.ts';
import { checkGradient, worst, type GradientCase } from '../testing/check-gradient.ts';
import { evaluate } from '../testing/evaluate.ts';
import type { Value } from '../value.ts';
import { gradients } from './gradients.ts';
import { ruleNames } from './rules/index.ts';

const positive = (random: Random) => 0.5 + random.uniform() * 2;
/** Away from 0 and from whole numbers, where some operations have kinks. */
const offKinks = (random: Random) => (random.uniform() < 0.5 ? -1 : 1) * (0.2 + random.uniform() * 0.6);

const unary = (make: (x: Value) => Value, draw?: (r: Random) => number): GradientCase => ({
  operands: [[2, 3]],
  make: (x) => make(pick(x)),
  ...(draw === undefined ? {} : { draw }),
});
const binary = (
  make: (x: Value, y: Value) => Value,
  x: Shape,
  y: Shape,
  draw?: (r: Random) => number,
): GradientCase => ({
  operands: [x, y],
  make: (a, b) => make(pick(a), pick(b)),
  ...(draw === undefined ? {} : { draw }),
});

function pick(value: Value | undefined): Value {
  if (value === undefined) throw new RangeError('The case has fewer operands than it uses.');
  return value;
}

const indices = (graph: Value['graph'], shape: Shape, values: number[]) =>
  graph.constant(hostTensor('int32', shape, Int32Array.from(values)));
const three = [4, 3, 5];

const attention = (heads: number, keyHeads: number, steps: number): GradientCase => ({
  operands: [
    [2, steps, heads * 2],
    [2, steps, keyHeads * 2],
    [2, steps, keyHeads * 2],
  ],
  make: (q, k, v) => op.causalAttention(pick(q), pick(k), pick(v), { heads, keyHeads }),
});

const wave = (n: number, step: number) =>
  Float32Array.from({ length: n }, (_, i) => Math.sin(i * step * step));

/** Cases by the operation whose rule they prove. */
const cases: Record<string, GradientCase[]> = {
  AxisNorm: [
    {
      operands: [
        [7, 3],
        [1, 3],
        [1, 3],
      ],
      make: (x, s, b) => op.axisNorm(pick(x), pick(s), pick(b), [0]),
    },
    {
      operands: [
        [2, 3, 4],
        [2, 1, 1],
        [2, 1, 1],
      ],
      make: (x, s, b) => op.axisNorm(pick(x), pick(s), pick(b), [1, -1]),
    },
  ],
  CausalAttention: [attention(2, 2, 3), attention(4, 2, 3), attention(3, 1, 4)],
  Rope: [
    {
      operands: [[2, 3, 8]],
      make: (x) => {
        const { graph } = pick(x);
        const { cos, sin } = op.ropeTables(6, 4, 100);
        const table = (data: Float32Array) => graph.constant(hostTensor('float32', [6, 2], data));
        const positions = graph.constant(
          hostTensor('int64', [2, 3], BigInt64Array.of(0n, 1n, 2n, 3n, 5n, 4n)),
        );
        return op.rope(pick(x), positions, table(cos), table(sin));
      },
    },
  ],
  MatMul4: [
    {
      operands: [[2, 3, 32]],
      make: (x) => {
        const { packed, scales } = quantize4(
          Float32Array.from({ length: 5 * 32 }, (_, i) => Math.sin(i * i)),
          5,
          32,
          16,
        );
        const { graph } = pick(x);
        return op.matmul4(pick(x), {
          packed: graph.constant(packed),
          pairs: graph.constant({ ...packed, dtype: 'uint4', shape: [5, 32] }),
          scales: graph.constant(scales),
        });
      },
    },
  ],
  Add: [binary(op.add, [2, 3], [3]), binary(op.add, [2, 1, 3], [4, 1])],
  Sub: [binary(op.sub, [2, 3], [2, 1]), binary(op.sub, [], [2, 3])],
  Mul: [binary(op.mul, [2, 3], [3]), binary(op.mul, [2, 1, 3], [4, 1])],
  Div: [binary(op.div, [2, 3], [2, 1], positive)],
  Pow: [binary(op.pow, [2, 3], [3], positive), unary((x) => op.pow(x, 3))],
  Min: [binary(op.min, [2, 3], [2, 3])],
  Max: [binary(op.max, [2, 3], [3])],
  Neg: [unary(op.neg)],
  Abs: [unary(op.abs, offKinks)],
  Exp: [unary(op.exp)],
  Log: [unary(op.log, positive)],
  Sqrt: [unary(op.sqrt, positive)],
  Sin: [unary(op.sin)],
  Cos: [unary(op.cos)],
  Tanh: [unary(op.tanh)],
  Sigmoid: [unary(op.sigmoid)],
  Softplus: [unary(op.softplus), unary((x) => op.softplus(op.mul(x, 30)))],
  Erf: [unary(op.erf)],
  Relu: [unary(op.relu, offKinks)],
  Gelu: [unary((x) => op.gelu(x)), unary((x) => op.gelu(x, 'tanh'))],
  Silu: [unary(op.silu)],
  Clip: [unary((x) => op.clip(x, -0.5, 0.5), offKinks)],
  Where: [
    binary(
      (x, y) => op.where(x.graph.constant(hostTensor('bool', [2, 1], Uint8Array.of(1, 0))), x, y),
      [2, 3],
      [3],
    ),
  ],
  Cast: [unary((x) => op.cast(op.mul(op.cast(x, 'float64'), op.cast(x, 'float64')), 'float32'))],
  ReduceLogSumExp: [
    unary((x) => op.reduceLogSumExp(x)),
    unary(
      (x) => op.reduceLogSumExp(op.mul(x, 300), { axes: [1], keepDims: true }),
      (r) => r.uniform(),
    ),
  ],
  TokenLogProbs: [
    {
      operands: [[4, 5]],
      make: (x) => op.tokenLogProbs(pick(x), indices(pick(x).graph, [4], [0, 4, 2, 2])),
    },
    {
      // Far beyond what e to their power could hold.
      operands: [[2, 3]],
      make: (x) => op.tokenLogProbs(op.mul(pick(x), 400), indices(pick(x).graph, [2], [1, 2])),
      draw: (random) => random.uniform(),
    },
  ],
  ReduceSumSquare: [
    unary((x) => op.reduceSumSquare(x)),
    unary((x) => op.reduceSumSquare(x, { axes: [1], keepDims: true })),
  ],
  ReduceSum: [
    unary((x) => op.reduceSum(x)),
    unary((x) => op.reduceSum(x, { axes: [0] })),
    unary((x) => op.reduceSum(x, { axes: [-1], keepDims: true })),
  ],
  ReduceMean: [
    { operands: [three], make: (x) => op.reduceMean(pick(x), { axes: [0, 2] }) },
    unary((x) => op.reduceMean(x)),
  ],
  ReduceMax: [unary((x) => op.reduceMax(x, { axes: [1] }))],
  ReduceMin: [{ operands: [three], make: (x) => op.reduceMin(pick(x), { axes: [0, 1], keepDims: true }) }],
  CumSum: [
    unary((x) => op.cumSum(x, 1)),
    unary((x) => op.cumSum(x, 0, { exclusive: true })),
    unary((x) => op.cumSum(x, 1, { reverse: true })),
  ],
  Softmax: [unary((x) => op.softmax(x)), unary((x) => op.softmax(x, 0))],
  LogSoftmax: [unary((x) => op.logSoftmax(x)), unary((x) => op.logSoftmax(x, 0))],
  MatMul: [
    binary(op.matmul, [2, 3], [3, 4]),
    binary(op.matmul, [2, 3, 4], [4, 2]),
    binary(op.matmul, [2, 1, 3, 4], [5, 4, 2]),
    binary(op.matmul, [3, 4], [2, 4, 2]),
  ],
  Gemm: [false, true].flatMap((transA) =>
    [false, true].map((transB) => ({
      operands: [transA ? [3, 2] : [2, 3], transB ? [4, 3] : [3, 4], [4]],
      make: (a: Value, b: Value, c: Value) => op.gemm(a, b, c, { transA, transB, alpha: 0.7 }),
    })),
  ),
  Reshape: [unary((x) => op.mul(op.reshape(x, [3, -1]), op.reshape(x, [3, 2])))],
  Expand: [{ operands: [[3, 1]], make: (x) => op.expand(pick(x), [2, 3, 4]) }],
  Transpose: [{ operands: [three], make: (x) => op.transpose(pick(x), [2, 0, 1]) }],
  Concat: [binary((x, y) => op.concat([x, y, x], 1), [2, 3], [2, 1])],
  Split: [
    {
      operands: [three],
      make: (x) => {
        const [a, , c] = op.split(pick(x), [1, 2, 2], 2);
        return op.concat([op.mul(pick(a), 2), pick(c)], 2);
      },
    },
  ],
  Slice: [
    {
      operands: [three],
      make: (x) =>
        op.slice(pick(x), [
          { axis: 0, start: 1, end: 3 },
          { axis: -1, start: 2, end: 5 },
        ]),
    },
    {
      operands: [three],
      make: (x) =>
        op.slice(pick(x), [
          { axis: 2, start: 1, end: 5, step: 3 },
          { axis: 0, start: 0, end: 4, step: 2 },
        ]),
    },
  ],
  Pad: [unary((x) => op.pad(x, [1, 0], [2, 3]))],
  Gather: [
    { operands: [three], make: (x) => op.gather(pick(x), indices(pick(x).graph, [2, 2], [3, 0, 3, 3])) },
    { operands: [three], make: (x) => op.gather(pick(x), indices(pick(x).graph, [3], [2, 2, 0]), 1) },
    { operands: [three], make: (x) => op.gather(pick(x), indices(pick(x).graph, [], [4]), -1) },
  ],
  GatherElements: [
    {
      operands: [[3, 4]],
      make: (x) => op.gatherElements(pick(x), indices(pick(x).graph, [2, 2], [3, 0, 3, 3]), 1),
    },
    {
      operands: [[3, 4]],
      make: (x) => op.gatherElements(pick(x), indices(pick(x).graph, [2, 2], [2, 0, 2, 1]), 0),
    },
  ],
  ScatterElements: [
    binary((x, y) => op.scatterElements(x, indices(x.graph, [2, 2], [3, 3, 1, 0]), y, 1), [3, 4], [2, 2]),
    binary(
      (x, y) => op.scatterElements(x, indices(x.graph, [2, 2], [3, 2, 1, 0]), y, 1, 'none'),
      [3, 4],
      [2, 2],
    ),
  ],
  LayerNormalization: [
    { operands: [[3, 5], [5], [5]], make: (x, s, b) => op.layerNorm(pick(x), pick(s), pick(b)) },
  ],
  SimplifiedLayerNormalization: [
    { operands: [[2, 3, 5], [5]], make: (x, s) => op.rmsNorm(pick(x), pick(s)) },
  ],
  Conv: [
    {
      operands: [[2, 3, 6], [4, 3, 3], [4]],
      make: (x, w, b) => op.conv(pick(x), pick(w), pick(b), { pads: 1 }),
    },
    {
      operands: [
        [1, 2, 9],
        [3, 2, 3],
      ],
      make: (x, w) => op.conv(pick(x), pick(w), undefined, { pads: 2, dilations: 2 }),
    },
    {
      operands: [
        [1, 2, 10],
        [3, 2, 5],
      ],
      make: (x, w) => op.conv(pick(x), pick(w), undefined, { strides: 5 }),
    },
    {
      operands: [[2, 2, 6, 7], [3, 2, 3, 3], [3]],
      make: (x, w, b) => op.conv(pick(x), pick(w), pick(b), { pads: 1, strides: 2 }),
    },
    {
      operands: [
        [1, 2, 7, 8],
        [2, 2, 2, 3],
      ],
      make: (x, w) =>
        op.conv(pick(x), pick(w), undefined, { strides: [3, 2], pads: [0, 2], dilations: [2, 1] }),
    },
    {
      operands: [
        [2, 3, 4, 4],
        [2, 3, 1, 1],
      ],
      make: (x, w) => op.conv(pick(x), pick(w)),
    },
  ],
  MaxPool: [
    { operands: [[2, 2, 5, 6]], make: (x) => op.maxPool(pick(x), [3, 2], { strides: 2, pads: [1, 0] }) },
    { operands: [[2, 3, 7]], make: (x) => op.maxPool(pick(x), [3], { strides: 1 }) },
  ],
  AveragePool: [
    { operands: [[2, 2, 5, 6]], make: (x) => op.averagePool(pick(x), [3, 2], { strides: 2, pads: [1, 0] }) },
  ],
};

/** Rules of operations through which nothing flows, and of those that only graphs over themselves contain. */
const without = [
  'ArgMax',
  'Equal',
  'Floor',
  'Greater',
  'GreaterOrEqual',
  'Identity',
  'Less',
  'LessOrEqual',
  'Sign',
  'StopGradient',
];

describe('gradient rules', () => {
  it('all have a case here', () => {
    expect([...Object.keys(cases), ...without].sort()).toEqual(ruleNames());
  });

  for (const [name, list] of Object.entries(cases)) {
    for (const [i, test] of list.entries()) {
      it(`${name} (${i + 1}) equals central differences in doubles`, async () => {
        const { forward, rule, runtime } = await checkGradient(test);
        expect(rule).toBeLessThan(1e-7);
        expect(forward).toBeLessThan(3e-6);
        expect(runtime).toBeLessThan(1e-5);
      });
    }
  }
});

describe('gradients', () => {
  const scalarGraph = () => {
    const graph = new GraphBuilder('g');
    return { graph, x: graph.input('x', 'float32', [2]) };
  };
  const numbersOf = (graph: GraphBuilder, x: Value, at: number[], wanted: readonly Value[]) =>
    evaluate(graph, new Map([[x, Float64Array.from(at)]]), wanted).map((t) => [...t.data]);

  it('adds up over all uses of a value', () => {
    const { graph, x } = scalarGraph();
    const loss = op.reduceSum(op.add(op.mul(x, x), op.mul(x, 3)));
    expect(numbersOf(graph, x, [2, -1], gradients(graph, loss, [x]))).toEqual([[7, 1]]);
  });

  it('stops where it is told to, and is zero where the loss does not depend', () => {
    const { graph, x } = scalarGraph();
    const unused = graph.input('unused', 'float32', [3]);
    const loss = op.reduceSum(op.mul(op.stopGradient(x), x));
    const found = gradients(graph, loss, [x, unused]);
    expect(numbersOf(graph, x, [2, -1], found)).toEqual([
      [2, -1],
      [0, 0, 0],
    ]);
  });

  it('shares the gradient between equal operands of min, as torch.minimum', () => {
    const { graph, x } = scalarGraph();
    const loss = op.reduceSum(op.min(x, op.mul(x, 1)));
    const parts = gradients(graph, loss, [x]);
    expect(numbersOf(graph, x, [2, -1], parts)).toEqual([[1, 1]]);
  });

  it('of the power 0 is 0, also at 0', () => {
    const { graph, x } = scalarGraph();
    const powers = [0, 1, 2].map((y) => op.reduceSum(op.pow(x, y)));
    const found = powers.flatMap((loss) => gradients(graph, loss, [x]));
    expect(numbersOf(graph, x, [0, -3], found)).toEqual([
      [0, 0],
      [1, 1],
      [0, -6],
    ]);
  });

  it('multiplies by the weight', () => {
    const { graph, x } = scalarGraph();
    const loss = op.reduceSum(op.mul(x, x));
    expect(numbersOf(graph, x, [2, -1], gradients(graph, loss, [x], graph.scalar(0.5)))).toEqual([[2, -1]]);
  });

  it('names operation, path and operands where a rule is missing', () => {
    const { graph, x } = scalarGraph();
    const strange = graph.scope('head', () =>
      graph.emit({ op: 'Asinh', inputs: [x], outputs: [{ dtype: 'float32', shape: [2] }] }),
    );
    const loss = op.reduceSum(pick(strange[0]));
    expect(() => gradients(graph, loss, [x])).toThrow(
      /^Asinh in head\/Asinh_\d+: has no gradient rule \(x float32\[2\]\)\.$/,
    );
  });

  it('refuses a loss that is not one number', () => {
    const { graph, x } = scalarGraph();
    expect(() => gradients(graph, x, [x])).toThrow('the loss must be one floating-point number');
  });
});

describe('causal attention', () => {
  it('of more steps than a block has equals the same from plain operations', async () => {
    const [heads, keyHeads, steps, size] = [4, 2, 300, 4];
    const graph = new GraphBuilder('blocks');
    const [q, k, v] = [heads, keyHeads, keyHeads].map((n, i) =>
      graph.input(`x${i}`, 'float32', [1, steps, n * size]),
    );
    const weights = graph.constant(
      hostTensor('float32', [1, steps, heads * size], wave(steps * heads * size, 0.7)),
    );
    const mask = Float32Array.from({ length: steps * steps }, (_, i) => (i % steps > i / steps ? -1e30 : 0));
    const split = (x: Value, n: number) => op.transpose(op.reshape(x, [1, steps, n, size]), [0, 2, 1, 3]);
    const both = (x: Value) =>
      op.reshape(
        op.expand(op.reshape(split(x, keyHeads), [keyHeads, 1, steps, size]), [keyHeads, 2, steps, size]),
        [1, heads, steps, size],
      );
    const scores = op.mul(
      op.matmul(split(pick(q), heads), op.transposeLast(both(pick(k)))),
      1 / Math.sqrt(size),
    );
    const seen = op.softmax(op.add(scores, graph.constant(hostTensor('float32', [steps, steps], mask))));
    const plain = op.reshape(op.transpose(op.matmul(seen, both(pick(v))), [0, 2, 1, 3]), [
      1,
      steps,
      heads * size,
    ]);
    const made = [op.causalAttention(pick(q), pick(k), pick(v), { heads, keyHeads }), plain];
    const wrt = [pick(q), pick(k), pick(v)];
    for (const [i, y] of made.entries()) {
      graph.output(`y${i}`, y);
      for (const [j, d] of gradients(graph, op.reduceSum(op.mul(y, weights)), wrt).entries())
        graph.output(`d${i}${j}`, d);
    }
    const session = await createSession(graph);
    const feeds = wrt.map((value, i) => [value.name, wave(sizeOf(value.shape), 1 + i / 3)] as const);
    const found = await session.run(Object.fromEntries(feeds));
    await session.dispose();
    const numbers = (name: string) => (found[name] === undefined ? [] : numbersOf(found[name]));
    expect(worst(numbers('y0'), numbers('y1'))).toBeLessThan(2e-6);
    for (let j = 0; j < 3; j++) expect(worst(numbers(`d0${j}`), numbers(`d1${j}`))).toBeLessThan(5e-6);
  });

  it('sees no later step', async () => {
    const graph = new GraphBuilder('causal');
    const [q, k, v] = ['q', 'k', 'v'].map((name) => graph.input(name, 'float32', [1, 3, 4]));
    const y = op.causalAttention(pick(q), pick(k), pick(v), { heads: 2, keyHeads: 2 });
    const early = op.reduceSum(op.slice(y, [{ axis: 1, start: 0, end: 2 }]));
    const numbers = (s: number) => Float64Array.from({ length: 12 }, (_, i) => Math.sin(i * s + s));
    const feeds = new Map([q, k, v].map((value, i) => [pick(value), numbers(i + 1)]));
    const [byKey, byValue] = evaluate(graph, feeds, gradients(graph, early, [pick(k), pick(v)]));
    for (const slope of [byKey, byValue]) {
      expect([...(slope?.data.slice(8) ?? [])]).toEqual([0, 0, 0, 0]);
      expect(slope?.data.slice(0, 8).every((d) => d !== 0)).toBe(true);
    }
  });
});
