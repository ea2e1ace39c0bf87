import { MediaToolsMissingError, resolveMediaTools, type MediaTools } from '../media/tools.ts';
import { ServiceError } from './api.ts';

/** The media tools of this machine, looked for once and again while there are none: a person may install them meanwhile. */
export class Toolbox {
  readonly #env: NodeJS.ProcessEnv;
  #found: Promise<MediaTools> | null = null;

  constructor(env: NodeJS.ProcessEnv = process.env) {
    this.#env = env;
  }

  /** @throws ServiceError with the sentence that says what to install. */
  async tools(): Promise<MediaTools> {
    this.#found ??= resolveMediaTools({ env: this.#env });
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
