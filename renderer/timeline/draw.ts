import { edgeTick, frameAt, type FrameTable } from '../../src/time/frame-table.ts';
import { ticks } from '../../src/time/ticks.ts';
import { FONT, type Colours } from '../theme.ts';
import { visibleRange } from './bars.ts';
import { DENSE_BELOW, fillDenseRow } from './dense.ts';
import type { Span } from './gesture.ts';
import { LANE_PADDING, rowTop, type PlacedLane } from './layout.ts';
import { drawFilmstrip, drawPeaks, type Filmstrip, type Peaks } from './media-band.ts';
import { barColour, drawBar, drawRing, packed } from './paint.ts';
import { rulerMarks } from './ruler.ts';
import { tickAt, xOf, type Extent, type TimelineView } from './view.ts';

export const RULER_HEIGHT = 22;
export const FILMSTRIP_HEIGHT = 40;
export const PEAKS_HEIGHT = 28;

/** Everything the static layer is drawn from. */
export interface Scene {
  readonly view: TimelineView;
  readonly width: number;
  readonly height: number;
  readonly ratio: number;
  readonly extent: Extent;
  readonly table: FrameTable;
  readonly placed: readonly PlacedLane[];
  readonly scroll: number;
  readonly selectedBar: string | null;
  readonly selectedItem: string | null;
  /** Bar that a drag is moving: the overlay draws it instead. */
  readonly hiddenBar: string | null;
  readonly filmstrip: Filmstrip | null;
  readonly peaks: Peaks | null;
  readonly colours: Colours;
}

/** Height of what stands above the lanes. */
export function headHeight(scene: Pick<Scene, 'peaks'>): number {
  return RULER_HEIGHT + FILMSTRIP_HEIGHT + (scene.peaks === null ? 0 : PEAKS_HEIGHT);
}

/** Draws the layer that changes with zoom, scroll and data. Returns the number of bars drawn one by one, for the benchmark. */
export function drawStatic(context: CanvasRenderingContext2D, scene: Scene): number {
  const { width, height, ratio, colours } = scene;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.fillStyle = colours.panel;
  context.fillRect(0, 0, width, height);
  const head = headHeight(scene);
  context.save();
  context.beginPath();
  context.rect(0, head, width, height - head);
  context.clip();
  context.translate(0, head - scene.scroll);
  drawGrid(context, scene);
  let drawn = 0;
  for (const placed of scene.placed) {
    if (placed.y + placed.height < scene.scroll || placed.y > scene.scroll + height - head) continue;
    drawn += drawLane(context, scene, placed);
  }
  context.restore();
  drawHead(context, scene);
  return drawn;
}

function drawHead(context: CanvasRenderingContext2D, scene: Scene): void {
  const { width, colours, view, extent, table } = scene;
  const perSecond = table.timebase.den / table.timebase.num;
  context.fillStyle = colours.panel;
  context.fillRect(0, 0, width, headHeight(scene));
  if (scene.filmstrip !== null)
    drawFilmstrip(
      context,
      scene.filmstrip,
      view,
      width,
      { y: RULER_HEIGHT, height: FILMSTRIP_HEIGHT - 1 },
      extent.end,
    );
  else {
    context.fillStyle = colours.lineSoft;
    context.fillRect(0, RULER_HEIGHT, width, FILMSTRIP_HEIGHT - 1);
  }
  if (scene.peaks !== null) {
    const band = { y: RULER_HEIGHT + FILMSTRIP_HEIGHT, height: PEAKS_HEIGHT - 1 };
    drawPeaks(context, scene.peaks, view, width, band, 1 / perSecond, colours);
  }
  context.font = `11px ${FONT}`;
  context.textBaseline = 'alphabetic';
  for (const mark of rulerMarks(view, width, perSecond)) {
    context.fillStyle = mark.label === null ? colours.line : colours.textFaint;
    context.fillRect(
      Math.round(mark.x),
      mark.label === null ? RULER_HEIGHT - 5 : RULER_HEIGHT - 9,
      1,
      mark.label === null ? 5 : 9,
    );
    if (mark.label === null) continue;
    context.fillStyle = colours.textSoft;
    context.fillText(mark.label, Math.round(mark.x) + 4, 12);
  }
  context.fillStyle = colours.line;
  context.fillRect(0, headHeight(scene) - 1, width, 1);
}

