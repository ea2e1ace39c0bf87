import type { EncodedPacketSink, VideoSampleSink } from 'mediabunny';
import { edgeTick, middleOfFrame, type FrameTable } from '../../src/time/frame-table.ts';
import { frameIndex, toSeconds } from '../../src/time/ticks.ts';
import { copiedPicture, type FramePicture, type Size } from './frame-picture.ts';
import { frameOf, startOf } from './frame-times.ts';
import { nextStretch, reelCapacity } from './ring.ts';

/**
 * Pictures for running backwards: no decoder does, so whole groups of pictures are decoded forwards, the one before the
 * playhead's while that one is shown. Small pictures, so that a group of some hundred fits into memory.
 */
export class Reel {
  readonly #sink: VideoSampleSink;
  readonly #packets: EncodedPacketSink;
  readonly #table: FrameTable;
  readonly #size: Size;
  readonly #capacity: number;
  readonly #pictures = new Map<number, FramePicture>();
  #rate: number;
  /** Everything from here on was decoded or left out. */
  #cursor: number;
  #wake: (() => void) | null = null;
  #closed = false;

  constructor(
    sink: VideoSampleSink,
    packets: EncodedPacketSink,
    table: FrameTable,
    size: Size,
    frame: number,
    rate: number,
  ) {
    this.#sink = sink;
    this.#packets = packets;
    this.#table = table;
    this.#size = size;
    this.#capacity = reelCapacity(size.width, size.height);
    this.#cursor = frame;
    this.#rate = rate;
    void this.#work();
  }

  set rate(rate: number) {
    this.#rate = rate;
  }

  get(frame: number): FramePicture | null {
    return this.#pictures.get(frame) ?? null;
  }

  /** The earliest frame in `[target, current)` whose picture is there. */
  best(target: number, current: number): number | null {
    for (let frame = Math.max(0, target); frame < current; frame++)
      if (this.#pictures.has(frame)) return frame;
    return null;
  }

  /** Whether any picture before `current` is there: then it is only not its time yet. */
  hasBefore(current: number): boolean {
    for (const frame of this.#pictures.keys()) if (frame < current) return true;
    return false;
  }

  /** Lets go of what lies after the playhead, which makes room for what lies before. */
  passed(current: number): void {
    for (const [frame, picture] of this.#pictures) {
      if (frame <= current) continue;
      picture.close();
      this.#pictures.delete(frame);
    }
    this.#wake?.();
  }

  async #work(): Promise<void> {
    while (!this.#closed && this.#cursor > 0) {
      if (this.#pictures.size > this.#capacity / 2) {
        await new Promise<void>((resolve) => (this.#wake = resolve));
        this.#wake = null;
      } else await this.#stretch();
    }
  }

  async #stretch(): Promise<void> {
    const to = this.#cursor;
    const { timebase } = this.#table;
    let from = Math.max(0, to - 1);
    try {
      const packet = await this.#packets.getKeyPacket(middleOfFrame(this.#table, frameIndex(to - 1)));
      const key = packet === null ? 0 : Math.min(to - 1, frameOf(this.#table, packet));
      const length =
        toSeconds(edgeTick(this.#table, to), timebase) - toSeconds(edgeTick(this.#table, key), timebase);
      const stretch = nextStretch(to, key, length, this.#rate, this.#capacity);
      from = stretch.from;
      const end = toSeconds(edgeTick(this.#table, stretch.to), timebase);
      for await (const sample of this.#sink.samples(startOf(this.#table, from), end)) {
        const frame = frameOf(this.#table, sample);
        const wanted = !this.#closed && frame < stretch.to && (frame - from) % stretch.stride === 0;
        const picture = wanted ? copiedPicture(sample, this.#size) : null;
        if (picture !== null) this.#pictures.set(frame, picture);
        sample.close();
        if (this.#closed) break;
      }
    } catch {
      // A damaged stretch is passed over: the run goes on before it.
    }
    this.#cursor = from;
    if (this.#closed) this.#clear();
  }

  #clear(): void {
    for (const picture of this.#pictures.values()) picture.close();
    this.#pictures.clear();
  }

  close(): void {
    this.#closed = true;
    this.#wake?.();
    this.#clear();
  }
}
