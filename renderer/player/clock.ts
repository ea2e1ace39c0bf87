/**
 * The playhead. It moves up to 60 times a second, so it lives outside React: whoever draws it subscribes and paints by hand.
 */
export interface Instant {
  /** Tick of the shown frame, or of the moment in play. */
  readonly tick: number;
  readonly frame: number;
  readonly playing: boolean;
  readonly rate: number;
}

export class Clock {
  #now: Instant = { tick: 0, frame: 0, playing: false, rate: 1 };
  readonly #listeners = new Set<(now: Instant) => void>();

  get now(): Instant {
    return this.#now;
  }

  set(change: Partial<Instant>): void {
    const next = { ...this.#now, ...change };
    const same =
      next.tick === this.#now.tick &&
      next.frame === this.#now.frame &&
      next.playing === this.#now.playing &&
      next.rate === this.#now.rate;
    if (same) return;
    this.#now = next;
    for (const listener of this.#listeners) listener(next);
  }

  /** Calls `listener` now and at each change, until the returned function is called. */
  watch(listener: (now: Instant) => void): () => void {
    this.#listeners.add(listener);
    listener(this.#now);
    return () => this.#listeners.delete(listener);
  }
}
