import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { TrainerHost } from './trainer-host.ts';
import { fitSteps, LARGEST_PLAN } from './plan-steps.ts';
import { readRunReport } from './run-report.ts';
import { makeWorld, tabularSpawner } from './testing/worlds.ts';

describe('what fits into a time', () => {
  const speed = fc.record({
    epochSeconds: fc.double({ min: 0.001, max: 100, noNaN: true }),
    grpoStepSeconds: fc.double({ min: 0.001, max: 20, noNaN: true }),
    fixedSeconds: fc.double({ min: 0, max: 60, noNaN: true }),
  });
  const most = { warmUpEpochs: 36, grpoSteps: 200 };

  it('never takes longer than the time, nor more steps than asked for', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 5000, noNaN: true }), speed, (seconds, measured) => {
        const { warmUpEpochs, grpoSteps } = fitSteps(seconds, measured, most);
        const needs = warmUpEpochs * measured.epochSeconds + grpoSteps * measured.grpoStepSeconds;
        if (warmUpEpochs + grpoSteps > 0) expect(needs + measured.fixedSeconds).toBeLessThanOrEqual(seconds);
        expect(warmUpEpochs).toBeLessThanOrEqual(36);
        expect(grpoSteps).toBeLessThanOrEqual(200);
      }),
    );
  });

  it('uses the time: one more epoch or step would not fit', () => {
    const measured = { epochSeconds: 10, grpoStepSeconds: 1, fixedSeconds: 5 };
    expect(fitSteps(1000, measured, most)).toEqual({ warmUpEpochs: 36, grpoSteps: 200 });
    expect(fitSteps(400, measured, most)).toEqual({ warmUpEpochs: 25, grpoSteps: 85 });
    expect(fitSteps(400, measured, { ...most, grpoSteps: 10 })).toEqual({ warmUpEpochs: 32, grpoSteps: 10 });
    expect(fitSteps(5, measured, most)).toEqual({ warmUpEpochs: 0, grpoSteps: 0 });
  });
});

describe('a run bounded in minutes', () => {
  let folder: string;
  let host: TrainerHost;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'tempr1-plan-'));
    host = new TrainerHost({ spawner: tabularSpawner(20) });
  });
  afterEach(async () => {
    await host.dispose();
    await rm(folder, { recursive: true, force: true });
  });

  it('records the steps it fixed, and a run given these steps ends with the same weights', async () => {
    const world = await makeWorld(folder);
    const spec = { grpo: { learningRate: 0.05 }, evaluateEvery: 5 };
    expect((await host.start(world.run('timed', { ...spec, minutes: 0.08 }), () => {}).ended).kind).toBe(
      'done',
    );
    const report = await readRunReport(path.join(folder, 'timed'));
    expect(report).not.toBeNull();
    const { warmUpEpochs = 0, grpoSteps = 0, decaySteps = 0 } = report?.plan ?? {};
    // How many fit is the machine's affair; all of them never would.
    expect(warmUpEpochs * 4 + grpoSteps).toBeLessThan(LARGEST_PLAN.warmUpEpochs * 4 + LARGEST_PLAN.grpoSteps);
    const steps = {
      ...spec,
      warmUpEpochs,
      steps: grpoSteps,
      grpo: { ...spec.grpo, decaySteps: decaySteps === 0 ? null : decaySteps },
    };
    expect((await host.start(world.run('counted', steps), () => {}).ended).kind).toBe('done');
    const [timed, counted] = await Promise.all(
      ['timed', 'counted'].map((name) => readFile(path.join(folder, name, 'policy.safetensors'))),
    );
    expect(counted?.equals(timed ?? Buffer.alloc(0))).toBe(true);
  });
});
