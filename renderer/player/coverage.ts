import { union } from '../../src/time/interval.ts';

/** Collects which ticks were played and hands them on now and then: a command for every second would fill the log. */
export class Coverage {
  #ranges: { start: number; end: number }[] = [];
  readonly #send: (ranges: [number, number][]) => void;

  constructor(send: (ranges: [number, number][]) => void) {
    this.#send = send;
  }

  add(start: number, end: number): void {
    const [from, to] = [Math.floor(start), Math.ceil(end)];
    if (from < to) this.#ranges = union([...this.#ranges, { start: from, end: to }]);
  }

  flush(): void {
    if (this.#ranges.length === 0) return;
    const ranges = this.#ranges.map(({ start, end }): [number, number] => [start, end]);
    this.#ranges = [];
    this.#send(ranges);
  }
}
