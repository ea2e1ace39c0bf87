import { createHash, type Hash } from 'node:crypto';
import { CorpusError } from '../errors.ts';
import { BULK_REASONS, MOST_BULK_STEPS, type BulkReason } from './edit.ts';
import type { ItemPlan } from './plan.ts';

export interface BulkCounts {
  /** Items that change or whose intervals do. */
  readonly items: number;
  readonly intervals: number;
  /** Of which deleted. */
  readonly deleted: number;
  readonly videos: number;
  /** Things that are left as they are, by reason. */
  readonly skipped: Readonly<Record<BulkReason, number>>;
}

/** Counts what plans do and condenses them to one digest: equal digests, equal edits. */
export class BulkTally {
  readonly #hash: Hash = createHash('sha256');
  readonly #skipped = new Map<BulkReason, number>();
  #items = 0;
  #intervals = 0;
  #deleted = 0;
  #videos = 0;
  #steps = 0;

  /** @throws CorpusError 'refused' when it gets too much for one act. */
  add({ steps, skipped }: ItemPlan): void {
    for (const reason of skipped) this.#skipped.set(reason, (this.#skipped.get(reason) ?? 0) + 1);
    if (steps.length === 0) return;
    this.#steps += steps.length;
    if (this.#steps > MOST_BULK_STEPS)
      throw new CorpusError(
        'refused',
        `That would change more than ${MOST_BULK_STEPS} things at once. Narrow the filter and do it in several steps.`,
      );
    this.#hash.update(JSON.stringify(steps));
    for (const step of steps) {
      if (step.of === 'interval') this.#intervals++;
      if (step.of === 'video') this.#videos++;
      if (step.after === null) this.#deleted++;
    }
    if (steps.some(({ of }) => of !== 'video')) this.#items++;
  }

  counts(): BulkCounts {
    const skipped = Object.fromEntries(
      BULK_REASONS.map((reason) => [reason, this.#skipped.get(reason) ?? 0]),
    );
    return {
      items: this.#items,
      intervals: this.#intervals,
      deleted: this.#deleted,
      videos: this.#videos,
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- fromEntries forgets which keys it was given
      skipped: skipped as Record<BulkReason, number>,
    };
  }

  /** To be asked once, at the end. */
  digest(): string {
    return this.#hash.digest('hex');
  }
}
