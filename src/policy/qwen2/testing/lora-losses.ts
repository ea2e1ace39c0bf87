import * as z from 'zod';
import { op, type Net, type Shape, type Value } from '../../../tensor/index.ts';
import { scoringTask } from '../../qwen2_5_vl/model.ts';
import { createLogProbGradients, type Decoder } from '../forward.ts';
import type { Sequence } from '../sequence.ts';

/** The inputs of a single-sequence GRPO-like loss in a fixture. */
export const grpoInputs = z.object({
  advantage: z.number(),
  old_logps: z.array(z.number()),
  ref_logps: z.array(z.number()),
});

export interface LossAndGradients {
  readonly loss: number;
  readonly logProbs: Float32Array | undefined;
  /** By the name of the parameter. */
  readonly gradients: ReadonlyMap<string, { readonly shape: Shape; readonly data: Float32Array }>;
}

/** Mean of -log p over an answer. */
export function crossEntropy(decoder: Decoder, prompt: Sequence, answer: readonly number[]) {
  return gradientsOf(decoder, prompt, answer, {}, (_, logProbs) => op.neg(op.reduceMean(logProbs)));
}

/** mean_t(-min(r A, clip(r, .8, 1.2) A) + .04 k3) with r = p / p_old and k3 = p_ref / p - log(p_ref / p) - 1. */
export function grpoLoss(
  decoder: Decoder,
  prompt: Sequence,
  answer: readonly number[],
  given: z.infer<typeof grpoInputs>,
) {
  const feeds = { old: Float32Array.from(given.old_logps), ref: Float32Array.from(given.ref_logps) };
  return gradientsOf(decoder, prompt, answer, feeds, (net, logProbs) => {
    const ratio = op.exp(op.sub(logProbs, net.input('old')));
    const clipped = op.clip(ratio, 0.8, 1.2);
    const gain = op.min(op.mul(ratio, given.advantage), op.mul(clipped, given.advantage));
    const apart = op.sub(net.input('ref'), logProbs);
    const k3 = op.sub(op.sub(op.exp(apart), apart), 1);
    return op.reduceMean(op.sub(op.mul(k3, 0.04), gain));
  });
}

/** sum_t weight_t log p_t, the form in which a policy is trained whatever the loss. */
export function weightedLikelihood(
  decoder: Decoder,
  prompt: Sequence,
  answer: readonly number[],
  weights: Float32Array,
) {
  return gradientsOf(decoder, prompt, answer, { weights }, (net, logProbs) =>
    op.reduceSum(op.mul(logProbs, net.input('weights'))),
  );
}

async function gradientsOf(
  decoder: Decoder,
  prompt: Sequence,
  answer: readonly number[],
  feeds: Readonly<Record<string, Float32Array>>,
  loss: (net: Net, logProbs: Value) => Value,
): Promise<LossAndGradients> {
  const { adapter } = decoder;
  if (adapter === undefined) throw new RangeError('There is no adapter to train.');
  const task = scoringTask(decoder, prompt, [answer]);
  const inputs = Object.fromEntries(
    Object.entries(feeds).map(([name, data]) => [name, { dtype: 'float32' as const, shape: [data.length] }]),
  );
  const step = await createLogProbGradients(decoder, task.shape, loss, inputs);
  try {
    for (const name of adapter.store.names) adapter.store.slot(name).sum?.data.fill(0);
    const result = await step.run({ ...task.feeds, ...feeds });
    const gradients = new Map(
      adapter.store.names.map((name) => {
        const { sum, spec } = adapter.store.slot(name);
        const data = sum?.data.slice() ?? new Float32Array();
        return [name, { shape: spec.shape, data }];
      }),
    );
    const found = result.outputs['logProbs']?.data;
    return {
      loss: result.loss,
      logProbs: found instanceof Float32Array ? found : undefined,
      gradients,
    };
  } finally {
    await step.dispose();
  }
}
