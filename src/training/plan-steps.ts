import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';

import type { TrainablePolicy } from '../policy/policy.ts';
import { writeFileAtomic } from './atomic-file.ts';
import { TrainingError } from './errors.ts';
import type { TrainingQuestions } from './training-questions.ts';
import type { RunSpec } from './run-spec.ts';
import { measureSpeed, type Speed } from './measure-speed.ts';

/** Where nothing else is asked for. The epochs were measured (28 to 36 did best), the steps last a few minutes on a laptop. */
export const DEFAULT_PLAN = { warmUpEpochs: 28, grpoSteps: 60 } as const;
/** Under `minutes`, more than this was not seen to help. */
export const LARGEST_PLAN = { warmUpEpochs: 36, grpoSteps: 200 } as const;

/** Share of the time that goes to the warm-up: there GRPO adds little to a long one, and much to a short one. */
const WARM_UP_SHARE = 0.75;
/** Share of the time that is planned with; the rest absorbs what the measurement missed. */
const SAFETY = 0.85;

const stepPlan = z.strictObject({
  warmUpEpochs: z.int().min(0),
  grpoSteps: z.int().min(0),
  /** Why these numbers, for people. */
  reason: z.string(),
});
export type StepPlan = z.infer<typeof stepPlan>;

const planFile = stepPlan.extend({
  format: z.literal('tempr1-plan'),
  version: z.literal(1),
  /** The steps of GRPO are final: it has begun or is about to. */
  final: z.boolean(),
  /** Seconds a GRPO step takes, its share of evaluations included; null where nothing was measured. */
  grpoStepSeconds: z.number().nullable(),
});
type PlanFile = z.infer<typeof planFile>;

/** Fixes the numbers of steps. Asked once before each phase; a resumed run gets the answers of its first life. */
export interface StepPlanner {
  /** @param evaluationSeconds what evaluating the start policy took */
  warmUp(evaluationSeconds: number): Promise<StepPlan>;
  grpo(): Promise<StepPlan & { readonly changed: boolean }>;
}

export interface PlannerInput {
  readonly spec: RunSpec;
  readonly folder: string;
  readonly policy: TrainablePolicy;
  readonly questions: Pick<TrainingQuestions, 'train' | 'heldOut'>;
  /** Milliseconds since 1970 at which the call began that `minutes` bounds. */
  readonly begunAt: number;
}

/**
 * With `minutes`, measures a few steps of both phases and fixes as many as fit; `plan.json` in the run's folder records
 * them, and a run that is given these numbers instead of minutes ends with the same weights. When the warm-up took longer
 * than measured, GRPO gets fewer steps before it begins, never while it goes.
 * Without `minutes` the numbers are those asked for, or the defaults.
 */
export function stepPlanner(input: PlannerInput): StepPlanner {
  return {
    warmUp: async (evaluationSeconds) =>
      (await readPlan(input.folder)) ?? (await firstPlan(input, evaluationSeconds)),
    grpo: () => finalPlan(input),
  };
}

/** What fits into `seconds`, given the measured speed. Pure. */
export function fitSteps(
  seconds: number,
  speed: Speed,
  most: { readonly warmUpEpochs: number; readonly grpoSteps: number },
): { warmUpEpochs: number; grpoSteps: number } {
  const usable = Math.max(0, seconds * SAFETY - speed.fixedSeconds);
  const grpoNeeds = most.grpoSteps * speed.grpoStepSeconds;
  const forWarmUp = Math.max(usable * WARM_UP_SHARE, usable - grpoNeeds);
  const warmUpEpochs = Math.min(most.warmUpEpochs, wholeNumber(forWarmUp / speed.epochSeconds));
  const left = usable - warmUpEpochs * speed.epochSeconds;
  return { warmUpEpochs, grpoSteps: Math.min(most.grpoSteps, wholeNumber(left / speed.grpoStepSeconds)) };
}

async function firstPlan(input: PlannerInput, evaluationSeconds: number): Promise<StepPlan> {
  const { spec } = input;
  if (spec.minutes === null) {
    const plan = {
      ...most(spec, DEFAULT_PLAN),
      reason: 'These are the numbers of steps asked for, or the defaults.',
    };
    await writePlan(input.folder, { ...plan, final: true, grpoStepSeconds: null });
    return plan;
  }
  const speed = await measureSpeed(input.policy, input.questions, spec, evaluationSeconds);
  const left = secondsLeft(input, spec.minutes);
  const numbers = fitSteps(left, speed, most(spec, LARGEST_PLAN));
  const reason =
    `${Math.round(left)} s were left of ${spec.minutes} minutes; an epoch of the warm-up takes ` +
    `${speed.epochSeconds.toFixed(2)} s, a GRPO step ${speed.grpoStepSeconds.toFixed(2)} s.`;
  await writePlan(input.folder, { ...numbers, reason, final: false, grpoStepSeconds: speed.grpoStepSeconds });
  return { ...numbers, reason };
}

async function finalPlan(input: PlannerInput): Promise<StepPlan & { readonly changed: boolean }> {
  const plan = await readPlan(input.folder);
  if (plan === null)
    throw new TrainingError(`plan.json is missing in ${input.folder}: the run can't be resumed.`);
  const { warmUpEpochs, grpoSteps, reason, grpoStepSeconds } = plan;
  if (plan.final || input.spec.minutes === null || grpoStepSeconds === null)
    return { warmUpEpochs, grpoSteps, reason, changed: false };
  const left = secondsLeft(input, input.spec.minutes);
  const fitting = Math.min(grpoSteps, wholeNumber((left * SAFETY) / grpoStepSeconds));
  const changed = fitting < grpoSteps;
  const now = changed
    ? `${Math.round(left)} s were left after the warm-up: ${fitting} GRPO steps instead of ${grpoSteps}.`
    : reason;
  await writePlan(input.folder, { ...plan, grpoSteps: fitting, reason: now, final: true });
  return { warmUpEpochs, grpoSteps: fitting, reason: now, changed };
}

function most(spec: RunSpec, otherwise: { readonly warmUpEpochs: number; readonly grpoSteps: number }) {
  return {
    warmUpEpochs: spec.warmUpEpochs ?? otherwise.warmUpEpochs,
    grpoSteps: spec.steps ?? otherwise.grpoSteps,
  };
}

function secondsLeft(input: PlannerInput, minutes: number): number {
  return Math.max(0, minutes * 60 - (Date.now() - input.begunAt) / 1000);
}

function wholeNumber(value: number): number {
  return Number.isFinite(value) ? Math.max(0, Math.floor(value)) : Number.MAX_SAFE_INTEGER;
}

async function writePlan(folder: string, plan: Omit<PlanFile, 'format' | 'version'>): Promise<void> {
  const text = JSON.stringify({ format: 'tempr1-plan', version: 1, ...plan }, null, 2);
  await writeFileAtomic(path.join(folder, 'plan.json'), [`${text}\n`]);
}

async function readPlan(folder: string): Promise<PlanFile | null> {
  const file = path.join(folder, 'plan.json');
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  });
  if (text === null) return null;
  try {
    return planFile.parse(JSON.parse(text));
  } catch (error) {
    throw new TrainingError(`${file} can't be read as a plan: start a new run.`, { cause: error });
  }
}
