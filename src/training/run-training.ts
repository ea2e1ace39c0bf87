import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';

import { fingerprintOf } from '../media/fingerprint.ts';
import { say, told, type Said } from '../tasks/said/said.ts';
import type { VideoFeatures } from '../policy/policy.ts';
import { cachedFeatures, mediaCache, mediaTools, type FeatureSource } from './cached-features.ts';
import { RunStore } from './checkpoint.ts';
import { TrainingError } from './errors.ts';
import type { NumberedEvent } from './events.ts';
import { train } from './loop.ts';
import { StepPlanner } from './plan-steps.ts';
import type { OpenedPolicy, PolicyKit } from './policy-kit.ts';
import type { FromTrainer, TrainerResult, TrainerRun } from './protocol.ts';
import { tempr1Reward } from './reward-of.ts';
import { columnsOf, confidenceOf, decisionsOf, readRunReport, writeRunReport } from './run-report.ts';
import { countDecisions, type DecisionCounts } from './snapshot-decisions.ts';
import type { StepControl } from './step-control.ts';
import {
  chooseVideos,
  questionsOf,
  readSnapshot,
  type ChosenVideos,
  type FrozenCorpus,
} from './training-data.ts';
import type { TrainingQuestions } from './training-questions.ts';

export type Progress = Omit<Extract<FromTrainer, { type: 'progress' }>, 'type'>;

export interface RunListeners {
  readonly onProgress: (progress: Progress) => void;
  readonly onEvent: (event: NumberedEvent) => void;
  readonly onWarning: (sentence: string) => void;
}

/** The files a finished run leaves behind. */
const RESULT = 'policy.safetensors';
const AFTER_WARM_UP = 'after-warm-up.safetensors';

/**
 * A whole training run in this process, resumed where the folder holds an unfinished one: features of the videos, warm-up,
 * GRPO, evaluations, and the files `policy.safetensors`, `after-warm-up.safetensors`, `report.json`, `events.jsonl`.
 * @throws RunCancelledError once cancelled; TrainingError and others with a sentence for a person.
 */
export async function runTraining(
  run: TrainerRun,
  kit: PolicyKit,
  control: StepControl,
  listeners: RunListeners,
): Promise<TrainerResult> {
  await mkdir(run.folder, { recursive: true });
  const done = await readRunReport(run.folder);
  if (done !== null) return resultOf(run.folder, done.chosenStep);
  const { spec } = run;
  // A run that is resumed gets its minutes anew: the time between its lives is nobody's.
  const begunAt = existsSync(path.join(run.folder, 'events.jsonl')) ? Date.now() : run.begunAt;
  const begin = (stage: Progress['stage'], what: Said) =>
    listeners.onProgress({ stage, done: 0, total: 1, ...told(what), etaSeconds: null });
  begin('opening', say('runOpening'));
  const corpus = await readSnapshot(run.snapshot);
  const chosen = chooseVideos(corpus.snapshot, spec);
  const { device, threads, frameEncoder } = spec;
  const opened = await kit.open(run.startPolicy, { device, threads, frameEncoder, purpose: 'learn' });
  const { policy } = opened;
  if (opened.notice !== undefined) listeners.onWarning(opened.notice);
  try {
    const seconds = new Stopwatch();
    const { features, skipped } = await allFeatures(run, opened, chosen, control, listeners);
    seconds.lap('features');
    const questions = questionsOf(corpus.snapshot, chosen, features, spec.decisions);
    if (questions.train.length + questions.decided.length === 0)
      throw new TrainingError('None of the videos to learn from could be read; the log says why for each.');
    const parent = await checksum(run.startPolicy);
    const identity = identityOf(run, corpus, opened, parent, [...features.keys()]);
    const store = new RunStore(run.folder, { architecture: policy.architecture, identity });
    try {
      const planner = new StepPlanner({
        spec,
        folder: run.folder,
        policy,
        questions,
        begunAt,
      });
      begin('planning', say('runPlanning'));
      const steps = train({
        policy,
        questions,
        spec,
        planner,
        store,
        control,
        reward: tempr1Reward(),
        keepPolicy: async (which) => {
          begin('saving', say('runSaving'));
          const { plan } = decisionsOf(store.events);
          const card = { parent, seed: spec.seed, corpus: corpus.hash, warmUpEpochs: plan.warmUpEpochs };
          const grpoSteps = which === 'result' ? plan.grpoSteps : 0;
          const file = path.join(run.folder, which === 'result' ? RESULT : AFTER_WARM_UP);
          await opened.save(file, { ...card, grpoSteps });
        },
        onEvaluating: (at, total) => {
          const what = told(say('runAnswering', { total }));
          listeners.onProgress({ stage: 'evaluation', done: at, total, ...what, etaSeconds: null });
        },
      });
      let heard = 0;
      for await (const { kind } of steps) {
        seconds.lap(kind);
        // A resumed run first tells what it kept from its earlier life, so that a new listener has the whole story.
        for (const event of store.events.slice(heard)) listeners.onEvent(event);
        heard = store.events.length;
      }
      const decisions = decisionsOf(store.events);
      const ids = (videos: readonly { readonly id: string }[]) => videos.map(({ id }) => id);
      await writeRunReport(run.folder, {
        format: 'tempr1-run-report',
        version: 1,
        architecture: policy.architecture,
        runsOn: opened.runsOn,
        corpus: corpus.hash,
        identity,
        seed: spec.seed,
        ...decisions,
        videos: { train: ids(chosen.train), heldOut: ids(chosen.heldOut), test: ids(chosen.test) },
        items: {
          train: questions.train.length,
          heldOut: questions.heldOut.length,
          test: questions.test.length,
        },
        decisions: decisionsLearned(corpus, questions),
        skipped,
        columns: columnsOf(store.events),
        confidence: confidenceOf(store.events),
        seconds: seconds.totals,
      });
      await store.removeCheckpoints();
      return resultOf(run.folder, decisions.chosenStep);
    } finally {
      store.close();
    }
  } finally {
    await policy.dispose();
  }
}

