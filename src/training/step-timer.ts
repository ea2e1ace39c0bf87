/** Steps whose mean duration predicts the next ones. */
const WINDOW = 20;

/** Predicts how long the rest of a phase takes, from its latest steps. */
export class StepTimer {
  readonly #durations: number[] = [];
  #last = performance.now();

  /** Begins a phase: earlier durations no longer count. */
  restart(): void {
    this.#durations.length = 0;
    this.#last = performance.now();
  }

  /** Call once after each step. @returns seconds until `remaining` more steps are done */
  eta(remaining: number): number {
    const now = performance.now();
    this.#durations.push((now - this.#last) / 1000);
    if (this.#durations.length > WINDOW) this.#durations.shift();
    this.#last = now;
    return (this.#durations.reduce((sum, each) => sum + each, 0) / this.#durations.length) * remaining;
  }
}
