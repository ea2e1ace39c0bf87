/**
 * Trains a decoder with long sequences for two steps, with or without recomputation: `node memory-of-training.ts
 * (keep | recompute) STEPS`. Writes the losses, the largest parameters' sum and its peak of memory in MiB (Linux) as JSON.
 */
import { readFileSync } from 'node:fs';
import type { Net } from '../model-graph.ts';
import { Random } from '../random.ts';
import { createTrainStep } from '../trainer-session.ts';
import { decoderLoss, decoderStore, smallDecoder } from './small-decoder.ts';

const [how, length] = process.argv.slice(2);
const steps = Number(length);
const sizes = { width: 32, layers: 8, heads: 4, keyHeads: 2, inner: 64, vocabulary: 16, positions: steps };
const decoder = smallDecoder(sizes);
const store = decoderStore(sizes, 1, 0.2);
const random = Random.seeded(1);
const shape = [2, steps];
const tokens = Int32Array.from({ length: 2 * steps }, () => random.below(sizes.vocabulary));
const target = tokens.map((t) => (t * 5 + 2) % sizes.vocabulary);
const step = await createTrainStep({
  store,
  inputs: { tokens: { dtype: 'int32', shape }, target: { dtype: 'int32', shape } },
  optimizer: { maxGradNorm: 1 },
  build: (net: Net) => ({ loss: decoderLoss(net, decoder, { recompute: how === 'recompute' }) }),
});
const losses: number[] = [];
for (let i = 0; i < 2; i++) losses.push((await step.run({ tokens, target }, { learningRate: 0.01 })).loss);
await step.dispose();
const peak = Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) / 1024;
const parameters = store.names.map((name) => [...store.read(name)]).flat();
process.stdout.write(JSON.stringify({ losses, parameters, peak }));
