import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { GraphBuilder } from '../graph.ts';
import * as op from '../ops/index.ts';
import { Random } from '../random.ts';
import { createSession } from '../session.ts';
import { sizeOf } from '../shape.ts';
import { worst } from '../testing/check-gradient.ts';
import { evaluate } from '../testing/evaluate.ts';
import { profiledOperations } from '../testing/profile.ts';
import type { Value } from '../value.ts';
import { gradients } from './gradients.ts';

type Blocks = (
  given: readonly Value[],
  body: (given: readonly Value[]) => readonly Value[],
) => readonly Value[];

const pick = (values: readonly (Value | undefined)[], i = 0): Value => {
  const value = values[i];
  if (value === undefined) throw new RangeError(`There is no value ${i}.`);
  return value;
};

/** Three blocks in a row; one has two results, one of which is used again at the end; one is inside another. */
function model(blocks: Blocks, x: Value, w: Value, scale: Value): Value {
  const first = blocks([x], ([h]) => {
    const wide = op.tanh(op.matmul(pick([h]), w));
    return [op.mul(wide, scale), op.softmax(wide)];
  });
  const second = blocks([pick(first), pick(first, 1)], ([a, b]) => {
    const mixed = op.matmul(op.add(pick([a]), pick([b])), w);
    return blocks([mixed], ([m]) => [op.silu(op.mul(pick([m]), scale))]);
  });
  const third = blocks([pick(second)], ([h]) => [op.rmsNorm(op.matmul(pick([h]), w), scale)]);
  return op.reduceMean(op.mul(op.add(pick(third), pick(first, 1)), x));
}

function built(recompute: boolean) {
  const graph = new GraphBuilder('g');
  const x = graph.input('x', 'float32', [3, 4]);
  const w = graph.input('w', 'float32', [4, 4]);
  const scale = graph.input('scale', 'float32', [4]);
  const plainly: Blocks = (given, body) => body(given);
  const loss = model(recompute ? (given, body) => graph.recomputed(given, body) : plainly, x, w, scale);
  const wrt = [x, w, scale];
  return { graph, wrt, results: [loss, ...gradients(graph, loss, wrt)] };
}

const random = Random.seeded(8);
const numbers = [12, 16, 4].map((n) => Float32Array.from({ length: n }, () => random.normal()));

