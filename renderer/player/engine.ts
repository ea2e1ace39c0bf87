import {
  edgeTick,
  endSeconds,
  frameAt,
  frameCount,
  middleOfFrame,
  type FrameTable,
} from '../../src/time/frame-table.ts';
import { frameIndex, seconds, ticks, toSeconds, toTicks } from '../../src/time/ticks.ts';
import type { Clock } from './clock.ts';
import type { FrameDecoder } from './decoder.ts';
import { SeekConfirmation } from './seek-confirmation.ts';

export interface LoopSpan {
  readonly start: number;
  readonly end: number;
}

/** What the player tells its surroundings besides the clock. */
export interface EngineEvents {
  /** The video can't be shown, in words; null once it can. */
  trouble(sentence: string | null): void;
  /** Ticks that were played from `start` to `end`: coverage. */
  watched(start: number, end: number): void;
}

const CANNOT_PLAY =
  'This browser cannot play the file. It needs a proxy: a copy in H.264 for watching, while labels stay on the original.';
const NO_PICTURE =
  'The file has a picture that this browser cannot decode. It needs a proxy to be shown here.';

/**
 * Plays with `<video>` and steps exactly: a step seeks to the middle of the frame of the table and waits until the presented
 * picture says that it is that frame (media.md section 6). Decoded frames around the playhead make steps instant both ways.
 */
export class Engine {
  readonly #video: HTMLVideoElement;
  readonly #canvas: HTMLCanvasElement;
  readonly #table: FrameTable;
  readonly #clock: Clock;
  readonly #events: EngineEvents;
  readonly #seeks: SeekConfirmation;
  readonly #abort = new AbortController();
  #decoder: FrameDecoder | null = null;
  #want: number;
  #direction: 1 | -1 = 1;
  #seeking = false;
  #animation = 0;
  #loop: LoopSpan | null = null;
  #playedFrom: number | null = null;

