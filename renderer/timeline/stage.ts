import { clock, peeking } from '../app/studio.ts';
import { setView, useView } from '../app/view-store.ts';
import { formats, words } from '../words/words.ts';
import { barKey } from './bars.ts';
import { drawStatic, type Painters } from './draw.ts';
import { drawOverlay, type Ghost } from './draw-overlay.ts';
import { boundaryNear, grownSpan, shifted, type Span } from './gesture.ts';
import { LanePainter } from './lane-painter.ts';
import { WavePainter } from './media-band.ts';
import { MinimapPainter } from './minimap.ts';
import { NEUTRAL } from './model.ts';
import { recording } from './record.ts';
import type { Scene } from './scene.ts';
import type { Drag, Surface } from './surface.ts';
import { bounded, fit, follow, reveal, xOf, type TimelineView } from './view.ts';

/** What the page gives the stage; where the view is, the stage knows from the store. */
export type SceneInput = Omit<Scene, 'view'> & { readonly coverage: readonly (readonly [number, number])[] };

/** The parts of the page that the stage paints. */
export interface Boards {
  still: HTMLCanvasElement | null;
  moving: HTMLCanvasElement | null;
  minimap: HTMLCanvasElement | null;
  playhead: HTMLElement | null;
}

export interface Links {
  /** The pointer has hold of something: following the playhead waits. */
  readonly busy: () => boolean;
  /** Told a moment after the view came to rest. */
  readonly settled: (scene: Scene) => void;
  /** Scrolls the lanes by so many pixels. */
  readonly scrollLanes: (by: number) => void;
}

/** After so long without a change of the view, whoever reads it slowly (lists for screen readers) is told. */
const SETTLED_MS = 250;

const NO_SCENE_YET: ReadonlySet<number> = new Set();

/**
 * Paints the timeline. It lives outside React: panning and zooming change the view in the store, and the stage draws once per
 * frame what has changed, without a component being rendered.
 */
export class Stage {
  readonly #boards: Boards = { still: null, moving: null, minimap: null, playhead: null };
  readonly surface: Surface;
  #links: Links = { busy: () => false, settled: () => undefined, scrollLanes: () => undefined };
  #coverage: SceneInput['coverage'] = [];
  #wanted: 'nothing' | 'overlay' | 'all' = 'nothing';
  #frame = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** When the view will have rested long enough, on the clock of `performance.now`. */
  #restsAt = 0;
  readonly #painters: Painters = { lanes: new LanePainter(), wave: new WavePainter() };
  readonly #minimap = new MinimapPainter();
  readonly #stops: (() => void)[] = [];

  constructor(input: SceneInput) {
    this.surface = {
      scene: { ...input, view: fit(input.extent, input.width) },
      drag: null,
      rubber: null,
      hover: null,
      silences: new Float64Array(),
      repaint: (what) => this.repaint(what),
      scrollLanes: (by) => this.#links.scrollLanes(by),
    };
  }

  /** Gives the stage something to paint on, or takes it away. */
  attach<K extends keyof Boards>(what: K, node: Boards[K]): void {
    this.#boards[what] = node;
    this.repaint('all');
  }

  /** What the pointer and the page around are asked and told. */
  connect(links: Links): void {
    this.#links = links;
  }

  /** Where silence begins and ends in the sound, for edges to snap to. */
  hear(silences: Float64Array): void {
    this.surface.silences = silences;
  }

  /** Listens to the view, the playhead and what is being recorded. */
  start(): void {
    this.#stops.push(
      useView.subscribe((now, before) => {
        if (now.timeline !== before.timeline) this.#viewChanged();
        else if (now.markIn !== before.markIn || now.markOut !== before.markOut) this.repaint('overlay');
      }),
      clock.watch(() => this.#clockMoved()),
      recording.subscribe(() => this.repaint('overlay')),
      peeking.subscribe(() => this.repaint('overlay')),
    );
  }

