import { goesOn, isWished, nextGoal, serves, wishFor, type Goal, type Wish } from './plan.ts';
import { runsLow } from './ring.ts';

/** A frame as a decoder gives it; exactly one of the two is called, once. */
export interface Given<Picture> {
  readonly frame: number;
  /** null where no picture can be made of it. */
  keep(): Picture | null;
  drop(): void;
}

/** Where frames come from. */
export interface FrameSource<Picture> {
  /** The key frame from which a frame can be decoded. */
  keyOf(frame: number): Promise<number>;
  /** All frames from a key frame on, in ascending order, as far as they are asked for. */
  from(key: number): AsyncIterator<Given<Picture>, unknown, undefined>;
}

export interface Limits {
  /** How many frames around a place are kept. */
  readonly capacity: number;
  /** Frames of the video. */
  readonly frames: number;
  /** How long a decoder that stands still is kept to go on, milliseconds: it has some frames ready in memory. */
  readonly restMs: number;
}

/** A decoder on its way. */
interface Run<Picture> {
  readonly frames: AsyncIterator<Given<Picture>, unknown, undefined>;
  /** The frame that it gives next. */
  at: number;
  /** It has given frames for another goal before, and may have been taken away meanwhile. */
  resumed: boolean;
}

/**
 * Decoded frames around the playhead. One decoder at a time, which goes on where it stands whenever that is the shorter way: in
 * a video whose frames stand alone every 250 only, a new one would have to decode up to 250 frames first.
 */
export class DecodedFrames<Picture extends { close(): void }> {
  readonly #source: FrameSource<Picture>;
  readonly #limits: Limits;
  readonly #pictures = new Map<number, Picture>();
  /** Frames of the wish that no decoder gives: a damaged stretch. */
  readonly #lacking = new Set<number>();
  readonly #waiting = new Map<number, (() => void)[]>();
  #wish: Wish | null = null;
  #asked: { readonly frame: number; readonly jump: number } | null = null;
  #run: Run<Picture> | null = null;
  #working = false;
  /** The last decoder on its way to a picture that somebody waited for was stopped before it got there. */
  #gaveUp = false;
  /** A frame that was waited for earlier, held until the next one of these. */
  #passing: number | null = null;
  #resting: ReturnType<typeof setTimeout> | undefined;
  #closed = false;

  constructor(source: FrameSource<Picture>, limits: Limits) {
    this.#source = source;
    this.#limits = limits;
  }

  get(frame: number): Picture | null {
    return this.#pictures.get(frame) ?? null;
  }

