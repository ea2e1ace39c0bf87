import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';

import { createPolicy, loadPolicy, savePolicy } from '../../src/policy/checkpoint.ts';
import type { CompactPolicy } from '../../src/policy/compact/compact-policy.ts';
import { emptyConfig } from '../../src/policy/compact/config.ts';
import type { CuratedQuestion } from '../../src/policy/policy.ts';
import { batchOf } from '../../src/training/batches.ts';
import { grpoStep, learningRateAt } from '../../src/training/grpo-step.ts';
import type { RewardOf } from '../../src/training/reward-of.ts';
import type { GrpoSpec } from '../../src/training/run-spec.ts';
import { seedOf } from '../../src/training/seeds.ts';

export interface DenseOrder {
  readonly name: string;
  readonly epochs: number;
  readonly members: number;
  readonly seed: number;
}

/**
 * A policy whose dense networks have learned and whose policy over candidates has not; kept in a file, so that rows of a
 * table that differ in the latter alone share the former.
 */
export async function densePolicy(
  folder: string,
  train: readonly CuratedQuestion[],
  { name, epochs, members, seed }: DenseOrder,
): Promise<CompactPolicy> {
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, `dense-${name}-${epochs}x${members}-${seed}.safetensors`);
  if (!existsSync(file)) {
    const policy = createPolicy(emptyConfig(), seed, { threads: 1 });
    const warmUp = await policy.warmUp(train, { epochs, members, seed });
    const frames = warmUp.phases[0]?.steps ?? 0;
    for (let step = 0; step < frames; step++) await warmUp.step(step);
    await savePolicy(file, policy, { seed, epochs, members });
    await policy.dispose();
  }
  return (await loadPolicy(file, { threads: 1 })).policy;
}

/** Warms up the policy over candidates alone. */
export async function warmIntervals(
  policy: CompactPolicy,
  train: readonly CuratedQuestion[],
  { epochs, seed }: { readonly epochs: number; readonly seed: number },
): Promise<void> {
  // Its words and concepts are those of all questions already, whatever part of them is taught here.
  const warmUp = await policy.warmUp(train, { epochs, spanEpochs: epochs, seed, learnWords: false });
  for (let step = warmUp.phases[0]?.steps ?? 0; step < warmUp.totalSteps; step++) await warmUp.step(step);
}

export interface GrpoOrder {
  readonly spec: GrpoSpec;
  readonly reward: RewardOf;
  readonly seed: number;
  /** Processor seconds to spend; the learning rate falls over the steps that they allow. */
  readonly cpuSeconds: number;
}

/** GRPO until the processor time is spent. @returns the steps done and the last KL to the start. */
export async function reinforce(
  policy: CompactPolicy,
  train: readonly CuratedQuestion[],
  { spec, reward, seed, cpuSeconds }: GrpoOrder,
): Promise<{ readonly steps: number; readonly kl: number }> {
  const reference = await policy.freeze();
  const begun = cpuSecondsUsed();
  let [steps, kl, decay] = [0, 0, Number.MAX_SAFE_INTEGER];
  for (;;) {
    const spent = cpuSecondsUsed() - begun;
    if (spent >= cpuSeconds || steps >= decay) break;
    // After a few steps it is known how many there will be.
    if (steps === 8) decay = Math.max(16, Math.floor((steps / spent) * cpuSeconds));
    const report = await grpoStep({
      policy,
      reference,
      questions: batchOf(train, spec.promptsPerStep, steps, seedOf(seed, 'prompts')),
      spec,
      reward,
      learningRate: learningRateAt(spec, Math.min(steps, decay), decay),
      seed: seedOf(seed, 'rollouts', steps),
    });
    kl = report.kl;
    steps++;
  }
  await reference.dispose();
  return { steps, kl };
}

export function cpuSecondsUsed(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}
