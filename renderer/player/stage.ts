import { edgeTick, middleOfFrame, type FrameTable } from '../../src/time/frame-table.ts';
import { frameIndex, toSeconds } from '../../src/time/ticks.ts';
import type { FrameDecoder } from './decoder.ts';
import type { FramePicture } from './frame-picture.ts';
import { SeekConfirmation } from './seek-confirmation.ts';

/** `<video>` follows a person's steps once they rest this long: it is only needed again for playing. */
const FOLLOW_MS = 150;
/** The same while a person goes from place to place: each time it would decode as much again as the picture took. */
const SERIES_FOLLOW_MS = 600;
/** It follows a frame that is still to be decoded after this long in any case: decoders may stand still. */
const LATEST_FOLLOW_MS = 1500;

/** Of pictures on the way to the wanted one, one in this time is drawn: drawing them all would make the wanted one late. */
const PASSING_MS = 60;

/**
 * Where pictures are shown: a canvas with exact decoded frames over the `<video>` that plays. What was shown stays until the
 * next picture is there, so that a step never flashes black.
 */
export class Stage {
  readonly seeks: SeekConfirmation;
  readonly #video: HTMLVideoElement;
  readonly #canvas: HTMLCanvasElement;
  readonly #table: FrameTable;
  readonly #shown: (frame: number) => void;
  #decoder: FrameDecoder | null = null;
  #want = -1;
  /** Counts what was asked for, and which of it is shown. */
  #turn = 0;
  #latest = 0;
  /** When something was asked for last, milliseconds. */
  #askedAt = -Infinity;
  #drawnAt = -Infinity;
  #followMs = FOLLOW_MS;
  #seeking = false;
  #following: ReturnType<typeof setTimeout> | undefined;
  #closed = false;

  /**
   * @param table the frames of the played file, on its own clock
   * @param shown told of each frame whose exact picture is on the screen at rest
   */
  constructor(
    video: HTMLVideoElement,
    canvas: HTMLCanvasElement,
    table: FrameTable,
    shown: (frame: number) => void,
  ) {
    this.#video = video;
    this.#canvas = canvas;
    this.#table = table;
    this.#shown = shown;
    this.seeks = new SeekConfirmation(video);
  }

  set decoder(decoder: FrameDecoder | null) {
    this.#decoder = decoder;
    if (this.#want >= 0) this.show(this.#want, 1);
  }

  get decoder(): FrameDecoder | null {
    return this.#decoder;
  }

  /** Shows exactly this frame, from decoded ones or by `<video>`, and has those in `direction` ready next. */
  show(frame: number, direction: 1 | -1): void {
    this.#want = frame;
    this.#turn += 1;
    const turn = this.#turn;
    const now = performance.now();
    this.#followMs = now - this.#askedAt < 2 * SERIES_FOLLOW_MS ? SERIES_FOLLOW_MS : FOLLOW_MS;
    this.#askedAt = now;
    clearTimeout(this.#following);
    const there = this.draw(frame);
    if (there) this.#drawn(frame, turn);
    const ready = this.#decoder?.prepare(frame, direction);
    if (there) this.#followIn(this.#followMs);
    else if (ready === undefined) this.#follow();
    else {
      // A browser that decodes for <video> at the same time has that much less for this frame.
      this.#followIn(LATEST_FOLLOW_MS);
      void ready.then(() => this.#came(frame, turn));
    }
  }

  /** A frame that was waited for is decoded, or is not going to be. */
  #came(frame: number, turn: number): void {
    // Of those that were asked for one after the other the newest that is there is shown, never an older one after it.
    if (this.#closed || this.#want < 0 || turn <= this.#latest) return;
    const isPassing = this.#want !== frame;
    if (isPassing && performance.now() - this.#drawnAt < PASSING_MS) return;
    if (this.draw(frame)) this.#drawn(frame, turn);
    if (isPassing) return;
    clearTimeout(this.#following);
    if ((this.#decoder?.get(frame) ?? null) === null) this.#follow();
    else this.#followIn(this.#followMs);
  }

  #drawn(frame: number, turn: number): void {
    this.#latest = turn;
    this.#drawnAt = performance.now();
    if (frame === this.#want) this.#shown(frame);
  }

  #followIn(ms: number): void {
    this.#following = setTimeout(() => this.#follow(), ms);
  }

  /** Draws a frame that is decoded; false when it is not. */
  draw(frame: number, from: { get(frame: number): FramePicture | null } | null = this.#decoder): boolean {
    const picture = from?.get(frame) ?? null;
    const context = picture === null ? null : this.#canvas.getContext('2d', { alpha: false });
    if (picture === null || context === null) return false;
    const { width, height } = picture.size;
    if (this.#canvas.width !== width || this.#canvas.height !== height)
      Object.assign(this.#canvas, { width, height });
    picture.draw(context, width, height);
    this.#canvas.dataset['frame'] = String(frame);
    this.#canvas.style.visibility = 'visible';
    return true;
  }

  /** Nothing is wanted at rest any more: playing begins, and what is shown stays until {@link reveal}. */
  release(): void {
    this.#want = -1;
    this.#latest = this.#turn;
    clearTimeout(this.#following);
  }

  /** Lets `<video>` be seen. */
  reveal(): void {
    this.#canvas.style.visibility = 'hidden';
  }

  get covered(): boolean {
    return this.#canvas.style.visibility !== 'hidden';
  }

  /** Whether `<video>` stands on this frame already. */
  isAt(frame: number): boolean {
    const { presented } = this.seeks;
    if (presented === null || this.#video.seeking) return false;
    const { timebase } = this.#table;
    const from = toSeconds(edgeTick(this.#table, frame), timebase);
    const to = toSeconds(edgeTick(this.#table, frame + 1), timebase);
    const at = this.#video.currentTime;
    return at >= from && at < to && presented >= from - 5e-4 && presented < to;
  }

  #follow(): void {
    if (!this.#seeking) void this.#seekUntilShown();
  }

  /** One seek at a time: `<video>` that is asked sixty times a second shows nothing at all. */
  async #seekUntilShown(): Promise<void> {
    this.#seeking = true;
    try {
      while (this.#want >= 0 && !this.#closed) {
        const frame = this.#want;
        if (this.#video.readyState === 0) return;
        const { timebase } = this.#table;
        const confirmed = await this.seeks.seek(middleOfFrame(this.#table, frameIndex(frame)), {
          from: toSeconds(edgeTick(this.#table, frame), timebase),
          to: toSeconds(edgeTick(this.#table, frame + 1), timebase),
        });
        if (this.#want !== frame) continue;
        this.#video.dataset['frame'] = confirmed ? String(frame) : '';
        // Where no frame can be decoded by itself, <video> has the exact picture now.
        if (confirmed && (this.#decoder?.get(frame) ?? null) === null) {
          this.reveal();
          this.#drawn(frame, this.#turn);
        }
        return;
      }
    } finally {
      this.#seeking = false;
    }
  }

  close(): void {
    this.#closed = true;
    this.release();
    // The picture of a file that is no longer played must not stay under a playhead that goes on.
    this.reveal();
    this.seeks.close();
    this.#decoder?.close();
  }
}
