import type { CuratedQuestion, TrainablePolicy } from '../policy/policy.ts';
import { batchOf } from './batches.ts';
import { grpoStep } from './grpo-step.ts';
import { tempr1Reward } from './reward-of.ts';
import type { RunSpec } from './run-spec.ts';
import { seedOf } from './seeds.ts';

export interface Speed {
  readonly epochSeconds: number;
  /** A GRPO step with its share of the evaluations during GRPO. */
  readonly grpoStepSeconds: number;
  /** Everything that happens once, whatever the numbers of steps. */
  readonly fixedSeconds: number;
}

/** Places along the warm-up at which its speed is measured: its parts cost differently. */
const PROBES = 6;

/**
 * Measures how long the steps of a run take on this machine, by doing some of them; the policy is then put back exactly as
 * it was. At each place the first of two steps pays for what is made once and the second is taken as the speed.
 */
export async function measureSpeed(
  policy: TrainablePolicy,
  train: readonly CuratedQuestion[],
  spec: RunSpec,
  evaluationSeconds: number,
): Promise<Speed> {
  const before = await policy.trainingState();
  try {
    const warmUp = await probeWarmUp(policy, train, seedOf(spec.seed, 'measure'));
    const grpo = await probeGrpo(policy, train, spec);
    return {
      epochSeconds: warmUp.epochSeconds,
      grpoStepSeconds: grpo + evaluationSeconds / spec.evaluateEvery,
      // The warmed-up policy and the result are evaluated as the start was.
      fixedSeconds: warmUp.onceSeconds + 2 * evaluationSeconds,
    };
  } finally {
    await policy.restore(before);
  }
}

async function probeWarmUp(policy: TrainablePolicy, train: readonly CuratedQuestion[], seed: number) {
  const warmUp = await policy.warmUp(train, { epochs: 1, seed });
  const probes = Math.min(PROBES, Math.floor(warmUp.totalSteps / 2));
  let steady = 0;
  let once = 0;
  for (let probe = 0; probe < probes; probe++) {
    const at = Math.floor((probe * (warmUp.totalSteps - 2)) / Math.max(1, probes - 1));
    const first = await secondsOf(() => warmUp.step(at));
    const second = await secondsOf(() => warmUp.step(at + 1));
    steady += second;
    once += Math.max(0, first - second);
  }
  const perStep = probes === 0 ? 0 : steady / probes;
  return { epochSeconds: perStep * warmUp.totalSteps, onceSeconds: once };
}

/** The second of two steps: the first one pays for what is made once. */
async function probeGrpo(
  policy: TrainablePolicy,
  train: readonly CuratedQuestion[],
  spec: RunSpec,
): Promise<number> {
  const seed = seedOf(spec.seed, 'measure');
  const reference = spec.grpo.loss.beta === 0 ? null : await policy.freeze();
  const reward = tempr1Reward();
  try {
    const step = (index: number) =>
      secondsOf(() =>
        grpoStep({
          policy,
          reference,
          questions: batchOf(train, spec.grpo.promptsPerStep, index, seed),
          spec: spec.grpo,
          reward,
          learningRate: spec.grpo.learningRate,
          seed: seedOf(seed, index),
        }),
      );
    await step(0);
    return Math.max(await step(1), await step(2));
  } finally {
    await reference?.dispose();
  }
}

async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return (performance.now() - begun) / 1000;
}
