import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { TrainerHost } from './trainer-host.ts';
import { fitSteps, usualEpochs } from './plan-steps.ts';
import { readRunReport } from './run-report.ts';
import { makeWorld, tabularSpawner } from './testing/worlds.ts';

describe('what fits into a time', () => {
  const speed = fc.record({
    memberEpochSeconds: fc.double({ min: 0, max: 50, noNaN: true }),
    epochSeconds: fc.double({ min: 0.001, max: 50, noNaN: true }),
    grpoStepSeconds: fc.double({ min: 0.001, max: 20, noNaN: true }),
    fixedSeconds: fc.double({ min: 0, max: 60, noNaN: true }),
  });
  const most = { warmUpEpochs: 36, members: 3, grpoSteps: 200 };

  it('never takes longer than the time, nor more steps than asked for', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 5000, noNaN: true }), speed, (seconds, measured) => {
        const { warmUpEpochs, members, grpoSteps } = fitSteps(seconds, measured, most);
        const epoch = members * measured.memberEpochSeconds + measured.epochSeconds;
        const needs = warmUpEpochs * epoch + grpoSteps * measured.grpoStepSeconds;
        if (warmUpEpochs + grpoSteps > 0) expect(needs + measured.fixedSeconds).toBeLessThanOrEqual(seconds);
        expect(warmUpEpochs).toBeLessThanOrEqual(36);
        expect(members === 1 || (members <= 3 && warmUpEpochs >= 24)).toBe(true);
        expect(grpoSteps).toBeLessThanOrEqual(200);
      }),
    );
  });

  it('uses the time: one more epoch or step would not fit', () => {
    const measured = { memberEpochSeconds: 0, epochSeconds: 10, grpoStepSeconds: 1, fixedSeconds: 5 };
    const most = { warmUpEpochs: 36, members: 1, grpoSteps: 200 };
    expect(fitSteps(1000, measured, most)).toEqual({ ...most });
    expect(fitSteps(400, measured, most)).toEqual({ ...most, warmUpEpochs: 25, grpoSteps: 85 });
    expect(fitSteps(400, measured, { ...most, grpoSteps: 10 })).toEqual({
      ...most,
      warmUpEpochs: 32,
      grpoSteps: 10,
    });
    expect(fitSteps(5, measured, most)).toEqual({ ...most, warmUpEpochs: 0, grpoSteps: 0 });
  });

  it('trains as many dense networks as still get enough epochs each', () => {
    const measured = { memberEpochSeconds: 9, epochSeconds: 1, grpoStepSeconds: 1, fixedSeconds: 0 };
    const members = [200, 720, 1200, 2000].map((seconds) => fitSteps(seconds, measured, most).members);
    expect(members).toEqual([1, 2, 3, 3]);
    expect(fitSteps(2000, measured, { ...most, members: 1 }).members).toBe(1);
  });
});

describe('the usual number of epochs', () => {
  it('is twice as many for eight videos and fewer as for many, and never falls as videos become fewer', () => {
    expect([1, 4, 8, 16, 24, 32, 48, 1000].map(usualEpochs)).toEqual([56, 56, 56, 40, 32, 28, 28, 28]);
    fc.assert(fc.property(fc.nat(200), (videos) => usualEpochs(videos) >= usualEpochs(videos + 1)));
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
    const { warmUpEpochs = 0, members = 1, grpoSteps = 0, decaySteps = 0 } = report?.plan ?? {};
    // How many fit is the machine's affair; all of them never would.
    expect(warmUpEpochs * 4 + grpoSteps).toBeLessThan(usualEpochs(1) * 4 + 200);
    const steps = {
      ...spec,
      warmUpEpochs,
      members,
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
