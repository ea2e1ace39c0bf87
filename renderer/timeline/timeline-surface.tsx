import Box from '@mui/material/Box';
import { useCallback, useDeferredValue, useEffect, useLayoutEffect, useRef, useState, type JSX } from 'react';
import type { VideoDetail } from '../../src/service/contract/index.ts';
import type { FrameTable } from '../../src/time/frame-table.ts';
import { clock } from '../app/studio.ts';
import { setView, useView } from '../app/view-store.ts';
import type { Colours } from '../theme.ts';
import { drawOverlay, drawStatic, headHeight, type Scene } from './draw.ts';
import { IntervalMirror } from './interval-mirror.tsx';
import type { PlacedLane } from './layout.ts';
import { lanesHeight } from './layout.ts';
import type { Filmstrip, Peaks } from './media-band.ts';
import { PointerControl } from './pointer.ts';
import type { Surface } from './surface.ts';
import { bounded, follow, reveal, xOf, type Extent, type TimelineView } from './view.ts';

interface Props {
  readonly detail: VideoDetail;
  readonly table: FrameTable;
  readonly extent: Extent;
  readonly view: TimelineView;
  readonly width: number;
  readonly placed: readonly PlacedLane[];
  readonly scroll: number;
  readonly onScroll: (scroll: number) => void;
  readonly filmstrip: Filmstrip | null;
  readonly peaks: Peaks | null;
  readonly colours: Colours;
}

function useHeight(): [(node: HTMLElement | null) => void, number] {
  const [height, setHeight] = useState(0);
  const observer = useRef<ResizeObserver | null>(null);
  const attach = useCallback((node: HTMLElement | null) => {
    observer.current?.disconnect();
    if (node === null) return;
    observer.current = new ResizeObserver(() => setHeight(Math.round(node.clientHeight)));
    observer.current.observe(node);
    setHeight(Math.round(node.clientHeight));
  }, []);
  return [attach, height];
}

function sized(
  canvas: HTMLCanvasElement,
  width: number,
  height: number,
  ratio: number,
): CanvasRenderingContext2D | null {
  const [w, h] = [Math.max(1, Math.round(width * ratio)), Math.max(1, Math.round(height * ratio))];
  if (canvas.width !== w) canvas.width = w;
  if (canvas.height !== h) canvas.height = h;
  return canvas.getContext('2d');
}

