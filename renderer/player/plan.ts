import { windowAround, type Window } from './ring.ts';

// What to decode next around a place that a person goes to. Pure: DecodedFrames only carries it out.

/** What is wanted of the frames around a place. */
export interface Wish {
  /** The frame to be shown. */
  readonly frame: number;
  readonly direction: 1 | -1;
  /** All frames of it are kept. */
  readonly window: Window;
  /** Where the next jumps of the same length would land, nearest first: kept when a decoder comes by. */
  readonly stones: readonly number[];
  /** The same jump was made twice, so that the next ones are worth a decoder of their own. */
  readonly repeated: boolean;
}

/** Frames to decode; `urgent` when somebody waits for the picture. */
export interface Goal extends Window {
  readonly urgent: boolean;
}

/** How many jumps ahead are looked at before the frames around the place are. */
const NEAR_STONES = 3;
/** Most jumps ahead whose frames are kept: single pictures, but large ones. */
const STONES = 8;

/**
 * @param jump frames from the place before; 0 where there was none
 * @param before the jump before that one
 */
export function wishFor(
  frame: number,
  direction: 1 | -1,
  { jump, before }: { readonly jump: number; readonly before: number },
  capacity: number,
  frames: number,
): Wish {
  const window = windowAround(frame, direction, capacity, frames);
  return {
    frame,
    direction,
    window,
    stones: stonesFrom(frame, jump, window, capacity, frames),
    repeated: jump === before,
  };
}

function stonesFrom(
  frame: number,
  jump: number,
  window: Window,
  capacity: number,
  frames: number,
): readonly number[] {
  // Forwards a decoder comes by all frames in turn: short jumps need no more than that it goes on.
  if (Math.abs(jump) < 2 || (jump > 0 && jump <= capacity)) return [];
  const count = Math.min(STONES, Math.ceil(capacity / 4));
  return Array.from({ length: count }, (_, i) => frame + jump * (i + 1)).filter(
    (stone) => stone >= 0 && stone < frames && (stone < window.from || stone >= window.to),
  );
}

/** Whether a frame is to be kept. */
export function isWished({ frame, window, stones }: Wish, at: number): boolean {
  return at === frame || (at >= window.from && at < window.to) || stones.includes(at);
}

/** Whether what was wished serves a person at `frame` too, so that decoding goes on as it does. */
export function serves(wish: Wish, frame: number): boolean {
  return frame >= wish.window.from && frame < wish.window.to;
}

/**
 * What to decode next: the frame that is waited for, then where the next jumps land, then what is around it.
 * @param settled whether a frame is decoded or cannot be
 * @returns null when there is nothing left to do
 */
export function nextGoal(wish: Wish, settled: (frame: number) => boolean): Goal | null {
  if (!settled(wish.frame)) return { from: wish.frame, to: wish.frame + 1, urgent: true };
  const stones = wish.repeated ? wish.stones : [];
  return (
    single(stones.slice(0, NEAR_STONES).find((stone) => !settled(stone))) ??
    missing(wish.window, settled) ??
    single(stones.find((stone) => !settled(stone)))
  );
}

function single(frame: number | undefined): Goal | null {
  return frame === undefined ? null : { from: frame, to: frame + 1, urgent: false };
}

function missing(window: Window, settled: (frame: number) => boolean): Goal | null {
  let { from, to } = window;
  while (from < to && settled(from)) from += 1;
  while (to > from && settled(to - 1)) to -= 1;
  return from === to ? null : { from, to, urgent: false };
}

/** Starting a decoder costs about as much as this many frames. */
const START_FRAMES = 8;

/**
 * Whether a decoder goes on to a frame, rather than that another begins at a key frame.
 * @param at the frame that it gives next
 * @param key the key frame from which `frame` can be decoded
 */
export function goesOn(at: number, frame: number, key: number): boolean {
  return at <= frame && key <= at + START_FRAMES;
}
