import { edgeTick, frameAt } from '../../src/time/frame-table.ts';
import { ticks } from '../../src/time/ticks.ts';
import { addInterval, run } from '../app/edits.ts';
import { trimSuggestion } from '../suggestions/decide.ts';
import { clock, currentDetail, currentEngine, peekAt } from '../app/studio.ts';
import { setView, useView } from '../app/view-store.ts';
import { planEdge, planMove } from '../tasks/plan.ts';
import { headHeight, RULER_HEIGHT } from './draw.ts';
import { dragged, previewFrame, type Gesture, type Span } from './gesture.ts';
import { hitTest, type Hit } from './hit.ts';
import type { PlacedLane } from './layout.ts';
import { barTarget } from './model.ts';
import type { Surface } from './surface.ts';
import { bounded, panBy, tickAt, zoomAt, type TimelineView } from './view.ts';

/** Pointer has to travel this far before a press counts as a drag. */
const THRESHOLD = 4;
/** An edge jumps to the playhead or another edge within this many pixels; Alt lets it go. */
const MAGNET = 6;

type Mode = 'idle' | 'pressed' | 'dragging' | 'scrubbing' | 'panning';

/** Turns pointer and wheel events on the timeline into selection, scrubbing, panning and edits. One drag is one command. */
export class PointerControl {
  readonly #surface: Surface;
  #mode: Mode = 'idle';
  #pressed: { x: number; y: number; hit: Hit; view: TimelineView } = {
    x: 0,
    y: 0,
    hit: null,
    view: { start: 0, perPixel: 1 },
  };
  #last = { x: 0, y: 0, free: false };
  #animation = 0;

  constructor(surface: Surface) {
    this.#surface = surface;
  }

  get busy(): boolean {
    return this.#mode !== 'idle';
  }

  down(x: number, y: number, event: { readonly button: number; readonly altKey: boolean }): void {
    const { scene } = this.#surface;
    const hit = this.#hitAt(x, y);
    this.#pressed = { x, y, hit, view: scene.view };
    this.#last = { x, y, free: event.altKey };
    if (event.button === 1 || (event.button === 0 && event.altKey && hit?.kind === 'lane'))
      this.#mode = 'panning';
    else if (event.button !== 0) return;
    else if (y < headHeight(scene)) {
      this.#mode = 'scrubbing';
      this.#scrub(x);
    } else this.#mode = 'pressed';
  }

  #hitAt(x: number, y: number): Hit {
    const { scene } = this.#surface;
    const head = headHeight(scene);
    return y < head ? null : hitTest(scene.placed, scene.view, x, y - head + scene.scroll, scene.selectedBar);
  }

  /** Follows the pointer; returns the cursor to show. */
  move(x: number, y: number, free: boolean): string {
    this.#last = { x, y, free };
    if (this.#mode === 'scrubbing') this.#scrub(x);
    if (this.#mode === 'panning') this.#setView(panBy(this.#pressed.view, this.#pressed.x - x));
    if (this.#mode === 'pressed' && Math.hypot(x - this.#pressed.x, y - this.#pressed.y) > THRESHOLD)
      this.#begin();
    if (this.#mode === 'dragging') this.#drag();
    if (this.#mode === 'idle') {
      this.#surface.hover = tickAt(this.#surface.scene.view, x);
      this.#surface.repaint('overlay');
    }
    return this.#cursor(x, y);
  }

  #cursor(x: number, y: number): string {
    if (this.#mode === 'panning') return 'grabbing';
    if (y < RULER_HEIGHT || this.#mode === 'scrubbing') return 'ew-resize';
    const hit = this.#mode === 'idle' ? this.#hitAt(x, y) : this.#pressed.hit;
    if (hit?.kind === 'edge') return 'ew-resize';
    if (hit?.kind === 'body') return this.#mode === 'dragging' ? 'grabbing' : 'pointer';
    return y < headHeight(this.#surface.scene) ? 'default' : 'crosshair';
  }

  leave(): void {
    if (this.#mode !== 'idle') return;
    this.#surface.hover = null;
    this.#surface.repaint('overlay');
  }

  #scrub(x: number): void {
    const { scene } = this.#surface;
    const tick = Math.max(scene.extent.start, Math.min(tickAt(scene.view, x), scene.extent.end));
    const frame = frameAt(scene.table, ticks(Math.round(tick)));
    const engine = currentEngine();
    if (engine === null) clock.set({ frame, tick: edgeTick(scene.table, frame) });
    else engine.showFrame(frame);
  }

  /**
   * What a drag takes hold of. In the lanes that show all items, only a selected bar can be moved by its body: elsewhere a drag
   * draws, so that nothing is moved by accident and one can draw over other items' intervals.
   */
  #grabbed(): Hit {
    const { hit } = this.#pressed;
    if (hit?.kind !== 'body') return hit;
    const { kind } = hit.placed.lane;
    const movable =
      kind === 'focus' || kind === 'suggestions' || hit.bar.id === this.#surface.scene.selectedBar;
    return movable ? hit : { kind: 'lane', placed: hit.placed };
  }

  #begin(): void {
    const { view, x } = this.#pressed;
    const hit = this.#grabbed();
    const at = tickAt(view, x);
    let gesture: Gesture;
    if (hit?.kind === 'edge')
      gesture = { kind: 'edge', side: hit.side, start: hit.bar.start, end: hit.bar.end };
    else if (hit?.kind === 'body')
      gesture = { kind: 'move', start: hit.bar.start, end: hit.bar.end, grabbed: at };
    else gesture = { kind: 'create', anchor: at };
    const bar = hit?.kind === 'edge' || hit?.kind === 'body' ? hit.bar : null;
    const lane = hit?.placed.lane;
    // A suggestion that was turned down stays where it was; a drag in the model's own lane only sets the marks.
    if (bar?.look === 'rejected') return;
    const draws = lane !== undefined && lane.kind !== 'suggestions';
    const index = bar === null ? -1 : (lane?.bars.bars.findIndex((each) => each.id === bar.id) ?? -1);
    this.#mode = 'dragging';
    this.#surface.drag = {
      gesture,
      placed: bar !== null || draws ? (hit?.placed ?? null) : null,
      row: Math.max(0, lane?.bars.rows[index] ?? 0),
      bar,
      span: { start: at, end: at },
    };
    this.#animation = requestAnimationFrame(() => this.#autoscroll());
  }

  #drag(): void {
    const { drag, scene } = this.#surface;
    if (drag === null) return;
    const pointer = tickAt(scene.view, this.#last.x);
    const magnets = this.#last.free ? [] : this.#magnets(drag.bar?.id ?? null);
    const span = dragged(drag.gesture, pointer, scene.table, magnets, MAGNET * scene.view.perPixel);
    this.#surface.drag = { ...drag, span };
    this.#preview(drag.gesture, span, pointer);
    this.#surface.repaint('all');
  }

  /** The player shows the frame under the dragged edge, so that one sees where one is. */
  #preview(gesture: Gesture, span: Span, pointer: number): void {
    const { table } = this.#surface.scene;
    const toEnd = Math.abs(pointer - span.end) < Math.abs(pointer - span.start);
    const side = gesture.kind === 'edge' ? gesture.side : gesture.kind === 'move' || !toEnd ? 'start' : 'end';
    peekAt(previewFrame(span, side, table));
  }

  #magnets(except: string | null): number[] {
    const { scene } = this.#surface;
    const from = scene.view.start;
    const to = tickAt(scene.view, scene.width);
    const edges = [clock.now.tick];
    for (const { lane } of scene.placed)
      for (const bar of lane.bars.bars)
        if (bar.id !== except && bar.look !== 'rejected')
          for (const edge of [bar.start, bar.end]) if (edge >= from && edge <= to) edges.push(edge);
    return edges;
  }

  /** Dragging past the side scrolls: a span may be longer than the view. */
  #autoscroll(): void {
    if (this.#mode !== 'dragging') return;
    const { width, view } = this.#surface.scene;
    const beyond = this.#last.x < 0 ? this.#last.x : Math.max(0, this.#last.x - width);
    if (beyond !== 0) {
      this.#setView(panBy(view, Math.sign(beyond) * Math.min(40, 4 + Math.abs(beyond) / 4)));
      this.#drag();
    }
    this.#animation = requestAnimationFrame(() => this.#autoscroll());
  }

  up(): void {
    const mode = this.#mode;
    const { drag } = this.#surface;
    this.#stop();
    if (mode === 'pressed') this.#click();
    if (mode === 'dragging' && drag !== null) this.#commit(drag);
  }

  /** Escape: nothing has happened. */
  cancel(): void {
    if (this.#mode === 'panning') this.#setView(this.#pressed.view);
    this.#stop();
  }

  #stop(): void {
    cancelAnimationFrame(this.#animation);
    if (this.#mode === 'dragging') peekAt(null);
    this.#mode = 'idle';
    this.#surface.drag = null;
    this.#surface.repaint('all');
  }

  #click(): void {
    const { hit, x } = this.#pressed;
    if (hit?.kind === 'edge' || hit?.kind === 'body') {
      this.#select(hit.bar.id, hit.bar.itemId, hit.kind === 'edge' ? hit.side : null);
      return;
    }
    setView({ intervalId: null, suggestionId: null });
    this.#scrub(x);
  }

  #select(barId: string, itemId: string, side: 'start' | 'end' | null): void {
    const { kind, id } = barTarget(barId);
    setView({
      itemId,
      draft: null,
      intervalId: kind === 'interval' ? id : null,
      suggestionId: kind === 'suggestion' ? id : null,
      ...(side === null ? {} : { side }),
    });
  }

  #commit(drag: NonNullable<Surface['drag']>): void {
    const { gesture, bar, span, placed } = drag;
    const { table } = this.#surface.scene;
    const detail = currentDetail();
    if (detail === null) return;
    if (bar === null) {
      this.#create(span, placed);
      return;
    }
    // Selected only now: choosing another item during the drag would rearrange the lanes under the pointer.
    this.#select(bar.id, bar.itemId, gesture.kind === 'edge' ? gesture.side : null);
    if (span.start === bar.start && span.end === bar.end) return;
    const target = barTarget(bar.id);
    if (target.kind === 'suggestion') {
      const suggestion = detail.suggestions.find((each) => each.id === target.id);
      const item = detail.items.find((each) => each.id === bar.itemId);
      if (suggestion !== undefined && item !== undefined) void trimSuggestion(suggestion, item, span);
    } else if (gesture.kind === 'edge')
      void run(planEdge(target.id, gesture.side, gesture.side === 'start' ? span.start : span.end, table));
    else void run(planMove(target.id, span, table));
  }

  #create(span: Span, placed: PlacedLane | null): void {
    const lane = placed?.lane ?? null;
    const item = currentDetail()?.items.find((each) => each.id === lane?.itemId);
    if (item !== undefined) void addInterval(item, span);
    else if (lane !== null && lane.task !== null)
      setView({
        draft: { task: lane.task, span, labelId: lane.labelId },
        itemId: null,
        intervalId: null,
        suggestionId: null,
      });
    else setView({ markIn: span.start, markOut: span.end });
  }

  #setView(view: TimelineView): void {
    const { scene } = this.#surface;
    const frame = (scene.extent.end - scene.extent.start) / scene.table.pts.length;
    const next = bounded(view, scene.extent, scene.width, frame);
    this.#surface.scene = { ...scene, view: next };
    useView.setState({ timeline: next });
  }

  /** Ctrl and wheel: zoom at the pointer. Wheel: along time. Returns how far the lanes should scroll (Shift and wheel). */
  wheel(
    x: number,
    event: {
      readonly deltaX: number;
      readonly deltaY: number;
      readonly zoom: boolean;
      readonly shift: boolean;
    },
  ): number {
    const { view } = this.#surface.scene;
    if (event.zoom) {
      this.#setView(zoomAt(view, Math.exp(-event.deltaY * 0.0022), x));
      return 0;
    }
    if (event.shift) return event.deltaY === 0 ? event.deltaX : event.deltaY;
    this.#setView(panBy(view, Math.abs(event.deltaX) > Math.abs(event.deltaY) ? event.deltaX : event.deltaY));
    return 0;
  }

  /** Zooms to the interval under the pointer. */
  doubleClick(x: number, y: number): void {
    const hit = this.#hitAt(x, y);
    if (hit?.kind !== 'body' && hit?.kind !== 'edge') return;
    currentEngine()?.showTick(hit.bar.start);
  }
}
