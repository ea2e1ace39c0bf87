import { edgeTick, frameAt, frameCount, middleOfFrame, type FrameTable } from '../../src/time/frame-table.ts';
import { frameIndex, seconds, ticks, toSeconds, toTicks } from '../../src/time/ticks.ts';
import { Backwards } from './backwards.ts';
import type { Clock } from './clock.ts';
import { seenAt, type Seen } from './coverage.ts';
import type { FramePicture } from './frame-picture.ts';
import { framesOf, tailOf, type Piece, type Span } from './piece.ts';
import { tableOfFile, type PlayedFile } from './played-file.ts';
import { Stage } from './stage.ts';

/** Why the browser shows no picture. */
export type Trouble = 'cannot-play' | 'no-picture';

/** What the player tells its surroundings besides the clock. */
export interface EngineEvents {
  /** The file can't be shown; null once it can. */
  trouble(kind: Trouble | null): void;
  /** A jump decodes up to so many frames of so many pixels first. */
  groups(frames: number, pixels: number): void;
  /** Ticks that were seen from `start` to `end`. */
  seen(kind: Seen, start: number, end: number): void;
}

export interface EngineParts {
  readonly video: HTMLVideoElement;
  readonly canvas: HTMLCanvasElement;
  /** null: there is nothing that the browser could play yet; the playhead moves all the same. */
  readonly file: PlayedFile | null;
  /** The video's own frames: what the clock counts in. */
  readonly table: FrameTable;
  readonly clock: Clock;
  readonly events: EngineEvents;
}

/** Where `<video>` was sent: how many pictures it had presented before, and the second that it must reach. */
interface Arrival {
  readonly count: number | null;
  readonly from: number;
}

/**
 * Plays with `<video>` and shows single frames from decoded ones ({@link Stage}); the ends of a played piece are covered with
 * exact pictures, so that not one frame outside of it is seen.
 */
export class Engine {
  readonly #video: HTMLVideoElement;
  readonly #table: FrameTable;
  readonly #file: FrameTable;
  readonly #clock: Clock;
  readonly #events: EngineEvents;
  readonly #stage: Stage;
  readonly #abort = new AbortController();
  /** Resolves when it is known whether single frames can be decoded. */
  #opening: Promise<void> = Promise.resolve();
  #direction: 1 | -1 = 1;
  #animation = 0;
  #backwards: Backwards | null = null;
  #loop: Span | null = null;
  #piece: Piece | null = null;
  #seenFrom: number | null = null;
  /** While `<video>` is not there yet. */
  #awaited: Arrival | null = null;
  #turn = 0;
  /** How the shown frame was reached; null: not by a person. */
  #reached: 'step' | 'jump' | null = null;

