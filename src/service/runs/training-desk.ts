import { createHash, randomUUID } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { Project } from '../../corpus/project.ts';
import { trainingSnapshot } from '../../corpus/snapshot.ts';
import type { MediaTools } from '../../media/tools.ts';
import { readRunReport } from '../../training/run-report.ts';
import type { RunSpec } from '../../training/run-spec.ts';
import type { RunningTraining, TrainerHost, TrainerUpdate } from '../../training/trainer-host.ts';
import { ServiceError } from '../api.ts';
import type { TrainingSettings } from '../contract/index.ts';
import type { DeviceDesk } from '../devices.ts';
import { say, told } from '../../tasks/said/said.ts';
import { sentenceOf } from '../sentence.ts';
import type { GpuLease } from './gpu-lease.ts';
import type { PolicyShelf, UsablePolicy } from './policy-shelf.ts';
import { RunKeeper, type RunWatcher } from './run-keeper.ts';
import { doneSaid, holderOf, settingsToStore, specOf, toolPathsOf, type StoredRun } from './run-settings.ts';

export interface DeskSetting {
  readonly project: Project;
  readonly host: TrainerHost;
  readonly shelf: PolicyShelf;
  readonly lease: GpuLease;
  readonly devices: DeviceDesk;
  readonly cacheBytes: number | null;
  readonly watcher: RunWatcher;
}

interface Live {
  readonly id: string;
  readonly training: RunningTraining;
  readonly ended: Promise<void>;
  readonly keeper: RunKeeper;
  /** Called at every `paused` or `running` of the process. */
  readonly onState: Set<(state: 'running' | 'paused') => void>;
}

/** Starts, pauses, resumes and ends training runs, and keeps what they find. One runs at a time: two would only slow each other. */
export class TrainingDesk {
  readonly #setting: DeskSetting;
  #live: Live | null = null;
  #stopping = false;

  constructor(setting: DeskSetting) {
    this.#setting = setting;
  }

  /** The run under way, or null. */
  get running(): string | null {
    return this.#live?.id ?? null;
  }

