import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { z } from 'zod';

/** What the application remembers outside projects: the list of recent ones. Losing it loses no work. */

const stateFile = z.object({
  recent: z.array(
    z.object({
      dir: z.string(),
      title: z.string(),
      openedAt: z.string(),
      pinned: z.boolean().default(false),
    }),
  ),
});
export type RecentEntry = z.infer<typeof stateFile>['recent'][number];

const RECENT_KEPT = 20;
/** Bytes of a small picture; anything larger is none. */
const MOST_COVER = 200_000;

/** Those that are pinned, and the newest of the others. */
function kept(recent: RecentEntry[]): RecentEntry[] {
  const others = new Set(recent.filter(({ pinned }) => !pinned).slice(0, RECENT_KEPT));
  return recent.filter((each) => each.pinned || others.has(each));
}

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

  /** Pinned ones first, then newest first. A state file that cannot be read counts as empty: it holds nothing that was worked for. */
  async recent(): Promise<RecentEntry[]> {
    try {
      const { recent } = stateFile.parse(JSON.parse(await readFile(this.#file(), 'utf8')));
      return [...recent.filter(({ pinned }) => pinned), ...recent.filter(({ pinned }) => !pinned)];
    } catch {
      return [];
    }
  }

  /** Puts a project at the top of the list; a failure to write is told to nobody, since nothing of worth is lost. */
  remember(dir: string, title: string): Promise<void> {
    return this.#change((recent) => {
      const pinned = recent.find((each) => each.dir === dir)?.pinned ?? false;
      const entry = { dir, title, openedAt: new Date().toISOString(), pinned };
      return kept([entry, ...recent.filter((each) => each.dir !== dir)]);
    });
  }

  /** Takes a project out of the list. */
  async forget(dir: string): Promise<void> {
    await this.#change((recent) => recent.filter((each) => each.dir !== dir));
    await rm(this.#cover(dir), { force: true }).catch(() => undefined);
  }

  /** Keeps a project at the top of the list, or no longer. */
  pin(dir: string, pinned: boolean): Promise<void> {
    return this.#change((recent) => recent.map((each) => (each.dir === dir ? { ...each, pinned } : each)));
  }

  /** Keeps a small JPEG as the picture of a project; one that cannot be kept is missed by nobody. */
  async keepCover(dir: string, picture: Uint8Array): Promise<void> {
    try {
      await mkdir(join(this.#dir, 'covers'), { recursive: true });
      await writeFile(this.#cover(dir), picture);
    } catch {
      // The list shows a plain tile instead.
    }
  }

  /** The picture of a project as a data address, or null. */
  async cover(dir: string): Promise<string | null> {
    const bytes = await readFile(this.#cover(dir)).catch(() => null);
    return bytes === null || bytes.length > MOST_COVER
      ? null
      : `data:image/jpeg;base64,${bytes.toString('base64')}`;
  }

  #change(how: (recent: RecentEntry[]) => RecentEntry[]): Promise<void> {
    this.#turn = this.#turn.then(async () => {
      await this.#write({ recent: how(await this.recent()) });
    });
    return this.#turn;
  }

  #cover(dir: string): string {
    return join(this.#dir, 'covers', `${createHash('sha256').update(dir).digest('hex').slice(0, 24)}.jpg`);
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
