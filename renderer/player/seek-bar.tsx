import Box from '@mui/material/Box';
import { useEffect, useRef, useState, type JSX, type PointerEvent } from 'react';
import type { VideoDetail } from '../../src/service/contract/index.ts';
import { edgeTick, frameCount, type FrameTable } from '../../src/time/frame-table.ts';
import { clock, currentEngine } from '../app/studio.ts';
import { useWords } from '../words/words.ts';
import { HoverPictureBox } from './hover-picture.tsx';
import { spokenSeconds } from '../a11y/spoken.ts';
import { grouped } from './timecode.ts';

/** The whole video as one line under the picture: where the playhead is; hovering shows pictures, dragging moves. */
export function SeekBar({
  detail,
  table,
}: {
  readonly detail: VideoDetail;
  readonly table: FrameTable;
}): JSX.Element {
  const t = useWords('player');
  const bar = useRef<HTMLDivElement>(null);
  const head = useRef<HTMLDivElement>(null);
  const [hover, setHover] = useState<{ tick: number; x: number; width: number } | null>(null);
  const first = edgeTick(table, 0);
  const length = Math.max(1, table.end - first);
  useEffect(
    () =>
      clock.watch((now) => {
        const share = Math.max(0, Math.min(1, (now.tick - first) / length));
        if (head.current !== null) head.current.style.transform = `scaleX(${share})`;
        const node = bar.current;
        if (node === null) return;
        node.setAttribute('aria-valuenow', String(now.frame));
        const seconds = ((table.pts[now.frame] ?? 0) * table.timebase.num) / table.timebase.den;
        node.setAttribute(
          'aria-valuetext',
          t('spokenPosition', { time: spokenSeconds(seconds), frame: grouped(now.frame) }),
        );
      }),
    [first, length, table, t],
  );
  const place = (event: PointerEvent<HTMLDivElement>): { tick: number; x: number; width: number } => {
    const box = event.currentTarget.getBoundingClientRect();
    const x = Math.max(0, Math.min(event.clientX - box.left, box.width));
    return { tick: Math.round(first + (x / Math.max(1, box.width)) * (length - 1)), x, width: box.width };
  };
  return (
    <Box sx={{ position: 'relative', flexShrink: 0 }}>
      <Box
        ref={bar}
        role="slider"
        tabIndex={0}
        aria-label={t('seekBar')}
        aria-valuemin={0}
        aria-valuemax={frameCount(table) - 1}
        aria-valuenow={0}
        data-testid="seek-bar"
        onPointerDown={(event) => {
          if (event.button !== 0) return;
          // The keyboard stays where the work is.
          event.preventDefault();
          event.currentTarget.setPointerCapture(event.pointerId);
          currentEngine()?.showTick(place(event).tick);
        }}
        onPointerMove={(event) => {
          const at = place(event);
          setHover(at);
          if (event.buttons === 1) currentEngine()?.showTick(at.tick);
        }}
        onPointerLeave={() => setHover(null)}
        onKeyDown={(event) => {
          const steps: Record<string, number> = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 };
          const frames = steps[event.key];
          if (frames === undefined || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey)
            return;
          event.preventDefault();
          currentEngine()?.step(frames);
        }}
        sx={{
          height: 14,
          display: 'flex',
          alignItems: 'center',
          bgcolor: 'background.paper',
          cursor: 'pointer',
          touchAction: 'none',
          '&:hover > div': { height: 6 },
        }}
      >
        <Box sx={{ height: 4, width: 1, bgcolor: 'divider', position: 'relative', overflow: 'hidden' }}>
          <Box
            ref={head}
            sx={{
              position: 'absolute',
              inset: 0,
              bgcolor: 'primary.main',
              transformOrigin: 'left',
              transform: 'scaleX(0)',
            }}
          />
        </Box>
      </Box>
      {hover !== null && (
        <HoverPictureBox tick={hover.tick} x={hover.x} width={hover.width} detail={detail} table={table} />
      )}
    </Box>
  );
}