  stop(): void {
    for (const stop of this.#stops.splice(0)) stop();
    cancelAnimationFrame(this.#frame);
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#wanted = 'nothing';
  }

  /** What the page's data has become: draws at once, so that nothing is seen of the old. */
  update({ coverage, ...input }: SceneInput): void {
    this.surface.scene = { ...input, view: viewOf(input) };
    this.#coverage = coverage;
    this.#wanted = 'all';
    this.#paint();
    this.#soon();
  }

  repaint(what: 'overlay' | 'all'): void {
    const idle = this.#wanted === 'nothing';
    if (this.#wanted !== 'all') this.#wanted = what;
    if (idle) this.#frame = requestAnimationFrame(() => this.#paint());
  }

  #viewChanged(): void {
    const { scene } = this.surface;
    this.surface.scene = { ...scene, view: viewOf(scene) };
    this.repaint('all');
    this.#soon();
  }

  /** One timer that is set again when it rings too early: setting one in every frame would wake a thread each time. */
  #soon(): void {
    this.#restsAt = performance.now() + SETTLED_MS;
    this.#timer ??= setTimeout(() => this.#rested(), SETTLED_MS);
  }

  #rested(): void {
    const left = this.#restsAt - performance.now();
    this.#timer = left > 1 ? setTimeout(() => this.#rested(), left) : undefined;
    if (this.#timer === undefined) this.#links.settled(this.surface.scene);
  }

  #clockMoved(): void {
    const { scene } = this.surface;
    const { tick, playing } = clock.now;
    this.#placePlayhead();
    if (recording.getState().growing.length > 0) this.repaint('overlay');
    if (!useView.getState().follow || this.#links.busy() || scene.width === 0) return;
    const next = playing ? follow(scene.view, tick, scene.width) : reveal(scene.view, tick, scene.width);
    if (next === scene.view) return;
    const each = (scene.extent.end - scene.extent.start) / scene.table.pts.length;
    setView({ timeline: bounded(next, scene.extent, scene.width, each) });
  }

  #placePlayhead(): void {
    const { playhead } = this.#boards;
    if (playhead === null) return;
    const { scene } = this.surface;
    const { tick } = clock.now;
    const x = xOf(scene.view, tick);
    playhead.style.transform = `translateX(${x.toFixed(1)}px)`;
    playhead.style.visibility = x < -7 || x > scene.width + 7 ? 'hidden' : 'visible';
    playhead.dataset['tick'] = String(tick);
  }

