/** Which frames to keep decoded around the one shown. Pure: the decoder only carries it out. */
export interface Window {
  /** First frame. */
  readonly from: number;
  /** One past the last frame. */
  readonly to: number;
}

/** Picture memory that decoded frames may take, bytes. */
const BUDGET = 192 * 1024 * 1024;
/** The same for the small pictures of running backwards, which hold whole groups of pictures. */
const REEL_BUDGET = 192 * 1024 * 1024;

/** How many frames of a size fit the budget; stepping back wants at least a handful, more than 64 helps nobody. */
export function ringCapacity(width: number, height: number, bytesPerPixel = 4): number {
  return Math.max(6, Math.min(64, fitting(BUDGET, width, height, bytesPerPixel)));
}

/** A decoder that stands still has up to this many frames ready; mediabunny gives it 40 packets and one ahead. */
const READY = 41;

/** Whether what a decoder that stands still has ready fits the budget a second time. */
export function readyFramesFit(width: number, height: number): boolean {
  return READY <= fitting(BUDGET, width, height, 1.5);
}

/** How many frames of a size a reel may hold. */
export function reelCapacity(width: number, height: number): number {
  return Math.max(24, Math.min(600, fitting(REEL_BUDGET, width, height, 4)));
}

function fitting(budget: number, width: number, height: number, bytesPerPixel: number): number {
  return Math.floor(budget / Math.max(1, width * height * bytesPerPixel));
}

/** The size at which a frame is kept: whole for small videos, at most `longest` on its longer side. */
export function keptSize(width: number, height: number, longest = 1280): { width: number; height: number } {
  const scale = Math.min(1, longest / Math.max(width, height, 1));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

/**
 * The frames to decode for `frame` when a person moves in `direction`: most of them lie ahead in that direction, because a
 * decoder can only run forward from a key frame and a step back would otherwise decode the whole group again.
 */
export function windowAround(frame: number, direction: 1 | -1, capacity: number, frames: number): Window {
  const ahead = Math.ceil(capacity * 0.75);
  const from = direction === 1 ? frame - (capacity - ahead) : frame - ahead + 1;
  const bounded = Math.max(0, Math.min(from, frames - capacity));
  return { from: bounded, to: Math.min(frames, bounded + capacity) };
}

/** Whether the next window should be fetched already: few decoded frames are left in the direction of travel. */
export function runsLow(frame: number, direction: 1 | -1, held: Window | null, frames: number): boolean {
  if (held === null || frame < held.from || frame >= held.to) return true;
  const size = held.to - held.from;
  const left = direction === 1 ? held.to - 1 - frame : frame - held.from;
  const more = direction === 1 ? held.to < frames : held.from > 0;
  return more && left < Math.max(3, size / 3);
}

/** What a reel decodes next. */
export interface Stretch extends Window {
  /** Every how manyth frame is kept; the first one always is. */
  readonly stride: number;
}

/** Seconds on the wall that one key frame may stand for, when a fast run back shows key frames only. */
const KEY_SECONDS = 0.4;

/**
 * The next stretch to decode for a run backwards that has everything from frame `to` on: back to the key frame, so that each
 * group of pictures is decoded once; in parts where it is longer than what may be held; thinned where the run is so fast
 * that a screen could not show every frame; its key frame alone where groups fly by.
 */
export function nextStretch(
  to: number,
  key: number,
  groupSeconds: number,
  rate: number,
  capacity: number,
): Stretch {
  const keysOnly = rate >= 4 && groupSeconds / rate <= KEY_SECONDS;
  if (keysOnly) return { from: key, to: key + 1, stride: 1 };
  const stride = Math.max(1, Math.floor(rate / 2));
  return { from: Math.max(key, to - Math.floor(capacity / 2) * stride), to, stride };
}
