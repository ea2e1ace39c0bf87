import { union } from '../../src/time/interval.ts';

/** `watched`: played at a speed at which one sees what happens. `skimmed`: passed quickly, backwards, or looked into. */
export type Seen = 'watched' | 'skimmed';
type Range = { readonly start: number; readonly end: number };

/** Above this speed nobody is sure of having seen everything. */
const WATCHED_RATE = 2;

/** What playing at a rate counts as; negative rates run backwards. */
export function seenAt(rate: number): Seen {
  return rate > 0 && rate <= WATCHED_RATE ? 'watched' : 'skimmed';
}

/** Collects which ticks were seen and hands them on now and then: a message for every second would be many. */
export class Coverage {
  readonly #ranges: Record<Seen, readonly Range[]> = { watched: [], skimmed: [] };
  readonly #send: (kind: Seen, ranges: [number, number][]) => void;

  constructor(send: (kind: Seen, ranges: [number, number][]) => void) {
    this.#send = send;
  }

  add(kind: Seen, start: number, end: number): void {
    const [from, to] = [Math.floor(start), Math.ceil(end)];
    if (from < to) this.#ranges[kind] = union([...this.#ranges[kind], { start: from, end: to }]);
  }

  flush(): void {
    for (const kind of ['watched', 'skimmed'] as const) {
      const ranges = this.#ranges[kind].map(({ start, end }): [number, number] => [start, end]);
      this.#ranges[kind] = [];
      // The service takes a thousand at a time.
      for (let at = 0; at < ranges.length; at += 1000) this.#send(kind, ranges.slice(at, at + 1000));
    }
  }
}
