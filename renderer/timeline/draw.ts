import { edgeTick, frameAt } from '../../src/time/frame-table.ts';
import { ticks } from '../../src/time/ticks.ts';
import { paintHeat } from '../suggestions/paint-heat.ts';
import { FONT } from '../theme.ts';
import { drawSaliency, type LanePainter } from './lane-painter.ts';
import { rowTop } from './layout.ts';
import { drawFilmstrip, type WavePainter } from './media-band.ts';
import { drawRing } from './paint.ts';
import { rulerMarks, type RulerMark } from './ruler.ts';
import { FILMSTRIP_HEIGHT, headHeight, PEAKS_HEIGHT, RULER_HEIGHT, type Scene } from './scene.ts';
import { tickAt, xOf } from './view.ts';

export interface Painters {
  readonly lanes: LanePainter;
  readonly wave: WavePainter;
}

/** Draws the layer that changes with zoom, scroll and data. Returns how many bars were drawn and looked at, for the benchmark. */
export function drawStatic(
  context: CanvasRenderingContext2D,
  scene: Scene,
  painters: Painters,
  hidden?: ReadonlySet<number>,
  hiddenSuggestion?: number,
): { drawn: number; visited: number } {
  const { width, height, ratio, colours, table, view } = scene;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.fillStyle = colours.panel;
  context.fillRect(0, 0, width, height);
  const head = headHeight(scene);
  const marks = rulerMarks(view, width, table.timebase.den / table.timebase.num);
  context.save();
  context.beginPath();
  context.rect(0, head, width, height - head);
  context.clip();
  context.translate(0, head - scene.scroll);
  drawGround(context, scene);
  drawHeat(context, scene);
  drawGrid(context, scene, marks);
  for (const placed of scene.placed) drawSaliency(context, scene, placed);
  const cost = painters.lanes.draw(context, scene, hidden, hiddenSuggestion);
  for (const each of scene.selected) {
    const left = Math.max(-8, xOf(view, each.start));
    const right = Math.min(width + 8, xOf(view, each.end));
    if (right < -8 || left > width + 8 || hidden?.size) continue;
    const top = rowTop(each.placed, each.row) + 1;
    const box = { x: left, y: top, width: right - left, height: each.placed.rowHeight - 2 };
    drawRing(context, box, colours, each.main);
  }
  context.restore();
  drawHead(context, scene, marks, painters.wave);
  return cost;
}

/** The grounds of the lanes and the lines between them. */
function drawGround(context: CanvasRenderingContext2D, scene: Scene): void {
  const { width, colours, scroll, height } = scene;
  for (const { lane, y, height: tall } of scene.placed) {
    if (y + tall < scroll || y > scroll + height) continue;
    if (lane.kind === 'focus' || lane.kind === 'suggestions') {
      context.globalAlpha = colours.mode === 'dark' ? 0.5 : 0.8;
      context.fillStyle = colours.raised;
      context.fillRect(0, y, width, tall);
      context.globalAlpha = 1;
    } else if (lane.locked) {
      context.globalAlpha = 0.5;
      context.fillStyle = colours.ground;
      context.fillRect(0, y, width, tall);
      context.globalAlpha = 1;
    }
    context.fillStyle = colours.lineSoft;
    context.fillRect(0, y + tall - 1, width, 1);
  }
}

/** Behind the lanes of the selected item, faint enough for what lies on it to be read. */
function drawHeat(context: CanvasRenderingContext2D, { placed, heat, view, extent, colours }: Scene): void {
  if (heat === null) return;
  const x = xOf(view, extent.start);
  const width = xOf(view, extent.end) - x;
  for (const { lane, y, height } of placed)
    if (lane.kind === 'focus' || lane.kind === 'suggestions')
      paintHeat(context, heat, colours.accent, { x, width, y, height: height - 1 }, HEAT_STRENGTH);
}
const HEAT_STRENGTH = 0.45;

function drawHead(
  context: CanvasRenderingContext2D,
  scene: Scene,
  marks: readonly RulerMark[],
  wave: WavePainter,
): void {
  const { width, colours, view, extent, table, cuts } = scene;
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
    wave.draw(context, scene.peaks, view, width, scene.ratio, band, 1 / perSecond, colours);
  }
  context.font = RULER_FONT;
  context.textBaseline = 'alphabetic';
  for (const mark of marks) {
    const tall = mark.label === null ? 5 : 9;
    context.fillStyle = mark.label === null ? colours.line : colours.textFaint;
    context.fillRect(Math.round(mark.x), RULER_HEIGHT - tall, 1, tall);
    if (mark.label === null) continue;
    context.fillStyle = colours.textSoft;
    context.fillText(mark.label, Math.round(mark.x) + 4, 11);
  }
  drawCuts(context, scene, cuts);
  context.fillStyle = colours.line;
  context.fillRect(0, headHeight(scene) - 1, width, 1);
}

const RULER_FONT = `11px ${FONT}`;

/** Where a new shot begins: a notch at the foot of the ruler. */
function drawCuts(context: CanvasRenderingContext2D, scene: Scene, cuts: Float64Array): void {
  const { view, width, colours } = scene;
  if (cuts.length === 0) return;
  context.fillStyle = colours.text;
  let last = -Infinity;
  for (const cut of cuts) {
    const x = xOf(view, cut);
    if (x < 0 || x - last < 4) continue;
    if (x > width) break;
    context.fillRect(Math.round(x) - 1, RULER_HEIGHT, 2, 5);
    last = x;
  }
}

/** Vertical lines: single frames when they are wide enough to be aimed at, else the ruler's labelled marks. */
function drawGrid(context: CanvasRenderingContext2D, scene: Scene, marks: readonly RulerMark[]): void {
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
  for (const mark of marks) if (mark.label !== null) context.fillRect(Math.round(mark.x), 0, 1, bottom);
}
