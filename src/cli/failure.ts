/** How the program ends: it did what was asked, it could not, or it was asked in a way it does not understand. */
export const EXIT = { done: 0, failed: 1, usage: 2 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** The command line itself is wrong: exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** What was asked cannot be done: exit code 1. `details` are further lines, such as every bad item of a refused document. */
export class CommandFailure extends Error {
  override readonly name = 'CommandFailure';
  readonly details: readonly string[];
  constructor(sentence: string, details: readonly string[] = [], options?: ErrorOptions) {
    super(sentence, options);
    this.details = details;
  }
}

/** Ctrl-C. The shell's convention for it is 130, and nothing more needs to be said. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}
