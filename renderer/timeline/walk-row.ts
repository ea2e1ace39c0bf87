import { endingAfter, type Row } from './rows.ts';
import type { TimelineView } from './view.ts';

/**
 * Where a row's bars go: narrow ones into pixel columns, wide ones into a list. Kept from frame to frame, so that drawing
 * allocates nothing.
 */
export interface RowSink {
  /** One packed RGBA value per device pixel column. */
  readonly pixels: Uint32Array;
  /** Where the row begins in `pixels`, and how many columns it has. */
  offset: number;
  columns: number;
  /** Positions in the row of the bars that are wide enough to be drawn by themselves. */
  readonly wide: Uint32Array;
  wideCount: number;
  /** Bars painted into columns, and bars looked at: what the row costs. */
  painted: number;
  visited: number;
}

/**
 * Sorts the bars of a row that are in view by width. Those narrower than `narrow` CSS pixels are painted into the sink's pixel
 * columns by `colourOf` (a packed colour by index into the lane's columns; 0 paints nothing); when several fall on one device
 * pixel, the first is painted and the others are jumped over, so that cost follows pixels and not intervals. A gap of one
 * device pixel is kept between bars that leave room for it. `ratio` is device pixels per CSS pixel.
 */
export function walkRow(
  row: Row,
  view: TimelineView,
  ratio: number,
  narrow: number,
  colourOf: (bar: number) => number,
  sink: RowSink,
): void {
  const { pixels, offset, columns, wide } = sink;
  const perDevice = view.perPixel / ratio;
  const narrowTicks = narrow * view.perPixel;
  const viewEnd = view.start + columns * perDevice;
  let i = endingAfter(row, 0, view.start);
  while (i < row.length && (row.starts[i] ?? Infinity) < viewEnd) {
    sink.visited++;
    const start = row.starts[i] ?? 0;
    const end = row.ends[i] ?? 0;
    if (end - start >= narrowTicks) {
      if (sink.wideCount < wide.length) wide[sink.wideCount++] = i;
      i = endingAfter(row, i + 1, view.start);
      continue;
    }
    const left = Math.max(0, Math.floor((start - view.start) / perDevice));
    const right = Math.min(columns, Math.max(left + 1, Math.floor((end - view.start) / perDevice)));
    const colour = colourOf(row.bars[i] ?? 0);
    if (colour !== 0) {
      const last = right - left > 2 ? right - 1 : right;
      for (let x = left; x < last; x++) pixels[offset + x] = colour;
      sink.painted++;
    }
    i = endingAfter(row, i + 1, view.start + right * perDevice);
  }
}
