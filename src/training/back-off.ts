/** Pauses that grow with every failure in a row, so that a process that always crashes does not start all the time. */
export class BackOff {
  readonly #pausesMs: readonly number[];
  #failures = 0;
  #notBefore = 0;

  /** @param pausesMs after the first, second, ... failure in a row; the last one repeats */
  constructor(pausesMs: readonly number[]) {
    this.#pausesMs = pausesMs;
  }

  failed(): void {
    const pause = this.#pausesMs[Math.min(this.#failures, this.#pausesMs.length - 1)] ?? 0;
    this.#failures++;
    this.#notBefore = performance.now() + pause;
  }

  worked(): void {
    this.#failures = 0;
    this.#notBefore = 0;
  }

  /** Resolves when the pause is over, or at once when the signal is aborted. */
  async wait(signal?: AbortSignal): Promise<void> {
    const left = this.#notBefore - performance.now();
    if (left <= 0 || signal?.aborted === true) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, left);
      signal?.addEventListener(
        'abort',
        () => {
          clearTimeout(timer);
          resolve();
        },
        { once: true },
      );
    });
  }
}
