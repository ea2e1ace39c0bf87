/**
 * Measures this engine on one size and writes the figures as JSON: `node measure.ts '{"width":128,...}'`. A process of its own
 * for each block, so that memory and warm-up are its own; `bench/reference/train.py` takes the same question.
 */
import { readFileSync } from 'node:fs';
import { createForward, createGroupSampler, createTrainStep, Random } from '../../src/tensor/index.ts';
import {
  decoderLogits,
  decoderLoss,
  decoderStore,
  smallDecoder,
} from '../../src/tensor/testing/small-decoder.ts';
import { matmulGflops } from './matmul.ts';
import { questionSchema, type Answer, type Timing } from './question.ts';

const question = questionSchema.parse(JSON.parse(process.argv[2] ?? '{}'));
const { threads, batch, steps, rounds, work, device } = question;
const sizes = {
  width: question.width,
  layers: question.layers,
  heads: question.heads,
  keyHeads: question.heads,
  inner: question.inner,
  vocabulary: question.vocabulary,
  positions: Math.max(steps, question.promptLength + question.newTokens),
};
const decoder = smallDecoder(sizes);
const store = decoderStore(sizes);
const session = {
  device,
  resident: device === 'webgpu',
  threads,
  ...(question.profile !== undefined && { profile: question.profile }),
};

async function timed(run: () => Promise<unknown>, warmUp: number): Promise<Timing> {
  for (let i = 0; i < warmUp; i++) await run();
  const wall: number[] = [];
  const cpu: number[] = [];
  for (let i = 0; i < rounds; i++) {
    const [start, before] = [performance.now(), process.cpuUsage()];
    await run();
    const used = process.cpuUsage(before);
    wall.push(performance.now() - start);
    cpu.push((used.user + used.system) / 1000);
  }
  return { wall, cpu };
}

const shape = [batch, steps];
const random = Random.seeded(3);
const tokens = Int32Array.from({ length: batch * steps }, () => random.below(sizes.vocabulary));
const target = Int32Array.from(tokens, (t) => (t * 7 + 3) % sizes.vocabulary);
const inputs = { tokens: { dtype: 'int32', shape }, target: { dtype: 'int32', shape } } as const;

async function measure(): Promise<Pick<Answer, 'timing' | 'loss'>> {
  if (work === 'step') {
    const step = await createTrainStep({
      store,
      inputs,
      session,
      optimizer: { weightDecay: 0.01, maxGradNorm: 1 },
      build: (net) => ({ loss: decoderLoss(net, decoder, { recompute: question.recompute }) }),
    });
    let loss = NaN;
    const timing = await timed(async () => {
      ({ loss } = await step.run({ tokens, target }, { learningRate: 1e-3 }));
    }, 3);
    await step.dispose();
    return { timing, loss };
  }
  if (work === 'forward') {
    const forward = await createForward({
      store,
      session,
      inputs: { tokens: inputs.tokens },
      build: (net) => ({ logits: decoderLogits(net, decoder) }),
    });
    return { timing: await timed(() => forward.run({ tokens }), 3), loss: null };
  }
  const { groupSize, promptLength, newTokens } = question;
  const sampler = createGroupSampler({
    store,
    decoder,
    groupSize,
    promptLength,
    session,
    frozen: question.frozen,
  });
  const prompt = Int32Array.from({ length: promptLength }, () => random.below(sizes.vocabulary));
  const request = { prompts: [prompt], temperature: 1, maxTokens: newTokens, stopTokens: [] };
  const stream = (_: number, response: number) => Random.seeded(response);
  return { timing: await timed(() => sampler.sample({ ...request, stream }), 2), loss: null };
}

const measured = await measure();
const status = process.platform === 'linux' ? readFileSync('/proc/self/status', 'utf8') : '';
const peak = Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? process.resourceUsage().maxRSS) / 1024;
const answer: Answer = {
  ...measured,
  parameters: store.size,
  peakMegabytes: peak,
  gflops: question.gflops ? await matmulGflops(threads) : null,
  version: 'onnxruntime-node 1.30.0',
};
process.stdout.write(`${JSON.stringify(answer)}\n`);
