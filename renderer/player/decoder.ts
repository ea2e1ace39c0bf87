import { EncodedPacketSink, Input, MATROSKA, MP4, MPEG_TS, QTFF, VideoSampleSink, WEBM } from 'mediabunny';
import type { InputVideoTrack, VideoSample } from 'mediabunny';
import { edgeTick, frameCount, middleOfFrame, type FrameTable } from '../../src/time/frame-table.ts';
import { frameIndex, toSeconds } from '../../src/time/ticks.ts';
import { copiedPicture, heldPicture, type FramePicture, type Size } from './frame-picture.ts';
import { frameOf, startOf } from './frame-times.ts';
import { rangeSource } from './range-source.ts';
import { Reel } from './reel.ts';
import { keptSize, ringCapacity, runsLow, windowAround, type Window } from './ring.ts';

/**
 * Decoded frames around the playhead, so that a step backward is as quick as one forward. A fixed list of containers without
 * HLS: a playlist named .mp4 must not lead anywhere else (docs/architecture.md).
 */
export class FrameDecoder {
  readonly #input: Input;
  readonly #track: InputVideoTrack;
  readonly #sink: VideoSampleSink;
  readonly #table: FrameTable;
  readonly #size: Size;
  readonly #hold: boolean;
  readonly #capacity: number;
  readonly #pictures = new Map<number, FramePicture>();
  readonly #pinned = new Map<number, FramePicture>();
  #held: Window | null = null;
  #wanted: { readonly window: Window; readonly near: number } | null = null;
  #working: Promise<void> | null = null;
  #closed = false;

  private constructor(input: Input, track: InputVideoTrack, table: FrameTable, size: Size, hold: boolean) {
    this.#input = input;
    this.#track = track;
    this.#sink = sinkOf(track, hold);
    this.#table = table;
    this.#hold = hold;
    this.#size = hold ? size : keptSize(size.width, size.height, 1920);
    this.#capacity = ringCapacity(this.#size.width, this.#size.height, hold ? 1.5 : 4);
  }

  /**
   * @param table the frames of the file behind `url`, on its own clock
   * @returns null where the browser cannot decode this video frame by frame: then `<video>` alone has to do
   */
  static async open(url: string, table: FrameTable): Promise<FrameDecoder | null> {
    if (!('VideoDecoder' in globalThis) || !('OffscreenCanvas' in globalThis)) return null;
    const input = new Input({ formats: [MP4, QTFF, MATROSKA, WEBM, MPEG_TS], source: rangeSource(url) });
    try {
      const track = await input.getPrimaryVideoTrack();
      if (track !== null && (await track.canDecode())) {
        const size = { width: await track.getDisplayWidth(), height: await track.getDisplayHeight() };
        return new FrameDecoder(input, track, table, size, await decodesInSoftware(track));
      }
    } catch {
      // Whatever mediabunny can't open still plays in <video>, which says itself when it can't.
    }
    input.dispose();
    return null;
  }

  get(frame: number): FramePicture | null {
    return this.#pictures.get(frame) ?? this.#pinned.get(frame) ?? null;
  }

