import { frameCount, type FrameTable } from '../time/frame-table.ts';
import type { Timebase } from '../time/ticks.ts';

/** Where two frame tables first differ; null when they show the same frames. */
export type FrameDifference =
  | { readonly kind: 'count'; readonly original: number; readonly copy: number }
  | { readonly kind: 'time'; readonly frame: number };

/**
 * Whether a copy shows the frames of its original: as many, each exactly as long after the first one as there. The copy may
 * begin at another second and count in other ticks; a frame is the same by its ordinal. Compared as whole fractions, so that
 * no rounding can hide a drift.
 */
export function frameDifference(original: FrameTable, copy: FrameTable): FrameDifference | null {
  const frames = frameCount(original);
  if (frameCount(copy) !== frames) return { kind: 'count', original: frames, copy: frameCount(copy) };
  const [perOriginal, perCopy] = scales(original.timebase, copy.timebase);
  const [firstOriginal, firstCopy] = [original.pts[0] ?? 0, copy.pts[0] ?? 0];
  for (let frame = 1; frame < frames; frame++) {
    const there = BigInt((original.pts[frame] ?? 0) - firstOriginal) * perOriginal;
    const here = BigInt((copy.pts[frame] ?? 0) - firstCopy) * perCopy;
    if (there !== here) return { kind: 'time', frame };
  }
  return null;
}

/** Factors that bring ticks of both clocks to one common denominator. */
function scales(a: Timebase, b: Timebase): [bigint, bigint] {
  return [BigInt(a.num) * BigInt(b.den), BigInt(b.num) * BigInt(a.den)];
}
