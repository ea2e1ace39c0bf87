import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { fitCalibration } from '../policy/calibration/calibration.ts';
import { loadPolicy, readPolicyHeader, savePolicy } from '../policy/checkpoint.ts';
import type { CompactPolicy } from '../policy/compact/compact-policy.ts';
import type { CuratedQuestion } from '../policy/policy.ts';
import { mustFit, world } from '../policy/testing/judged-world.ts';
import { madeUpVideo, questionsOn, tinyPolicy } from '../policy/testing/synthetic.ts';
import { RunStore } from './checkpoint.ts';
import { evaluatePolicy, evaluationItems } from './evaluate-policy.ts';
import { train } from './loop.ts';
import { StepPlanner } from './plan-steps.ts';
import { tempr1Reward } from './reward-of.ts';
import { confidenceOf, type RunReport } from './run-report.ts';
import { runSpec } from './run-spec.ts';
import { StepControl } from './step-control.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'tempr1-calibrated-run-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** TG questions, the quickest to answer: `times` copies of those on each of `count` videos. */
const onVideos = (first: number, count: number, times: number): CuratedQuestion[] =>
  Array.from({ length: count }, (_, i) => madeUpVideo(`v${first + i}`, first + i, 12)).flatMap((video) =>
    questionsOn(video, ['TG']).flatMap((question) =>
      Array.from({ length: times }, (_, copy) => ({ ...question, itemId: `${question.itemId}-${copy}` })),
    ),
  );
const learn = onVideos(100, 1, 1);
const many = onVideos(1, 4, 13);
const few = onVideos(1, 2, 2);

interface Trained {
  readonly confidence: NonNullable<RunReport['confidence']>;
  readonly file: string;
}

/** A policy that has heard the words: of others it only points at what changes, and that is never calibrated. */
async function hearing(questions: readonly CuratedQuestion[]): Promise<CompactPolicy> {
  const policy = tinyPolicy(2);
  await policy.warmUp(questions, { epochs: 1, seed: 1 });
  return policy;
}

/** A whole run with one GRPO step on a compact policy, its result written to a file. */
async function run(
  name: string,
  policy: CompactPolicy,
  heldOut: readonly CuratedQuestion[],
  steps = 1,
): Promise<Trained> {
  const at = path.join(folder, name);
  await mkdir(at);
  const spec = runSpec.parse({ warmUpEpochs: 0, steps, seed: 1, grpo: { promptsPerStep: 1, groupSize: 2 } });
  const questions = { train: learn, heldOut, test: [], decided: [], shown: [] };
  const store = new RunStore(at, { architecture: policy.architecture, identity: name });
  const file = path.join(folder, `${name}.safetensors`);
  try {
    const steps = train({
      policy,
      questions,
      spec,
      planner: new StepPlanner({ spec, folder: at, policy, questions, begunAt: Date.now() }),
      store,
      control: new StepControl(),
      reward: tempr1Reward(),
      keepPolicy: async (which) => {
        await savePolicy(which === 'result' ? file : `${file}.${which}`, policy, {});
      },
    });
    for await (const _ of steps) await Promise.resolve();
    const confidence = confidenceOf(store.events);
    if (confidence === null) throw new Error('The run said nothing of its calibration.');
    return { confidence, file };
  } finally {
    store.close();
  }
}

describe('a run', () => {
  it('calibrates its result on many held-out items, on raw scores also where it starts calibrated', async () => {
    expect(many.length).toBeGreaterThanOrEqual(100);
    const policy = await hearing(many);
    const first = await run('first', policy, many, 0);
    const { confidence, file } = first;
    expect(confidence.items).toBe(many.length);
    expect(confidence.calibration?.videos).toBe(4);
    expect(confidence.sentence).toMatch(/^Calibrated on \d+ held-out items of 4 videos/u);
    expect((await readPolicyHeader(file)).calibration).toEqual(confidence.calibration);
    expect((await readPolicyHeader(`${file}.after-warm-up`)).calibration).toBeNull();
    // What it holds is what the file's own raw scores on the held-out items say.
    const { policy: again } = await loadPolicy(file);
    again.calibrate(null);
    const { predictions } = await evaluatePolicy(again, many);
    expect(fitCalibration(evaluationItems(many), predictions).calibration).toEqual(confidence.calibration);
    again.calibrate(confidence.calibration);
    const second = await run('second', again, many, 0);
    expect(second.confidence).toEqual(confidence);
    await again.dispose();
    await policy.dispose();
  });

  it('with few held-out items says so, and its scores stay scores, whatever its start was', async () => {
    const policy = await hearing(few);
    policy.calibrate(mustFit(world(1, 12)));
    const { confidence, file } = await run('few', policy, few);
    expect(confidence).toEqual({
      items: few.length,
      calibration: null,
      sentence: `Not calibrated: ${few.length} of 100 held-out items. Scores are scores, not probabilities.`,
    });
    expect((await readPolicyHeader(file)).calibration).toBeNull();
    await policy.dispose();
  });
});
