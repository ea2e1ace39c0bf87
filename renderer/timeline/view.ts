/** What part of a video the timeline shows. Pure geometry: ticks on one side, CSS pixels on the other. */
export interface TimelineView {
  /** Tick at the left edge; need not be whole. */
  readonly start: number;
  /** Ticks per CSS pixel. */
  readonly perPixel: number;
}

/** First and last tick of a video's presentation. */
export interface Extent {
  readonly start: number;
  readonly end: number;
}

/** Widest a single frame may get, in pixels. */
const WIDEST_FRAME = 96;

/** The view that shows the whole video in `width` pixels. */
export function fit(extent: Extent, width: number): TimelineView {
  return { start: extent.start, perPixel: (extent.end - extent.start) / Math.max(1, width) };
}

export function tickAt(view: TimelineView, x: number): number {
  return view.start + x * view.perPixel;
}

export function xOf(view: TimelineView, tick: number): number {
  return (tick - view.start) / view.perPixel;
}

/** Moves a view back inside the video and between the widest and the narrowest zoom. */
export function bounded(view: TimelineView, extent: Extent, width: number, frameTicks: number): TimelineView {
  const widest = (extent.end - extent.start) / Math.max(1, width);
  const perPixel = Math.min(widest, Math.max(view.perPixel, Math.min(widest, frameTicks / WIDEST_FRAME)));
  const last = extent.end - width * perPixel;
  return { start: Math.max(extent.start, Math.min(view.start, last)), perPixel };
}

/** Zooms by `factor` (above 1: closer) so that the tick under `x` stays under it. */
export function zoomAt(view: TimelineView, factor: number, x: number): TimelineView {
  const perPixel = view.perPixel / factor;
  return { start: tickAt(view, x) - x * perPixel, perPixel };
}

export function panBy(view: TimelineView, pixels: number): TimelineView {
  return { start: view.start + pixels * view.perPixel, perPixel: view.perPixel };
}

/** The view scrolled just so far that `tick` is visible with a margin; unchanged when it is already. */
export function reveal(view: TimelineView, tick: number, width: number): TimelineView {
  const margin = Math.min(48, width / 8);
  const x = xOf(view, tick);
  if (x >= 0 && x <= width) return view;
  return x < 0 ? panBy(view, x - margin) : panBy(view, x - (width - margin));
}

/** The view that follows a playhead by whole pages, as an editor does: calm to look at. */
export function follow(view: TimelineView, tick: number, width: number): TimelineView {
  const x = xOf(view, tick);
  if (x >= 0 && x <= width) return view;
  return { start: tick - width * 0.05 * view.perPixel, perPixel: view.perPixel };
}

/** The view that shows `[start, end)` with room on both sides. */
export function frameRange(start: number, end: number, width: number): TimelineView {
  const perPixel = (end - start) / Math.max(1, width * 0.7);
  return { start: start - width * 0.15 * perPixel, perPixel };
}
