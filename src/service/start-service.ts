import { AppSettings } from './app-settings.ts';
import { AppState, configDir } from './app-state.ts';
import { DeviceDesk } from './devices.ts';
import { startServer } from './http/server.ts';
import { findLocations, type Locations } from './locations.ts';
import { oneLine } from './sentence.ts';
import { createStudio, type Studio } from './studio.ts';
import { Toolbox } from './toolbox.ts';
import type { SystemInfo } from './contract/index.ts';
import { dropPreparedWriter, prepareWriter } from '../corpus/writer-thread.ts';
import type { Spawner } from '../training/spawner.ts';

export interface ServiceSetting {
  readonly shell: SystemInfo['shell'];
  readonly spawner: Spawner;
  /** Folder of the built page; default: where the build puts it. */
  readonly pageDir?: string | undefined;
  /** 0 or absent: any free port. */
  readonly port?: number | undefined;
  /** A project to open at once. */
  readonly project?: string | undefined;
  /** Bytes that a project's cache may hold; absent: 20 GB. */
  readonly cacheBytes?: number | undefined;
  readonly env?: NodeJS.ProcessEnv;
  /** Default: the media tools of this machine. */
  readonly toolbox?: Toolbox;
  /** Default: found from where this code lies. */
  readonly locations?: Locations;
  /** Where failures of ours go, one line each; default: standard error. */
  readonly log?: (line: string) => void;
}

export interface RunningService {
  readonly studio: Studio;
  readonly port: number;
  /** Address of the page, useless without the cookie. */
  readonly url: string;
  /** A fresh address that opens the page once. */
  mintLink(): string;
  pages(): number;
  /** Cuts every page's connection, as a network would; they come back by themselves. */
  dropPages(): void;
  /** Ends jobs and processes, closes the corpus, then the socket. */
  close(): Promise<void>;
}

/**
 * Starts the service in this process: corpus, jobs, HTTP and WebSocket on 127.0.0.1.
 * @throws Error with a sentence when it cannot listen, or when the given project cannot be opened.
 */
export async function startService(setting: ServiceSetting): Promise<RunningService> {
  const env = setting.env ?? process.env;
  const log = setting.log ?? ((line: string) => process.stderr.write(`${line}\n`));
  const locations = setting.locations ?? findLocations();
  const appSettings = new AppSettings(configDir(env));
  const devices = new DeviceDesk({
    spawner: setting.spawner,
    appSettings,
    configDir: configDir(env),
    version: locations.version,
  });
  const studio = createStudio({
    locations,
    spawner: devices.spawner,
    devices,
    toolbox: setting.toolbox ?? Toolbox.ofMachine(env, appSettings),
    appState: new AppState(configDir(env)),
    appSettings,
    shell: setting.shell,
    cacheBytes: setting.cacheBytes ?? null,
  });
  const { core } = studio;
  prepareWriter(locations.writerEntry ?? undefined);
  if (setting.project !== undefined) await core.openProject(setting.project);
  let server;
  try {
    server = await startServer({
      api: studio.api,
      pageDir: setting.pageDir ?? locations.page,
      port: setting.port ?? 0,
      handlers: studio.handlers,
      report: (error) => {
        log(oneLine(error instanceof Error ? (error.stack ?? error.message) : String(error)));
      },
    });
  } catch (error) {
    await core.closeProject();
    throw error;
  }
  const { port } = server;
  const url = `http://127.0.0.1:${port}/`;
  core.announce(url);
  return {
    studio,
    port,
    url,
    mintLink: () => server.mintLink(),
    pages: () => server.pages(),
    dropPages: () => {
      server.dropPages();
    },
    close: async () => {
      await core.closeProject();
      await Promise.all([server.close(), dropPreparedWriter()]);
    },
  };
}
