import { createProject, openProject, type Project } from '../corpus/project.ts';
import { MediaCache } from '../media/cache.ts';
import { ModelHost } from '../training/model-host.ts';
import type { Spawner } from '../training/spawner.ts';
import { TrainerHost } from '../training/trainer-host.ts';
import type { DeviceDesk } from './devices.ts';
import type { Locations } from './locations.ts';
import { MediaFiles } from './media-files.ts';
import { GpuLease } from './runs/gpu-lease.ts';
import { PolicyShelf } from './runs/policy-shelf.ts';
import type { RunWatcher } from './runs/run-keeper.ts';
import { findShippedPolicy } from './runs/shipped-policy.ts';
import { TrainingDesk } from './runs/training-desk.ts';

export interface SessionSetting {
  readonly locations: Locations;
  readonly spawner: Spawner;
  readonly devices: DeviceDesk;
  readonly watcher: RunWatcher;
  /** Bytes that the project's cache may hold; null: the media room's default. */
  readonly cacheBytes: number | null;
}

/** One open project with everything that works on it: the service has one at a time, a command line its own. */
export class Session {
  readonly project: Project;
  readonly cache: MediaCache;
  readonly files = new MediaFiles();
  readonly shelf: PolicyShelf;
  readonly lease = new GpuLease();
  readonly model: ModelHost;
  readonly training: TrainingDesk;
  readonly cacheBytes: number | null;
  readonly devices: DeviceDesk;
  readonly #trainer: TrainerHost;

  private constructor(project: Project, shelf: PolicyShelf, setting: SessionSetting) {
    this.project = project;
    const { cacheBytes, devices, spawner, watcher } = setting;
    this.cacheBytes = cacheBytes;
    this.devices = devices;
    this.cache = new MediaCache(project.paths.cache, cacheBytes === null ? {} : { limitBytes: cacheBytes });
    this.shelf = shelf;
    this.model = new ModelHost({ spawner });
    this.#trainer = new TrainerHost({ spawner });
    this.training = new TrainingDesk({
      project,
      host: this.#trainer,
      shelf,
      lease: this.lease,
      devices,
      cacheBytes,
      watcher,
    });
  }

  /** Opens a project for this process alone. @throws ProjectError with a sentence: not there, locked, newer. */
  static open(dir: string, setting: SessionSetting): Promise<Session> {
    return Session.#ready(openProject(dir, writerOptions(setting)), setting);
  }

  /** Makes a project in a new or existing folder and opens it. @throws ProjectError with a sentence. */
  static create(dir: string, title: string, setting: SessionSetting): Promise<Session> {
    return Session.#ready(createProject(dir, { ...writerOptions(setting), title }), setting);
  }

  static async #ready(opening: Promise<Project>, setting: SessionSetting): Promise<Session> {
    const project = await opening;
    try {
      const shelf = new PolicyShelf(project, await findShippedPolicy(setting.locations.resources));
      await shelf.enlistShipped();
      // Whatever ran when the program last ended is not running now.
      await project.writer.job('interruptRuns', {});
      return new Session(project, shelf, setting);
    } catch (error) {
      await project.close();
      throw error;
    }
  }

  /** Ends processes first, so that what they last said is written before the corpus closes. */
  async close(): Promise<void> {
    await this.training.stop();
    await Promise.all([this.#trainer.dispose(), this.model.dispose()]);
    await this.project.close();
  }
}

function writerOptions({ locations }: SessionSetting): { workerEntry?: URL } {
  return locations.writerEntry === null ? {} : { workerEntry: locations.writerEntry };
}
