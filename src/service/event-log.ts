import { randomBytes } from 'node:crypto';
import type { NumberedEvent } from './api.ts';
import type { ServiceEvent } from './contract/index.ts';

/** How many past events a returning page can catch up on; a page away for longer reads everything anew. */
const KEPT = 2000;

/**
 * Everything that happened in this service, numbered. A subscriber that names the last event it saw gets all later ones; one
 * whose place is no longer kept, or that saw another launch, gets `resync` first.
 */
export class EventLog {
  /** Numbers start again at each launch, so an id says which launch it is of. */
  readonly #launch = randomBytes(6).toString('base64url');
  #events: NumberedEvent[] = [];
  #last = 0;
  readonly #waiting = new Set<() => void>();

  publish(event: ServiceEvent): void {
    this.#last += 1;
    this.#events.push({ id: this.#id(this.#last), event });
    if (this.#events.length > 2 * KEPT) this.#events = this.#events.slice(-KEPT);
    for (const wake of this.#waiting) wake();
  }

  /** Events after `lastEventId`, or from now on when it is null, until `signal` ends it. */
  async *subscribe(lastEventId: string | null, signal: AbortSignal): AsyncGenerator<NumberedEvent> {
    let seen = this.#last;
    // The first answer names a place in the log, so that a subscriber knows where it stands before anything happens.
    if (lastEventId === null) yield { id: this.#id(seen), event: { type: 'resync' } };
    else {
      const place = this.#place(lastEventId);
      if (place === null) yield { id: this.#id(seen), event: { type: 'resync' } };
      else seen = place;
    }
    while (!signal.aborted) {
      const first = this.#last - this.#events.length + 1;
      if (seen < first - 1) {
        seen = this.#last;
        yield { id: this.#id(seen), event: { type: 'resync' } };
        continue;
      }
      const next = this.#events[seen - first + 1];
      if (next === undefined) {
        await this.#change(signal);
        continue;
      }
      seen += 1;
      yield next;
    }
  }

  #id(number: number): string {
    return `${this.#launch}-${number}`;
  }

  /** The number that an id of this launch stands for, when everything after it is still kept. */
  #place(id: string): number | null {
    const dash = id.lastIndexOf('-');
    const number = Number(id.slice(dash + 1));
    if (id.slice(0, dash) !== this.#launch || !Number.isSafeInteger(number)) return null;
    return number >= this.#last - this.#events.length && number <= this.#last ? number : null;
  }

  #change(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        this.#waiting.delete(wake);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      this.#waiting.add(wake);
      signal.addEventListener('abort', wake, { once: true });
    });
  }
}
