import { isCurated, type LearnedQuestion } from '../policy/decided.ts';
import type { Policy, Rollout, TrainablePolicy } from '../policy/policy.ts';
import { TASKS, type TaskKind } from '../tasks/task.ts';
import { groupAdvantages } from './advantages.ts';
import { DivergedError } from './errors.ts';
import type { GrpoEvent } from './events.ts';
import { grpoLoss, tokenWeights, type LossResult, type LossSettings } from './grpo-loss.ts';
import { GAMMA_SHAPE, SOFT_TEMPERATURES } from './loss-terms.ts';
import type { ResponseReward, RewardOf } from './reward-of.ts';
import type { GrpoSpec } from './run-spec.ts';

export interface GrpoStepInput {
  readonly policy: TrainablePolicy;
  /** The policy as the warm-up left it; null when the loss has no KL term. */
  readonly reference: Policy | null;
  /** Curated ones and those with decisions alone, mixed. */
  readonly questions: readonly LearnedQuestion[];
  readonly spec: GrpoSpec;
  readonly reward: RewardOf;
  readonly learningRate: number;
  readonly seed: number;
}

/** policy-study.md 2.7. */
const DECIDED_BELIEF = 0.3;

export type GrpoStepReport = Omit<GrpoEvent, 'kind' | 'step' | 'total' | 'etaSeconds'>;

interface Sample {
  readonly question: LearnedQuestion;
  readonly rollout: Rollout;
  readonly reward: ResponseReward;
}

/**
 * One GRPO step (method.md section 7): sample a group per prompt, reward, turn rewards into advantages, follow the loss.
 * The report's loss, KL and clipping are those of the last update of the step.
 * @throws DivergedError when a reward, the loss or the gradient is not finite; the policy must then not be kept.
 */
export async function grpoStep(input: GrpoStepInput): Promise<GrpoStepReport> {
  const { policy, reference, questions, spec, learningRate } = input;
  const groups = await sampleAndScore(input);
  const { advantages, flatGroups } = groupAdvantages(
    groups.map((group) => group.map((sample) => sample.reward.total)),
    spec.scaling,
  );
  const samples = groups.flat();
  const responses = samples.map(({ question, rollout }) => ({ question, rollout }));
  const flatAdvantages = advantages.flatMap((group) => [...group]);
  // Sampled at a temperature, everything is about that policy: TRL divides all logits by it, also the reference's.
  const { temperature } = spec;
  const referenceLogProbs = reference === null ? null : await reference.logProbs(responses, temperature);
  const oldLogProbs = samples.map(({ rollout }) => rollout.logProbs);
  let logProbs = oldLogProbs;
  let loss: LossResult | null = null;
  let gradientNorm = 0;
  for (let update = 0; update < spec.updatesPerRollout; update++) {
    if (update > 0) logProbs = await policy.logProbs(responses, temperature);
    loss = grpoLoss(
      { logProbs, oldLogProbs, referenceLogProbs, mask: null, advantages: flatAdvantages, entropies: null },
      lossSettings(spec),
    );
    mustBeFinite(loss.loss, 'loss');
    const { gradients } = loss;
    const weighted = responses.map((response, i) => ({
      ...response,
      tokenWeights: tokenWeights(gradients[i] ?? new Float64Array()),
    }));
    const { maxGradientNorm: maxNorm } = spec;
    const weight = spec.beliefWeight ?? (questions.every(isCurated) ? 0 : DECIDED_BELIEF);
    const beliefs = weight === 0 ? {} : { beliefs: { questions, weight } };
    ({ gradientNorm } = await policy.update(weighted, { learningRate, maxNorm, temperature, ...beliefs }));
    mustBeFinite(gradientNorm, 'gradient norm');
  }
  return {
    loss: loss?.loss ?? 0,
    reward: mean(samples.map(({ reward }) => reward.total)),
    rewards: rewardsByTask(samples.filter(({ question }) => isCurated(question))),
    decided: rewardsByTask(samples.filter(({ question }) => !isCurated(question))),
    kl: loss?.kl ?? 0,
    gradientNorm,
    clippedLow: loss?.clippedLow ?? 0,
    clippedHigh: loss?.clippedHigh ?? 0,
    groups: questions.length,
    flatGroups,
    responseTokens: mean(samples.map(({ rollout }) => rollout.tokens.length)),
    learningRate,
  };
}

/** Learning rate of GRPO step `step` (from 0), where `linear` reaches 0 after `decaySteps`. */
export function learningRateAt(spec: GrpoSpec, step: number, decaySteps: number): number {
  if (spec.schedule === 'constant') return spec.learningRate;
  return (spec.learningRate * Math.max(0, decaySteps - step)) / decaySteps;
}

async function sampleAndScore({ policy, questions, spec, reward, seed }: GrpoStepInput): Promise<Sample[][]> {
  const { groupSize, temperature } = spec;
  const groups = await policy.sampleGroups(questions, { groupSize, temperature, seed });
  return questions.map((question, i) => {
    const rollouts = groups[i] ?? [];
    if (rollouts.length !== groupSize)
      throw new RangeError(
        `The policy gave ${rollouts.length} responses to a question instead of ${groupSize}.`,
      );
    return rollouts.map((rollout) => {
      const scored = reward(question, rollout.response);
      mustBeFinite(scored.total, `reward of item ${question.itemId}`);
      return { question, rollout, reward: scored };
    });
  });
}

function lossSettings({ loss }: GrpoSpec): LossSettings {
  return {
    ...loss,
    accumulation: 1,
    tokensInUpdate: null,
    topEntropyQuantile: 1,
    entropyBonus: 0,
    temperatures: SOFT_TEMPERATURES,
    gamma: GAMMA_SHAPE,
  };
}

function rewardsByTask(samples: readonly Sample[]): GrpoEvent['rewards'] {
  const of = (task: TaskKind) => samples.filter(({ question }) => question.prompt.task === task);
  return Object.fromEntries(
    TASKS.flatMap((task) => {
      const rewards = of(task).map(({ reward }) => reward);
      if (rewards.length === 0) return [];
      const term = (read: (reward: ResponseReward) => number) => mean(rewards.map(read));
      return [
        [
          task,
          {
            rollouts: rewards.length,
            total: term((reward) => reward.total),
            format: term((reward) => reward.format),
            localization: term((reward) => reward.localization),
            answer: term((reward) => reward.answer),
          },
        ],
      ];
    }),
  );
}

function mustBeFinite(value: number, what: string): void {
  if (!Number.isFinite(value))
    throw new DivergedError(
      `Training stopped because the ${what} became ${value}. The last checkpoint is intact; try a lower learning rate.`,
    );
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}
