import type { Colours } from '../theme.ts';
import { kindAt } from './bars.ts';
import type { PlacedLane } from './layout.ts';
import { barColour, packed } from './paint.ts';
import type { Scene } from './scene.ts';
import { walkRow, type RowSink } from './walk-row.ts';
import { xOf, type TimelineView } from './view.ts';

export const MINIMAP_HEIGHT = 22;
/** Lanes that get a line of their own; further ones share the last. */
const MOST_LINES = 12;
const FOOT = 5;

type Coverage = readonly (readonly [number, number])[];

/**
 * The whole video in one strip: where intervals are, what has been watched, and the part in view as a window to drag. What does
 * not move with the view is kept as a picture.
 */
export class MinimapPainter {
  #base: OffscreenCanvas | null = null;
  #of: { placed: readonly PlacedLane[]; coverage: Coverage; colours: Colours; width: number } | null = null;

  draw(canvas: HTMLCanvasElement, scene: Scene, coverage: Coverage): void {
    const { width, ratio, extent, view, colours, placed } = scene;
    const [w, h] = [Math.max(1, Math.round(width * ratio)), Math.round(MINIMAP_HEIGHT * ratio)];
    if (canvas.width !== w) canvas.width = w;
    if (canvas.height !== h) canvas.height = h;
    const context = canvas.getContext('2d');
    if (context === null) return;
    const known = this.#of;
    if (
      known === null ||
      known.placed !== placed ||
      known.coverage !== coverage ||
      known.colours !== colours ||
      known.width !== w
    ) {
      this.#of = { placed, coverage, colours, width: w };
      this.#base = drawBase(scene, coverage, w, h);
    }
    context.setTransform(1, 0, 0, 1, 0, 0);
    if (this.#base !== null) context.drawImage(this.#base, 0, 0);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    const whole = { start: extent.start, perPixel: (extent.end - extent.start) / Math.max(1, width) };
    const left = Math.max(0, xOf(whole, view.start));
    const right = Math.min(width, xOf(whole, view.start + width * view.perPixel));
    context.fillStyle = colours.ground;
    context.globalAlpha = 0.62;
    context.fillRect(0, 0, left, MINIMAP_HEIGHT);
    context.fillRect(right, 0, width - right, MINIMAP_HEIGHT);
    context.globalAlpha = 1;
    context.strokeStyle = colours.textSoft;
    context.lineWidth = 1;
    context.beginPath();
    context.roundRect(left + 0.5, 0.5, Math.max(4, right - left) - 1, MINIMAP_HEIGHT - 1, 2);
    context.stroke();
  }
}

function drawBase(scene: Scene, coverage: Coverage, columns: number, rows: number): OffscreenCanvas {
  const { extent, colours, ratio, placed } = scene;
  const base = new OffscreenCanvas(columns, rows);
  const pen = base.getContext('2d');
  if (pen === null) return base;
  pen.fillStyle = colours.ground;
  pen.fillRect(0, 0, columns, rows);
  const whole: TimelineView = {
    start: extent.start,
    perPixel: (extent.end - extent.start) / Math.max(1, columns),
  };
  const lanes = placed.filter(({ lane }) => lane.kind !== 'suggestions' && lane.kind !== 'focus');
  const lines = Math.max(1, Math.min(MOST_LINES, lanes.length));
  const tall = (rows - FOOT * ratio) / lines;
  const pixels = new Uint32Array(columns);
  const sink: RowSink = {
    pixels,
    offset: 0,
    columns,
    wide: new Uint32Array(),
    wideCount: 0,
    painted: 0,
    visited: 0,
  };
  const image = new ImageData(new Uint8ClampedArray(pixels.buffer), columns, 1);
  const line = new OffscreenCanvas(columns, 1);
  const ink = line.getContext('2d');
  if (ink === null) return base;
  pen.imageSmoothingEnabled = false;
  for (let number = 0; number < lines; number++) {
    pixels.fill(0);
    const own = number === lines - 1 ? lanes.slice(number) : lanes.slice(number, number + 1);
    for (const { lane } of own)
      for (const row of lane.bars.stack)
        walkRow(
          row,
          whole,
          1,
          Infinity,
          (index) => packed(barColour(colours, kindAt(lane.bars, index)?.colour ?? -1), 215),
          sink,
        );
    ink.putImageData(image, 0, 0);
    pen.drawImage(line, 0, 0, columns, 1, 0, 1.5 * ratio + number * tall, columns, Math.max(1, tall - 1));
  }
  pen.fillStyle = colours.textFaint;
  pen.globalAlpha = 0.7;
  for (const [start, end] of coverage)
    pen.fillRect(xOf(whole, start), rows - 3 * ratio, Math.max(1, (end - start) / whole.perPixel), 2 * ratio);
  return base;
}
