import { createHash } from 'node:crypto';
import { copyFileSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { openProject } from '../../src/corpus/project.ts';
import { items } from '../../src/corpus/queries/items.ts';
import { video } from '../../src/corpus/queries/videos.ts';
import { fitCalibration } from '../../src/policy/calibration/calibration.ts';
import { shippedPolicy } from '../../src/policy/shipped.ts';
import { world } from '../../src/policy/testing/judged-world.ts';
import { metricsToStore } from '../../src/service/runs/policy-metrics.ts';
import { covered, interval, intersect } from '../../src/time/interval.ts';
import { seconds } from '../../src/time/ticks.ts';
import { runReport } from '../../src/training/run-report.ts';

const RUN = 'run-20261120-120000-cafe';
const POLICY = 'policy-20261120-120000-cafe';

/**
 * Puts a finished run, its policy and suggestions for one action into a project that nobody has open: what an hour of
 * training on many videos would leave. The calibration is a real fit on judged suggestions of a made-up policy.
 * @param videos held-out ones, of 12 items each
 * @returns how many of the suggestions have a score of 0.9 and more
 */
export async function addFinishedRun(dir: string, videoId: string, videos: number): Promise<number> {
  const project = await openProject(dir, { worker: false });
  try {
    const { items: judged, predictions } = world(1, videos);
    const confidence = fitCalibration(judged, predictions);
    const nothing = { heldOut: null, test: null };
    const report = runReport.parse({
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
      items: { train: 1, heldOut: confidence.items, test: 0 },
      skipped: [],
      columns: { start: nothing, afterWarmUp: nothing, result: nothing },
      confidence,
      seconds: {},
    });
    const { writer, db, paths } = project;
    const file = path.join(paths.policies, `${POLICY}.safetensors`);
    copyFileSync(shippedPolicy().file, file);
    await writer.job('createRun', { id: RUN, settings: {}, device: 'cpu' });
    await writer.job('addPolicy', {
      id: POLICY,
      name: POLICY,
      run: RUN,
      architecture: 'compact',
      architectureVersion: 1,
      file: `policies/${POLICY}.safetensors`,
      sha256: createHash('sha256').update(readFileSync(file)).digest('hex'),
      metrics: metricsToStore(report),
    });
    await writer.job('updateRun', {
      run: RUN,
      state: 'done',
      phase: 'done',
      sentence: confidence.sentence,
      resultPolicy: POLICY,
      result: { report: JSON.parse(JSON.stringify(report)) },
    });
    const record = video(db, paths.dir, videoId);
    const [item] = items(db, { video: videoId, task: 'TAL' });
    if (record === null || item === undefined) throw new Error(`${videoId} has no action.`);
    const perTick = record.timebase.num / record.timebase.den;
    const labelled = item.intervals.flatMap(({ edges }) =>
      edges === null
        ? []
        : [interval(seconds(edges.start.ticks * perTick), seconds(edges.end.ticks * perTick))],
    );
    const free = Array.from({ length: 40 }, (_, i) => interval(seconds(i * 0.4), seconds(i * 0.4 + 0.4)))
      .filter((each) => covered(intersect([each], labelled)) === 0)
      .slice(0, 4);
    const scores = free.map((_, i) => 0.97 - 0.15 * i);
    await writer.job('writeSuggestions', {
      policy: POLICY,
      responses: [{ item: item.id, prediction: { intervals: free, scores, response: '' } }],
    });
    return scores.filter((score) => score >= 0.9).length;
  } finally {
    await project.close();
  }
}
