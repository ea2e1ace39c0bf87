import { RunCancelledError } from './errors.ts';

/** Pause, resume and cancel, looked at between steps. */
export class StepControl {
  #wanted: 'run' | 'pause' | 'cancel' = 'run';
  #wake: () => void = () => {};
  readonly #abort = new AbortController();
  readonly #onPaused: (paused: boolean) => void;

  /** @param onPaused told when a run really stops between two steps, and when it goes on */
  constructor(onPaused: (paused: boolean) => void = () => {}) {
    this.#onPaused = onPaused;
  }

  pause(): void {
    if (this.#wanted === 'run') this.#wanted = 'pause';
  }

  resume(): void {
    if (this.#wanted !== 'pause') return;
    this.#wanted = 'run';
    this.#wake();
  }

  /** Final: a cancelled run never resumes in this process. */
  cancel(): void {
    this.#wanted = 'cancel';
    this.#abort.abort(new RunCancelledError());
    this.#wake();
  }

  /** Aborted by a cancel, for work that can end in the middle of a step. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  get pauseWanted(): boolean {
    return this.#wanted === 'pause';
  }

  /** Returns at once while running, waits while paused. @throws RunCancelledError once cancelled. */
  async between(): Promise<void> {
    // Lets the socket's messages in: steps may keep the thread busy without a pause.
    await new Promise((resolve) => setImmediate(resolve));
    if (this.pauseWanted) {
      const woken = new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      this.#onPaused(true);
      await woken;
      if (!this.#isCancelled()) this.#onPaused(false);
    }
    if (this.#isCancelled()) throw new RunCancelledError();
  }

  #isCancelled(): boolean {
    return this.#wanted === 'cancel';
  }
}
