import { CustomSource, Input, MATROSKA, MP4, MPEG_TS, QTFF, VideoSampleSink, WEBM } from 'mediabunny';
import { edgeTick, frameAt, frameCount, type FrameTable } from '../../src/time/frame-table.ts';
import { seconds, toSeconds, toTicks } from '../../src/time/ticks.ts';
import { keptSize, ringCapacity, runsLow, windowAround, type Window } from './ring.ts';

/** The service closes a Range answer at 2 MiB; asking for no more keeps every answer whole. */
const PIECE = 1024 * 1024;

/** Reads bytes of the video over HTTP. @throws Error when the service does not answer with the range that was asked for. */
async function readRange(url: string, start: number, end: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(end - start);
  let at = start;
  while (at < end) {
    const last = Math.min(end, at + PIECE) - 1;
    const response = await fetch(url, {
      headers: { Range: `bytes=${at}-${last}` },
      credentials: 'same-origin',
    });
    if (response.status !== 206)
      throw new Error(`The service answered ${response.status} to a range request.`);
    const piece = new Uint8Array(await response.arrayBuffer());
    if (piece.length === 0) throw new Error('The service sent an empty range.');
    bytes.set(piece.subarray(0, end - at), at - start);
    at += piece.length;
  }
  return bytes;
}

async function sizeOf(url: string): Promise<number> {
  const response = await fetch(url, { headers: { Range: 'bytes=0-0' }, credentials: 'same-origin' });
  const total = /\/(\d+)$/u.exec(response.headers.get('Content-Range') ?? '')?.[1];
  if (total === undefined) throw new Error('The service did not say how long the video file is.');
  return Number(total);
}

/**
 * Decoded frames around the playhead, so that a step backward is as quick as one forward. A fixed list of containers without
 * HLS: a playlist named .mp4 must not lead anywhere else (media.md section 8).
 */
export class FrameDecoder {
  readonly #input: Input;
  readonly #sink: VideoSampleSink;
  readonly #table: FrameTable;
  readonly #size: { width: number; height: number };
  readonly #capacity: number;
  readonly #pictures = new Map<number, ImageBitmap>();
  #held: Window | null = null;
  #wanted: { readonly window: Window; readonly near: number } | null = null;
  #working: Promise<void> | null = null;
  #closed = false;

  private constructor(input: Input, sink: VideoSampleSink, table: FrameTable, width: number, height: number) {
    this.#input = input;
    this.#sink = sink;
    this.#table = table;
    this.#size = keptSize(width, height);
    this.#capacity = ringCapacity(this.#size.width, this.#size.height);
  }

  /** Null where the browser cannot decode this video frame by frame: then `<video>` alone has to do. */
  static async open(url: string, table: FrameTable): Promise<FrameDecoder | null> {
    if (!('VideoDecoder' in globalThis) || !('OffscreenCanvas' in globalThis)) return null;
    const input = new Input({
      formats: [MP4, QTFF, MATROSKA, WEBM, MPEG_TS],
      source: new CustomSource({
        getSize: () => sizeOf(url),
        read: (start, end) => readRange(url, start, end),
        prefetchProfile: 'network',
      }),
    });
    try {
      const track = await input.getPrimaryVideoTrack();
      if (track === null || !(await track.canDecode())) {
        input.dispose();
        return null;
      }
      const size = { width: await track.getDisplayWidth(), height: await track.getDisplayHeight() };
      return new FrameDecoder(input, new VideoSampleSink(track), table, size.width, size.height);
    } catch {
      // Whatever mediabunny can't open still plays in <video>, which says itself when it can't.
      input.dispose();
      return null;
    }
  }

  get(frame: number): ImageBitmap | null {
    return this.#pictures.get(frame) ?? null;
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
    const first = this.#firstMissing(window);
    if (first === null) {
      this.#held = window;
      return;
    }
    const base = this.#table.timebase;
    const start = toSeconds(edgeTick(this.#table, first), base);
    const end = toSeconds(edgeTick(this.#table, window.to), base);
    const margin = toSeconds(edgeTick(this.#table, first + 1), base) - start;
    for await (const sample of this.#sink.samples(start + margin / 4, end)) {
      const frame = frameAt(this.#table, toTicks(seconds(sample.timestamp + margin / 4), base));
      if (!this.#pictures.has(frame) && frame >= window.from && frame < window.to) {
        const canvas = new OffscreenCanvas(this.#size.width, this.#size.height);
        const context = canvas.getContext('2d');
        if (context !== null) {
          sample.draw(context, 0, 0, this.#size.width, this.#size.height);
          this.#pictures.set(frame, canvas.transferToImageBitmap());
        }
      }
      sample.close();
      if (this.#closed || this.#overtaken(window)) break;
    }
    this.#held = window;
    this.#forget(window);
  }

  /** A newer wish that this window does not serve ends the work on it. */
  #overtaken(window: Window): boolean {
    const next = this.#wanted;
    return next !== null && (next.near < window.from || next.near >= window.to);
  }

  #firstMissing(window: Window): number | null {
    for (let frame = window.from; frame < window.to; frame++) if (!this.#pictures.has(frame)) return frame;
    return null;
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
    for (const picture of this.#pictures.values()) picture.close();
    this.#pictures.clear();
    this.#input.dispose();
  }
}
