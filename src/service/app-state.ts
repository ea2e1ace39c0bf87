import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { z } from 'zod';

/** What the application remembers outside projects: the list of recent ones. Losing it loses no work. */

const stateFile = z.object({
  recent: z.array(z.object({ dir: z.string(), title: z.string(), openedAt: z.string() })),
});
export type RecentEntry = z.infer<typeof stateFile>['recent'][number];

const RECENT_KEPT = 20;

/** Where this system keeps an application's own settings; `TEMPR1_CONFIG_DIR` names another place. */
export function configDir(env: NodeJS.ProcessEnv = process.env, platform = process.platform): string {
  const named = env['TEMPR1_CONFIG_DIR'];
  if (named !== undefined && named !== '') return resolve(named);
  if (platform === 'win32')
    return join(env['APPDATA'] ?? join(homedir(), 'AppData', 'Roaming'), 'TempR1 Studio');
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'TempR1 Studio');
  const xdg = env['XDG_CONFIG_HOME'];
  return join(xdg !== undefined && xdg !== '' ? xdg : join(homedir(), '.config'), 'tempr1-studio');
}

export class AppState {
  readonly #dir: string;
  #turn: Promise<void> = Promise.resolve();

  constructor(dir: string) {
    this.#dir = dir;
  }

  /** Newest first. A state file that cannot be read counts as empty: it holds nothing that was worked for. */
  async recent(): Promise<RecentEntry[]> {
    try {
      return stateFile.parse(JSON.parse(await readFile(this.#file(), 'utf8'))).recent;
    } catch {
      return [];
    }
  }

  /** Puts a project at the top of the list; a failure to write is told to nobody, since nothing of worth is lost. */
  remember(dir: string, title: string): Promise<void> {
    this.#turn = this.#turn.then(async () => {
      const entry = { dir, title, openedAt: new Date().toISOString() };
      const others = (await this.recent()).filter((each) => each.dir !== dir);
      await this.#write({ recent: [entry, ...others].slice(0, RECENT_KEPT) });
    });
    return this.#turn;
  }

  async #write(state: z.infer<typeof stateFile>): Promise<void> {
    const draft = `${this.#file()}.${process.pid}.tmp`;
    try {
      await mkdir(this.#dir, { recursive: true });
      await writeFile(draft, `${JSON.stringify(state, null, 2)}\n`);
      await rename(draft, this.#file());
    } catch {
      await rm(draft, { force: true }).catch(() => undefined);
    }
  }

  #file(): string {
    return join(this.#dir, 'state.json');
  }
}
