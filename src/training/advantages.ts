/**
 * GRPO's group-relative advantages (arXiv 2402.03300 eq. 3; TempR1 follows VideoChat-R1, which runs TRL's
 * `GRPOTrainer`). A reward of `null` means that the response could not be scored: it teaches nothing.
 */

/** Added to a standard deviation before it divides, as in TRL. */
const DEVIATION_FLOOR = 1e-4;
/** Two rewards closer than this carry no signal (torch.isclose's absolute tolerance). */
const FLAT_TOLERANCE = 1e-8;

/** What an advantage is divided by: nothing, its group's standard deviation, or that of all rewards of the batch. */
export type RewardScaling = 'none' | 'group' | 'batch';

export interface GroupAdvantages {
  /** One advantage per response, in the shape of the rewards. Unscorable responses get 0. */
  readonly advantages: readonly Float64Array[];
  /** Groups whose scorable rewards are all equal (or fewer than two): they push the policy nowhere. */
  readonly flatGroups: number;
}

/**
 * Sums several reward functions into one reward per response (TRL's `sum_then_normalize`).
 * @param perFunction `[function][response]`; null where a function does not apply to a response
 * @returns one reward per response; null where no function applied
 */
export function combineRewards(
  perFunction: readonly (readonly (number | null)[])[],
  weights: readonly number[],
): (number | null)[] {
  const responses = perFunction[0]?.length ?? 0;
  return Array.from({ length: responses }, (_, response) => {
    let total: number | null = null;
    perFunction.forEach((rewards, index) => {
      const reward = rewards[response] ?? null;
      if (reward !== null) total = (total ?? 0) + reward * (weights[index] ?? 1);
    });
    return total;
  });
}

/**
 * A = r - mean of the group, divided by (std + 1e-4) unless `scaling` is `none`; the standard deviation is unbiased.
 * @param rewards `[group][response]`
 */
export function groupAdvantages(
  rewards: readonly (readonly (number | null)[])[],
  scaling: RewardScaling,
): GroupAdvantages {
  const batchDeviation = scaling === 'batch' ? deviation(scorable(rewards.flat())) : Number.NaN;
  let flatGroups = 0;
  const advantages = rewards.map((group) => {
    const scored = scorable(group);
    if (isFlat(scored)) flatGroups++;
    const average = mean(scored);
    const spread = scaling === 'batch' ? batchDeviation : deviation(scored);
    const divisor = scaling === 'none' ? 1 : spread + DEVIATION_FLOOR;
    return Float64Array.from(group, (reward) =>
      reward === null ? 0 : zeroUnlessFinite((reward - average) / divisor),
    );
  });
  return { advantages, flatGroups };
}

/**
 * TRL's `normalize_then_sum`: every reward function is standardized within its group, the weighted sum is then
 * standardized over the batch, so that a function with a wide range can't drown the others.
 * @param perFunction `[function][response]`, groups being consecutive runs of `groupSize` responses
 * @returns one advantage per response; 0 where no function applied
 */
export function normalizeThenSum(
  perFunction: readonly (readonly (number | null)[])[],
  weights: readonly number[],
  groupSize: number,
): Float64Array {
  const normalized = perFunction.map((rewards) =>
    rewards.map((reward, response) => {
      if (reward === null) return null;
      const first = response - (response % groupSize);
      const group = scorable(rewards.slice(first, first + groupSize));
      const value = (reward - mean(group)) / (deviation(group) + DEVIATION_FLOOR);
      return Number.isFinite(value) ? value : null;
    }),
  );
  const sums = combineRewards(normalized, weights).map((sum, response) =>
    perFunction.every((rewards) => (rewards[response] ?? null) === null) ? null : (sum ?? 0),
  );
  const scored = scorable(sums);
  const average = mean(scored);
  const divisor = deviation(scored) + DEVIATION_FLOOR;
  return Float64Array.from(sums, (sum) => (sum === null ? 0 : zeroUnlessFinite((sum - average) / divisor)));
}

function scorable(rewards: readonly (number | null)[]): number[] {
  return rewards.filter((reward) => reward !== null);
}

function isFlat(rewards: readonly number[]): boolean {
  return rewards.length < 2 || Math.max(...rewards) - Math.min(...rewards) <= FLAT_TOLERANCE;
}

/** Mean and unbiased standard deviation of the rewards that there are; NaN where there are too few (torch's nanmean, nanstd). */
export function rewardSpread(rewards: readonly (number | null)[]): { mean: number; deviation: number } {
  const scored = scorable(rewards);
  return { mean: mean(scored), deviation: deviation(scored) };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Bessel-corrected; NaN for fewer than two values, as in torch. */
function deviation(values: readonly number[]): number {
  if (values.length < 2) return Number.NaN;
  const average = mean(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - average) ** 2, 0) / (values.length - 1));
}

function zeroUnlessFinite(value: number): number {
  return Number.isFinite(value) ? value : 0;
}
