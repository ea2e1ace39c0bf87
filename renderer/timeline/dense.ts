import { visibleRange, type LaneBars } from './bars.ts';
import { xOf, tickAt, type TimelineView } from './view.ts';

/** Narrower bars are drawn as pixels of one stretched row instead of as rectangles: cost follows pixels, not intervals. */
export const DENSE_BELOW = 3;

/**
 * Fills `pixels` (one packed RGBA value per device pixel column) with the colours of the bars of `row` that are narrower than
 * `DENSE_BELOW` CSS pixels, and returns how many bars that were. `ratio` is device pixels per CSS pixel.
 */
export function fillDenseRow(
  lane: LaneBars,
  row: number,
  view: TimelineView,
  ratio: number,
  colourOf: (index: number) => number,
  pixels: Uint32Array,
): number {
  const narrow = DENSE_BELOW * view.perPixel;
  const { from, to } = visibleRange(lane, view.start, tickAt(view, pixels.length / ratio));
  let count = 0;
  for (let i = from; i < to; i++) {
    if (lane.rows[i] !== row) continue;
    const start = lane.starts[i] ?? 0;
    const end = lane.ends[i] ?? 0;
    if (end - start >= narrow) continue;
    const left = Math.max(0, Math.floor(xOf(view, start) * ratio));
    const right = Math.min(pixels.length, Math.max(left + 1, Math.ceil(xOf(view, end) * ratio)));
    const colour = colourOf(i);
    for (let x = left; x < right; x++) pixels[x] = colour;
    count++;
  }
  return count;
}
