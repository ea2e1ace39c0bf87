import type { Colours } from '../theme.ts';
import { kindAt, TRAITS, type LaneBars } from './bars.ts';
import { LANE_PADDING, rowTop, type PlacedLane } from './layout.ts';
import { barColour, drawBar, packed, type BarBox } from './paint.ts';
import { headHeight, type Scene } from './scene.ts';
import { walkRow, type RowSink } from './walk-row.ts';
import { xOf } from './view.ts';

/** Rows of lanes that can be in view at once: 128 of 12 pixels fill 1,500. */
const MOST_ROWS = 128;
/** Bars drawn one by one in a frame, with round corners and words; more of them are drawn as pixels, the narrow ones first. */
const BUDGET = 500;
/** Widths in CSS pixels from which bars may be drawn one by one; the first that keeps within the budget is taken. */
const WIDTHS = [3, 8, 16, 32, 64, 128, 256, Infinity] as const;

interface DrawnRow {
  placed: PlacedLane;
  row: number;
  painted: boolean;
  /** Where its wide bars end in the sink's list. */
  wideEnd: number;
}

/**
 * Draws the bars of all lanes in view. Narrow bars are painted into one picture of pixel columns (a line per row), which is
 * stretched into place; wide ones are drawn with their words. All buffers are kept: a frame allocates nothing.
 */
export class LanePainter {
  #columns = 0;
  #sink: RowSink | null = null;
  #image: ImageData | null = null;
  #sheet: OffscreenCanvas | null = null;
  #pen: OffscreenCanvasRenderingContext2D | null = null;
  readonly #rows: DrawnRow[] = [];
  #count = 0;
  #colours: Colours | null = null;
  readonly #truth = new Uint32Array(64);
  readonly #suggested = new Uint32Array(64);
  #bars: LaneBars | null = null;
  #hidden: ReadonlySet<number> = NOBODY;
  #hiddenSuggestion = -1;

  /**
   * @param hidden intervals that a drag is moving: the overlay draws them
   * @param hiddenSuggestion the same of a suggestion, or -1
   * @returns bars drawn one by one, and bars looked at, for the benchmark
   */
  draw(
    context: CanvasRenderingContext2D,
    scene: Scene,
    hidden: ReadonlySet<number> = NOBODY,
    hiddenSuggestion = -1,
  ): { drawn: number; visited: number } {
    this.#prepare(scene);
    this.#hidden = hidden;
    this.#hiddenSuggestion = hiddenSuggestion;
    const sink = this.#sink;
    if (sink === null) return NOTHING;
    this.#list(scene);
    let threshold: number = WIDTHS[0];
    this.#walk(scene, sink, threshold);
    if (sink.wideCount > BUDGET) {
      threshold = this.#affordable(scene, sink);
      this.#walk(scene, sink, threshold);
    }
    this.#paintSheet(context, scene);
    this.#drawWide(context, scene, sink);
    NOTHING.drawn = sink.wideCount;
    NOTHING.visited = sink.visited;
    return NOTHING;
  }

