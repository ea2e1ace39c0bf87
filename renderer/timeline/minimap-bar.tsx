import Box from '@mui/material/Box';
import { useCallback, useLayoutEffect, useRef, type JSX } from 'react';
import { useColours } from '../app/colours.ts';
import { setView } from '../app/view-store.ts';
import type { PlacedLane } from './layout.ts';
import { drawMinimap, MINIMAP_HEIGHT } from './minimap.ts';
import { bounded, type Extent, type TimelineView } from './view.ts';

interface Props {
  readonly extent: Extent;
  readonly view: TimelineView;
  readonly viewWidth: number;
  readonly placed: readonly PlacedLane[];
  readonly coverage: readonly (readonly [number, number])[];
  readonly frames: number;
}

/** The timeline's scrollbar: dragging it moves the part in view. */
export function Minimap({ extent, view, viewWidth, placed, coverage, frames }: Props): JSX.Element {
  const colours = useColours();
  const canvas = useRef<HTMLCanvasElement>(null);
  useLayoutEffect(() => {
    const node = canvas.current;
    if (node === null || viewWidth === 0) return;
    const ratio = window.devicePixelRatio;
    node.width = Math.round(viewWidth * ratio);
    node.height = Math.round(MINIMAP_HEIGHT * ratio);
    const context = node.getContext('2d');
    if (context !== null)
      drawMinimap(context, { width: viewWidth, ratio, extent, view, viewWidth, placed, coverage, colours });
  }, [extent, view, viewWidth, placed, coverage, colours]);
  const length = extent.end - extent.start;
  const show = useCallback(
    (middle: number) => {
      const start = middle - (viewWidth * view.perPixel) / 2;
      setView({ timeline: bounded({ start, perPixel: view.perPixel }, extent, viewWidth, length / frames) });
    },
    [extent, view.perPixel, viewWidth, length, frames],
  );
  const share = Math.min(100, Math.max(0, ((view.start - extent.start) / length) * 100));
  return (
    <Box
      sx={{
        borderBottom: 1,
        borderColor: 'divider',
        height: MINIMAP_HEIGHT + 1,
        minWidth: 0,
        overflow: 'hidden',
      }}
    >
      <canvas
        ref={canvas}
        role="scrollbar"
        aria-label="Part of the video in view"
        aria-orientation="horizontal"
        aria-controls="root"
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(share)}
        style={{
          width: '100%',
          height: MINIMAP_HEIGHT,
          display: 'block',
          cursor: 'grab',
          touchAction: 'none',
        }}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          const box = event.currentTarget.getBoundingClientRect();
          show(extent.start + ((event.clientX - box.left) / box.width) * length);
        }}
        onPointerMove={(event) => {
          if (event.buttons === 0) return;
          const box = event.currentTarget.getBoundingClientRect();
          show(extent.start + ((event.clientX - box.left) / box.width) * length);
        }}
      />
    </Box>
  );
}