describe('recomputed blocks', () => {
  it('give the same loss and gradients, to the last bit', async () => {
    const all = await Promise.all(
      [false, true].map(async (recompute) => {
        const { graph, wrt, results } = built(recompute);
        for (const [i, value] of results.entries()) graph.output(`r${i}`, value);
        const session = await createSession(graph);
        const found = await session.run(
          Object.fromEntries(wrt.map((v, i) => [v.name, numbers[i] ?? new Float32Array()])),
        );
        await session.dispose();
        return results.map((_, i) => [...(found[`r${i}`]?.data ?? [])]);
      }),
    );
    expect(all[0]?.flat()).toHaveLength(1 + 12 + 16 + 4);
    expect(all[1]).toEqual(all[0]);
  });

  it('give the same in doubles', () => {
    const [plain, again] = [false, true].map((recompute) => {
      const { graph, wrt, results } = built(recompute);
      const feeds = new Map(wrt.map((v, i) => [v, Float64Array.from(numbers[i] ?? [])]));
      return evaluate(graph, feeds, results).map((t) => [...t.data]);
    });
    expect(again).toEqual(plain);
  });

  it('are made once more, and only where gradients are wanted', () => {
    const count = (graph: GraphBuilder, name: string) => graph.nodes.filter((n) => n.op === name).length;
    const [plain, again] = [built(false), built(true)];
    expect(count(again.graph, 'Tanh')).toBe(count(plain.graph, 'Tanh') + 1);
    const graph = new GraphBuilder('g');
    const x = graph.input('x', 'float32', [2]);
    const w = graph.input('w', 'float32', [2]);
    const y = pick(graph.recomputed([x], ([h]) => [op.tanh(pick([h]))]));
    gradients(graph, op.reduceSum(op.mul(y, w)), [w]);
    expect(count(graph, 'Tanh')).toBe(1);
  });

  it('may give back what they were given, what is around them, and one value twice', () => {
    const found = (recompute: boolean) => {
      const graph = new GraphBuilder('g');
      const x = graph.input('x', 'float32', [2]);
      const w = graph.input('w', 'float32', [2]);
      const body: Parameters<Blocks>[1] = ([h]) => {
        const bent = op.tanh(op.mul(pick([h]), w));
        return [bent, pick([h]), w, bent];
      };
      const made = recompute ? graph.recomputed([x], body) : body([x]);
      const parts = made.map((value, i) => op.mul(value, i + 2));
      const loss = op.reduceSum(parts.reduce((sum, part) => op.add(sum, part)));
      const feeds = new Map([
        [x, Float64Array.of(0.3, -1)],
        [w, Float64Array.of(2, 0.7)],
      ]);
      return evaluate(graph, feeds, gradients(graph, loss, [x, w])).map((t) => [...t.data]);
    };
    const [plain, again] = [found(false), found(true)];
    for (const [i, slope] of again.entries()) expect(worst(slope, plain[i] ?? [])).toBeLessThan(1e-12);
  });

  it('have gradients where nothing runs through them', () => {
    const graph = new GraphBuilder('g');
    const [none, w] = [graph.input('none', 'float32', [0, 2]), graph.input('w', 'float32', [2])];
    const made = graph.recomputed([none], ([h]) => [op.mul(pick([h]), w)]);
    const found = gradients(graph, op.reduceSum(pick(made)), [none, w]);
    expect(found.map((slope) => slope.shape)).toEqual([[0, 2], [2]]);
  });

  it('are computed once more by ONNX Runtime, which merges equal nodes where it can', async () => {
    const runs = async (recompute: boolean) => {
      const folder = await mkdtemp(path.join(tmpdir(), 'recompute-'));
      const { graph, wrt, results } = built(recompute);
      for (const [i, value] of results.entries()) graph.output(`r${i}`, value);
      const session = await createSession(graph, { profile: path.join(folder, 'p') });
      await session.run(Object.fromEntries(wrt.map((v, i) => [v.name, numbers[i] ?? new Float32Array()])));
      await session.dispose();
      const { CPUExecutionProvider: names = [] } = await profiledOperations(folder);
      await rm(folder, { recursive: true });
      return (name: string) => names.filter((n) => n === name).length;
    };
    const [plain, again] = [await runs(false), await runs(true)];
    for (const name of ['Tanh', 'Softmax', 'SimplifiedLayerNormalization'])
      expect(again(name)).toBe(plain(name) + 1);
  });

  it('work inside a composite and in the body of a loop, where nothing is kept anyway', () => {
    const graph = new GraphBuilder('g');
    const x = graph.input('x', 'float32', [2]);
    const { carried } = op.loop(graph, 2, [x], (_, [h]) => ({
      carried: pick([h]).graph.recomputed([pick([h])], ([v]) => [op.tanh(pick([v]))]),
    }));
    expect(sizeOf(pick(carried).shape)).toBe(2);
    const [made] = graph.composite({ op: 'Silu', inputs: [x] }, () => ({
      outputs: graph.recomputed([x], ([v]) => [op.tanh(pick([v]))]),
      saved: [x],
    }));
    expect(made?.shape).toEqual([2]);
  });

  // Only Linux says how much memory a process had at most.
  it.runIf(process.platform === 'linux')('train alike with much less memory', async () => {
    const program = path.join(import.meta.dirname, '..', 'testing', 'memory-of-training.ts');
    const schema = z.object({
      losses: z.array(z.number()),
      parameters: z.array(z.number()),
      peak: z.number(),
    });
    const train = async (how: string, steps: number) => {
      const { stdout } = await promisify(execFile)(process.execPath, [program, how, String(steps)], {
        maxBuffer: 1 << 26,
      });
      return schema.parse(JSON.parse(stdout));
    };
    const small = await train('keep', 8);
    const [kept, again] = [await train('keep', 512), await train('recompute', 512)];
    expect(again.losses).toEqual(kept.losses);
    expect(again.parameters).toEqual(kept.parameters);
    // Eight layers, each with attention weights of 8 MiB in several stages: without them less than half is left.
    expect(again.peak - small.peak).toBeLessThan(0.6 * (kept.peak - small.peak));
  });
});
