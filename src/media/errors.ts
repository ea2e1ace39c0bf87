import { english, type Said } from '../tasks/said/said.ts';

/** What a refused video is, so that callers can group and translate; the message is the sentence for a person. */
export type UnusableVideoKind =
  | 'missing'
  | 'directory'
  | 'not-a-regular-file'
  | 'unreadable'
  | 'empty'
  | 'not-a-video'
  | 'no-picture'
  | 'too-large'
  | 'unfinished'
  | 'damaged'
  | 'timed-out';

/** A file that can't be used as a video. The message names the file, says what is wrong and what to do. */
export class UnusableVideoError extends Error {
  override readonly name = 'UnusableVideoError';
  readonly kind: UnusableVideoKind;
  readonly path: string;
  /** The message for any language, where it is one of ours. */
  readonly said: Said | null;

  constructor(kind: UnusableVideoKind, path: string, message: string | Said, options?: ErrorOptions) {
    super(english(message), options);
    this.said = typeof message === 'string' ? null : message;
    this.kind = kind;
    this.path = path;
  }
}

/** No usable ffmpeg was found; the message says what to install. */
export class MediaToolsMissingError extends Error {
  override readonly name = 'MediaToolsMissingError';
}

/** ffmpeg or ffprobe could not be run to its end. `stderr` holds the last of what it said. */
export class MediaProcessError extends Error {
  override readonly name = 'MediaProcessError';
  readonly reason: 'failed' | 'crashed' | 'stalled' | 'vanished' | 'too-much-output';
  readonly stderr: string;

  constructor(reason: MediaProcessError['reason'], message: string, stderr: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
    this.stderr = stderr;
  }
}
