import { describe, expect, it } from 'vitest';
import { gradients } from '../autodiff/gradients.ts';
import { GraphBuilder } from '../graph.ts';
import { numbersOf } from '../host-tensor.ts';
import { createSession } from '../session.ts';
import * as op from './index.ts';

async function run(graph: GraphBuilder, feeds: Record<string, Float32Array>) {
  const session = await createSession(graph);
  const out = await session.run(feeds);
  await session.dispose();
  return Object.fromEntries(Object.entries(out).map(([name, t]) => [name, numbersOf(t)]));
}

describe('loop', () => {
  it('carries values from turn to turn, keeps one of each and sees values from around it', async () => {
    const graph = new GraphBuilder('powers');
    const x = graph.input('x', 'float32', [2]);
    const twice = op.mul(x, 2);
    const { carried, kept } = op.loop(graph, 4, [op.full(graph, [2], 1)], (turn, [p]) => {
      // A scalar constant made here, and one made outside before, are both seen.
      const next = op.mul(p ?? x, twice);
      return { carried: [next], kept: [op.add(next, op.cast(turn, 'float32'))] };
    });
    const [last] = carried;
    const [all] = kept;
    graph.output('last', op.add(last ?? x, 0));
    graph.output('all', all ?? x);
    expect(all?.shape).toEqual([4, 2]);
    expect(await run(graph, { x: Float32Array.of(1, -0.5) })).toEqual({
      last: [16, 1],
      all: [2, -1, 5, 2, 10, 1, 19, 4],
    });
  });

  it('stops early when the body says so', async () => {
    const graph = new GraphBuilder('stop');
    const limit = graph.input('limit', 'float32', []);
    const { carried } = op.loop(graph, 100, [graph.scalar(1)], (_, [p]) => {
      const next = op.mul(p ?? limit, 2);
      return { carried: [next], goOn: op.less(next, limit) };
    });
    graph.output('first', carried[0] ?? limit);
    expect(await run(graph, { limit: Float32Array.of(37) })).toEqual({ first: [64] });
  });

  it('may hold another loop', async () => {
    const graph = new GraphBuilder('nested');
    const x = graph.input('x', 'float32', []);
    const { carried } = op.loop(graph, 3, [x], (_, [a]) => {
      const outer = a ?? x;
      const inner = op.loop(outer.graph, 2, [outer], (_turn, [b]) => ({ carried: [op.add(b ?? x, x)] }));
      return { carried: inner.carried };
    });
    graph.output('y', carried[0] ?? x);
    expect(await run(graph, { x: Float32Array.of(5) })).toEqual({ y: [35] });
  });

  it('refuses bodies that change what they carry, and gradients', () => {
    const graph = new GraphBuilder('bad');
    const x = graph.input('x', 'float32', [2]);
    expect(() => op.loop(graph, 2, [x], (_, [a]) => ({ carried: [op.concat([a ?? x, x], 0)] }))).toThrow(
      'a carried value changes its type or shape',
    );
    expect(() => op.loop(graph, 2, [x], () => ({ carried: [] }))).toThrow('carries 1 values but gives 0');
    const { carried } = op.loop(graph, 2, [x], (_, [a]) => ({ carried: [op.mul(a ?? x, 2)] }));
    const loss = op.reduceSum(carried[0] ?? x);
    expect(() => gradients(graph, loss, [x])).toThrow(/^Loop in .*has no gradient rule/);
  });
});