  constructor(
    video: HTMLVideoElement,
    canvas: HTMLCanvasElement,
    url: string,
    table: FrameTable,
    clock: Clock,
    events: EngineEvents,
  ) {
    this.#video = video;
    this.#canvas = canvas;
    this.#table = table;
    this.#clock = clock;
    this.#events = events;
    this.#seeks = new SeekConfirmation(video);
    this.#want = clock.now.frame;
    const { signal } = this.#abort;
    video.addEventListener('error', () => events.trouble(CANNOT_PLAY), { signal });
    video.addEventListener('loadedmetadata', () => this.#loaded(url), { signal });
    video.addEventListener('ended', () => this.pause(), { signal });
    video.src = url;
  }

  #loaded(url: string): void {
    const hasPicture = this.#video.videoWidth > 0;
    this.#events.trouble(hasPicture ? null : NO_PICTURE);
    this.showFrame(this.#want);
    if (hasPicture) void this.#openDecoder(url);
  }

  async #openDecoder(url: string): Promise<void> {
    // A large part of the page that nobody waits for.
    const { FrameDecoder } = await import('./decoder.ts');
    const decoder = await FrameDecoder.open(url, this.#table);
    if (this.#abort.signal.aborted || this.#decoder !== null) decoder?.close();
    else this.#decoder = decoder;
  }

  get playing(): boolean {
    return this.#clock.now.playing;
  }

  /** Moves the playhead to a frame and shows it; stops playing. */
  showFrame(frame: number): void {
    if (this.playing) this.#halt();
    const bounded = Math.max(0, Math.min(Math.round(frame), frameCount(this.#table) - 1));
    if (bounded !== this.#clock.now.frame) this.#direction = bounded < this.#clock.now.frame ? -1 : 1;
    this.#clock.set({ frame: bounded, tick: edgeTick(this.#table, bounded) });
    this.#paint(bounded);
  }

  showTick(tick: number): void {
    this.showFrame(frameAt(this.#table, ticks(Math.round(tick))));
  }

  /** Shows another frame without moving the playhead, as while an edge is dragged; null shows the playhead's frame again. */
  peek(frame: number | null): void {
    if (this.playing) return;
    this.#paint(frame ?? this.#clock.now.frame);
  }

  step(frames: number): void {
    this.showFrame(this.#clock.now.frame + frames);
  }

  play(rate: number): void {
    this.#halt();
    const last = frameCount(this.#table) - 1;
    const from = this.#loop;
    if (
      from !== null &&
      (this.#clock.now.tick < from.start || this.#clock.now.tick >= from.end - 1) &&
      rate > 0
    )
      this.#jump(from.start);
    else if (rate > 0 && this.#clock.now.frame >= last) this.#jump(edgeTick(this.#table, 0));
    this.#clock.set({ playing: true, rate });
    this.#playedFrom = this.#clock.now.tick;
    if (rate > 0) this.#playForward(rate);
    else this.#playBackward(-rate);
  }

  #playForward(rate: number): void {
    this.#canvas.style.visibility = 'hidden';
    this.#video.playbackRate = Math.max(0.0625, Math.min(16, rate));
    this.#video.play().catch((error: unknown) => {
      // Pausing before the first picture came is no failure.
      if (error instanceof DOMException && error.name === 'AbortError') return;
      this.pause();
      this.#events.trouble(CANNOT_PLAY);
    });
    const advance = (): void => {
      if (!this.playing) return;
      const tick = Math.round(
        (this.#video.currentTime * this.#table.timebase.den) / this.#table.timebase.num,
      );
      if (this.#loop !== null && (tick >= this.#loop.end || tick < this.#loop.start - 1)) {
        this.#report(Math.min(tick, this.#loop.end));
        this.#jump(this.#loop.start);
        this.#playedFrom = this.#loop.start;
      } else if (!this.#video.seeking) this.#moveTo(tick);
      this.#animation = requestAnimationFrame(advance);
    };
    this.#animation = requestAnimationFrame(advance);
  }

  /** No browser plays backwards: frames are shown one by one from the decoded ones, at the pace of the clock on the wall. */
  #playBackward(rate: number): void {
    const startTick = this.#clock.now.tick;
    const startedAt = performance.now();
    const perMillisecond = (this.#table.timebase.den / this.#table.timebase.num / 1000) * rate;
    this.#direction = -1;
    const advance = (now: number): void => {
      if (!this.playing) return;
      const tick = Math.round(startTick - (now - startedAt) * perMillisecond);
      const first = edgeTick(this.#table, 0);
      this.#moveTo(Math.max(first, tick));
      this.#paint(this.#clock.now.frame);
      if (tick <= first) this.pause();
      else this.#animation = requestAnimationFrame(advance);
    };
    this.#animation = requestAnimationFrame(advance);
  }

  #moveTo(tick: number): void {
    const frame = frameAt(this.#table, ticks(Math.round(tick)));
    this.#clock.set({ tick, frame });
  }

  #jump(tick: number): void {
    const frame = frameAt(this.#table, ticks(Math.round(tick)));
    this.#video.currentTime = middleOfFrame(this.#table, frame);
    this.#clock.set({ tick: edgeTick(this.#table, frame), frame });
  }

  /** Stops and settles exactly on the frame that is shown. */
  pause(): void {
    const { playing, rate } = this.#clock.now;
    if (!playing) return;
    this.#halt();
    const shown = rate > 0 ? this.#seeks.presented : null;
    const at = shown ?? this.#video.currentTime;
    const frame =
      rate > 0
        ? frameAt(
            this.#table,
            toTicks(seconds(Math.min(at + 1e-4, endSeconds(this.#table))), this.#table.timebase),
          )
        : this.#clock.now.frame;
    this.#clock.set({ frame, tick: edgeTick(this.#table, frame) });
    this.#paint(frame);
  }

  #halt(): void {
    cancelAnimationFrame(this.#animation);
    if (!this.playing) return;
    this.#video.pause();
    this.#report(this.#clock.now.tick);
    this.#clock.set({ playing: false, rate: 1 });
  }

  #report(until: number): void {
    const from = this.#playedFrom;
    this.#playedFrom = null;
    if (from !== null && until !== from) this.#events.watched(Math.min(from, until), Math.max(from, until));
  }

  /** Hands over what was played so far and goes on counting: coverage is written while playing, not only at the end. */
  flushWatched(): void {
    if (!this.playing) return;
    this.#report(this.#clock.now.tick);
    this.#playedFrom = this.#clock.now.tick;
  }

  setLoop(span: LoopSpan | null): void {
    this.#loop = span;
  }

  setMuted(muted: boolean): void {
    this.#video.muted = muted;
  }

  #paint(frame: number): void {
    this.#want = frame;
    this.#drawDecoded(frame);
    void this.#decoder?.prepare(frame, this.#direction).then(() => {
      if (this.#want === frame && !this.#abort.signal.aborted) this.#drawDecoded(frame);
    });
    if (!this.#seeking) void this.#seekUntilShown();
  }

  #drawDecoded(frame: number): void {
    const picture = this.#decoder?.get(frame) ?? null;
    if (picture === null) return;
    const { width, height } = picture;
    if (this.#canvas.width !== width || this.#canvas.height !== height)
      Object.assign(this.#canvas, { width, height });
    this.#canvas.getContext('2d')?.drawImage(picture, 0, 0);
    this.#canvas.dataset['frame'] = String(frame);
    this.#canvas.style.visibility = 'visible';
  }

  /** One seek at a time: `<video>` that is asked sixty times a second shows nothing at all. */
  async #seekUntilShown(): Promise<void> {
    this.#seeking = true;
    try {
      for (;;) {
        const frame = this.#want;
        if (this.#video.readyState === 0) return;
        const index = frameIndex(frame);
        const { timebase } = this.#table;
        const confirmed = await this.#seeks.seek(middleOfFrame(this.#table, index), {
          from: toSeconds(edgeTick(this.#table, frame), timebase),
          to: toSeconds(edgeTick(this.#table, frame + 1), timebase),
        });
        if (this.#abort.signal.aborted || (this.playing && this.#clock.now.rate > 0)) return;
        if (this.#want !== frame) continue;
        this.#video.dataset['frame'] = confirmed ? String(frame) : '';
        // The exact picture is in <video> now, at full size.
        if (confirmed) this.#canvas.style.visibility = 'hidden';
        return;
      }
    } finally {
      this.#seeking = false;
    }
  }

  close(): void {
    this.#halt();
    this.#abort.abort();
    this.#seeks.close();
    this.#decoder?.close();
    this.#video.removeAttribute('src');
    this.#video.load();
  }
}
