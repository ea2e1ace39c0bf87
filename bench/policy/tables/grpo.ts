import { TASKS } from '../../../src/tasks/task.ts';
import { tempr1Reward, type RewardOf } from '../../../src/training/reward-of.ts';
import { grpoSpec, preset, type GrpoSpec } from '../../../src/training/run-spec.ts';
import { cpuSecondsUsed, densePolicy, reinforce, warmIntervals } from '../models.ts';
import { figuresOn, heldOutSplit, type Table } from './study.ts';

/** Epochs of the dense network, shared by all rows of a seed. */
const DENSE = { name: 'fit', epochs: 16, members: 1 };

/** Epochs whose processor time the GRPO rows may take; 36 and 14 stand beside it, so that the warm-up has its best chance too. */
const LONG = 24;

interface Recipe {
  /** Epochs of the warm-up of the policy over candidates. */
  readonly epochs: number;
  /** GRPO for as long as the warm-up of `LONG` epochs would have taken in all. */
  readonly grpo?: { readonly spec: GrpoSpec; readonly reward: RewardOf };
}

const NO_DEVIATION = grpoSpec.parse({ scaling: 'none', learningRate: 1.2e-4 });

/** An answer that overlaps the truth by half earns half a point more: what R1@0.5 counts. */
const withHit: RewardOf = (question, response) => {
  const reward = tempr1Reward()(question, response);
  const { task } = question.prompt;
  const hit = (task === 'TG' || task === 'DTG') && reward.localization >= 0.5 ? 0.5 : 0;
  return { ...reward, total: reward.total + hit };
};

const RECIPES: Readonly<Record<string, Recipe>> = {
  [`warm-up, ${LONG} epochs`]: { epochs: LONG },
  'warm-up, 36 epochs': { epochs: 36 },
  'warm-up, 14 epochs': { epochs: 14 },
  'warm-up 14 + GRPO (preset tempr1)': {
    epochs: 14,
    grpo: { spec: preset('tempr1'), reward: tempr1Reward() },
  },
  'warm-up 14 + GRPO (no deviation, hit bonus)': {
    epochs: 14,
    grpo: { spec: NO_DEVIATION, reward: withHit },
  },
  'warm-up, 4 epochs': { epochs: 4 },
  'warm-up 4 + GRPO (no deviation, hit bonus)': { epochs: 4, grpo: { spec: NO_DEVIATION, reward: withHit } },
};

/** Warm-up alone against warm-up and GRPO in the same processor time. */
export const grpoTable: Table = {
  caption:
    `Held-out videos of train (8 of 48); the policy over candidates after one dense network of ${DENSE.epochs} epochs that all rows of a ` +
    `seed share. GRPO rows take the processor time of ${LONG} epochs in all. Cached features.`,
  rows: Object.keys(RECIPES),
  measure: async ({ corpus, work }, row, seed) => {
    const { fit, heldOut } = heldOutSplit((await corpus()).train);
    const recipe = RECIPES[row];
    if (recipe === undefined) throw new Error(`There is no row ${row}.`);
    const policy = await densePolicy(work, fit, { ...DENSE, seed });
    try {
      const begun = cpuSecondsUsed();
      await warmIntervals(policy, fit, { epochs: recipe.epochs, seed });
      const warmed = cpuSecondsUsed() - begun;
      const facts: Record<string, number> = { warmUpCpuSeconds: warmed };
      if (recipe.grpo !== undefined) {
        const cpuSeconds = warmed * (LONG / recipe.epochs - 1);
        Object.assign(facts, await reinforce(policy, fit, { ...recipe.grpo, seed, cpuSeconds }));
        facts['grpoCpuSeconds'] = cpuSeconds;
      }
      return { figures: await figuresOn(policy, heldOut), facts };
    } finally {
      await policy.dispose();
    }
  },
};

/** One policy for all tasks against one that learned from a single task's items only. */
export const jointTable: Table = {
  caption:
    'Held-out videos of train (8 of 48); 12 epochs over the items of the row, dense network included. Cached features.',
  rows: ['joint', ...TASKS.map((task) => `only ${task}`)],
  measure: async ({ corpus, work }, row, seed) => {
    const { fit, heldOut } = heldOutSplit((await corpus()).train);
    const own = row === 'joint' ? fit : fit.filter(({ prompt }) => `only ${prompt.task}` === row);
    const policy = await densePolicy(work, own, {
      name: row.replaceAll(' ', '-'),
      epochs: 12,
      members: 1,
      seed,
    });
    try {
      await warmIntervals(policy, own, { epochs: 12, seed });
      return { figures: await figuresOn(policy, heldOut), facts: { items: own.length } };
    } finally {
      await policy.dispose();
    }
  },
};
