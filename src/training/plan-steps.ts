import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';

import type { TrainablePolicy } from '../policy/policy.ts';
import { writeFileAtomic } from './atomic-file.ts';
import { TrainingError } from './errors.ts';
import { rewardedQuestions, type TrainingQuestions } from './training-questions.ts';
import type { RunSpec } from './run-spec.ts';
import { measureGrpo, measureSpeed, type Speed } from './measure-speed.ts';

/** Where nothing else is asked for: 120 steps pose about a thousand prompts, one epoch. */
const DEFAULT_PLAN = { members: 1, grpoSteps: 120 } as const;
/** Under `minutes`: more was not seen to help (docs/policy.md), and what does best on held-out videos is kept anyway. */
const LARGEST_PLAN = { members: 2, grpoSteps: 200 } as const;

/** Epochs of many videos: 28 to 36 did best when measured. */
const EPOCHS_OF_MANY = 28;
/** From this many videos on. */
const MANY_VIDEOS = 32;

/**
 * Epochs of a warm-up on so many videos where nothing else is asked for: twice as many on eight or fewer as on many, because an
 * epoch of few is few steps (docs/policy.md, few-shot).
 */
export function usualEpochs(videos: number): number {
  const few = Math.sqrt(MANY_VIDEOS / Math.max(1, videos));
  return Math.round(EPOCHS_OF_MANY * Math.min(2, Math.max(1, few)));
}
/** Another dense network is worth its time when each still gets this many epochs. */
const ENOUGH_EPOCHS = 24;

/** Share of the time that goes to the warm-up: there GRPO adds little to a long one, and much to a short one. */
const WARM_UP_SHARE = 0.75;
/** Share of the time that is planned with; the rest absorbs what the measurement missed. */
const SAFETY = 0.85;

/** Share of the time that measuring each phase may take. */
const MEASURING_SHARE = 0.04;

const FILE = 'plan.json';

const stepPlan = z.strictObject({
  warmUpEpochs: z.int().min(0),
  /** Dense networks, each trained for all epochs. */
  members: z.int().min(1).default(1),
  grpoSteps: z.int().min(0),
  /** Steps over which the learning rate falls: `grpoSteps`, unless a run had to end earlier than planned. */
  decaySteps: z.int().min(0),
  /** Why these numbers, for people. */
  reason: z.string(),
});
export type StepPlan = z.infer<typeof stepPlan>;

const planFile = stepPlan.extend({
  format: z.literal('tempr1-plan'),
  version: z.literal(1),
  /** GRPO has begun or is about to: its steps only change when time runs out. */
  final: z.boolean(),
  /** Seconds that evaluating the start policy took; null where nothing was measured. */
  evaluationSeconds: z.number().nullable(),
});
type PlanFile = z.infer<typeof planFile>;

export interface PlannerInput {
  readonly spec: RunSpec;
  readonly folder: string;
  readonly policy: TrainablePolicy;
  readonly questions: Pick<TrainingQuestions, 'train' | 'decided' | 'shown' | 'heldOut'>;
  /** Milliseconds since 1970 at which the call began that `minutes` bounds. */
  readonly begunAt: number;
}

interface Numbers {
  readonly warmUpEpochs: number;
  readonly members: number;
  readonly grpoSteps: number;
}

/** What fits into `seconds`, given the measured speed. Pure. */
export function fitSteps(
  seconds: number,
  speed: Speed,
  most: Numbers,
): { warmUpEpochs: number; members: number; grpoSteps: number } {
  const usable = Math.max(0, seconds * SAFETY - speed.fixedSeconds);
  const grpoNeeds = most.grpoSteps * speed.grpoStepSeconds;
  const forWarmUp = Math.max(usable * WARM_UP_SHARE, usable - grpoNeeds);
  const epochSeconds = (members: number) => members * speed.memberEpochSeconds + speed.epochSeconds;
  const epochs = (members: number) =>
    Math.min(most.warmUpEpochs, wholeNumber(forWarmUp / epochSeconds(members)));
  let { members } = most;
  while (members > 1 && epochs(members) < ENOUGH_EPOCHS) members--;
  const warmUpEpochs = epochs(members);
  const left = usable - warmUpEpochs * epochSeconds(members);
  return {
    warmUpEpochs,
    members,
    grpoSteps: Math.min(most.grpoSteps, wholeNumber(left / speed.grpoStepSeconds)),
  };
}

/** Fixes the numbers of steps of a run. */
export interface Planner {
  /** @param evaluationSeconds what evaluating the start policy took */
  warmUp(evaluationSeconds: number): Promise<StepPlan>;
  /** Called when the warm-up is over. `changed`: fewer steps than planned at the start fit into the time that is left. */
  grpo(): Promise<StepPlan & { readonly changed: boolean }>;
  /** Asked after each GRPO step: the plan that ends the run now when the time is over, else null. */
  cut(step: number): Promise<StepPlan | null>;
}

/**
 * Fixes the numbers of steps and records them in `plan.json` in the run's folder; a resumed run finds them there.
 *
 * With `minutes`, a few steps are measured before each phase and as many fixed as fit, so that a run given these numbers
 * instead of minutes ends with the same weights. Should the machine become so slow that even they don't fit, GRPO ends early
 * and the plan says after how many steps (`decaySteps` then differs, and such a run is repeated by giving both).
 * Without `minutes` the numbers are those asked for, or the defaults.
 */
