import { realpath, stat } from 'node:fs/promises';
import { fingerprintOf } from '../media/fingerprint.ts';

/** Where a project says that a video's file is. */
export interface KnownVideo {
  readonly id: string;
  /** Absolute candidates, best first: the place relative to the project, then the absolute one. */
  readonly paths: readonly string[];
  readonly fingerprint: string;
}

export type LocatedVideo =
  | { readonly state: 'here'; readonly path: string }
  /** No readable file at any of its places. */
  | { readonly state: 'missing' }
  /** Another file lies there: its content is not the video's. */
  | { readonly state: 'changed'; readonly path: string };

/**
 * Finds the files of known videos and makes sure that they still are those videos. A corpus may come from anybody and a link may
 * be swapped after an import, so a path alone proves nothing: only a file whose content fingerprint is the video's is ever served.
 */
export class MediaFiles {
  /** Identity of a file on disk -> its fingerprint, so that the many ranges of one video read it once. */
  readonly #seen = new Map<string, string>();

  async locate(video: KnownVideo): Promise<LocatedVideo> {
    let changed: string | null = null;
    for (const candidate of video.paths) {
      const fingerprint = await this.#fingerprint(candidate).catch(() => null);
      if (fingerprint === null) continue;
      if (fingerprint.value === video.fingerprint) return { state: 'here', path: fingerprint.path };
      changed ??= candidate;
    }
    return changed === null ? { state: 'missing' } : { state: 'changed', path: changed };
  }

  async #fingerprint(candidate: string): Promise<{ path: string; value: string }> {
    const path = await realpath(candidate);
    const facts = await stat(path, { bigint: true });
    const identity = [path, facts.dev, facts.ino, facts.size, facts.mtimeNs].join('\u0000');
    const known = this.#seen.get(identity);
    if (known !== undefined) return { path, value: known };
    const value = await fingerprintOf(path);
    if (this.#seen.size >= 10_000) this.#seen.clear();
    this.#seen.set(identity, value);
    return { path, value };
  }
}