function decisionsLearned({ snapshot }: FrozenCorpus, { decided }: TrainingQuestions): DecisionCounts {
  const items = new Set(decided.map(({ itemId }) => itemId));
  return countDecisions(items, snapshot.decisions, snapshot.answers);
}

function resultOf(folder: string, chosenStep: number): TrainerResult {
  return {
    policy: path.join(folder, RESULT),
    afterWarmUp: path.join(folder, AFTER_WARM_UP),
    report: path.join(folder, 'report.json'),
    chosenStep,
  };
}

async function allFeatures(
  run: TrainerRun,
  { extractor }: OpenedPolicy,
  chosen: ChosenVideos,
  control: StepControl,
  { onProgress, onWarning }: RunListeners,
) {
  const source: FeatureSource = {
    extractor,
    cache: mediaCache(run.cacheFolder, run.cacheBytes),
    tools: mediaTools(run.tools),
  };
  const videos = [...chosen.train, ...chosen.heldOut, ...chosen.test];
  const features = new Map<string, VideoFeatures>();
  const skipped: { video: string; sentence: string }[] = [];
  const begun = performance.now();
  for (const [index, video] of videos.entries()) {
    const report = (share: number) => {
      const part = (index + share) / videos.length;
      const spent = (performance.now() - begun) / 1000;
      const etaSeconds = part > 0 ? (spent / part) * (1 - part) : null;
      const total = videos.length;
      const what = told(say('runLooking', { number: index + 1, total }));
      onProgress({ stage: 'features', done: index + share, total, ...what, etaSeconds });
    };
    await control.between();
    report(0);
    try {
      await mustBeUnchanged(video);
      const options = { signal: control.signal, onProgress: report };
      features.set(video.id, await cachedFeatures(source, video, options));
    } catch (error) {
      await control.between();
      const sentence = error instanceof Error ? error.message : String(error);
      skipped.push({ video: video.id, sentence });
      onWarning(`Video ${video.id} was left out: ${sentence}`);
    }
  }
  return { features, skipped };
}

/** Features are cached by content: those of a file that was replaced must not be stored under the old content's name. */
async function mustBeUnchanged(video: {
  readonly path: string;
  readonly fingerprint: string;
}): Promise<void> {
  if ((await fingerprintOf(video.path)) !== video.fingerprint)
    throw new TrainingError(`${video.path} has changed since it was imported; link the video again.`);
}

/** Everything the weights follow from. Two runs with the same identity and numbers of steps end the same. */
function identityOf(
  { spec }: TrainerRun,
  corpus: FrozenCorpus,
  { runsOn, extractor }: OpenedPolicy,
  parent: string,
  videos: readonly string[],
): string {
  // An image encoder counts by its content, which is part of the extractor's name, wherever it lies.
  const { checkpointSeconds: _, frameEncoder: _file, ...rest } = spec;
  const parts = { spec: rest, corpus: corpus.hash, parent, runsOn, extractor: extractor.id, videos };
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

async function checksum(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}

/** Sums the seconds between laps by name. */
class Stopwatch {
  readonly #totals = new Map<string, number>();
  #last = performance.now();

  lap(name: string): void {
    const now = performance.now();
    this.#totals.set(name, (this.#totals.get(name) ?? 0) + (now - this.#last) / 1000);
    this.#last = now;
  }

  get totals(): Record<string, number> {
    return Object.fromEntries(this.#totals);
  }
}