  #prepare(scene: Scene): void {
    const columns = Math.max(1, Math.round(scene.width * scene.ratio));
    if (this.#columns !== columns || this.#sink === null) {
      this.#columns = columns;
      const pixels = new Uint32Array(columns * MOST_ROWS);
      this.#sink = {
        pixels,
        offset: 0,
        columns,
        wide: new Uint32Array(columns * 16),
        wideCount: 0,
        painted: 0,
        visited: 0,
      };
      this.#image = new ImageData(new Uint8ClampedArray(pixels.buffer), columns, MOST_ROWS);
      this.#sheet = new OffscreenCanvas(columns, MOST_ROWS);
      this.#pen = this.#sheet.getContext('2d');
    }
    if (this.#colours === scene.colours) return;
    this.#colours = scene.colours;
    for (let i = 0; i < this.#truth.length; i++) {
      this.#truth[i] = packed(barColour(scene.colours, i - 1));
      this.#suggested[i] = packed(barColour(scene.colours, i - 1), 150);
    }
  }

  /** The rows in view, into slots that are kept. */
  #list(scene: Scene): void {
    this.#count = 0;
    const bottom = scene.scroll + scene.height - headHeight(scene);
    for (const placed of scene.placed) {
      if (placed.y + placed.height < scene.scroll || placed.y > bottom) continue;
      for (let row = 0; row < placed.lane.bars.rowCount && this.#count < MOST_ROWS; row++) {
        const top = rowTop(placed, row);
        if (top + placed.rowHeight < scene.scroll || top > bottom) continue;
        const slot = this.#rows[this.#count];
        if (slot === undefined) this.#rows.push({ placed, row, painted: false, wideEnd: 0 });
        else {
          slot.placed = placed;
          slot.row = row;
        }
        this.#count++;
      }
    }
  }

  #walk(scene: Scene, sink: RowSink, threshold: number): void {
    sink.wideCount = 0;
    sink.visited = 0;
    sink.pixels.fill(0, 0, this.#columns * this.#count);
    for (let r = 0; r < this.#count; r++) {
      const slot = this.#rows[r];
      if (slot === undefined) continue;
      const { bars, collapsed } = slot.placed.lane;
      const row = bars.stack[slot.row];
      if (row === undefined) continue;
      this.#bars = bars;
      sink.offset = r * this.#columns;
      sink.painted = 0;
      walkRow(row, scene.view, scene.ratio, collapsed ? Infinity : threshold, this.#colourAt, sink);
      slot.painted = sink.painted > 0;
      slot.wideEnd = sink.wideCount;
    }
  }

  readonly #colourAt = (index: number): number => {
    const bars = this.#bars;
    if (bars === null || this.#isHidden(bars, index)) return 0;
    const colour = ((kindAt(bars, index)?.colour ?? -1) + 1) % this.#truth.length;
    const suggested = ((bars.traits[index] ?? 0) & TRAITS.suggestion) !== 0;
    return (suggested ? this.#suggested[colour] : this.#truth[colour]) ?? 0;
  };

  #isHidden(bars: LaneBars, index: number): boolean {
    const id = bars.ids[index] ?? 0;
    if (((bars.traits[index] ?? 0) & TRAITS.suggestion) !== 0) return id === this.#hiddenSuggestion;
    return this.#hidden.size > 0 && this.#hidden.has(id);
  }

  /** The smallest width at which not too many bars are drawn one by one. */
  #affordable(scene: Scene, sink: RowSink): number {
    const counts = COUNTS.fill(0);
    let at = 0;
    for (let r = 0; r < this.#count; r++) {
      const slot = this.#rows[r];
      const row = slot?.placed.lane.bars.stack[slot.row];
      if (slot === undefined || row === undefined) continue;
      for (; at < slot.wideEnd; at++) {
        const i = sink.wide[at] ?? 0;
        const width = ((row.ends[i] ?? 0) - (row.starts[i] ?? 0)) / scene.view.perPixel;
        for (let w = 0; w < WIDTHS.length; w++)
          if (width >= (WIDTHS[w] ?? Infinity)) counts[w] = (counts[w] ?? 0) + 1;
      }
    }
    const index = counts.findIndex((count) => count <= BUDGET);
    return WIDTHS[index] ?? Infinity;
  }

  #paintSheet(context: CanvasRenderingContext2D, scene: Scene): void {
    if (this.#pen === null || this.#image === null || this.#sheet === null) return;
    let used = 0;
    for (let r = 0; r < this.#count; r++) if (this.#rows[r]?.painted === true) used = r + 1;
    if (used === 0) return;
    this.#pen.putImageData(this.#image, 0, 0, 0, 0, this.#columns, used);
    context.imageSmoothingEnabled = false;
    for (let r = 0; r < used; r++) {
      const slot = this.#rows[r];
      if (slot === undefined || !slot.painted) continue;
      const { placed, row } = slot;
      const top = rowTop(placed, row) + 1;
      context.drawImage(
        this.#sheet,
        0,
        r,
        this.#columns,
        1,
        0,
        top,
        this.#columns / scene.ratio,
        placed.rowHeight - 2,
      );
    }
  }

  #drawWide(context: CanvasRenderingContext2D, scene: Scene, sink: RowSink): void {
    const { view, width, colours, ratio } = scene;
    let at = 0;
    for (let r = 0; r < this.#count; r++) {
      const slot = this.#rows[r];
      const row = slot?.placed.lane.bars.stack[slot.row];
      if (slot === undefined || row === undefined) continue;
      const { placed } = slot;
      const { lane } = placed;
      const elsewhere = lane.kind !== 'focus' && lane.kind !== 'suggestions';
      BOX.y = rowTop(placed, slot.row) + 1;
      BOX.height = placed.rowHeight - 2;
      for (; at < slot.wideEnd; at++) {
        const i = sink.wide[at] ?? 0;
        const index = row.bars[i] ?? 0;
        if (this.#isHidden(lane.bars, index)) continue;
        BOX.x = Math.max(-8, xOf(view, row.starts[i] ?? 0));
        BOX.width = Math.min(width + 8, xOf(view, row.ends[i] ?? 0)) - BOX.x;
        const dimmed = elsewhere && kindAt(lane.bars, index)?.itemId === scene.selectedItem;
        drawBar(context, lane.bars, index, BOX, colours, ratio, dimmed);
      }
    }
  }
}

const NOBODY: ReadonlySet<number> = new Set();
const NOTHING = { drawn: 0, visited: 0 };
const COUNTS = new Uint32Array(WIDTHS.length);
const BOX: { -readonly [K in keyof BarBox]: BarBox[K] } = { x: 0, y: 0, width: 0, height: 0 };

/** Saliency stands behind the intervals as columns from the lane's foot, 4 being the full height. */
export function drawSaliency(context: CanvasRenderingContext2D, scene: Scene, placed: PlacedLane): void {
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