  /** Makes sure the frames around `frame` get decoded; resolves when no more work is waiting. Never throws. */
  async prepare(frame: number, direction: 1 | -1): Promise<void> {
    const frames = frameCount(this.#table);
    if (this.#closed) return;
    if (this.get(frame) !== null && !runsLow(frame, direction, this.#held, frames)) return;
    this.#wanted = { window: windowAround(frame, direction, this.#capacity, frames), near: frame };
    this.#working ??= this.#work().finally(() => {
      this.#working = null;
    });
    await this.#working;
  }

  /**
   * Keeps these stretches at hand wherever the playhead goes, such as the ends of a loop; what was pinned before is let go.
   * Resolves when they are decoded. Never throws.
   */
  async pin(stretches: readonly Window[]): Promise<void> {
    for (const [frame, picture] of this.#pinned) {
      if (stretches.some(({ from, to }) => frame >= from && frame < to)) continue;
      picture.close();
      this.#pinned.delete(frame);
    }
    await Promise.all(
      stretches.map(async (stretch) => {
        try {
          await this.#decode(this.#pinned, stretch, () => this.#closed);
        } catch {
          // A damaged stretch: <video> shows it.
        }
      }),
    );
  }

  /** One frame in the size of a thumbnail; null where it can't be decoded. Never throws. */
  async small(frame: number): Promise<FramePicture | null> {
    try {
      const sample = await this.#sink.getSample(middleOfFrame(this.#table, frameIndex(frame)));
      if (sample === null) return null;
      const picture = copiedPicture(sample, keptSize(this.#size.width, this.#size.height, 240));
      sample.close();
      return picture;
    } catch {
      return null;
    }
  }

  /** A reel for running backwards from `frame`; the caller closes it. */
  reel(frame: number, rate: number): Reel {
    const size = keptSize(this.#size.width, this.#size.height, 640);
    return new Reel(this.#sink, new EncodedPacketSink(this.#track), this.#table, size, frame, rate);
  }

  async #work(): Promise<void> {
    while (this.#wanted !== null && !this.#closed) {
      const { window } = this.#wanted;
      this.#wanted = null;
      try {
        await this.#fill(window);
      } catch {
        // A damaged stretch: these frames are shown by <video> instead.
        this.#held = window;
      }
    }
  }

  async #fill(window: Window): Promise<void> {
    // First, so that two windows never take twice the memory.
    this.#forget(window);
    await this.#decode(this.#pictures, window, () => this.#closed || this.#overtaken(window));
    this.#held = window;
  }

  /** Decodes what of a stretch is missing among `pictures`. */
  async #decode(
    pictures: Map<number, FramePicture>,
    { from, to }: Window,
    leave: () => boolean,
  ): Promise<void> {
    let first = from;
    while (first < to && pictures.has(first)) first += 1;
    if (first === to) return;
    const end = toSeconds(edgeTick(this.#table, to), this.#table.timebase);
    for await (const sample of this.#sink.samples(startOf(this.#table, first), end)) {
      this.#keep(pictures, sample, from, to);
      if (leave()) break;
    }
  }

  /** Keeps a sample when it is a wanted frame that is not there yet, and closes it otherwise. */
  #keep(pictures: Map<number, FramePicture>, sample: VideoSample, from: number, to: number): void {
    const frame = frameOf(this.#table, sample);
    const wanted = !this.#closed && frame >= from && frame < to && !pictures.has(frame);
    const picture = !wanted
      ? null
      : this.#hold
        ? heldPicture(sample, this.#size)
        : copiedPicture(sample, this.#size);
    if (picture !== null) pictures.set(frame, picture);
    if (picture === null || !this.#hold) sample.close();
  }

  /** A newer wish that this window does not serve ends the work on it. */
  #overtaken(window: Window): boolean {
    const next = this.#wanted;
    return next !== null && (next.near < window.from || next.near >= window.to);
  }

  #forget(keep: Window): void {
    for (const [frame, picture] of this.#pictures) {
      if (frame >= keep.from && frame < keep.to) continue;
      picture.close();
      this.#pictures.delete(frame);
    }
  }

  close(): void {
    this.#closed = true;
    for (const pictures of [this.#pictures, this.#pinned]) {
      for (const picture of pictures.values()) picture.close();
      pictures.clear();
    }
    this.#input.dispose();
  }
}

/** Decoders in hardware lend a handful of pictures and then stand still; those in software lend any number. */
async function decodesInSoftware(track: InputVideoTrack): Promise<boolean> {
  const config = await track.getDecoderConfig();
  if (config === null) return false;
  const asked = { ...config, hardwareAcceleration: 'prefer-software' } as const;
  return VideoDecoder.isConfigSupported(asked).then(
    ({ supported }) => supported === true,
    () => false,
  );
}

function sinkOf(track: InputVideoTrack, software: boolean): VideoSampleSink {
  return new VideoSampleSink(track, software ? { hardwareAcceleration: 'prefer-software' } : {});
}
