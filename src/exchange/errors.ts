/** Why a file could not be exchanged. Callers tell cases apart by the code; people read the message. */
export type ExchangeErrorCode =
  /** The file is missing, no ordinary file, or may not be read. */
  | 'unreadable'
  /** Not the format that it was taken for: broken JSON, another encoding, another kind of document. */
  | 'malformed'
  /** Well-formed, but its content breaks the rules; `reasons` holds one sentence per fault. */
  | 'refused'
  /** Made by a newer version of the program. */
  | 'newer-version'
  | 'unknown-format'
  /** The target could not be written; whatever was there before is untouched. */
  | 'unwritable';

export class ExchangeError extends Error {
  override readonly name = 'ExchangeError';
  readonly code: ExchangeErrorCode;
  /** One sentence per fault, all of them, where a document was refused whole. */
  readonly reasons: readonly string[];

  constructor(
    code: ExchangeErrorCode,
    message: string,
    options: { readonly reasons?: readonly string[]; readonly cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.reasons = options.reasons ?? [];
  }
}

const SHOWN_REASONS = 20;

/** The error for a document that is refused whole: the message shows the first reasons, `reasons` holds all. */
export function refusal(file: string, reasons: readonly string[]): ExchangeError {
  const faults = reasons.length === 1 ? 'one fault' : `${reasons.length} faults`;
  const shown = reasons.slice(0, SHOWN_REASONS).map((reason) => `\n- ${reason}`);
  const more = reasons.length - shown.length;
  if (more > 0) shown.push(`\n- and ${more} more`);
  return new ExchangeError(
    'refused',
    `“${file}” was not imported, because it has ${faults}:${shown.join('')}\nMend the file and import it again; nothing was changed.`,
    { reasons },
  );
}

/** The code of a Node system error, if `cause` is one. */
export function systemCode(cause: unknown): string | null {
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : null;
}
