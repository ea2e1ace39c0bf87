import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { say } from '../tasks/said/said.ts';
import { ServiceError } from './api.ts';
import { pageSettings } from './contract/page-settings.ts';

const settingsFile = z.object({
  /** An ONNX image encoder on this machine that policies learn to see through; null: none. */
  frameEncoder: z.string().min(1).nullable().default(null),
  /** Folder with ONNX Runtime's CUDA provider (src/tensor/cuda-folder.ts); null: none. */
  cudaFolder: z.string().min(1).nullable().default(null),
  /** The ffmpeg that a person chose; absent or null: the first one found that can serve. */
  ffmpeg: z.string().min(1).nullable().optional(),
  /** How the page looks and speaks; absent: nothing was ever changed. */
  page: pageSettings.optional(),
  /** Whether a proxy is made for whatever the page can't play, without being asked; absent: it is. */
  automaticProxies: z.boolean().optional(),
});
export type AppSettingsValues = z.infer<typeof settingsFile>;

/** What a person set for this application on this machine, whatever project is open; the command line reads it too. */
export class AppSettings {
  readonly #dir: string;
  #turn: Promise<unknown> = Promise.resolve();

  /** @param dir where this system keeps an application's settings: `configDir()`. */
  constructor(dir: string) {
    this.#dir = dir;
  }

  /** @throws ServiceError when the file is there and can't be understood: somebody set something. */
  async read(): Promise<AppSettingsValues> {
    const text = await readFile(this.#file, 'utf8').catch(() => null);
    if (text === null) return settingsFile.parse({});
    try {
      return settingsFile.parse(JSON.parse(text));
    } catch (cause) {
      throw new ServiceError('conflict', say('settingsUnclear', { file: this.#file }), { cause });
    }
  }

  /** Changes what is given and keeps the rest. @throws ServiceError when the file can't be read or written. */
  change(values: Partial<AppSettingsValues>): Promise<AppSettingsValues> {
    return this.update(() => values);
  }

  /** As `change`, with values that depend on those before: two changes at once do not undo each other. */
  update(change: (before: AppSettingsValues) => Partial<AppSettingsValues>): Promise<AppSettingsValues> {
    const turn = this.#turn.then(async () => {
      const before = await this.read();
      const changed = { ...before, ...change(before) };
      await this.#write(changed);
      return changed;
    });
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  async #write(values: AppSettingsValues): Promise<void> {
    const draft = `${this.#file}.${randomUUID().slice(0, 8)}.tmp`;
    try {
      await mkdir(this.#dir, { recursive: true });
      await writeFile(draft, `${JSON.stringify(values, null, 2)}\n`, { flush: true });
      await rename(draft, this.#file);
    } catch (cause) {
      await rm(draft, { force: true }).catch(() => undefined);
      throw new ServiceError('conflict', say('settingsUnwritable', { file: this.#file }), { cause });
    }
  }

  get #file(): string {
    return join(this.#dir, 'settings.json');
  }
}
