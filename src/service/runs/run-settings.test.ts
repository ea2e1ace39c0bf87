import { describe, expect, it } from 'vitest';
import type { RunReport } from '../../training/run-report.ts';
import { english, say } from '../../tasks/said/said.ts';
import { doneSaid, personSettings, repeatOptions, specOf } from './run-settings.ts';

const doneSentence = (...of: Parameters<typeof doneSaid>): string => english(doneSaid(...of));

const column = (score: number) => ({
  heldOut: { report: { tasks: {}, items: 0, missing: 0 }, score },
  test: null,
});
const report: RunReport = {
  format: 'tempr1-run-report',
  version: 1,
  architecture: 'tabular-1',
  runsOn: 'cpu, 2 threads',
  corpus: '',
  identity: '',
  seed: 7,
  plan: { warmUpEpochs: 12, members: 2, warmUpSteps: 48, grpoSteps: 34, decaySteps: 40, reason: '' },
  chosenStep: 20,
  videos: { train: [], heldOut: [], test: [] },
  items: { train: 0, heldOut: 0, test: 0 },
  decisions: { items: 0, accepted: 0, trimmed: 0, rejected: 0, answers: 0 },
  skipped: [],
  columns: { start: column(0.25), afterWarmUp: column(0.3), result: column(0.5) },
  confidence: null,
  seconds: {},
};

describe('settings of a run', () => {
  it('come back as the person gave them', () => {
    const given = { warmupEpochs: 3, steps: 5, decaySteps: 9, seed: 7, device: 'cpu', promote: true };
    const spec = specOf(given);
    expect(spec.grpo.decaySteps).toBe(9);
    expect(personSettings({ spec, promote: true })).toEqual(given);
    expect(specOf({}).grpo.decaySteps).toBeNull();
  });

  it('that repeat a run are those that were done, and how the learning rate fell', () => {
    expect(repeatOptions(report)).toBe(
      '--warmup-epochs 12 --members 2 --steps 34 --decay-steps 40 --seed 7 --device cpu --threads 2',
    );
    const none = { ...report, plan: { ...report.plan, grpoSteps: 0, decaySteps: 0 }, runsOn: 'webgpu' };
    expect(repeatOptions(none)).toBe('--warmup-epochs 12 --members 2 --steps 0 --seed 7 --device webgpu');
  });

  it('are in the last sentence where time decided them, and only there', () => {
    const timed = doneSentence(report, { promote: false, spec: specOf({ minutes: 2 }) });
    expect(timed).toContain('25.0 % before, 50.0 % after');
    expect(timed).toContain(`again with ${repeatOptions(report)}.`);
    expect(doneSentence(report, { promote: true, spec: specOf({ steps: 34 }) })).toBe(
      'Held-out score 25.0 % before, 50.0 % after. It is the current policy now.',
    );
    const decisions = { items: 2, accepted: 3, trimmed: 1, rejected: 4, answers: 1 };
    expect(doneSentence({ ...report, decisions }, { promote: true, spec: specOf({ steps: 34 }) })).toContain(
      'It also learned from 9 decisions on 2 items that are not curated.',
    );
    expect(doneSaid(report, { promote: true, spec: specOf({ steps: 34 }) })).toEqual(
      say('andThen', {
        first: say('runScores', { before: '25.0', after: '50.0' }),
        second: say('runIsCurrent'),
      }),
    );
    expect(doneSentence(null, { promote: false, spec: specOf({}) })).toContain('The run is done.');
  });
});