  /**
   * Freezes the curated corpus and starts a run on it.
   * @throws ServiceError when another run is under way or the base policy cannot be used.
   */
  async start(settings: TrainingSettings, tools: MediaTools, begunAt: number): Promise<string> {
    this.#refuseSecond();
    const { project, shelf, devices, watcher } = this.#setting;
    const base = await shelf.use(null);
    const asked = specOf(settings);
    // Settled once and stored: a run that is resumed goes on with the same device.
    const { device, sentence } = await devices.choose(asked.device);
    const spec = { ...asked, device };
    const id = `run-${new Date(begunAt).toISOString().slice(0, 19).replaceAll(/[-:]/gu, '').replace('T', '-')}-${randomUUID().slice(0, 4)}`;
    const folder = join(project.paths.runs, id);
    await mkdir(folder, { recursive: true });
    const snapshot = JSON.stringify(trainingSnapshot(project.db, project.paths.dir));
    const snapshotFile = join(folder, 'snapshot.json');
    await writeFile(snapshotFile, snapshot, { flush: true });
    await project.writer.job('createRun', {
      id,
      settings: settingsToStore(spec, settings.promote ?? false, begunAt),
      device: spec.device,
      basePolicy: base.id,
      snapshotPath: relative(project.paths.dir, snapshotFile),
      snapshotHash: createHash('sha256').update(snapshot).digest('hex'),
    });
    this.#refuseSecond();
    this.#launch({
      id,
      folder,
      snapshotFile,
      spec,
      base,
      tools,
      begunAt,
      promote: settings.promote ?? false,
    });
    // That everything is as usual needs no word.
    if (sentence !== null && (asked.device !== 'auto' || device !== 'cpu')) watcher.remark(id, sentence);
    return id;
  }

  /** Goes on with a run whose process is gone, from its last checkpoint. */
  async relaunch(run: StoredRun, tools: MediaTools): Promise<void> {
    this.#refuseSecond();
    const { project, shelf } = this.#setting;
    const base = await shelf.use(run.basePolicy);
    const folder = join(project.paths.runs, run.id);
    const snapshotFile = join(folder, 'snapshot.json');
    const { promote, begunAt, spec } = run;
    this.#refuseSecond();
    this.#launch({ id: run.id, folder, snapshotFile, spec, base, tools, begunAt, promote });
  }

  /** @throws ServiceError when this run is not under way. */
  pause(id: string): void {
    this.#liveRun(id).training.pause();
  }

  /** Lets a paused run go on. */
  resume(): void {
    this.#live?.training.resume();
  }

  async cancel(id: string): Promise<void> {
    const live = this.#liveRun(id);
    await live.training.cancel();
    await live.ended;
  }

  /** Number of the process of the run under way; null while there is none. */
  get pid(): number | null {
    return this.#live?.training.pid ?? null;
  }

  /** Seconds that the run under way still takes, as far as its process can tell. */
  get etaSeconds(): number | null {
    return this.#live?.keeper.etaSeconds ?? null;
  }

  /** Resolves when the run under way has ended and everything it found is written. */
  async ended(id: string): Promise<void> {
    if (this.#live?.id === id) await this.#live.ended;
  }

  /** Ends the process at once; its checkpoint stays, and the run can be resumed. */
  async stop(): Promise<void> {
    this.#stopping = true;
    const live = this.#live;
    if (live === null) return;
    live.training.abandon();
    await live.ended;
  }

  #refuseSecond(): void {
    if (this.#live !== null)
      throw new ServiceError('conflict', 'A training run is under way. Wait for it, or cancel it first.');
  }

  #liveRun(id: string): Live {
    if (this.#live?.id !== id) throw new ServiceError('conflict', 'This run is not under way.');
    return this.#live;
  }

  #launch(launch: Launch): void {
    const { project, host, lease, cacheBytes, watcher } = this.#setting;
    const { id, folder, snapshotFile, spec, base, tools, begunAt } = launch;
    const keeper = new RunKeeper(project, id, watcher);
    const onState: Live['onState'] = new Set();
    const training = host.start(
      {
        folder,
        snapshot: snapshotFile,
        startPolicy: base.file,
        cacheFolder: project.paths.cache,
        cacheBytes,
        tools: toolPathsOf(tools),
        spec,
        begunAt,
      },
      (update) => {
        if (update.kind === 'state') for (const listener of onState) listener(update.state);
        keeper.hear(update);
      },
    );
    const release =
      spec.device === 'cpu' || spec.device === 'auto'
        ? () => undefined
        : lease.hold(holderOf(training, onState));
    const ended = training.ended.then(async (update) => {
      release();
      try {
        await this.#finish(launch, update, keeper);
      } catch (error) {
        watcher.remark(id, sentenceOf(error));
      } finally {
        this.#live = null;
        watcher.changed(id);
      }
    });
    this.#live = { id, training, ended, keeper, onState };
  }

  async #finish(launch: Launch, update: TrainerUpdate, keeper: RunKeeper): Promise<void> {
    const { project, shelf } = this.#setting;
    const { id } = launch;
    await keeper.flush();
    if (update.kind === 'done') {
      const report = await readRunReport(launch.folder);
      const policy = await shelf.adopt({ run: id, file: update.result.policy, base: launch.base, report });
      if (launch.promote) await project.writer.job('promotePolicy', { policy });
      await project.writer.job('updateRun', {
        run: id,
        state: 'done',
        phase: 'done',
        done: 1,
        total: 1,
        ...told(doneSaid(report, launch)),
        resultPolicy: policy,
        error: null,
        ...(report !== null && {
          result: { report: JSON.parse(JSON.stringify(report)) },
          device: report.runsOn,
        }),
      });
    } else if (update.kind === 'cancelled')
      await project.writer.job('updateRun', { run: id, state: 'cancelled', ...told(say('workCancelled')) });
    else if (update.kind === 'failed') {
      const { sentence, said } = update;
      await project.writer.job(
        'updateRun',
        this.#stopping
          ? { run: id, state: 'interrupted', ...told(say('runInterrupted')) }
          : { run: id, state: 'failed', sentence, said, error: sentence },
      );
    }
  }
}

interface Launch {
  readonly id: string;
  readonly folder: string;
  readonly snapshotFile: string;
  readonly spec: RunSpec;
  readonly base: UsablePolicy;
  readonly tools: MediaTools;
  readonly begunAt: number;
  readonly promote: boolean;
}
