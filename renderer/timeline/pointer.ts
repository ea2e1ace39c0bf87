import { edgeTick, frameAt } from '../../src/time/frame-table.ts';
import { ticks } from '../../src/time/ticks.ts';
import { clock, currentEngine, notify, peekAt } from '../app/studio.ts';
import { setView, useView } from '../app/view-store.ts';
import { words } from '../words/words.ts';
import { barKey, indexOfBar } from './bars.ts';
import { commitDrag } from './commit.ts';
import {
  boundaryNear,
  dragged,
  groupShift,
  previewFrame,
  sharedTick,
  shifted,
  type Gesture,
  type Span,
} from './gesture.ts';
import { grabbed, groupOf, sharedEdges } from './grab.ts';
import { hitTest, type Hit } from './hit.ts';
import { laneAt, type PlacedLane } from './layout.ts';
import { barTarget } from './model.ts';
import { headHeight, RULER_HEIGHT } from './scene.ts';
import { insideBand, ranged, toggled } from './selection.ts';
import { nearestTarget, type SnapTarget } from './snap.ts';
import type { Drag, Surface } from './surface.ts';
import { bounded, panBy, tickAt, zoomAt, type TimelineView } from './view.ts';

/** Pointer has to travel this far before a press counts as a drag. */
const THRESHOLD = 4;
/** With snapping on, an edge goes to the nearest thing within so many pixels. */
const REACH = 14;

type Mode = 'idle' | 'pressed' | 'dragging' | 'scrubbing' | 'panning' | 'banding';

/** Which keys were held when the pointer went down. Alt turns snapping on, or off where it is on. */
export interface Held {
  readonly button: number;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
}

/** Turns pointer and wheel events on the timeline into selection, scrubbing, panning and edits. One drag is one command. */
export class PointerControl {
  readonly #surface: Surface;
  #mode: Mode = 'idle';
  #pressed = { x: 0, y: 0, shift: false, mod: false };
  #hit: Hit = null;
  #from: TimelineView = { start: 0, perPixel: 1 };
  #last = { x: 0, y: 0, alt: false, mod: false };
  #animation = 0;

  constructor(surface: Surface) {
    this.#surface = surface;
  }

  get busy(): boolean {
    return this.#mode !== 'idle';
  }

