import type { Colours } from '../theme.ts';
import type { PlacedLane } from './layout.ts';
import { barColour } from './paint.ts';
import { xOf, type Extent, type TimelineView } from './view.ts';

export const MINIMAP_HEIGHT = 18;

/** The whole video in one strip: where intervals are, what has been watched, and the part in view as a window to drag. */
export function drawMinimap(
  context: CanvasRenderingContext2D,
  input: {
    readonly width: number;
    readonly ratio: number;
    readonly extent: Extent;
    readonly view: TimelineView;
    readonly viewWidth: number;
    readonly placed: readonly PlacedLane[];
    readonly coverage: readonly (readonly [number, number])[];
    readonly colours: Colours;
  },
): void {
  const { width, ratio, extent, colours } = input;
  const whole: TimelineView = {
    start: extent.start,
    perPixel: (extent.end - extent.start) / Math.max(1, width),
  };
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.fillStyle = colours.ground;
  context.fillRect(0, 0, width, MINIMAP_HEIGHT);
  context.fillStyle = colours.textFaint;
  context.globalAlpha = 0.55;
  for (const [start, end] of input.coverage)
    context.fillRect(xOf(whole, start), MINIMAP_HEIGHT - 3, Math.max(1, (end - start) / whole.perPixel), 2);
  context.globalAlpha = 0.85;
  const lanes = input.placed.filter((each) => each.lane.kind !== 'suggestions');
  const each = (MINIMAP_HEIGHT - 6) / Math.max(1, lanes.length);
  lanes.forEach(({ lane }, row) => {
    context.fillStyle = barColour(colours, lane.colour);
    const seen = new Uint8Array(Math.ceil(width) + 1);
    for (let i = 0; i < lane.bars.length; i++) {
      const x = Math.max(0, Math.floor(xOf(whole, lane.bars.starts[i] ?? 0)));
      const end = Math.min(width, Math.ceil(xOf(whole, lane.bars.ends[i] ?? 0)));
      // One look per pixel column: a hundred thousand intervals must not mean as many rectangles.
      if (end - x <= 1) {
        if (seen[x] === 1) continue;
        seen[x] = 1;
      }
      context.fillRect(x, 2 + row * each, Math.max(1, end - x), Math.max(1, each - 0.5));
    }
  });
  context.globalAlpha = 1;
  const left = xOf(whole, input.view.start);
  const right = xOf(whole, input.view.start + input.viewWidth * input.view.perPixel);
  context.fillStyle = colours.ground;
  context.globalAlpha = 0.6;
  context.fillRect(0, 0, left, MINIMAP_HEIGHT);
  context.fillRect(right, 0, width - right, MINIMAP_HEIGHT);
  context.globalAlpha = 1;
  context.strokeStyle = colours.textSoft;
  context.lineWidth = 1;
  context.strokeRect(
    Math.max(0, left) + 0.5,
    0.5,
    Math.max(4, Math.min(width, right) - Math.max(0, left)) - 1,
    MINIMAP_HEIGHT - 1,
  );
}