/** Vertical lines: single frames when they are wide enough to be aimed at, else the ruler's labelled marks. */
function drawGrid(context: CanvasRenderingContext2D, scene: Scene): void {
  const { view, width, table, colours, placed } = scene;
  const bottom = (placed.at(-1)?.y ?? 0) + (placed.at(-1)?.height ?? 0);
  context.fillStyle = colours.lineSoft;
  const first = frameAt(table, ticks(Math.floor(Math.max(view.start, edgeTick(table, 0)))));
  const last = frameAt(table, ticks(Math.ceil(tickAt(view, width))));
  if (last - first > 0 && width / (last - first) >= 9) {
    for (let frame = first; frame <= last + 1; frame++)
      context.fillRect(Math.round(xOf(view, edgeTick(table, frame))), 0, 1, bottom);
    return;
  }
  for (const mark of rulerMarks(view, width, table.timebase.den / table.timebase.num))
    if (mark.label !== null) context.fillRect(Math.round(mark.x), 0, 1, bottom);
}

function drawLane(context: CanvasRenderingContext2D, scene: Scene, placed: PlacedLane): number {
  const { view, width, colours, ratio } = scene;
  const { lane } = placed;
  if (lane.kind === 'focus' || lane.kind === 'suggestions') {
    context.globalAlpha = colours.mode === 'dark' ? 0.5 : 0.8;
    context.fillStyle = colours.raised;
    context.fillRect(0, placed.y, width, placed.height);
    context.globalAlpha = 1;
  }
  drawSaliency(context, scene, placed);
  const { bars } = lane;
  const { from, to } = visibleRange(bars, view.start, tickAt(view, width));
  const wide: number[] = [];
  for (let i = from; i < to; i++) {
    const length = (bars.ends[i] ?? 0) - (bars.starts[i] ?? 0);
    if (length >= DENSE_BELOW * view.perPixel || bars.bars[i]?.id === scene.selectedBar) wide.push(i);
  }
  if (wide.length < to - from) drawDense(context, scene, placed);
  for (const i of wide) {
    const bar = bars.bars[i];
    if (bar === undefined || bar.id === scene.hiddenBar) continue;
    const left = Math.max(-8, xOf(view, bar.start));
    const right = Math.min(width + 8, xOf(view, bar.end));
    if (right < -8 || left > width + 8) continue;
    const box = {
      x: left,
      y: rowTop(placed, bars.rows[i] ?? 0) + 1,
      width: right - left,
      height: placed.rowHeight - 2,
    };
    const dimmed = lane.kind !== 'focus' && lane.kind !== 'suggestions' && bar.itemId === scene.selectedItem;
    drawBar(context, bar, box, colours, ratio, { selected: bar.id === scene.selectedBar && !dimmed, dimmed });
  }
  context.fillStyle = colours.lineSoft;
  context.fillRect(0, placed.y + placed.height - 1, width, 1);
  return wide.length;
}

function drawDense(context: CanvasRenderingContext2D, scene: Scene, placed: PlacedLane): void {
  const { view, width, ratio, colours } = scene;
  const { bars } = placed.lane;
  const columns = Math.max(1, Math.round(width * ratio));
  const row = new OffscreenCanvas(columns, 1);
  const pen = row.getContext('2d');
  if (pen === null) return;
  for (let r = 0; r < bars.rowCount; r++) {
    const image = pen.createImageData(columns, 1);
    const pixels = new Uint32Array(image.data.buffer);
    const colourAt = (i: number): number => {
      const bar = bars.bars[i];
      return bar === undefined ? 0 : packed(barColour(colours, bar.colour), bar.look === 'truth' ? 255 : 150);
    };
    if (fillDenseRow(bars, r, view, ratio, colourAt, pixels) === 0) continue;
    pen.putImageData(image, 0, 0);
    context.drawImage(row, 0, rowTop(placed, r) + 1, width, placed.rowHeight - 2);
  }
}

