import { FONT } from '../theme.ts';
import type { Span } from './gesture.ts';
import { rowTop, type PlacedLane } from './layout.ts';
import { barColour, drawRing } from './paint.ts';
import { headHeight, RULER_HEIGHT, type Scene } from './scene.ts';
import { xOf } from './view.ts';

/** An interval where a drag has brought it, or one that grows while its key is held. */
export interface Ghost {
  readonly placed: PlacedLane;
  readonly row: number;
  readonly span: Span;
  readonly colour: number;
  readonly look: 'truth' | 'suggestion' | 'growing';
  /** The one in hand; the others come along. */
  readonly main: boolean;
}

/** What moves with the pointer or the playhead. */
export interface Overlay {
  readonly ghosts: readonly Ghost[];
  /** What an edge has snapped to. */
  readonly snap: { readonly tick: number; readonly text: string } | null;
  /** Rubber band, in pixels of the surface. */
  readonly band: {
    readonly x: number;
    readonly y: number;
    readonly width: number;
    readonly height: number;
  } | null;
  /** The lane that intervals would be dropped into. */
  readonly target: PlacedLane | null;
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
  context.save();
  context.beginPath();
  context.rect(0, head, width, height - head);
  context.clip();
  drawTarget(context, scene, overlay.target);
  for (const ghost of overlay.ghosts) drawGhost(context, scene, ghost);
  drawBand(context, scene, overlay.band);
  context.restore();
  const held = overlay.ghosts.find((ghost) => ghost.main && ghost.look !== 'growing');
  if (held !== undefined) {
    context.fillStyle = colours.accent;
    for (const edge of [held.span.start, held.span.end])
      context.fillRect(Math.round(xOf(view, edge)), RULER_HEIGHT, 1, height);
  }
  if (overlay.snap !== null) drawSnap(context, scene, overlay.snap);
}

function drawGhost(context: CanvasRenderingContext2D, scene: Scene, ghost: Ghost): void {
  const { view, width, colours } = scene;
  const { placed, row, span, look } = ghost;
  const left = Math.max(-8, xOf(view, span.start));
  const right = Math.min(width + 8, xOf(view, span.end));
  if (right < -8 || left > width + 8) return;
  const box = {
    x: left,
    y: rowTop(placed, row) + 1 + headHeight(scene) - scene.scroll,
    width: Math.max(1, right - left),
    height: placed.rowHeight - 2,
  };
  context.fillStyle = barColour(colours, ghost.colour);
  context.globalAlpha = look === 'suggestion' ? 0.5 : look === 'growing' ? 0.7 : 0.85;
  context.beginPath();
  context.roundRect(box.x, box.y, box.width, box.height, Math.min(3, box.width / 2));
  context.fill();
  context.globalAlpha = 1;
  if (look === 'growing') {
    // The growing end is the playhead's: only the start is settled.
    context.fillStyle = colours.text;
    context.fillRect(box.x, box.y, 2, box.height);
  } else drawRing(context, box, colours, ghost.main);
}

function drawTarget(context: CanvasRenderingContext2D, scene: Scene, target: PlacedLane | null): void {
  if (target === null) return;
  const { width, colours } = scene;
  const y = target.y + headHeight(scene) - scene.scroll;
  context.fillStyle = colours.accent;
  context.globalAlpha = 0.1;
  context.fillRect(0, y, width, target.height);
  context.globalAlpha = 1;
  context.strokeStyle = colours.accent;
  context.lineWidth = 1;
  context.strokeRect(0.5, y + 0.5, width - 1, target.height - 1);
}

function drawBand(context: CanvasRenderingContext2D, scene: Scene, band: Overlay['band']): void {
  if (band === null) return;
  context.fillStyle = scene.colours.accent;
  context.globalAlpha = 0.14;
  context.fillRect(band.x, band.y, band.width, band.height);
  context.globalAlpha = 1;
  context.strokeStyle = scene.colours.accent;
  context.lineWidth = 1;
  context.strokeRect(band.x + 0.5, band.y + 0.5, band.width, band.height);
}

/** A line at what an edge has snapped to, with its name. */
function drawSnap(context: CanvasRenderingContext2D, scene: Scene, snap: NonNullable<Overlay['snap']>): void {
  const { view, width, height, colours } = scene;
  const x = Math.round(xOf(view, snap.tick));
  context.strokeStyle = colours.accent;
  context.lineWidth = 1;
  context.setLineDash([4, 3]);
  context.beginPath();
  context.moveTo(x + 0.5, 0);
  context.lineTo(x + 0.5, height);
  context.stroke();
  context.setLineDash([]);
  context.font = `600 11px ${FONT}`;
  const wide = context.measureText(snap.text).width + 12;
  const left = x + wide + 8 > width ? x - wide - 6 : x + 6;
  const top = RULER_HEIGHT + 4;
  context.fillStyle = colours.accent;
  context.beginPath();
  context.roundRect(left, top, wide, 18, 4);
  context.fill();
  context.fillStyle = colours.onAccent;
  context.textBaseline = 'middle';
  context.fillText(snap.text, left + 6, top + 9.5);
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
