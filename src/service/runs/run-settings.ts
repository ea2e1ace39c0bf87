import { z } from 'zod';
import { say, type Said } from '../../tasks/said/said.ts';
import type { MediaTools } from '../../media/tools.ts';
import type { ToolPaths } from '../../training/protocol.ts';
import type { RunReport } from '../../training/run-report.ts';
import { runSpec, type RunSpec } from '../../training/run-spec.ts';
import type { RunningTraining } from '../../training/trainer-host.ts';
import type { TrainingSettings } from '../contract/index.ts';
import type { Holder } from './gpu-lease.ts';

/** A run as it was written down, enough to go on with it. */
export interface StoredRun {
  readonly id: string;
  readonly basePolicy: string | null;
  readonly spec: RunSpec;
  readonly promote: boolean;
  readonly begunAt: number;
}

/** The trainer's settings from a person's; what was not chosen keeps the trainer's own default. */
export function specOf(settings: TrainingSettings): RunSpec {
  const { warmupEpochs, members, steps, decaySteps, minutes, seed, threads, device, frameEncoder } = settings;
  return runSpec.parse({
    ...(warmupEpochs !== undefined && { warmUpEpochs: warmupEpochs }),
    ...(members !== undefined && { members }),
    ...(steps !== undefined && { steps }),
    ...(decaySteps !== undefined && { grpo: { decaySteps } }),
    ...(minutes !== undefined && { minutes }),
    ...(seed !== undefined && { seed }),
    ...(threads !== undefined && { threads }),
    ...(device !== undefined && { device }),
    ...(frameEncoder !== undefined && { frameEncoder }),
  });
}

const storedSettings = runSpec.extend({ promote: z.boolean(), begunAt: z.number() });

/** What `createRun` keeps under `settings`. */
export function settingsToStore(
  spec: RunSpec,
  promote: boolean,
  begunAt: number,
): z.infer<typeof storedSettings> {
  return { ...spec, promote, begunAt };
}

/** @throws ZodError when the row was written by a version that knew other settings. */
export function readStoredSettings(raw: unknown): Pick<StoredRun, 'spec' | 'promote' | 'begunAt'> {
  const { promote, begunAt, ...spec } = storedSettings.parse(raw);
  return { spec, promote, begunAt };
}

/** A person's settings back from stored ones. */
export function personSettings({ spec, promote }: Pick<StoredRun, 'spec' | 'promote'>): TrainingSettings {
  return {
    seed: spec.seed,
    device: spec.device,
    promote,
    ...(spec.warmUpEpochs !== null && { warmupEpochs: spec.warmUpEpochs }),
    ...(spec.members !== null && { members: spec.members }),
    ...(spec.steps !== null && { steps: spec.steps }),
    ...(spec.grpo.decaySteps !== null && { decaySteps: spec.grpo.decaySteps }),
    ...(spec.minutes !== null && { minutes: spec.minutes }),
    ...(spec.threads !== null && { threads: spec.threads }),
    ...(spec.frameEncoder !== null && { frameEncoder: spec.frameEncoder }),
  };
}

/** The media tools as worker processes are told of them. */
export function toolPathsOf({ ffmpeg, ffprobe }: MediaTools): ToolPaths {
  return {
    ffmpeg: { path: ffmpeg.path, version: ffmpeg.version },
    ffprobe: ffprobe === null ? null : { path: ffprobe.path, version: ffprobe.version },
  };
}

/** A run as the holder of a graphics card: stepping aside means pausing between two steps. */
export function holderOf(
  training: RunningTraining,
  onState: Set<(state: 'running' | 'paused') => void>,
): Holder {
  return {
    pause: async () => {
      const { promise, resolve } = Promise.withResolvers<void>();
      const listener = (state: 'running' | 'paused'): void => {
        if (state === 'paused') resolve();
      };
      onState.add(listener);
      training.pause();
      await Promise.race([promise, training.ended]);
      onState.delete(listener);
    },
    resume: () => {
      training.resume();
    },
  };
}

/**
 * The options of `tempr1 train` that repeat a run whose steps time decided, with the same policy to start from and the same
 * corpus: it then ends with the same weights.
 */
export function repeatOptions({ plan, seed, runsOn }: RunReport): string {
  const { warmUpEpochs, members, grpoSteps, decaySteps } = plan;
  const [device = 'cpu'] = runsOn.split(',');
  const threads = /(\d+) threads?$/u.exec(runsOn)?.[1];
  return [
    `--warmup-epochs ${warmUpEpochs}`,
    `--members ${members}`,
    `--steps ${grpoSteps}`,
    // Without a step there is no learning rate to fall.
    ...(grpoSteps > 0 ? [`--decay-steps ${decaySteps}`] : []),
    `--seed ${seed}`,
    `--device ${device}`,
    ...(threads === undefined ? [] : [`--threads ${threads}`]),
  ].join(' ');
}

/** What came of a finished run, for a person. */
export function doneSaid(
  report: RunReport | null,
  { promote, spec }: Pick<StoredRun, 'promote' | 'spec'>,
): Said {
  const before = report?.columns.start.heldOut?.score ?? null;
  const after = report?.columns.result.heldOut?.score ?? null;
  const shown = (score: number): string => (score * 100).toFixed(1);
  const first: Said =
    before === null || after === null
      ? say('runOver')
      : say('runScores', { before: shown(before), after: shown(after) });
  const more: (Said | string)[] = [
    ...(report === null ? [] : learnedFrom(report)),
    ...(report?.confidence ? [report.confidence.sentence] : []),
    promote ? say('runIsCurrent') : say('runToDecide'),
    ...(report === null || spec.minutes === null
      ? []
      : [say('runAgain', { options: repeatOptions(report) })]),
  ];
  return more.reduce<Said>((so, second) => say('andThen', { first: so, second }), first);
}

/** What beside curated items taught the policy; nothing where that was nothing. */
function learnedFrom({ decisions: { items, accepted, trimmed, rejected, answers } }: RunReport): Said[] {
  const count = accepted + trimmed + rejected + answers;
  return count === 0 ? [] : [say('runLearned', { count, items })];
}
