import {
  MediaToolsMissingError,
  resolveMediaTools,
  type MediaTools,
  type ResolveOptions,
} from '../media/tools.ts';
import { ServiceError } from './api.ts';

/** The media tools of this machine, looked for once and again while there are none: a person may install them meanwhile. */
export class Toolbox {
  readonly #options: ResolveOptions;
  #found: Promise<MediaTools> | null = null;

  constructor(options: ResolveOptions = { env: process.env }) {
    this.#options = options;
  }

  /** @throws ServiceError with the sentence that says what to install. */
  async tools(): Promise<MediaTools> {
    this.#found ??= resolveMediaTools(this.#options);
    try {
      return await this.#found;
    } catch (error) {
      this.#found = null;
      if (error instanceof MediaToolsMissingError)
        throw new ServiceError('conflict', error.message, { cause: error });
      throw error;
    }
  }
}