export class StepPlanner implements Planner {
  readonly #input: PlannerInput;
  /** Planned in this life of the run; a resumed one keeps the numbers it finds. */
  #isFresh = false;

  constructor(input: PlannerInput) {
    this.#input = input;
  }

  async warmUp(evaluationSeconds: number): Promise<StepPlan> {
    const known = await readPlan(this.#input.folder);
    if (known !== null) return known;
    this.#isFresh = true;
    const { spec, policy, questions } = this.#input;
    if (spec.minutes === null) {
      const numbers = most(spec, { ...DEFAULT_PLAN, warmUpEpochs: this.#usualEpochs() });
      const reason = 'These are the numbers of steps asked for, or the defaults.';
      return this.#write({
        ...numbers,
        decaySteps: decayOf(spec, numbers.grpoSteps),
        reason,
        final: true,
        evaluationSeconds: null,
      });
    }
    const budgetSeconds = this.#secondsLeft(spec.minutes) * MEASURING_SHARE;
    const speed = await measureSpeed(policy, questions, spec, { evaluationSeconds, budgetSeconds });
    const left = this.#secondsLeft(spec.minutes);
    const largest = { ...LARGEST_PLAN, warmUpEpochs: this.#usualEpochs() };
    const numbers = fitSteps(left, speed, most(spec, largest));
    const reason =
      `${Math.round(left)} s were left of ${spec.minutes} minutes; an epoch of the warm-up takes ` +
      `${(numbers.members * speed.memberEpochSeconds + speed.epochSeconds).toFixed(2)} s with ${numbers.members} dense ${numbers.members === 1 ? 'network' : 'networks'}, a GRPO step ${speed.grpoStepSeconds.toFixed(2)} s.`;
    return this.#write({
      ...numbers,
      decaySteps: decayOf(spec, numbers.grpoSteps),
      reason,
      final: false,
      evaluationSeconds,
    });
  }

  async grpo(): Promise<StepPlan & { readonly changed: boolean }> {
    const { spec, policy, questions, folder } = this.#input;
    const plan = await readPlan(folder);
    if (plan === null)
      throw new TrainingError(`plan.json is missing in ${folder}: the run can't be resumed.`);
    if (plan.final || spec.minutes === null || plan.evaluationSeconds === null)
      return { ...plan, changed: false };
    if (!this.#isFresh) return { ...(await this.#write({ ...plan, final: true })), changed: false };
    const { evaluationSeconds } = plan;
    const budgetSeconds = this.#secondsLeft(spec.minutes) * MEASURING_SHARE;
    const stepSeconds = await measureGrpo(policy, rewardedQuestions(questions), spec, {
      evaluationSeconds,
      budgetSeconds,
    });
    const left = this.#secondsLeft(spec.minutes);
    const usable = Math.max(0, left * SAFETY - 2 * plan.evaluationSeconds);
    const grpoSteps = Math.min(plan.grpoSteps, wholeNumber(usable / stepSeconds));
    const changed = grpoSteps < plan.grpoSteps;
    const reason = changed
      ? `${Math.round(left)} s were left after the warm-up and a GRPO step takes ${stepSeconds.toFixed(2)} s: ${grpoSteps} steps instead of ${plan.grpoSteps}.`
      : plan.reason;
    const written = await this.#write({
      ...plan,
      grpoSteps,
      decaySteps: decayOf(spec, grpoSteps),
      reason,
      final: true,
    });
    return { ...written, changed };
  }

  async cut(step: number): Promise<StepPlan | null> {
    const { spec, folder } = this.#input;
    if (spec.minutes === null || !this.#isFresh) return null;
    const plan = await readPlan(folder);
    if (plan === null || step >= plan.grpoSteps) return null;
    // What is still to come: the evaluation of this step and that of the result.
    if (this.#secondsLeft(spec.minutes) > 2 * (plan.evaluationSeconds ?? 0)) return null;
    const reason = `The time was over after ${step} of ${plan.grpoSteps} GRPO steps: the machine became slower than measured.`;
    return this.#write({ ...plan, grpoSteps: step, reason });
  }

  #usualEpochs(): number {
    return usualEpochs(new Set(this.#input.questions.train.map(({ videoId }) => videoId)).size);
  }

  #secondsLeft(minutes: number): number {
    return Math.max(0, minutes * 60 - (Date.now() - this.#input.begunAt) / 1000);
  }

  async #write(plan: Omit<PlanFile, 'format' | 'version'>): Promise<StepPlan> {
    const text = JSON.stringify({ ...plan, format: 'tempr1-plan', version: 1 }, null, 2);
    await writeFileAtomic(path.join(this.#input.folder, FILE), [`${text}\n`]);
    return plan;
  }
}

function most(spec: RunSpec, otherwise: Numbers): Numbers {
  return {
    members: spec.members ?? otherwise.members,
    warmUpEpochs: spec.warmUpEpochs ?? otherwise.warmUpEpochs,
    grpoSteps: spec.steps ?? otherwise.grpoSteps,
  };
}

function decayOf(spec: RunSpec, grpoSteps: number): number {
  return spec.grpo.decaySteps ?? grpoSteps;
}

function wholeNumber(value: number): number {
  return Number.isFinite(value) ? Math.max(0, Math.floor(value)) : Number.MAX_SAFE_INTEGER;
}

async function readPlan(folder: string): Promise<PlanFile | null> {
  const file = path.join(folder, FILE);
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
