import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { combineRewards, groupAdvantages, normalizeThenSum } from './advantages.ts';
import { advantagesCases } from './testing/fixtures.ts';

const cases = advantagesCases();

describe('advantages equal TRL (which computes them in float32)', () => {
  it('has every case', () => {
    expect(cases).toHaveLength(36);
  });

  it.each(cases)('$name', (each) => {
    const tolerance = each.name.startsWith('tiny_differences') ? 5e-4 : 1e-4;
    const actual = advantagesOf(each);
    expect(actual).toHaveLength(each.expected.advantages.length);
    each.expected.advantages.forEach((value, i) => {
      expect(Math.abs((actual[i] ?? Number.NaN) - value)).toBeLessThanOrEqual(
        tolerance * Math.max(1, Math.abs(value)),
      );
    });
  });

  it('counts flat groups as TRL counts groups without deviation', () => {
    const counted = cases.filter(
      (each) =>
        each.scale_rewards !== 'batch' &&
        each.multi_objective_aggregation === 'sum_then_normalize' &&
        !each.name.startsWith('group_one_scorable'),
    );
    expect(counted.length).toBeGreaterThan(15);
    for (const each of counted) {
      const groups = inGroups(
        combineRewards(each.rewards_per_func, each.reward_weights),
        each.num_generations,
      );
      const { flatGroups } = groupAdvantages(groups, each.scale_rewards);
      expect(flatGroups / groups.length, each.name).toBeCloseTo(each.expected.frac_reward_zero_std, 6);
    }
  });
});

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
