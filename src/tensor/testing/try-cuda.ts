/**
 * Runs a small graph on the cpu, then asks for CUDA: `TEMPR1_CUDA=FOLDER node try-cuda.ts`. Writes the result and what CUDA said
 * as JSON.
 */
import { GraphBuilder } from '../graph.ts';
import { numbersOf } from '../host-tensor.ts';
import { mul } from '../ops/elementwise.ts';
import { createSession } from '../session.ts';

function twice(): GraphBuilder {
  const graph = new GraphBuilder('twice');
  graph.output('y', mul(graph.input('x', 'float32', [2]), 2));
  return graph;
}

const session = await createSession(twice());
const { y } = await session.run({ x: Float32Array.of(1, 2) });
const cuda = await createSession(twice(), { device: 'cuda' }).then(
  () => 'loaded',
  (error: unknown) => String(error),
);
process.stdout.write(JSON.stringify({ y: y === undefined ? [] : numbersOf(y), cuda }));
