/** Something long that holds the device and can step aside between two of its steps. */
export interface Holder {
  /** Asks it to stop between two steps; resolves once it has. */
  pause(): Promise<void>;
  resume(): void;
}

/**
 * One lease for a graphics card (docs/architecture.md): a training run holds it, and an interactive suggestion pre-empts it at a
 * step boundary. Two sessions on one card would fight for its memory; on a processor there is nothing to lend, and both run.
 */
export class GpuLease {
  #holder: Holder | null = null;
  #guests = 0;
  #yielded: Promise<void> | null = null;

  /** @returns how to give it back */
  hold(holder: Holder): () => void {
    this.#holder = holder;
    return () => {
      if (this.#holder !== holder) return;
      this.#holder = null;
      this.#yielded = null;
    };
  }

  /** Runs `work` while the holder stands aside. Several at once share one pause. */
  async preempt<T>(work: () => Promise<T>): Promise<T> {
    const holder = this.#holder;
    if (holder === null) return work();
    this.#guests += 1;
    this.#yielded ??= holder.pause();
    try {
      await this.#yielded;
      return await work();
    } finally {
      this.#guests -= 1;
      if (this.#guests === 0 && this.#holder === holder) {
        this.#yielded = null;
        holder.resume();
      }
    }
  }
}
