import { edgeTick, frameAt, type FrameTable } from '../../src/time/frame-table.ts';
import { ticks } from '../../src/time/ticks.ts';
import type { Clock } from './clock.ts';
import type { Reel } from './reel.ts';
import type { Stage } from './stage.ts';

/**
 * Runs backwards: no browser plays so. Decoded frames are shown one by one at the pace of the clock on the wall; where their
 * decoding falls behind, the playhead waits, so that number and picture never part.
 */
export class Backwards {
  readonly #stage: Stage;
  readonly #table: FrameTable;
  readonly #clock: Clock;
  readonly #ended: () => void;
  readonly #reel: Reel | null;
  #rate: number;
  #anchorTick: number;
  #anchorAt: number;
  #animation = 0;

  /** @param ended told when the first frame is reached */
  constructor(stage: Stage, table: FrameTable, clock: Clock, rate: number, ended: () => void) {
    this.#stage = stage;
    this.#table = table;
    this.#clock = clock;
    this.#rate = rate;
    this.#ended = ended;
    this.#anchorTick = clock.now.tick;
    this.#anchorAt = performance.now();
    this.#reel = stage.decoder?.reel(clock.now.frame, rate) ?? null;
    this.#animation = requestAnimationFrame(this.#advance);
  }

  /** Goes on at another speed. */
  set rate(rate: number) {
    this.#anchor();
    this.#rate = rate;
    if (this.#reel !== null) this.#reel.rate = rate;
  }

  #anchor(): void {
    this.#anchorTick = this.#clock.now.tick;
    this.#anchorAt = performance.now();
  }

  readonly #advance = (now: number): void => {
    this.#animation = requestAnimationFrame(this.#advance);
    const { timebase } = this.#table;
    const perMillisecond = (timebase.den / timebase.num / 1000) * this.#rate;
    const wanted = Math.round(this.#anchorTick - Math.max(0, now - this.#anchorAt) * perMillisecond);
    const target = frameAt(this.#table, ticks(Math.max(wanted, edgeTick(this.#table, 0))));
    const { frame: current } = this.#clock.now;
    if (target < current) this.#goTo(target, current);
    if (this.#clock.now.frame === 0) this.#ended();
  };

  #goTo(target: number, current: number): void {
    const frame = this.#nearest(target, current);
    if (frame !== null) {
      this.#show(frame);
      this.#reel?.passed(frame);
    } else if (this.#reel?.hasBefore(current) !== true) this.#anchor();
  }

  /** The frame nearest to the target, of those on the way there, that can be shown now. */
  #nearest(target: number, current: number): number | null {
    const { decoder } = this.#stage;
    // Without decoded frames <video> has to seek to each, as quickly as it can.
    if (decoder === null || this.#reel === null) return target;
    const found = this.#reel.best(target, current) ?? current;
    for (let frame = target; frame < found; frame++) if (decoder.get(frame) !== null) return frame;
    return found === current ? null : found;
  }

  #show(frame: number): void {
    const drawn = this.#stage.draw(frame) || this.#stage.draw(frame, this.#reel);
    if (!drawn && this.#reel === null) this.#stage.show(frame, -1);
    this.#clock.set({ frame, tick: edgeTick(this.#table, frame) });
  }

  stop(): void {
    cancelAnimationFrame(this.#animation);
    this.#reel?.close();
  }
}
