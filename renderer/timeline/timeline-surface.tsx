import Box from '@mui/material/Box';
import { startTransition, useCallback, useEffect, useLayoutEffect, useRef, useState, type JSX } from 'react';
import type { VideoDetail } from '../../src/service/contract/index.ts';
import type { Colours } from '../theme.ts';
import { IntervalMirror } from './interval-mirror.tsx';
import { lanesHeight } from './layout.ts';
import { PointerControl } from './pointer.ts';
import { headHeight, RULER_HEIGHT, type Scene } from './scene.ts';
import type { Stage } from './stage.ts';

interface Props {
  readonly detail: VideoDetail;
  readonly stage: Stage;
  readonly scroll: number;
  readonly onScroll: (scroll: number) => void;
  readonly onSettled: (scene: Scene) => void;
  readonly colours: Colours;
}

/** The canvases, the playhead, the pointer, and a list of what is drawn for those who can't see it. */
export function TimelineSurface({ detail, stage, scroll, onScroll, onSettled, colours }: Props): JSX.Element {
  const [mirror, setMirror] = useState<Scene>(stage.surface.scene);
  const [control] = useState(() => new PointerControl(stage.surface));
  const lanes = useRef({ scroll, onScroll });
  useLayoutEffect(() => {
    lanes.current = { scroll, onScroll };
  });
  useEffect(() => {
    stage.connect({
      busy: () => control.busy,
      settled: (scene) => {
        // Hundreds of spoken names are no reason to miss a frame.
        startTransition(() => {
          setMirror(scene);
          onSettled(scene);
        });
      },
      scrollLanes: (by) => {
        const { placed, height } = stage.surface.scene;
        const most = Math.max(0, lanesHeight(placed) - (height - headHeight(stage.surface.scene)));
        lanes.current.onScroll(Math.max(0, Math.min(most, lanes.current.scroll + by)));
      },
    });
    stage.start();
    return () => stage.stop();
  }, [stage, control, onSettled]);
  const still = useCallback((node: HTMLCanvasElement | null) => stage.attach('still', node), [stage]);
  const moving = useCallback((node: HTMLCanvasElement | null) => stage.attach('moving', node), [stage]);
  const playhead = useCallback((node: HTMLDivElement | null) => stage.attach('playhead', node), [stage]);
  const wheel = useWheel(control, stage);
  return (
    <Box
      ref={wheel}
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
        control.down(x, y, event);
        event.preventDefault();
      }}
      onPointerMove={(event) => {
        const { x, y } = place(event);
        event.currentTarget.style.cursor = control.move(x, y, event);
      }}
      onPointerUp={() => control.up()}
      onPointerCancel={() => control.cancel()}
      onPointerLeave={() => control.leave()}
      onDoubleClick={(event) => {
        const { x, y } = place(event);
        control.doubleClick(x, y);
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !control.busy) return;
        control.cancel();
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
        {/* At the foot of the ruler: above it the times stay readable. */}
        <svg
          width="11"
          height="10"
          style={{ position: 'absolute', left: -5.5, top: RULER_HEIGHT - 10 }}
          aria-hidden="true"
        >
          <path
            d="M1 0.5h9v4l-4.5 4.5l-4.5 -4.5z"
            fill={colours.accent}
            stroke={colours.halo}
            strokeOpacity={0.4}
          />
        </svg>
        <div
          style={{
            position: 'absolute',
            top: RULER_HEIGHT - 2,
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

function place(event: {
  readonly clientX: number;
  readonly clientY: number;
  readonly currentTarget: Element;
}): { x: number; y: number } {
  const box = event.currentTarget.getBoundingClientRect();
  return { x: event.clientX - box.left, y: event.clientY - box.top };
}

/** React listens to wheel passively; stopping the browser's own zoom needs a listener that is not. */
function useWheel(control: PointerControl, stage: Stage): (node: HTMLElement | null) => void {
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
          const by = control.wheel(x, {
            deltaX: event.deltaX,
            deltaY: event.deltaY,
            zoom: event.ctrlKey || event.metaKey,
            shift: event.shiftKey,
          });
          if (by !== 0) stage.surface.scrollLanes(by);
        },
        { passive: false, signal: abort.current.signal },
      );
    },
    [control, stage],
  );
}
