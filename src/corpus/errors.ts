import { english, type Said } from '../tasks/said/said.ts';

/** Why the corpus could not do something. Callers tell cases apart by the code; people read the message. */
export const CORPUS_ERROR_CODES = [
  /** Parameters that no version of the program could accept. */
  'invalid',
  'not-found',
  /** Well-formed, but a rule of the corpus forbids it. */
  'refused',
  /** Undo or redo met rows that something outside the log changed. */
  'conflict',
  'nothing-to-undo',
  'nothing-to-redo',
  /** A document was refused whole; `reasons` holds one sentence per fault. */
  'import-refused',
  'disk-full',
  'read-only',
  'io',
  'busy',
  'corrupt',
  'not-a-corpus',
  'newer-version',
  'old-sqlite',
  /** Another process holds the project. */
  'locked',
  'exists',
  /** A person stopped it; nothing was changed. */
  'cancelled',
  /** The writer was closed or its thread ended. */
  'closed',
  'internal',
] as const;
export type CorpusErrorCode = (typeof CORPUS_ERROR_CODES)[number];

export class CorpusError extends Error {
  override readonly name: string = 'CorpusError';
  readonly code: CorpusErrorCode;
  /** One sentence per fault where several were found at once. */
  readonly reasons: readonly string[];
  /** The message for any language, where it is one of ours. */
  readonly said: Said | null;

  constructor(
    code: CorpusErrorCode,
    message: string | Said,
    options: { reasons?: readonly string[]; cause?: unknown } = {},
  ) {
    super(
      typeof message === 'string' ? message : english(message),
      options.cause === undefined ? undefined : { cause: options.cause },
    );
    this.said = typeof message === 'string' ? null : message;
    this.code = code;
    this.reasons = options.reasons ?? [];
  }
}

/** What the operating system said, as words: `permission denied` instead of `EACCES: permission denied, open '...'`. */
export function systemReason(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return /^[A-Z]+: ([^,]+),/.exec(text)?.[1] ?? text;
}

/** A project folder that cannot be created or opened. */
export class ProjectError extends CorpusError {
  override readonly name: string = 'ProjectError';
  /** Where the process that holds the project listens, when the code is `locked` and it told. */
  readonly socket: string | null;

  constructor(
    code: CorpusErrorCode,
    message: string,
    options: { reasons?: readonly string[]; cause?: unknown; socket?: string | null } = {},
  ) {
    super(code, message, options);
    this.socket = options.socket ?? null;
  }
}
