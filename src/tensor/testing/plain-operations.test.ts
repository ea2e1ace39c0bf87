import { describe, expect, it } from 'vitest';
import { GraphBuilder } from '../graph.ts';
import { hostTensor, numbersOf } from '../host-tensor.ts';
import * as op from '../ops/index.ts';
import { createSession } from '../session.ts';
import type { Value } from '../value.ts';
import { evaluate } from './evaluate.ts';
import { erf } from './tensor64.ts';

const x = Float32Array.of(-1.5, 0, 2.25, 0, 3, -0.5);
const y = Float32Array.of(-1.5, 1, 2, 0, -3, 0.5);

/** Operations without a gradient: ONNX Runtime must agree with the reference, bit for bit. */
const plain: Record<string, (a: Value, b: Value) => Value> = {
  sign: (a) => op.sign(a),
  floor: (a) => op.floor(a),
  equal: (a, b) => op.equal(a, b),
  less: (a, b) => op.less(a, b),
  lessOrEqual: (a, b) => op.lessOrEqual(a, b),
  greater: (a, b) => op.greater(a, b),
  greaterOrEqual: (a, b) => op.greaterOrEqual(a, b),
  and: (a, b) => op.and(op.greater(a, 0), op.less(b, 0)),
  or: (a, b) => op.or(op.greater(a, 0), op.less(b, 0)),
  not: (a) => op.not(op.equal(a, 0)),
  argMax: (a) => op.argMax(a, 1),
  stopGradient: (a) => op.stopGradient(a),
  'cast to whole numbers': (a) => op.cast(a, 'int32'),
  'arithmetic on whole numbers': (a) => op.add(op.mul(op.cast(a, 'int32'), 3), 1),
  full: (a) => op.full(a.graph, [2, 2], 0.5),
  stack: (a, b) => op.stack([a, b], 1),
  unsqueeze: (a) => op.unsqueeze(a, [0, -1]),
};

describe('operations without a gradient', () => {
  for (const [name, make] of Object.entries(plain)) {
    it(`${name} equals the reference`, async () => {
      const graph = new GraphBuilder(name);
      const [a, b] = [graph.input('a', 'float32', [2, 3]), graph.input('b', 'float32', [2, 3])];
      const result = make(a, b);
      graph.output('result', result);
      const feeds = new Map([
        [a, Float64Array.from(x)],
        [b, Float64Array.from(y)],
      ]);
      const [expected] = evaluate(graph, feeds, [result]);
      const session = await createSession(graph);
      const { result: got } = await session.run({ a: x, b: y });
      await session.dispose();
      expect(got?.shape).toEqual(expected?.shape);
      expect(got === undefined ? [] : numbersOf(got)).toEqual([...(expected?.data ?? [])]);
    });
  }
});

it('knows the error function to double precision', () => {
  // Values of erf from Abramowitz and Stegun, table 7.1.
  expect(erf(0.5)).toBeCloseTo(0.5204998778, 10);
  expect(erf(1)).toBeCloseTo(0.8427007929, 10);
  expect(erf(-2)).toBeCloseTo(-0.995322265, 10);
  expect(erf(3)).toBeCloseTo(0.9999779095, 10);
});

it('makes constants of all types', async () => {
  const graph = new GraphBuilder('types');
  graph.output('a', graph.constant(hostTensor('bool', [2], Uint8Array.of(1, 0))));
  graph.output('b', graph.constant(hostTensor('int64', [2], BigInt64Array.of(5n, -6n))));
  graph.output('c', graph.constant(hostTensor('float64', [1], Float64Array.of(0.1))));
  graph.output('d', graph.constant(hostTensor('uint8', [1], Uint8Array.of(200))));
  const session = await createSession(graph);
  const out = await session.run({});
  await session.dispose();
  expect(Object.fromEntries(Object.entries(out).map(([k, t]) => [k, [t.dtype, ...numbersOf(t)]]))).toEqual({
    a: ['bool', 1, 0],
    b: ['int64', 5, -6],
    c: ['float64', 0.1],
    d: ['uint8', 200],
  });
});
