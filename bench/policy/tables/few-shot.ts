import { loadPolicy } from '../../../src/policy/checkpoint.ts';
import { balanced } from '../../../src/policy/balance.ts';
import type { CuratedQuestion } from '../../../src/policy/policy.ts';
import { shippedPolicy } from '../../../src/policy/shipped.ts';
import { Random } from '../../../src/tensor/random.ts';
import { usualEpochs } from '../../../src/training/plan-steps.ts';
import { figuresOn, type Table } from './study.ts';

/** How many videos are curated, and how they were chosen: at random, or in turn from each group as the queue lists them. */
const CHOICES = [
  { videos: 0, evenly: false },
  ...[false, true].flatMap((evenly) => [4, 8, 16, 32].map((videos) => ({ videos, evenly }))),
] as const;
type Choice = (typeof CHOICES)[number];

function rowOf({ videos, evenly }: Choice): string {
  if (videos === 0) return 'none (shipped policy)';
  return evenly ? `${videos} videos, evenly` : `${videos} videos`;
}

/** Random rows keep the number of epochs that they were first measured with. */
function epochsOf({ videos, evenly }: Choice): number {
  return evenly ? usualEpochs(videos) : 28;
}

function chosenOf({ videos, evenly }: Choice, train: readonly CuratedQuestion[], seed: number): Set<string> {
  const groups = new Map(train.map(({ videoId, labelGroup }) => [videoId, labelGroup ?? '']));
  const ids = Random.seeded(seed, 'few-shot').shuffled([...groups.keys()]);
  const order = evenly
    ? balanced(
        ids.map((id) => ({ id, group: groups.get(id) ?? '' })),
        new Map(),
      ).map(({ id }) => id)
    : ids;
  return new Set(order.slice(0, videos));
}

/** How well the policy answers after so many curated videos. */
export const fewShotTable: Table = {
  caption:
    'Test split of the public corpus after fine-tuning the shipped policy on so many videos of train, one dense network, cached features: ' +
    'random ones with 28 epochs; evenly: as many of each group as of any other, with as many epochs as `tempr1 train` without options.',
  rows: CHOICES.map(rowOf),
  measure: async ({ corpus }, row, seed) => {
    const { train, test } = await corpus();
    const choice = CHOICES.find((each) => rowOf(each) === row);
    if (choice === undefined) throw new Error(`There is no row ${row}.`);
    const chosen = chosenOf(choice, train, seed);
    const curated = train.filter(({ videoId }) => chosen.has(videoId));
    const { policy } = await loadPolicy(shippedPolicy().file, { threads: 1 });
    try {
      const begun = performance.now();
      if (choice.videos > 0) {
        const warmUp = await policy.warmUp(curated, { epochs: epochsOf(choice), seed, members: 1 });
        for (let step = 0; step < warmUp.totalSteps; step++) await warmUp.step(step);
      }
      const seconds = (performance.now() - begun) / 1000;
      return { figures: await figuresOn(policy, test), facts: { items: curated.length, seconds } };
    } finally {
      await policy.dispose();
    }
  },
};
