/** Which frames to keep decoded around the one shown. Pure: the decoder only carries it out. */
export interface Window {
  /** First frame. */
  readonly from: number;
  /** One past the last frame. */
  readonly to: number;
}

/** Picture memory that decoded frames may take, bytes. */
const BUDGET = 160 * 1024 * 1024;

/** How many frames of a size fit the budget; stepping back wants at least a handful, more than 64 helps nobody. */
export function ringCapacity(width: number, height: number): number {
  return Math.max(6, Math.min(64, Math.floor(BUDGET / Math.max(1, width * height * 4))));
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
  return more && left < Math.max(3, size / 4);
}