  constructor({ video, canvas, file, table, clock, events }: EngineParts) {
    this.#video = video;
    this.#table = table;
    this.#file = file === null ? table : tableOfFile(table, file);
    this.#clock = clock;
    this.#events = events;
    this.#stage = new Stage(video, canvas, this.#file, (frame) => this.#lookedAt(frame));
    const { signal } = this.#abort;
    if (file === null) return;
    video.addEventListener('error', () => events.trouble('cannot-play'), { signal });
    video.addEventListener('loadedmetadata', () => this.#loaded(), { signal });
    video.addEventListener('ended', () => this.#ended(), { signal });
    video.preservesPitch = true;
    video.src = file.url;
    this.#opening = this.#openDecoder(file.url);
  }

  #loaded(): void {
    const hasPicture = this.#video.videoWidth > 0;
    this.#events.trouble(hasPicture ? null : 'no-picture');
    if (!hasPicture) return;
    this.#stage.show(this.#clock.now.frame, 1);
  }

  async #openDecoder(url: string): Promise<void> {
    // A large part of the page that nobody waits for.
    const { FrameDecoder } = await import('./decoder.ts');
    const decoder = await FrameDecoder.open(url, this.#file);
    if (this.#abort.signal.aborted) {
      decoder?.close();
      return;
    }
    this.#stage.decoder = decoder;
    const frames = (await decoder?.groupLength()) ?? null;
    if (frames !== null && !this.#abort.signal.aborted)
      this.#events.groups(frames, this.#video.videoWidth * this.#video.videoHeight);
  }

  get playing(): boolean {
    return this.#clock.now.playing;
  }

  /** Moves the playhead to a frame and shows it; stops playing. */
  showFrame(frame: number): void {
    this.#show(frame, 'jump');
  }

  #show(frame: number, reached: 'step' | 'jump'): void {
    if (this.playing) this.#halt();
    const bounded = this.#bounded(frame);
    if (bounded !== this.#clock.now.frame) this.#direction = bounded < this.#clock.now.frame ? -1 : 1;
    this.#reached = reached;
    this.#clock.set({ frame: bounded, tick: edgeTick(this.#table, bounded) });
    this.#stage.show(bounded, this.#direction);
  }

  #bounded(frame: number): number {
    return Math.max(0, Math.min(Math.round(frame), frameCount(this.#table) - 1));
  }

  showTick(tick: number): void {
    this.showFrame(frameAt(this.#table, ticks(Math.round(tick))));
  }

  /** Shows another frame without moving the playhead, as while an edge is dragged; null shows the playhead's frame again. */
  peek(frame: number | null): void {
    if (this.playing) return;
    this.#reached = null;
    this.#stage.show(frame === null ? this.#clock.now.frame : this.#bounded(frame), this.#direction);
  }

  /** Goes on or back by frames and looks at each. */
  step(frames: number): void {
    this.#show(this.#clock.now.frame + frames, Math.abs(frames) === 1 ? 'step' : 'jump');
  }

  /** Somebody who steps sees each frame; who jumps to one has looked into the place. */
  #lookedAt(frame: number): void {
    if (this.#reached === null || frame !== this.#clock.now.frame) return;
    const kind = this.#reached === 'step' ? 'watched' : 'skimmed';
    this.#events.seen(kind, edgeTick(this.#table, frame), edgeTick(this.#table, frame + 1));
    this.#reached = null;
  }

  /** Plays on from the playhead, within the loop where there is one; a negative rate runs backwards. */
  play(rate: number): void {
    if (rate < 0 && this.#backwards !== null) {
      this.#report();
      this.#backwards.rate = -rate;
      this.#clock.set({ rate });
      this.#seenFrom = this.#clock.now.tick;
      return;
    }
    this.#halt();
    if (this.#video.readyState === 0) return;
    if (rate < 0) this.#playBackwards(-rate);
    else {
      const loop = this.#loopPiece();
      const { frame } = this.#clock.now;
      const outside = loop !== null && (frame < loop.first || frame > loop.last);
      const over = loop === null && frame >= frameCount(this.#table) - 1;
      this.#playFrom(outside ? loop.first : over ? 0 : frame, rate, loop);
    }
  }

  /**
   * Plays exactly the frames of `span` once and stops on its last one.
   * @param then frame to show at the end instead
   */
  playPiece(span: Span, rate: number, then?: number): void {
    this.#halt();
    if (this.#video.readyState === 0) return;
    const { first, last } = framesOf(this.#table, span);
    this.#playFrom(first, rate, { first, last, finish: { show: then ?? last } });
  }

  #loopPiece(): Piece | null {
    return this.#loop === null ? null : { ...framesOf(this.#table, this.#loop), finish: 'again' };
  }

  #playFrom(frame: number, rate: number, piece: Piece | null): void {
    this.#piece = piece;
    this.#clock.set({ frame, tick: edgeTick(this.#table, frame), playing: true, rate });
    this.#seenFrom = this.#clock.now.tick;
    this.#moveVideo(frame);
    this.#video.playbackRate = Math.max(0.0625, Math.min(16, rate));
    cancelAnimationFrame(this.#animation);
    // What covers the ends must be at hand before <video> can run over them.
    if (piece === null) this.#go();
    else this.#once(this.#endsAtHand(piece), () => this.#go());
  }

  /** Does something when `ready`, unless a person has stopped or begun something else by then. */
  #once(ready: Promise<void>, then: () => void): void {
    const turn = ++this.#turn;
    void ready.then(() => {
      if (turn === this.#turn && this.playing) then();
    });
  }

  #go(): void {
    this.#video.play().catch((error: unknown) => {
      // Pausing before the first picture came is no failure.
      if (error instanceof DOMException && error.name === 'AbortError') return;
      this.pause();
      this.#events.trouble('cannot-play');
    });
    this.#animation = requestAnimationFrame(this.#advance);
  }

  async #endsAtHand({ first, last }: Piece): Promise<void> {
    await this.#opening;
    const from = tailOf(this.#table, { first, last }, this.#clock.now.rate);
    await this.#stage.decoder?.pin([
      { from, to: last + 1 },
      { from: first, to: first + 1 },
    ]);
    if (this.#piece?.first === first && this.playing && this.#awaited !== null) this.#stage.draw(first);
  }

  /** Brings `<video>` to a frame; what is on the screen, or that frame's own picture, covers it until it is there. */
  #moveVideo(frame: number): void {
    const there = this.#stage.isAt(frame);
    this.#stage.release();
    this.#stage.draw(frame);
    const { count } = this.#stage.seeks;
    const from = toSeconds(edgeTick(this.#file, frame), this.#file.timebase);
    this.#awaited = there ? null : { count, from };
    if (there) this.#stage.reveal();
    else this.#video.currentTime = middleOfFrame(this.#file, frameIndex(frame));
  }

  readonly #advance = (): void => {
    if (!this.playing) return;
    this.#animation = requestAnimationFrame(this.#advance);
    if (this.#awaited !== null && !this.#arrived(this.#awaited)) return;
    const at = this.#fileTick(this.#video.currentTime);
    const frame = frameAt(this.#file, ticks(at));
    const piece = this.#piece;
    if (piece !== null && at >= edgeTick(this.#file, piece.last + 1)) {
      this.#endOfPiece(piece);
      return;
    }
    if (piece !== null && frame >= tailOf(this.#table, piece, this.#clock.now.rate)) this.#stage.draw(frame);
    const offset = edgeTick(this.#table, 0) - edgeTick(this.#file, 0);
    this.#clock.set({ tick: at + offset, frame });
  };

  #arrived({ count, from }: Arrival): boolean {
    const { seeks } = this.#stage;
    const { currentTime, seeking } = this.#video;
    const presented = seeks.presented ?? -Infinity;
    // One from before the seek may be told of late; it lies before the place, or after where playing has got to.
    const here = presented >= from - 1e-3 && presented <= currentTime + 0.05;
    if (seeking || (seeks.count !== null && !(seeks.count > (count ?? 0) && here))) return false;
    this.#awaited = null;
    this.#stage.reveal();
    return true;
  }

  #fileTick(second: number): number {
    const { timebase } = this.#file;
    return Math.round((second * timebase.den) / timebase.num);
  }

  #endOfPiece(piece: Piece): void {
    this.#clock.set({ frame: piece.last, tick: edgeTick(this.#table, piece.last) });
    this.#report(edgeTick(this.#table, piece.last + 1));
    if (piece.finish === 'again') {
      const { rate } = this.#clock.now;
      this.#playFrom(piece.first, rate, this.#loopPiece());
      return;
    }
    this.#halt();
    this.#reached = 'step';
    const { show } = piece.finish;
    this.#clock.set({ frame: show, tick: edgeTick(this.#table, show) });
    this.#stage.show(show, 1);
  }

  #ended(): void {
    if (!this.playing || this.#clock.now.rate < 0) return;
    if (this.#piece === null) this.pause();
    else this.#endOfPiece(this.#piece);
  }

  #playBackwards(rate: number): void {
    this.#direction = -1;
    this.#stage.release();
    this.#clock.set({ playing: true, rate: -rate });
    this.#seenFrom = this.#clock.now.tick;
    this.#once(this.#opening, () => {
      const { rate: now } = this.#clock.now;
      this.#backwards = new Backwards(this.#stage, this.#table, this.#clock, -now, () => this.pause());
    });
  }

  /** Stops and settles exactly on the frame that is shown. */
  pause(): void {
    const { playing, rate, frame } = this.#clock.now;
    if (!playing) return;
    const settled = rate > 0 ? this.#presentedFrame() : frame;
    this.#halt();
    this.#reached = 'step';
    this.#clock.set({ frame: settled, tick: edgeTick(this.#table, settled) });
    this.#stage.show(settled, this.#direction);
  }

  #presentedFrame(): number {
    if (this.#awaited !== null) return this.#clock.now.frame;
    const at = this.#stage.seeks.presented ?? this.#video.currentTime;
    const frame = frameAt(this.#file, toTicks(seconds(at + 1e-4), this.#file.timebase));
    return this.#piece === null ? frame : Math.min(frame, this.#piece.last);
  }

  #halt(): void {
    cancelAnimationFrame(this.#animation);
    this.#turn += 1;
    if (!this.playing) return;
    this.#video.pause();
    this.#backwards?.stop();
    this.#backwards = null;
    this.#awaited = null;
    this.#report();
    this.#clock.set({ playing: false, rate: 1 });
  }

  #report(until = this.#clock.now.tick): void {
    const from = this.#seenFrom;
    this.#seenFrom = null;
    if (from !== null && until !== from)
      this.#events.seen(seenAt(this.#clock.now.rate), Math.min(from, until), Math.max(from, until));
  }

  /** Hands over what was seen so far and goes on counting: coverage is written while playing, not only at the end. */
  flushWatched(): void {
    if (!this.playing) return;
    this.#report();
    this.#seenFrom = this.#clock.now.tick;
  }

  setLoop(span: Span | null): void {
    this.#loop = span;
    if (
      this.playing &&
      this.#clock.now.rate > 0 &&
      (this.#piece === null || this.#piece.finish === 'again')
    ) {
      this.#piece = this.#loopPiece();
      if (this.#piece !== null) void this.#endsAtHand(this.#piece);
    }
  }

  /** A small exact picture of a frame, for hovering; null where it can't be decoded. The caller closes it. */
  smallPicture(frame: number): Promise<FramePicture | null> {
    return this.#stage.decoder?.small(this.#bounded(frame)) ?? Promise.resolve(null);
  }

  setSound(muted: boolean, volume: number): void {
    this.#video.muted = muted;
    this.#video.volume = Math.max(0, Math.min(1, volume));
  }

  close(): void {
    this.#halt();
    this.#abort.abort();
    this.#stage.close();
    this.#video.removeAttribute('src');
    this.#video.load();
  }
}
