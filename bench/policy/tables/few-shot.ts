import { loadPolicy } from '../../../src/policy/checkpoint.ts';
import { shippedPolicy } from '../../../src/policy/shipped.ts';
import { Random } from '../../../src/tensor/random.ts';
import { figuresOn, type Table } from './study.ts';

const VIDEOS = [0, 4, 8, 16, 32] as const;
const rowOf = (videos: number) => (videos === 0 ? 'none (shipped policy)' : `${videos} videos`);

/** How well the policy answers after so many curated videos. */
export const fewShotTable: Table = {
  caption:
    'Test split of the public corpus after fine-tuning the shipped policy on so many random videos of train: one dense network, as many ' +
    'epochs as `tempr1 train` without options. Cached features.',
  rows: VIDEOS.map(rowOf),
  measure: async ({ corpus }, row, seed) => {
    const { train, test } = await corpus();
    const count = VIDEOS.find((videos) => rowOf(videos) === row);
    if (count === undefined) throw new Error(`There is no row ${row}.`);
    const ids = Random.seeded(seed, 'few-shot').shuffled([...new Set(train.map(({ videoId }) => videoId))]);
    const chosen = new Set(ids.slice(0, count));
    const curated = train.filter(({ videoId }) => chosen.has(videoId));
    const { policy } = await loadPolicy(shippedPolicy().file, { threads: 1 });
    try {
      const begun = performance.now();
      if (count > 0) {
        const warmUp = await policy.warmUp(curated, { epochs: 28, seed, members: 1 });
        for (let step = 0; step < warmUp.totalSteps; step++) await warmUp.step(step);
      }
      const seconds = (performance.now() - begun) / 1000;
      return { figures: await figuresOn(policy, test), facts: { items: curated.length, seconds } };
    } finally {
      await policy.dispose();
    }
  },
};
