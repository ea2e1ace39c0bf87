import { realpathSync } from 'node:fs';
import { ServiceError } from './api.ts';
import type { AppSettings } from './app-settings.ts';
import type { AppState } from './app-state.ts';
import type { DeviceDesk } from './devices.ts';
import { AssetDesk } from './asset-desk.ts';
import { cachedAsset } from './assets.ts';
import { Caretaker } from './caretaker.ts';
import type { ProjectInfo, SystemInfo } from './contract/index.ts';
import { EventLog } from './event-log.ts';
import { Jobs } from './jobs.ts';
import type { Locations } from './locations.ts';
import { projectInfoOf } from './project-info.ts';
import { runOf } from './runs/run-view.ts';
import { Session, type SessionSetting } from './session.ts';
import type { Spawner } from '../training/spawner.ts';
import type { Toolbox } from './toolbox.ts';
import { lookForFiles } from './long-work/look-for-files.ts';
import { undoState } from '../corpus/queries/history.ts';
import { viewState } from '../corpus/queries/project.ts';
import { prepareWriter } from '../corpus/writer-thread.ts';

export interface CoreSetting {
  readonly locations: Locations;
  readonly spawner: Spawner;
  readonly toolbox: Toolbox;
  readonly appState: AppState;
  readonly appSettings: AppSettings;
  readonly devices: DeviceDesk;
  readonly shell: SystemInfo['shell'];
  readonly cacheBytes: number | null;
}

/** What every part of the service shares: the one open project, the jobs, and the log of what happens. */
export class Core {
  readonly setting: CoreSetting;
  readonly events = new EventLog();
  readonly jobs: Jobs;
  #open: OpenProject | null = null;
  /** Opening and closing happen one after the other, however fast they are asked for. */
  #turn: Promise<unknown> = Promise.resolve();
  #socket: string | null = null;

  constructor(setting: CoreSetting) {
    this.setting = setting;
    this.jobs = new Jobs((job) => {
      this.events.publish({ type: 'job', job });
    });
  }

  /** The open project, or null. */
  get open(): Session | null {
    return this.#open?.session ?? null;
  }

  /** @throws ServiceError 'no-project' */
  get session(): Session {
    if (this.#open === null) throw new ServiceError('no-project', 'No project is open.');
    return this.#open.session;
  }

  /** @throws ServiceError 'no-project' */
  get desk(): AssetDesk {
    if (this.#open === null) throw new ServiceError('no-project', 'No project is open.');
    return this.#open.desk;
  }

  /** Who looks after the open project. @throws ServiceError 'no-project' */
  get care(): Caretaker {
    if (this.#open === null) throw new ServiceError('no-project', 'No project is open.');
    return this.#open.care;
  }

  /** Where other processes can reach this one, once it listens; told in the lock of the open project. */
  announce(socket: string): void {
    this.#socket = socket;
    this.open?.project.announce(socket);
  }

  /** Opens a project in place of the open one, which stays open when the new one cannot be. */
  openProject(dir: string, make?: { readonly title: string }): Promise<ProjectInfo> {
    return this.#inTurn(async () => {
      const current = this.open;
      if (current !== null && make === undefined && samePlace(current, dir)) return projectInfoOf(current);
      const setting = this.#sessionSetting();
      const session = await (make === undefined
        ? Session.open(dir, setting)
        : Session.create(dir, make.title, setting));
      await this.#close();
      // Whoever changed projects once may do so again.
      if (current !== null) prepareWriter(this.setting.locations.writerEntry ?? undefined);
      this.#adopt(session);
      const info = projectInfoOf(session);
      await this.setting.appState.remember(info.dir, info.title);
      this.events.publish({ type: 'project', project: info });
      return info;
    });
  }

  /** Closes the open project, if any: jobs are cancelled, a running training is left to be resumed. */
  closeProject(): Promise<void> {
    return this.#inTurn(async () => {
      if (this.#open === null) return;
      await this.#close();
      prepareWriter(this.setting.locations.writerEntry ?? undefined);
      this.events.publish({ type: 'project', project: null });
    });
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(work);
    this.#turn = result.catch(() => undefined);
    return result;
  }

  async #close(): Promise<void> {
    const open = this.#open;
    if (open === null) return;
    await this.jobs.stop();
    await open.desk.stop();
    await open.care.stop();
    // No picture is no reason not to close.
    await this.#keepCover(open.session).catch(() => undefined);
    await open.hush();
    this.#open = null;
    await open.session.close();
  }

  /** A picture of the video that was last looked at, for the list of projects. */
  async #keepCover({ project, cache }: Session): Promise<void> {
    const seen = viewState(project.db, 'videoId');
    const row = project.db.get<{ fingerprint: string }>(
      'SELECT fingerprint FROM video ORDER BY id = @seen DESC, key LIMIT 1',
      { seen: typeof seen === 'string' ? seen : '' },
    );
    const picture = row === undefined ? null : await cachedAsset('thumbnail', cache, row.fingerprint);
    if (picture !== null) await this.setting.appState.keepCover(project.paths.dir, picture);
  }

  #adopt(session: Session): void {
    const desk = new AssetDesk((videoId, kind, ready) => {
      this.events.publish({ type: 'asset', videoId, kind, ready });
    });
    const silence = session.project.writer.onChange((change) => {
      const { revision, by, tables, videoIds, itemIds, intervalIds } = change;
      if (tables.length > 0 && tables.every((table) => QUIET.has(table))) return;
      this.events.publish({
        type: 'corpus',
        revision,
        videoIds: videoIds === 'all' ? [] : [...videoIds],
        itemIds: itemIds === 'all' ? null : [...itemIds],
        intervalIds: intervalIds === 'all' ? null : [...intervalIds],
        by: by === 'job' ? 'job' : 'command',
        tables: [...tables],
        state: undoState(session.project.db),
      });
    });
    const closing = new AbortController();
    // In the background: a project of ten thousand videos on a slow disk opens at once all the same.
    const looking = lookForFiles(session.project, closing.signal).catch(() => undefined);
    const hush = async (): Promise<void> => {
      silence();
      closing.abort();
      await looking;
    };
    const care = new Caretaker(session.project, {
      keeperEntry: this.setting.locations.keeperEntry,
      tell: () => {
        this.events.publish({ type: 'health' });
      },
    });
    this.#open = { session, desk, care, hush };
    if (this.#socket !== null) session.project.announce(this.#socket);
  }

  #sessionSetting(): SessionSetting {
    const { locations, spawner, devices, cacheBytes } = this.setting;
    return {
      locations,
      spawner,
      devices,
      cacheBytes,
      watcher: {
        changed: (runId) => {
          const run = this.open === null ? null : runOf(this.open, runId);
          if (run !== null) this.events.publish({ type: 'run', run });
        },
        points: (runId, points) => {
          this.events.publish({ type: 'metrics', runId, points: [...points] });
        },
        remark: (runId, sentence) => {
          this.events.publish({ type: 'remark', runId, sentence });
        },
      },
    };
  }
}

interface OpenProject {
  readonly session: Session;
  readonly desk: AssetDesk;
  readonly care: Caretaker;
  /** Ends what listens and looks around in the background. */
  readonly hush: () => Promise<void>;
}

/** Tables that have their own events, or that only the page's own writes change. */
const QUIET = new Set(['run', 'run_metric', 'view_state']);

/** A folder may be reached by several names; opening it by another one must not look like another program's lock. */
function samePlace(session: Session, dir: string): boolean {
  try {
    return realpathSync(session.project.paths.dir) === realpathSync(dir);
  } catch {
    return false;
  }
}
