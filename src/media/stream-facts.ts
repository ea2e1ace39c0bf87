import type { Timebase } from '../time/ticks.ts';

/** A fraction that is not a time: a sample aspect ratio. */
export interface Ratio {
  readonly num: number;
  readonly den: number;
}

/** What a container says about its first video stream that is not an attached picture. */
export interface VideoStreamFacts {
  readonly codec: string;
  /** Pixels as stored, before rotation. */
  readonly width: number;
  readonly height: number;
  readonly sampleAspect: Ratio;
  /** Degrees clockwise that a player turns the picture by. */
  readonly rotation: 0 | 90 | 180 | 270;
  readonly interlaced: boolean;
  readonly timebase: Timebase;
}

/** What a container says about itself, before any packet is read. */
export interface ContainerFacts {
  /** ffmpeg's demuxer name, such as `mov,mp4,m4a,3gp,3g2,mj2`. */
  readonly format: string;
  /** Second at which the container claims to end, null where it says nothing. */
  readonly declaredEnd: number | null;
  readonly video: VideoStreamFacts | null;
  readonly hasAudio: boolean;
}

/** Packets of the video stream in the order of the file; one entry of each array per packet. */
export interface VideoPackets {
  /** Ticks; NaN where the container gives no presentation time. */
  readonly pts: number[];
  /** Ticks, 0 where unknown. */
  readonly duration: number[];
  readonly key: boolean[];
  /** Decoded but never shown: cut away by an edit list. */
  readonly hidden: boolean[];
}

export function noPackets(): VideoPackets {
  return { pts: [], duration: [], key: [], hidden: [] };
}

/** A container opened and its video packets read, whichever tool did it. */
export interface MediaReading {
  readonly container: ContainerFacts;
  readonly packets: VideoPackets;
}

/** ffmpeg gives a display matrix as degrees anticlockwise, of any size and sign; players turn by quarters. */
export function quarterTurn(anticlockwise: number): 0 | 90 | 180 | 270 {
  const quarters = ((Math.round(-anticlockwise / 90) % 4) + 4) % 4;
  return quarters === 1 ? 90 : quarters === 2 ? 180 : quarters === 3 ? 270 : 0;
}

/** `16:11` or `16/11`; 1:1 for what is unknown or impossible. */
export function parseRatio(text: string | undefined): Ratio {
  const match = /^(\d+)[:/](\d+)$/.exec(text ?? '');
  const [num, den] = [Number(match?.[1] ?? 1), Number(match?.[2] ?? 1)];
  return num > 0 && den > 0 ? { num, den } : { num: 1, den: 1 };
}