  #paint(): void {
    cancelAnimationFrame(this.#frame);
    const what = this.#wanted;
    this.#wanted = 'nothing';
    const { scene, drag } = this.surface;
    if (what === 'nothing' || scene.width === 0) return;
    if (what === 'all') {
      const context = sized(this.#boards.still, scene);
      const suggestion = drag?.bar?.look === 'suggestion' ? barKey(drag.bar.id) : -1;
      if (context !== null) drawStatic(context, scene, this.#painters, hiddenBy(drag), suggestion);
      if (this.#boards.minimap !== null) this.#minimap.draw(this.#boards.minimap, scene, this.#coverage);
      this.#placePlayhead();
    }
    const context = sized(this.#boards.moving, scene);
    if (context !== null) this.#drawOverlay(context);
  }

  #drawOverlay(context: CanvasRenderingContext2D): void {
    const { scene, drag, hover, rubber } = this.surface;
    const marks = useView.getState();
    const snap = drag?.snap ?? null;
    // A drag in a lane that holds nothing sets the marks.
    const free = drag !== null && drag.placed === null && drag.bar === null ? drag.span : null;
    drawOverlay(context, scene, {
      ghosts: [...growing(scene), ...(drag === null ? [] : ghostsOf(drag, scene))],
      snap: snap === null ? null : { tick: snap.tick, text: snapText(snap, scene) },
      band:
        rubber === null
          ? null
          : {
              x: Math.min(rubber.x, rubber.toX),
              y: Math.min(rubber.y, rubber.toY),
              width: Math.abs(rubber.toX - rubber.x),
              height: Math.abs(rubber.toY - rubber.y),
            },
      target: drag?.target ?? null,
      markIn: free?.start ?? marks.markIn,
      markOut: free?.end ?? marks.markOut,
      hover: drag === null && rubber === null ? hover : null,
    });
  }
}

/** The view of the store, or the whole video. */
function viewOf({ extent, width }: Pick<Scene, 'extent' | 'width'>): TimelineView {
  return useView.getState().timeline ?? fit(extent, width);
}

function sized(canvas: HTMLCanvasElement | null, scene: Scene): CanvasRenderingContext2D | null {
  if (canvas === null) return null;
  const { width, height, ratio } = scene;
  const [w, h] = [Math.max(1, Math.round(width * ratio)), Math.max(1, Math.round(height * ratio))];
  if (canvas.width !== w) canvas.width = w;
  if (canvas.height !== h) canvas.height = h;
  return canvas.getContext('2d');
}

function hiddenBy(drag: Drag | null): ReadonlySet<number> {
  if (drag === null || drag.bar?.look !== 'truth' || drag.copy) return NO_SCENE_YET;
  const ids = [...drag.group, ...drag.shared].map((each) => each.id);
  return new Set([...ids, barKey(drag.bar.id)]);
}

/** What a drag has in hand, where it is now. */
function ghostsOf(drag: Drag, scene: Scene): Ghost[] {
  const { placed, span, bar, group, shared, row } = drag;
  if (placed === null) return [];
  const look = bar?.look === 'suggestion' ? 'suggestion' : 'truth';
  const colour = bar?.colour ?? placed.lane.colour;
  const to = (home: typeof placed): typeof placed => drag.target ?? home;
  const target = drag.target === null ? null : 0;
  if (bar !== null && group.length > 1) {
    const frames = boundaryNear(scene.table, span.start) - boundaryNear(scene.table, bar.start);
    return group.map((each) => ({
      placed: to(each.placed),
      row: target ?? each.row,
      span: shifted(each, frames, scene.table),
      colour: each.colour,
      look,
      main: each.id === barKey(bar.id),
    }));
  }
  const own: Ghost = { placed: to(placed), row: target ?? row, span, colour, look, main: true };
  return [...shared.slice(1).map((edge) => sharedGhost(edge, drag, placed)), own];
}

function sharedGhost(
  edge: Drag['shared'][number],
  { span, gesture, shared }: Drag,
  placed: Ghost['placed'],
): Ghost {
  const [own] = shared;
  const tick = gesture.kind === 'edge' && own?.side === 'end' ? span.end : span.start;
  const index = placed.lane.bars.ids.indexOf(edge.id);
  const moved: Span =
    edge.side === 'start' ? { start: tick, end: edge.end } : { start: edge.start, end: tick };
  return {
    placed,
    row: placed.lane.bars.rows[index] ?? 0,
    span: moved,
    colour: placed.lane.colour === NEUTRAL ? NEUTRAL : placed.lane.colour,
    look: 'truth',
    main: false,
  };
}

/** What grows while a key is held. */
function growing(scene: Scene): Ghost[] {
  return recording.getState().growing.flatMap((each) => {
    const placed = scene.placed.find(({ lane }) => lane.id === each.laneId);
    return placed === undefined
      ? []
      : [
          {
            placed,
            row: 0,
            span: grownSpan(each.startFrame, clock.now.tick, scene.table),
            colour: placed.lane.colour,
            look: 'growing' as const,
            main: true,
          },
        ];
  });
}

function snapText(snap: NonNullable<Drag['snap']>, { table }: Scene): string {
  const seconds = (snap.tick * table.timebase.num) / table.timebase.den;
  const at = formats().number(seconds, { minimumFractionDigits: 3, maximumFractionDigits: 3 });
  return words('timeline')(`snap.${snap.kind}`, { at });
}
