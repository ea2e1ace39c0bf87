import { EncodedPacketSink, Input, MATROSKA, MP4, MPEG_TS, QTFF, VideoSampleSink, WEBM } from 'mediabunny';
import type { InputVideoTrack, VideoSample } from 'mediabunny';
import { edgeTick, frameCount, middleOfFrame, type FrameTable } from '../../src/time/frame-table.ts';
import { frameIndex, toSeconds } from '../../src/time/ticks.ts';
import { DecodedFrames, type FrameSource, type Given } from './decoded-frames.ts';
import { copiedPicture, heldPicture, type FramePicture, type Size } from './frame-picture.ts';
import { frameOf, startOf } from './frame-times.ts';
import { rangeSource } from './range-source.ts';
import { Reel } from './reel.ts';
import { keptSize, readyFramesFit, ringCapacity, type Window } from './ring.ts';

/** How many groups of pictures tell how long they are. */
const MEASURED_GROUPS = 2;
/** How long a decoder that stands still is kept, milliseconds: stepping on and jumping about are quicker than that. */
const REST_MS = 3000;
/** The same where the frames that it has ready are large. */
const LARGE_REST_MS = 800;

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
  readonly #frames: DecodedFrames<FramePicture>;
  readonly #pinned = new Map<number, FramePicture>();
  #closed = false;

  private constructor(input: Input, track: InputVideoTrack, table: FrameTable, size: Size, hold: boolean) {
    this.#input = input;
    this.#track = track;
    this.#sink = sinkOf(track, hold);
    this.#table = table;
    this.#hold = hold;
    this.#size = hold ? size : keptSize(size.width, size.height, 1920);
    const { width, height } = this.#size;
    this.#frames = new DecodedFrames(this.#source(), {
      capacity: ringCapacity(width, height, hold ? 1.5 : 4),
      frames: frameCount(table),
      restMs: readyFramesFit(size.width, size.height) ? REST_MS : LARGE_REST_MS,
    });
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
    return this.#frames.get(frame) ?? this.#pinned.get(frame) ?? null;
  }

  /**
   * Has this frame decoded, and then those around it. Resolves when it is there, or when it is clear that it does not come. Never
   * throws.
   */
  prepare(frame: number, direction: 1 | -1): Promise<void> {
    return this.#frames.prepare(frame, direction);
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
          await this.#pinStretch(stretch);
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

  /** Most frames from one that stands alone to the next, of the first few; null where the file does not say. Never throws. */
  async groupLength(): Promise<number | null> {
    try {
      const packets = new EncodedPacketSink(this.#track);
      let key = await packets.getFirstKeyPacket({ metadataOnly: true });
      let longest = 0;
      for (let group = 0; group < MEASURED_GROUPS && key !== null; group++) {
        const next = await packets.getNextKeyPacket(key, { metadataOnly: true });
        const end = next === null ? frameCount(this.#table) : frameOf(this.#table, next);
        longest = Math.max(longest, end - frameOf(this.#table, key));
        key = next;
      }
      return longest;
    } catch {
      return null;
    }
  }

  /** A reel for running backwards from `frame`; the caller closes it. */
  reel(frame: number, rate: number): Reel {
    const size = keptSize(this.#size.width, this.#size.height, 640);
    return new Reel(this.#sink, new EncodedPacketSink(this.#track), this.#table, size, frame, rate);
  }

  #source(): FrameSource<FramePicture> {
    const packets = new EncodedPacketSink(this.#track);
    const table = this.#table;
    return {
      keyOf: async (frame) => {
        const at = middleOfFrame(table, frameIndex(frame));
        const packet = await packets.getKeyPacket(at, { verifyKeyPackets: true });
        return packet === null ? frame : frameOf(table, packet);
      },
      from: (key) => {
        const samples = this.#sink.samples(startOf(table, key));
        return {
          next: async () => {
            const { done, value } = await samples.next();
            if (done === true || value === undefined) return { done: true, value: undefined };
            return { done: false, value: this.#given(value) };
          },
          return: async () => {
            await samples.return();
            return { done: true, value: undefined };
          },
        };
      },
    };
  }

  #given(sample: VideoSample): Given<FramePicture> {
    return {
      frame: frameOf(this.#table, sample),
      keep: () => this.#kept(sample),
      drop: () => sample.close(),
    };
  }

  #kept(sample: VideoSample): FramePicture | null {
    if (this.#hold) return heldPicture(sample, this.#size);
    const picture = copiedPicture(sample, this.#size);
    sample.close();
    return picture;
  }

  /** Decodes what of a stretch is missing among the pinned pictures. */
  async #pinStretch({ from, to }: Window): Promise<void> {
    let first = from;
    while (first < to && this.#pinned.has(first)) first += 1;
    if (first === to) return;
    const end = toSeconds(edgeTick(this.#table, to), this.#table.timebase);
    for await (const sample of this.#sink.samples(startOf(this.#table, first), end)) {
      const frame = frameOf(this.#table, sample);
      const wanted = !this.#closed && frame >= from && frame < to && !this.#pinned.has(frame);
      const picture = wanted ? this.#kept(sample) : null;
      if (picture !== null) this.#pinned.set(frame, picture);
      if (!wanted) sample.close();
      if (this.#closed) break;
    }
  }

  close(): void {
    this.#closed = true;
    this.#frames.close();
    for (const picture of this.#pinned.values()) picture.close();
    this.#pinned.clear();
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
