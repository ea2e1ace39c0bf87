/** A run can't go on; the message is one sentence for the person who started it. */
export class TrainingError extends Error {
  override readonly name: string = 'TrainingError';
}

/** Somebody cancelled the run; not a failure. */
export class RunCancelledError extends TrainingError {
  override readonly name = 'RunCancelledError';
  constructor() {
    super('The run was cancelled.');
  }
}

/** A number that must be finite was not: going on would ruin the policy. */
export class DivergedError extends TrainingError {
  override readonly name = 'DivergedError';
}
