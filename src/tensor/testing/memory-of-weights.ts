/**
 * Runs products and their gradients with all weights of a folder, and writes by how many MiB its own memory and the pages of
 * files it holds have grown: `node memory-of-weights.ts FOLDER` (Linux).
 */
import { readFileSync } from 'node:fs';
import { gradients } from '../autodiff/gradients.ts';
import { FrozenWeights } from '../frozen-weights.ts';
import { GraphBuilder } from '../graph.ts';
import { linear, reduceSum, tanh } from '../ops/index.ts';
import { createSession } from '../session.ts';

const memory = () => {
  const status = readFileSync('/proc/self/status', 'utf8');
  const mebibytes = (key: string) => Number(new RegExp(`${key}:\\s+(\\d+)`).exec(status)?.[1]) / 1024;
  return { own: mebibytes('RssAnon'), shared: mebibytes('RssFile') };
};

const weights = await FrozenWeights.open(process.argv[2] ?? '.');
const graph = new GraphBuilder('memory');
const size = weights.place(weights.names[0] ?? '').shape[1] ?? 0;
const x = graph.input('x', 'float32', [8, size]);
let h = x;
for (const name of weights.names) h = tanh(linear(h, weights.float(graph, name)));
const [slope] = gradients(graph, reduceSum(h), [x]);
if (slope === undefined) throw new RangeError('There is no gradient.');
graph.output('slope', slope);
const before = memory();
const session = await createSession(graph);
await session.run({ x: new Float32Array(8 * size).fill(1) });
const after = memory();
process.stdout.write(JSON.stringify({ own: after.own - before.own, shared: after.shared - before.shared }));