/** The canvases, the playhead, the pointer, and a list of what is drawn for those who can't see it. */
export function TimelineSurface(props: Props): JSX.Element {
  const { detail, table, extent, view, width, placed, scroll, onScroll, filmstrip, peaks, colours } = props;
  const intervalId = useView((state) => state.intervalId);
  const suggestionId = useView((state) => state.suggestionId);
  const itemId = useView((state) => state.itemId);
  // Marks are drawn on the overlay: a change of either draws anew.
  useView((state) => state.markIn);
  useView((state) => state.markOut);
  const [attach, height] = useHeight();
  const still = useRef<HTMLCanvasElement>(null);
  const moving = useRef<HTMLCanvasElement>(null);
  const playhead = useRef<HTMLDivElement>(null);
  const frame = useRef(0);
  const ratio = window.devicePixelRatio;
  const selectedBar =
    intervalId === null ? (suggestionId === null ? null : `s${suggestionId}`) : `i${intervalId}`;
  const scene: Scene = {
    view,
    width,
    height,
    ratio,
    extent,
    table,
    placed,
    scroll,
    selectedBar,
    selectedItem: itemId,
    hiddenBar: null,
    filmstrip,
    peaks,
    colours,
  };
  const surface = useRef<Surface>({ scene, drag: null, hover: null, repaint: () => undefined });
  const control = useRef<PointerControl | null>(null);
  control.current ??= new PointerControl(surface.current);

  const paint = useCallback((what: 'overlay' | 'all') => {
    const { scene: now, drag, hover } = surface.current;
    if (what === 'all' && still.current !== null) {
      const context = sized(still.current, now.width, now.height, now.ratio);
      if (context !== null) drawStatic(context, { ...now, hiddenBar: drag?.bar?.id ?? null });
    }
    if (moving.current === null) return;
    const context = sized(moving.current, now.width, now.height, now.ratio);
    if (context === null) return;
    const marks = useView.getState();
    const dragged =
      drag === null || drag.placed === null
        ? null
        : {
            placed: drag.placed,
            row: drag.row,
            span: drag.span,
            look: drag.bar?.look === 'suggestion' ? ('suggestion' as const) : ('truth' as const),
          };
    const free = drag !== null && drag.placed === null ? drag.span : null;
    drawOverlay(context, now, {
      drag: dragged,
      markIn: free?.start ?? marks.markIn,
      markOut: free?.end ?? marks.markOut,
      hover: drag === null ? hover : null,
    });
  }, []);

  useLayoutEffect(() => {
    const { current } = surface;
    current.scene = scene;
    current.repaint = (what) => {
      cancelAnimationFrame(frame.current);
      frame.current = requestAnimationFrame(() => paint(what));
    };
    paint('all');
    placePlayhead(playhead.current, scene, clock.now.tick);
  });

  useEffect(
    () =>
      clock.watch(({ tick, playing }) => {
        const { scene: now } = surface.current;
        placePlayhead(playhead.current, now, tick);
        const { follow: follows } = useView.getState();
        if (!follows || control.current?.busy === true || now.width === 0) return;
        const next = playing ? follow(now.view, tick, now.width) : reveal(now.view, tick, now.width);
        if (next === now.view) return;
        const each = (now.extent.end - now.extent.start) / now.table.pts.length;
        setView({ timeline: bounded(next, now.extent, now.width, each) });
      }),
    [],
  );

  const mirror = useDeferredValue(scene);
  const most = Math.max(0, lanesHeight(placed) - (height - headHeight({ peaks })));
  const wheel = useWheel(control, (by) =>
    onScroll(Math.max(0, Math.min(most, surface.current.scene.scroll + by))),
  );
  return (
    <Box
      ref={(node: HTMLDivElement | null) => {
        attach(node);
        wheel(node);
      }}
      data-testid="timeline-surface"
      sx={{
        position: 'absolute',
        inset: 0,
        touchAction: 'none',
        '& canvas': { position: 'absolute', inset: 0, width: 1, height: 1 },
      }}
      onPointerDown={(event) => {
        const { x, y } = place(event);
        event.currentTarget.setPointerCapture(event.pointerId);
        event.currentTarget
          .querySelector<HTMLElement>('[data-timeline-list]')
          ?.focus({ preventScroll: true });
        control.current?.down(x, y, event);
        event.preventDefault();
      }}
      onPointerMove={(event) => {
        const { x, y } = place(event);
        event.currentTarget.style.cursor = control.current?.move(x, y, event.altKey) ?? 'default';
      }}
      onPointerUp={() => control.current?.up()}
      onPointerCancel={() => control.current?.cancel()}
      onPointerLeave={() => control.current?.leave()}
      onDoubleClick={(event) => {
        const { x, y } = place(event);
        control.current?.doubleClick(x, y);
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || control.current?.busy !== true) return;
        control.current.cancel();
        event.stopPropagation();
      }}
    >
      <canvas ref={still} aria-hidden="true" />
      <canvas ref={moving} aria-hidden="true" />
      <IntervalMirror detail={detail} scene={mirror} onScroll={onScroll} />
      <div
        ref={playhead}
        data-testid="playhead"
        style={{ position: 'absolute', top: 0, bottom: 0, left: 0, width: 0, pointerEvents: 'none' }}
      >
        <svg width="13" height="12" style={{ position: 'absolute', left: -6.5, top: 0 }} aria-hidden="true">
          <path
            d="M1 0.5h11v5.5l-5.5 5.5l-5.5 -5.5z"
            fill={colours.accent}
            stroke={colours.halo}
            strokeOpacity={0.4}
          />
        </svg>
        <div
          style={{
            position: 'absolute',
            top: 10,
            bottom: 0,
            left: -1,
            width: 2,
            background: colours.accent,
            boxShadow: `0 0 0 1px ${colours.panel}66`,
          }}
        />
      </div>
    </Box>
  );
}

function placePlayhead(node: HTMLDivElement | null, scene: Scene, tick: number): void {
  if (node === null) return;
  const x = xOf(scene.view, tick);
  node.style.transform = `translateX(${x.toFixed(1)}px)`;
  node.style.visibility = x < -7 || x > scene.width + 7 ? 'hidden' : 'visible';
  node.dataset['tick'] = String(tick);
}

function place(event: {
  readonly clientX: number;
  readonly clientY: number;
  readonly currentTarget: Element;
}): { x: number; y: number } {
  const box = event.currentTarget.getBoundingClientRect();
  return { x: event.clientX - box.left, y: event.clientY - box.top };
}

/** React listens to wheel passively; stopping the browser's own zoom needs a listener that is not. */
function useWheel(
  control: { readonly current: PointerControl | null },
  onLanes: (by: number) => void,
): (node: HTMLElement | null) => void {
  const lanes = useRef(onLanes);
  useLayoutEffect(() => {
    lanes.current = onLanes;
  });
  const abort = useRef<AbortController | null>(null);
  return useCallback(
    (node: HTMLElement | null) => {
      abort.current?.abort();
      if (node === null) return;
      abort.current = new AbortController();
      node.addEventListener(
        'wheel',
        (event) => {
          event.preventDefault();
          const { x } = place({ clientX: event.clientX, clientY: event.clientY, currentTarget: node });
          const by =
            control.current?.wheel(x, {
              deltaX: event.deltaX,
              deltaY: event.deltaY,
              zoom: event.ctrlKey || event.metaKey,
              shift: event.shiftKey,
            }) ?? 0;
          if (by !== 0) lanes.current(by);
        },
        { passive: false, signal: abort.current.signal },
      );
    },
    [control],
  );
}
