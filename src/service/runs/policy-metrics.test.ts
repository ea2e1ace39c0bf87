import { describe, expect, it } from 'vitest';
import { acceptThreshold, wilsonInterval } from '../../metrics/calibration.ts';
import { fitCalibration } from '../../policy/calibration/calibration.ts';
import { world } from '../../policy/testing/judged-world.ts';
import { TASKS } from '../../tasks/task.ts';
import { runReport, type RunReport } from '../../training/run-report.ts';
import { policyConfidence as schema, runConfidence as runSchema } from '../contract/index.ts';
import { metricsToStore, policyConfidence, policyMetrics, runConfidence } from './policy-metrics.ts';

function confidenceOf(videos: number): NonNullable<RunReport['confidence']> {
  const { items, predictions } = world(1, videos);
  return fitCalibration(items, predictions);
}

const nothing = { heldOut: null, test: null };
const report = (confidence: RunReport['confidence']) =>
  runReport.parse({
    format: 'tempr1-run-report',
    version: 1,
    architecture: 'compact-1',
    runsOn: 'cpu, 1 thread',
    corpus: 'c',
    identity: 'i',
    seed: 1,
    plan: { warmUpEpochs: 1, members: 1, warmUpSteps: 4, grpoSteps: 2, decaySteps: 2, reason: '' },
    chosenStep: 2,
    videos: { train: [], heldOut: [], test: [] },
    items: { train: 1, heldOut: 1, test: 0 },
    skipped: [],
    columns: { start: nothing, afterWarmUp: nothing, result: nothing },
    confidence,
    seconds: {},
  });

describe('what the project keeps of a policy', () => {
  it('comes back as it was, and older records have no confidence', () => {
    const confidence = confidenceOf(12);
    expect(policyMetrics.parse(metricsToStore(report(confidence)))).toMatchObject({ confidence });
    const { columns } = report(null);
    expect(policyMetrics.parse({ columns }).confidence).toBeNull();
    expect(policyMetrics.safeParse({}).success).toBe(false);
  });
});

describe('what the page is told of confidence', () => {
  it('of a calibrated policy: its error, and thresholds that follow from held-out videos', () => {
    const confidence = confidenceOf(60);
    const told = schema.parse(policyConfidence(confidence));
    const { all, kinds } = confidence.calibration ?? { all: undefined, kinds: {} };
    expect(told.error).toBe(all?.after.errors.mass);
    expect(told.thresholds.map(({ precision }) => precision)).toEqual([0.8, 0.9, 0.95]);
    const [first] = told.thresholds;
    expect(first?.all).toEqual({
      ...acceptThreshold(all?.histogram ?? { count: [], right: [] }, 0.8),
      items: all?.items,
    });
    const { right = 0, count = 0 } = first?.all ?? {};
    expect(wilsonInterval(right, count).low).toBeGreaterThanOrEqual(0.8);
    for (const task of TASKS)
      if (first?.tasks[task] !== undefined) expect(first.tasks[task]?.items).toBe(kinds[task]?.items);
    expect(runSchema.parse(runConfidence(confidence))).toMatchObject({ all, kinds });
  });

  it('of one with too few held-out items: why, and no threshold', () => {
    const confidence = confidenceOf(3);
    expect(policyConfidence(confidence)).toEqual({
      items: 36,
      sentence: confidence.sentence,
      error: null,
      thresholds: [],
    });
    expect(runConfidence(confidence)).toMatchObject({ items: 36, all: null, kinds: {} });
  });

  it('of one that was never measured: nothing', () => {
    expect(policyConfidence(null)).toBeNull();
    expect(runConfidence(null)).toBeNull();
  });
});
