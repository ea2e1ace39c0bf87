import Box from '@mui/material/Box';
import { useCallback, type JSX } from 'react';
import { setView } from '../app/view-store.ts';
import { useWords } from '../words/words.ts';
import { MINIMAP_HEIGHT } from './minimap.ts';
import type { Stage } from './stage.ts';
import { bounded } from './view.ts';

/** The timeline's scrollbar: dragging it moves the part in view. The stage paints it. */
export function Minimap({ stage, share }: { readonly stage: Stage; readonly share: number }): JSX.Element {
  const t = useWords('timeline');
  const attach = useCallback((node: HTMLCanvasElement | null) => stage.attach('minimap', node), [stage]);
  const show = (event: { readonly clientX: number; readonly currentTarget: Element }): void => {
    const { scene } = stage.surface;
    const box = event.currentTarget.getBoundingClientRect();
    const length = scene.extent.end - scene.extent.start;
    const middle = scene.extent.start + ((event.clientX - box.left) / box.width) * length;
    const { perPixel } = scene.view;
    const start = middle - (scene.width * perPixel) / 2;
    setView({
      timeline: bounded({ start, perPixel }, scene.extent, scene.width, length / scene.table.pts.length),
    });
  };
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
        ref={attach}
        role="scrollbar"
        aria-label={t('partInView')}
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
          show(event);
        }}
        onPointerMove={(event) => {
          if (event.buttons !== 0) show(event);
        }}
      />
    </Box>
  );
}