  down(x: number, y: number, event: Held): void {
    const { scene } = this.#surface;
    const mod = event.ctrlKey || event.metaKey;
    this.#hit = this.#hitAt(x, y);
    this.#pressed = { x, y, shift: event.shiftKey, mod };
    this.#from = scene.view;
    this.#last = { x, y, alt: event.altKey, mod };
    if (event.button === 1) this.#mode = 'panning';
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
  move(x: number, y: number, event: Pick<Held, 'altKey' | 'ctrlKey' | 'metaKey'>): string {
    this.#last = { x, y, alt: event.altKey, mod: event.ctrlKey || event.metaKey };
    if (this.#mode === 'scrubbing') this.#scrub(x);
    if (this.#mode === 'panning') this.#setView(panBy(this.#from, this.#pressed.x - x));
    if (this.#mode === 'pressed' && Math.hypot(x - this.#pressed.x, y - this.#pressed.y) > THRESHOLD)
      this.#begin();
    if (this.#mode === 'dragging') this.#drag();
    if (this.#mode === 'banding') this.#stretch();
    if (this.#mode === 'idle') {
      this.#surface.hover = tickAt(this.#surface.scene.view, x);
      this.#surface.repaint('overlay');
    }
    return this.#cursor(x, y);
  }

  #cursor(x: number, y: number): string {
    if (this.#mode === 'panning') return 'grabbing';
    if (y < RULER_HEIGHT || this.#mode === 'scrubbing') return 'ew-resize';
    const hit = this.#mode === 'idle' ? this.#hitAt(x, y) : this.#hit;
    if (hit?.placed.lane.locked === true) return 'not-allowed';
    if (hit?.kind === 'edge') return 'ew-resize';
    if (hit?.kind === 'body')
      return this.#mode === 'dragging' ? (this.#last.mod ? 'copy' : 'grabbing') : 'pointer';
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

  #begin(): void {
    const { scene } = this.#surface;
    const { x, y, shift, mod } = this.#pressed;
    const hit = grabbed(this.#hit, scene.selectedIds, mod);
    this.#animation = requestAnimationFrame(() => this.#autoscroll());
    if (shift && (hit === null || hit.kind === 'lane')) {
      this.#mode = 'banding';
      this.#surface.rubber = { x, y, toX: x, toY: y };
      return;
    }
    const lane = hit?.placed.lane;
    if (lane?.locked === true) {
      notify(words('timeline')('laneLocked', { lane: lane.title }));
      this.#mode = 'idle';
      return;
    }
    const at = tickAt(this.#from, x);
    const bar = hit?.kind === 'edge' || hit?.kind === 'body' ? hit.bar : null;
    // A suggestion that was turned down stays where it was; a drag in the model's own lane only sets the marks.
    if (bar?.look === 'rejected') return;
    let gesture: Gesture = { kind: 'create', anchor: at };
    if (hit?.kind === 'edge')
      gesture = { kind: 'edge', side: hit.side, start: hit.bar.start, end: hit.bar.end };
    else if (hit?.kind === 'body')
      gesture = { kind: 'move', start: hit.bar.start, end: hit.bar.end, grabbed: at };
    const draws = lane !== undefined && lane.kind !== 'suggestions' && !lane.collapsed;
    const home = bar !== null || draws ? (hit?.placed ?? null) : null;
    const truth = bar?.look === 'truth';
    this.#mode = 'dragging';
    this.#surface.drag = {
      gesture,
      placed: home,
      row: bar === null || lane === undefined ? 0 : (lane.bars.rows[indexOfBar(lane.bars, bar.id)] ?? 0),
      bar,
      span: { start: at, end: at },
      group:
        bar !== null && home !== null && gesture.kind === 'move'
          ? groupOf(bar, home, scene.placed, scene.selectedIds)
          : [],
      shared: shift && truth && hit?.kind === 'edge' ? sharedEdges(hit.placed, hit.bar, hit.side) : [],
      snap: null,
      target: null,
      copy: mod && truth && gesture.kind === 'move',
    };
  }

  #drag(): void {
    const { drag, scene } = this.#surface;
    if (drag === null) return;
    const pointer = tickAt(scene.view, this.#last.x);
    const snaps = useView.getState().snap !== this.#last.alt;
    const found = snaps ? this.#target(drag, pointer) : null;
    const magnets = found === null ? [] : [found.tick];
    const span = this.#spanOf(drag, pointer, magnets);
    const snap = found !== null && (found.tick === span.start || found.tick === span.end) ? found : null;
    this.#surface.drag = { ...drag, span, snap, target: this.#dropLane(drag) };
    this.#preview(drag.gesture, span, pointer);
    this.#surface.repaint('all');
  }

  #spanOf(drag: Drag, pointer: number, magnets: readonly number[]): Span {
    const { scene } = this.#surface;
    const { gesture, group, shared, bar } = drag;
    if (shared.length > 1 && gesture.kind === 'edge') {
      const tick = sharedTick(shared, magnets[0] ?? pointer, scene.table);
      return gesture.side === 'start'
        ? { start: tick, end: gesture.end }
        : { start: gesture.start, end: tick };
    }
    const span = dragged(gesture, pointer, scene.table, magnets, REACH * scene.view.perPixel);
    if (gesture.kind !== 'move' || group.length < 2 || bar === null) return span;
    const { table } = scene;
    const wanted = boundaryNear(table, span.start) - boundaryNear(table, bar.start);
    return shifted(bar, groupShift(group, wanted, table), table);
  }

  /** What the edge in hand, or the nearer one of an interval in hand, can snap to. */
  #target(drag: Drag, pointer: number): SnapTarget | null {
    const { scene, silences } = this.#surface;
    const { gesture, group, shared, bar } = drag;
    const except = new Set([...group, ...shared].map((each) => each.id));
    if (bar !== null) except.add(barKey(bar.id));
    const sources = { playhead: clock.now.tick, cuts: scene.cuts, silences };
    const reach = REACH * scene.view.perPixel;
    const near = (tick: number): SnapTarget | null =>
      nearestTarget(tick, reach, scene.placed, sources, except, scene.table);
    if (gesture.kind !== 'move') return near(pointer);
    const shift = pointer - gesture.grabbed;
    const [atStart, atEnd] = [near(gesture.start + shift), near(gesture.end + shift)];
    if (atStart === null || atEnd === null) return atStart ?? atEnd;
    const byStart = Math.abs(atStart.tick - gesture.start - shift);
    return byStart <= Math.abs(atEnd.tick - gesture.end - shift) ? atStart : atEnd;
  }

  /** The lane under the pointer when it is another one that the intervals in hand could go to. */
  #dropLane(drag: Drag): PlacedLane | null {
    const { scene } = this.#surface;
    if (drag.gesture.kind !== 'move' || drag.bar?.look !== 'truth' || drag.placed === null) return null;
    const under = laneAt(scene.placed, this.#last.y - headHeight(scene) + scene.scroll);
    if (under === null || under.lane.id === drag.placed.lane.id || under.lane.locked) return null;
    const { kind, itemId, labelId } = under.lane;
    const takes =
      kind === 'label' ? itemId !== null || labelId !== null : kind === 'focus' && itemId !== null;
    return takes && itemId !== drag.bar.itemId ? under : null;
  }

  /** The player shows the frame under the dragged edge, so that one sees where one is. */
  #preview(gesture: Gesture, span: Span, pointer: number): void {
    const { table } = this.#surface.scene;
    const toEnd = Math.abs(pointer - span.end) < Math.abs(pointer - span.start);
    const side = gesture.kind === 'edge' ? gesture.side : gesture.kind === 'move' || !toEnd ? 'start' : 'end';
    peekAt(previewFrame(span, side, table));
  }

  #stretch(): void {
    const { rubber } = this.#surface;
    if (rubber === null) return;
    this.#surface.rubber = { ...rubber, toX: this.#last.x, toY: this.#last.y };
    this.#surface.repaint('overlay');
  }

  /** Dragging past the side scrolls: a span may be longer than the view, and a lane lower than it. */
  #autoscroll(): void {
    if (this.#mode !== 'dragging' && this.#mode !== 'banding') return;
    const { width, view, height } = this.#surface.scene;
    const { x, y } = this.#last;
    const beyond = x < 0 ? x : Math.max(0, x - width);
    const below = y > height ? y - height : y < 0 ? y : 0;
    if (below !== 0) this.#surface.scrollLanes(Math.sign(below) * Math.min(12, 2 + Math.abs(below) / 6));
    if (beyond !== 0) {
      const before = view.start;
      this.#setView(panBy(view, Math.sign(beyond) * Math.min(40, 4 + Math.abs(beyond) / 4)));
      const moved = (this.#surface.scene.view.start - before) / view.perPixel;
      const { rubber } = this.#surface;
      if (rubber !== null) this.#surface.rubber = { ...rubber, x: rubber.x - moved };
    }
    if (beyond !== 0 || below !== 0) {
      if (this.#mode === 'dragging') this.#drag();
      else this.#stretch();
    }
    this.#animation = requestAnimationFrame(() => this.#autoscroll());
  }

  up(): void {
    const mode = this.#mode;
    const { drag } = this.#surface;
    const chosen = mode === 'banding' ? this.#banded() : [];
    this.#stop();
    if (mode === 'pressed') this.#click();
    if (mode === 'dragging' && drag !== null) commitDrag(drag, this.#surface.scene);
    if (mode === 'banding')
      setView({ intervalId: chosen.at(-1) ?? null, selected: chosen, suggestionId: null });
  }

  #banded(): number[] {
    const { scene, rubber } = this.#surface;
    if (rubber === null) return [];
    const down = scene.scroll - headHeight(scene);
    return insideBand(scene.placed, {
      from: tickAt(scene.view, Math.min(rubber.x, rubber.toX)),
      to: tickAt(scene.view, Math.max(rubber.x, rubber.toX)),
      top: Math.min(rubber.y, rubber.toY) + down,
      bottom: Math.max(rubber.y, rubber.toY) + down,
    });
  }

  /** Escape: nothing has happened. */
  cancel(): void {
    if (this.#mode === 'panning') this.#setView(this.#from);
    this.#stop();
  }

  #stop(): void {
    cancelAnimationFrame(this.#animation);
    if (this.#mode === 'dragging') peekAt(null);
    this.#mode = 'idle';
    this.#surface.drag = null;
    this.#surface.rubber = null;
    this.#surface.repaint('all');
  }

  #click(): void {
    const { shift, mod, x } = this.#pressed;
    const hit = this.#hit;
    if (hit?.kind !== 'edge' && hit?.kind !== 'body') {
      if (!shift && !mod) setView({ intervalId: null, suggestionId: null, selected: [] });
      this.#scrub(x);
      return;
    }
    const { kind, id } = barTarget(hit.bar.id);
    const now = useView.getState();
    if (kind === 'interval' && (shift || mod)) {
      const next = mod ? toggled(now, id) : ranged(now, id, hit.placed);
      setView({ ...next, suggestionId: null });
      return;
    }
    setView({
      itemId: hit.bar.itemId,
      draft: null,
      intervalId: kind === 'interval' ? id : null,
      selected: kind === 'interval' ? [id] : [],
      suggestionId: kind === 'suggestion' ? id : null,
      ...(hit.kind === 'edge' ? { side: hit.side } : {}),
    });
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

  /** Shows the first frame of the interval under the pointer. */
  doubleClick(x: number, y: number): void {
    const hit = this.#hitAt(x, y);
    if (hit?.kind !== 'body' && hit?.kind !== 'edge') return;
    currentEngine()?.showTick(hit.bar.start);
  }
}