  /**
   * Has this frame decoded, and then those around it. Resolves when it is there, or when it is clear that it does not come; one
   * that another was asked for after may still come, when a decoder passes by it. Never throws.
   */
  prepare(frame: number, direction: 1 | -1): Promise<void> {
    if (this.#closed) return Promise.resolve();
    this.#ask(frame, direction);
    const ready = this.#pictures.has(frame) ? Promise.resolve() : this.#arrival(frame);
    void this.#work();
    return ready;
  }

  #ask(frame: number, direction: 1 | -1): void {
    const before = this.#asked ?? { frame, jump: 0 };
    const jump = frame - before.frame;
    if (jump !== 0 || this.#asked === null) this.#asked = { frame, jump };
    const { capacity, frames } = this.#limits;
    const wish = this.#wish;
    if (wish !== null && wish.frame === frame && wish.direction === direction) return;
    if (wish !== null && serves(wish, frame) && !runsLow(frame, direction, wish.window, frames))
      this.#wish = { ...wish, frame };
    else this.#wish = wishFor(frame, direction, { jump, before: before.jump }, capacity, frames);
  }

  #arrival(frame: number): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.set(frame, [...(this.#waiting.get(frame) ?? []), resolve]);
    });
  }

  #arrived(frame: number): void {
    const waiting = this.#waiting.get(frame) ?? [];
    this.#waiting.delete(frame);
    for (const resolve of waiting) resolve();
  }

  readonly #settled = (frame: number): boolean => this.#pictures.has(frame) || this.#lacking.has(frame);

  async #work(): Promise<void> {
    if (this.#working) return;
    this.#working = true;
    clearTimeout(this.#resting);
    while (this.#wish !== null && !this.#closed) {
      const wish = this.#wish;
      // First, so that two windows never take twice the memory.
      this.#forget(wish);
      const goal = nextGoal(wish, this.#settled);
      if (goal === null) break;
      await this.#pass(goal, wish);
    }
    this.#working = false;
    this.#rest();
  }

  /** Goes to the end of a goal, or until there is a better one. */
  async #pass(goal: Goal, wish: Wish): Promise<void> {
    let run: Run<Picture> | null = null;
    try {
      run = await this.#runTo(goal.from);
      while (!this.#closed) {
        const next = await run.frames.next();
        if (next.done === true) {
          this.#drop();
          break;
        }
        const { frame } = next.value;
        // What lies outside of the table, as hidden pictures at the end do, is named as the nearest frame of it.
        if (frame < run.at) {
          next.value.drop();
          continue;
        }
        run.at = frame + 1;
        this.#take(next.value, goal);
        if (frame >= goal.to - 1) break;
        if (this.#wish !== wish && this.#leaves(goal, run)) return;
      }
    } catch {
      this.#drop();
      // A browser takes decoders away that stood still for long; another one is tried before the frames are given up.
      if (run?.resumed === true) return;
    }
    if (goal.urgent) this.#gaveUp = false;
    for (let frame = goal.from; frame < goal.to; frame++)
      if (!this.#pictures.has(frame)) {
        this.#lacking.add(frame);
        this.#arrived(frame);
      }
  }

  /** The decoder that gets to a frame soonest: the one at hand, or a new one. */
  async #runTo(frame: number): Promise<Run<Picture>> {
    const run = this.#run;
    if (run !== null && run.at === frame) return this.#resume(run);
    const key = Math.min(frame, await this.#source.keyOf(frame));
    if (run !== null && run === this.#run && goesOn(run.at, frame, key)) return this.#resume(run);
    this.#drop();
    const fresh = { frames: this.#source.from(key), at: key, resumed: false };
    if (!this.#closed) this.#run = fresh;
    else void fresh.frames.return?.();
    return fresh;
  }

  #resume(run: Run<Picture>): Run<Picture> {
    run.resumed = true;
    return run;
  }

  /** Whether to leave a goal for what is wished now. */
  #leaves(goal: Goal, run: Run<Picture>): boolean {
    if (!goal.urgent || this.#wish === null) return true;
    const next = nextGoal(this.#wish, this.#settled);
    if (next === null || next.from >= run.at) return true;
    // Somebody who asks again and again, as while dragging, would never see a picture if each wish ended the work on the last.
    if (this.#gaveUp) return false;
    this.#gaveUp = true;
    return true;
  }

  /** Keeps a frame that is wished or was waited for, and lets go of any other. */
  #take(given: Given<Picture>, goal: Goal): void {
    const { frame } = given;
    const wished = this.#wish !== null && isWished(this.#wish, frame);
    const passing = !wished && (this.#waiting.has(frame) || (goal.urgent && frame === goal.from));
    if (this.#closed || this.#pictures.has(frame) || (!wished && !passing)) {
      given.drop();
      return;
    }
    const picture = given.keep();
    if (picture === null) return;
    this.#pictures.set(frame, picture);
    if (passing) {
      this.#forgetPassing();
      this.#passing = frame;
    }
    this.#arrived(frame);
  }

  #forgetPassing(): void {
    if (this.#passing === null) return;
    if (this.#wish === null || !isWished(this.#wish, this.#passing)) this.#forgetOne(this.#passing);
    this.#passing = null;
  }

  #forgetOne(frame: number): void {
    this.#pictures.get(frame)?.close();
    this.#pictures.delete(frame);
  }

  #forget(keep: Wish): void {
    for (const frame of this.#pictures.keys())
      if (!isWished(keep, frame) && frame !== this.#passing) this.#forgetOne(frame);
    for (const frame of this.#lacking) if (!isWished(keep, frame)) this.#lacking.delete(frame);
  }

  /** Nothing is left to do: who still waits is told, and a decoder that may go on soon stays for a while. */
  #rest(): void {
    for (const frame of this.#waiting.keys()) this.#arrived(frame);
    if (this.#closed || this.#wish?.direction === -1) this.#drop();
    else this.#resting = setTimeout(() => this.#drop(), this.#limits.restMs);
  }

  #drop(): void {
    const run = this.#run;
    this.#run = null;
    void run?.frames.return?.().catch(() => undefined);
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#resting);
    this.#drop();
    for (const picture of this.#pictures.values()) picture.close();
    this.#pictures.clear();
    for (const frame of this.#waiting.keys()) this.#arrived(frame);
  }
}
