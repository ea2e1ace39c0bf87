import { AppSettings } from '../service/app-settings.ts';
import { configDir } from '../service/app-state.ts';
import { DeviceDesk } from '../service/devices.ts';
import { findLocations } from '../service/locations.ts';
import type { RunWatcher } from '../service/runs/run-keeper.ts';
import { Session, type SessionSetting } from '../service/session.ts';
import { nodeSpawner } from '../training/spawner.ts';

const SILENT: RunWatcher = {
  changed: () => undefined,
  points: () => undefined,
  remark: () => undefined,
};

/** What a command line opens projects with: plain Node processes, and nobody who watches but the caller. */
export function sessionSetting(watcher: RunWatcher = SILENT): SessionSetting {
  const locations = findLocations();
  const devices = new DeviceDesk({
    spawner: nodeSpawner(),
    appSettings: new AppSettings(configDir()),
    configDir: configDir(),
    version: locations.version,
  });
  return { locations, spawner: devices.spawner, devices, watcher, cacheBytes: null };
}

/**
 * Opens a project for this command alone, works on it, and closes it whatever happens.
 * @throws ProjectError 'locked' with a sentence when the application has it open: there is one writer.
 */
export async function withSession<T>(
  dir: string,
  work: (session: Session) => Promise<T>,
  watcher?: RunWatcher,
): Promise<T> {
  const session = await Session.open(dir, sessionSetting(watcher));
  try {
    return await work(session);
  } finally {
    await session.close();
  }
}