/** Saliency stands behind the intervals as columns from the lane's foot, 4 being the full height. */
function drawSaliency(context: CanvasRenderingContext2D, scene: Scene, placed: PlacedLane): void {
  const { view, width, colours } = scene;
  if (placed.lane.saliency.length === 0) return;
  context.fillStyle = colours.textFaint;
  context.globalAlpha = 0.35;
  const room = placed.height - LANE_PADDING;
  for (const clip of placed.lane.saliency) {
    const left = xOf(view, clip.start);
    const right = xOf(view, clip.end);
    if (right < 0 || left > width || clip.score <= 0) continue;
    const tall = (room * Math.min(4, clip.score)) / 4;
    context.fillRect(left, placed.y + placed.height - tall, Math.max(1, right - left - 1), tall);
  }
  context.globalAlpha = 1;
}

/** What moves with the pointer: the interval being dragged, the marks, the pointer's own time. */
export interface Overlay {
  readonly drag: {
    readonly placed: PlacedLane;
    readonly row: number;
    readonly span: Span;
    readonly look: 'truth' | 'suggestion';
  } | null;
  readonly markIn: number | null;
  readonly markOut: number | null;
  readonly hover: number | null;
}

export function drawOverlay(context: CanvasRenderingContext2D, scene: Scene, overlay: Overlay): void {
  const { width, height, ratio, view, colours } = scene;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  const head = headHeight(scene);
  drawMarks(context, scene, overlay);
  if (overlay.hover !== null) {
    context.fillStyle = colours.textFaint;
    context.globalAlpha = 0.5;
    context.fillRect(Math.round(xOf(view, overlay.hover)), 0, 1, height);
    context.globalAlpha = 1;
  }
  if (overlay.drag === null) return;
  const { placed, row, span } = overlay.drag;
  const left = xOf(view, span.start);
  const box = {
    x: left,
    y: rowTop(placed, row) + 1 + head - scene.scroll,
    width: xOf(view, span.end) - left,
    height: placed.rowHeight - 2,
  };
  context.save();
  context.beginPath();
  context.rect(0, head, width, height - head);
  context.clip();
  context.fillStyle = barColour(colours, placed.lane.colour);
  context.globalAlpha = overlay.drag.look === 'truth' ? 0.85 : 0.5;
  context.fillRect(box.x, box.y, box.width, box.height);
  context.globalAlpha = 1;
  drawRing(context, box, colours);
  context.restore();
  context.fillStyle = colours.accent;
  for (const edge of [box.x, box.x + box.width]) context.fillRect(Math.round(edge), RULER_HEIGHT, 1, height);
}

/** In and out marks: the stretch between them is tinted from top to bottom, so that one sees what Enter will make. */
function drawMarks(context: CanvasRenderingContext2D, scene: Scene, overlay: Overlay): void {
  const { view, height, colours } = scene;
  const { markIn, markOut } = overlay;
  if (markIn !== null && markOut !== null && markIn < markOut) {
    context.fillStyle = colours.accent;
    context.globalAlpha = 0.1;
    context.fillRect(xOf(view, markIn), 0, xOf(view, markOut) - xOf(view, markIn), height);
    context.globalAlpha = 1;
  }
  context.fillStyle = colours.accent;
  for (const [tick, way] of [
    [markIn, 1],
    [markOut, -1],
  ] as const) {
    if (tick === null) continue;
    const x = xOf(view, tick);
    context.fillRect(Math.round(x), 0, 1, height);
    context.beginPath();
    context.moveTo(x, 0);
    context.lineTo(x + 8 * way, 0);
    context.lineTo(x, 10);
    context.closePath();
    context.fill();
  }
}
