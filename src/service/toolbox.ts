import {
  MediaToolsMissingError,
  resolveMediaTools,
  type MediaTools,
  type ResolveOptions,
} from '../media/tools.ts';
import { ServiceError } from './api.ts';
import { AppSettings } from './app-settings.ts';
import { configDir } from './app-state.ts';

/** The media tools of this machine, looked for once and again while there are none: a person may install them meanwhile. */
export class Toolbox {
  readonly #options: ResolveOptions;
  readonly #chosen: () => Promise<string | null>;
  #found: Promise<MediaTools> | null = null;

  /** @param chosen the ffmpeg that a person named in the settings, asked for whenever tools are looked for */
  constructor(options: ResolveOptions, chosen: () => Promise<string | null> = () => Promise.resolve(null)) {
    this.#options = options;
    this.#chosen = chosen;
  }

  /** The media tools as the settings of this machine have them. */
  static ofMachine(
    env: NodeJS.ProcessEnv = process.env,
    settings = new AppSettings(configDir(env)),
  ): Toolbox {
    return new Toolbox({ env }, async () => (await settings.read()).ffmpeg ?? null);
  }

  /** Looks again the next time: what was chosen has changed. */
  renew(): void {
    this.#found = null;
  }

  /** @throws ServiceError with the sentence that says what to install. */
  async tools(): Promise<MediaTools> {
    this.#found ??= this.#look();
    try {
      return await this.#found;
    } catch (error) {
      this.#found = null;
      if (error instanceof MediaToolsMissingError)
        throw new ServiceError('conflict', error.message, { cause: error });
      throw error;
    }
  }

  async #look(): Promise<MediaTools> {
    const ffmpegPath = await this.#chosen();
    return resolveMediaTools({ ...this.#options, ...(ffmpegPath === null ? {} : { ffmpegPath }) });
  }
}
