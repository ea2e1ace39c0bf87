import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { unnoticedChanges } from '../testing/fixtures.ts';
import { combineRewards, groupAdvantages, normalizeThenSum, rewardSpread } from './advantages.ts';
import { advantagesCases, allNear, near, type AdvantagesCase } from './testing/fixtures.ts';

const cases = advantagesCases();

describe('advantages equal TRL (which computes them in float32)', () => {
  it.each(cases)('$name', (each) => {
    const tolerance = each.name.startsWith('tiny_differences') ? 5e-4 : 1e-4;
    const actual = advantagesOf(each);
    const totals = combineRewards(each.rewards_per_func, each.reward_weights);
    const spread = rewardSpread(totals);
    const perFunction = each.rewards_per_func.map(rewardSpread);
    const withoutDeviation = shareWithoutDeviation(each, totals);
    const agrees = (expected: typeof each.expected) =>
      allNear(actual, expected.advantages, tolerance) &&
      near(spread.mean, expected.reward, tolerance) &&
      near(spread.deviation, expected.reward_std, tolerance) &&
      allNear(
        perFunction.map(({ mean }) => mean),
        expected.reward_mean_per_func,
        tolerance,
      ) &&
      allNear(
        perFunction.map(({ deviation }) => deviation),
        expected.reward_std_per_func,
        tolerance,
      ) &&
      near(withoutDeviation, expected.frac_reward_zero_std, 1e-6) &&
      // Every response of these cases has three tokens.
      totals.length * 3 === expected.num_items_in_batch;
    expect(unnoticedChanges(each.expected, agrees)).toEqual([]);
  });
});

/** TRL's `frac_reward_zero_std`: NaN (a group of one scorable response) is not 0 there, and "batch" knows one deviation. */
function shareWithoutDeviation(each: AdvantagesCase, totals: readonly (number | null)[]): number {
  if (each.multi_objective_aggregation === 'normalize_then_sum')
    return advantagesOf(each).every((advantage) => advantage === 0) ? 1 : 0;
  if (each.scale_rewards === 'batch') return rewardSpread(totals).deviation < 1e-8 ? 1 : 0;
  const groups = inGroups(totals, each.num_generations);
  const alone = groups.filter((group) => group.filter((reward) => reward !== null).length === 1).length;
  return (groupAdvantages(groups, each.scale_rewards).flatGroups - alone) / groups.length;
}

describe('a group', () => {
  const rewards = fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: 2, maxLength: 8 });

  it('has advantages that sum to 0 and keep the order of the rewards', () => {
    fc.assert(
      fc.property(rewards, fc.constantFrom('none', 'group', 'batch'), (group, scaling) => {
        const advantages = groupAdvantages([group], scaling).advantages[0] ?? new Float64Array();
        expect(Math.abs(advantages.reduce((sum, value) => sum + value, 0))).toBeLessThan(1e-9);
        group.forEach((a, i) => {
          group.forEach((b, j) => {
            if (a > b) expect(advantages[i]).toBeGreaterThanOrEqual(advantages[j] ?? Number.NaN);
          });
        });
      }),
    );
  });

  it('is flat when one response alone could be scored', () => {
    const { advantages, flatGroups } = groupAdvantages([[null, 2, null]], 'group');
    expect(flatGroups).toBe(1);
    expect(advantages[0]).toEqual(new Float64Array([0, 0, 0]));
  });
});

function advantagesOf(each: (typeof cases)[number]): readonly number[] {
  if (each.multi_objective_aggregation === 'normalize_then_sum')
    return [...normalizeThenSum(each.rewards_per_func, each.reward_weights, each.num_generations)];
  const groups = inGroups(combineRewards(each.rewards_per_func, each.reward_weights), each.num_generations);
  return groupAdvantages(groups, each.scale_rewards).advantages.flatMap((group) => [...group]);
}

function inGroups<T>(values: readonly T[], size: number): T[][] {
  return Array.from({ length: values.length / size }, (_, i) => values.slice(i * size, (i + 1) * size));
}
