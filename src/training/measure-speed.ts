import type { LearnedQuestion } from '../policy/decided.ts';
import type { CuratedQuestion, TrainablePolicy } from '../policy/policy.ts';
import { batchOf } from './batches.ts';
import { grpoStep } from './grpo-step.ts';
import { rewardedQuestions, shownDecisions, type TrainingQuestions } from './training-questions.ts';
import { tempr1Reward } from './reward-of.ts';
import type { RunSpec } from './run-spec.ts';
import { seedOf } from './seeds.ts';

export interface Speed {
  /** An epoch of what is trained once for each dense network. */
  readonly memberEpochSeconds: number;
  /** An epoch of what is trained once. */
  readonly epochSeconds: number;
  /** A GRPO step with its share of the evaluations during GRPO. */
  readonly grpoStepSeconds: number;
  /** Everything that happens once, whatever the numbers of steps. */
  readonly fixedSeconds: number;
}

export interface MeasureOptions {
  /** What one evaluation takes; during GRPO it is shared out among the steps between two. */
  readonly evaluationSeconds: number;
  /** A slow machine stops measuring about here, for each of the two phases. */
  readonly budgetSeconds: number;
}

/** Places along each part of the warm-up at which its speed is measured: batches cost differently. */
const PLACES = [0.1, 0.9, 0.5, 0.3, 0.7];
const FEWEST_PLACES = 2;
const GRPO_PROBES = 4;

/**
 * Measures how long the steps of a run take on this machine, by doing some of them; the policy is then put back exactly as
 * it was. Each measured step is done twice: the first time pays for what is made once, the second is its speed.
 */
export async function measureSpeed(
  policy: TrainablePolicy,
  questions: Pick<TrainingQuestions, 'train' | 'decided' | 'shown' | 'heldOut'>,
  spec: RunSpec,
  { evaluationSeconds, budgetSeconds }: MeasureOptions,
): Promise<Speed> {
  const before = await policy.trainingState();
  try {
    const warmUp = await probeWarmUp(policy, questions, seedOf(spec.seed, 'measure'), budgetSeconds);
    const grpo = await probeGrpo(policy, rewardedQuestions(questions), spec, budgetSeconds);
    // Between its parts a policy may look at every training video anew, as the evaluation did at the held-out ones.
    const videos = countVideos(questions.train) / Math.max(1, countVideos(questions.heldOut));
    return {
      memberEpochSeconds: warmUp.memberEpochSeconds,
      epochSeconds: warmUp.epochSeconds,
      grpoStepSeconds: grpo + evaluationSeconds / spec.evaluateEvery,
      // The warmed-up policy and the result are evaluated as the start was.
      fixedSeconds: warmUp.onceSeconds + (2 + videos) * evaluationSeconds,
    };
  } finally {
    await policy.restore(before);
  }
}

async function probeWarmUp(
  policy: TrainablePolicy,
  questions: Pick<TrainingQuestions, 'train' | 'shown'>,
  seed: number,
  budgetSeconds: number,
) {
  const shown = shownDecisions(questions);
  const warmUp = await policy.warmUp(questions.train, { epochs: 1, seed, members: 1, ...shown });
  const speed = { memberEpochSeconds: 0, epochSeconds: 0, onceSeconds: 0 };
  let first = 0;
  for (const { steps, perMember } of warmUp.phases) {
    const budget = budgetSeconds / warmUp.phases.length;
    const places = PLACES.map((place) => first + Math.floor(place * steps));
    const { once, steady } = await probeSteps((step) => warmUp.step(step), steps === 0 ? [] : places, budget);
    speed[perMember ? 'memberEpochSeconds' : 'epochSeconds'] += mean(steady) * steps;
    speed.onceSeconds += sum(once);
    first += steps;
  }
  return speed;
}

async function probeSteps(
  step: (index: number) => Promise<unknown>,
  places: readonly number[],
  budgetSeconds: number,
) {
  const begun = performance.now();
  const [once, steady]: [number[], number[]] = [[], []];
  for (const place of places) {
    if (steady.length >= FEWEST_PLACES && secondsSince(begun) > budgetSeconds) break;
    const first = await secondsOf(() => step(place));
    const second = await secondsOf(() => step(place));
    steady.push(second);
    once.push(Math.max(0, first - second));
  }
  return { once, steady };
}

/**
 * Seconds that a GRPO step takes now; the policy is put back exactly as it was.
 */
export async function measureGrpo(
  policy: TrainablePolicy,
  questions: readonly LearnedQuestion[],
  spec: RunSpec,
  { evaluationSeconds, budgetSeconds }: MeasureOptions,
): Promise<number> {
  const before = await policy.trainingState();
  try {
    return (await probeGrpo(policy, questions, spec, budgetSeconds)) + evaluationSeconds / spec.evaluateEvery;
  } finally {
    await policy.restore(before);
  }
}

async function probeGrpo(
  policy: TrainablePolicy,
  questions: readonly LearnedQuestion[],
  spec: RunSpec,
  budgetSeconds: number,
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
          questions: batchOf(questions, spec.grpo.promptsPerStep, index, seed),
          spec: spec.grpo,
          reward,
          learningRate: spec.grpo.learningRate,
          seed: seedOf(seed, index),
        }),
      );
    // The first one makes the sessions; the others meet questions they have not seen, as most steps do.
    await step(0);
    const begun = performance.now();
    const seconds: number[] = [];
    for (let index = 1; index <= GRPO_PROBES && (index === 1 || secondsSince(begun) < budgetSeconds); index++)
      seconds.push(await step(index));
    return mean(seconds);
  } finally {
    await reference?.dispose();
  }
}

function countVideos(questions: readonly CuratedQuestion[]): number {
  return new Set(questions.map(({ videoId }) => videoId)).size;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : sum(values) / values.length;
}

function secondsSince(begun: number): number {
  return (performance.now() - begun) / 1000;
}

async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return (performance.now() - begun) / 1000;
}
