/**
 * Trains a small decoder for a few steps on a device and samples from it: `node train-on.ts DEVICE`. Writes losses, norms, a
 * parameter and the tokens as JSON: tests compare devices by it, in a process that a driver may take down.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Random } from '../random.ts';
import { createGroupSampler } from '../sampling/group-sampler.ts';
import { deviceSchema } from '../device-schema.ts';
import { createTrainStep, createGradientStep, createUpdateStep } from '../trainer-session.ts';
import { profiledOperations } from './profile.ts';
import { decoderLoss, decoderStore, smallDecoder } from './small-decoder.ts';

const sizes = { width: 16, layers: 1, heads: 2, keyHeads: 1, inner: 24, vocabulary: 11, positions: 32 };
const device = deviceSchema.parse(process.argv[2]);
const decoder = smallDecoder(sizes);
const store = decoderStore(sizes, 1, 0.2);
const shape = [2, 8];
const random = Random.seeded(2);
const tokens = Int32Array.from({ length: 16 }, () => random.below(sizes.vocabulary));
const target = Int32Array.from(tokens, (t) => (t * 3 + 1) % sizes.vocabulary);
const inputs = { tokens: { dtype: 'int32', shape }, target: { dtype: 'int32', shape } } as const;
const session = { device, resident: true } as const;
const optimizer = { weightDecay: 0.01, maxGradNorm: 1 };
const build = (net: Parameters<typeof decoderLoss>[0]) => ({ loss: decoderLoss(net, decoder) });

const losses: number[] = [];
const norms: number[] = [];
const folder = await mkdtemp(path.join(tmpdir(), 'train-on-'));
const profiled = { ...session, profile: path.join(folder, 'profile') };
const step = await createTrainStep({ store, inputs, optimizer, session: profiled, build });
for (let i = 0; i < 4; i++) {
  const { loss, gradNorm } = await step.run({ tokens, target }, { learningRate: 0.01 });
  losses.push(loss);
  norms.push(gradNorm);
}
await step.dispose();
const placed = await profiledOperations(folder);
await rm(folder, { recursive: true });

const gradient = await createGradientStep({ store, inputs, session, build });
const update = await createUpdateStep({ store, optimizer, session });
for (let i = 0; i < 2; i++) {
  for (let half = 0; half < 2; half++)
    losses.push((await gradient.run({ tokens, target }, { weight: 0.5 })).loss);
  norms.push((await update.run({ learningRate: 0.01 })).gradNorm);
}
const wasResident = store.slot('head').value.isResident;
await gradient.dispose();
await update.dispose();
const sampler = createGroupSampler({
  store,
  decoder,
  groupSize: 2,
  promptLength: 3,
  chunk: 4,
  session: { device },
});
const [group] = await sampler.sample({
  prompts: [Int32Array.of(1, 2, 3)],
  temperature: 1,
  maxTokens: 9,
  stopTokens: [],
  stream: (_, response) => Random.seeded(response),
});
await sampler.dispose();
process.stdout.write(
  `${JSON.stringify({
    wasResident,
    placed: Object.fromEntries(Object.entries(placed).map(([name, list]) => [name, [...new Set(list)]])),
    losses,
    norms,
    head: [...store.read('head')],
    m: [...(store.slot('head').m?.data ?? [])],
    tokens: group?.map((s) => [...s.tokens]),
    logProbs: group?.map((s) => [...s.logProbs]),
  })}\n`,
);
