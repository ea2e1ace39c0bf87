import Box from '@mui/material/Box';
import { useEffect, useLayoutEffect, useRef, useState, type JSX } from 'react';
import type { VideoDetail } from '../../src/service/contract/index.ts';
import { frameAt, type FrameTable } from '../../src/time/frame-table.ts';
import { ticks } from '../../src/time/ticks.ts';
import { currentEngine } from '../app/studio.ts';
import { tileAt } from '../timeline/media-band.ts';
import { useFilmstrip } from '../timeline/use-media.ts';
import { useWords } from '../words/words.ts';
import type { FramePicture } from './frame-picture.ts';
import { timecode } from './timecode.ts';

/** A picture for a place in the video: near at once, from the filmstrip; exact a moment later, once the pointer rests. */
export interface HoverPicture {
  /** Draws it into a rectangle of this size at 0, 0. */
  readonly draw: (context: CanvasRenderingContext2D, width: number, height: number) => void;
  /** The tick of the picture that is drawn, which may not be the asked one. */
  readonly tick: number;
  readonly exact: boolean;
}

/** How long the pointer must rest before a frame is decoded for it. */
const REST_MS = 120;

/** The picture at `tick` of the open video; null while there is none, or for `tick` null. */
export function useHoverPicture(
  tick: number | null,
  detail: VideoDetail,
  table: FrameTable,
): HoverPicture | null {
  const strip = useFilmstrip(detail);
  const exact = useExactPicture(tick, table);
  if (tick === null) return null;
  if (exact !== null) {
    const { picture, frame } = exact;
    return {
      draw: (context, width, height) => picture.draw(context, width, height),
      tick: table.pts[frame] ?? 0,
      exact: true,
    };
  }
  if (strip === null || strip.sheet.ticks.length === 0) return null;
  const { sheet, image } = strip;
  const tile = tileAt(sheet.ticks, tick);
  const x = (tile % sheet.columns) * sheet.tileWidth;
  const y = Math.floor(tile / sheet.columns) * sheet.tileHeight;
  return {
    draw: (context, width, height) =>
      context.drawImage(image, x, y, sheet.tileWidth, sheet.tileHeight, 0, 0, width, height),
    tick: sheet.ticks[tile] ?? 0,
    exact: false,
  };
}

/** The exact frame under a resting pointer, decoded small. */
function useExactPicture(
  tick: number | null,
  table: FrameTable,
): { readonly picture: FramePicture; readonly frame: number } | null {
  const [found, setFound] = useState<{ picture: FramePicture; frame: number } | null>(null);
  const frame = tick === null ? null : frameAt(table, ticks(Math.round(tick)));
  useEffect(() => {
    if (frame === null) return undefined;
    let gone = false;
    const timer = setTimeout(() => {
      void currentEngine()
        ?.smallPicture(frame)
        .then((picture) => {
          if (gone) picture?.close();
          else if (picture !== null) setFound({ picture, frame });
        });
    }, REST_MS);
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [frame]);
  useEffect(() => () => found?.picture.close(), [found]);
  return found !== null && found.frame === frame ? found : null;
}

const WIDTH = 160;

/** The picture at a tick with its time beneath, for whoever hovers over time. Stands above the point `x` of its parent, within its `width`. */
export function HoverPictureBox({
  tick,
  x,
  width,
  detail,
  table,
}: {
  readonly tick: number | null;
  /** Pixels from the left of the parent, which must be positioned. */
  readonly x: number;
  readonly width: number;
  readonly detail: VideoDetail;
  readonly table: FrameTable;
}): JSX.Element | null {
  const t = useWords('player');
  const canvas = useRef<HTMLCanvasElement>(null);
  const picture = useHoverPicture(tick, detail, table);
  const height = Math.round((WIDTH * detail.height) / Math.max(1, detail.width));
  useLayoutEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (context === undefined || context === null || picture === null) return;
    const ratio = window.devicePixelRatio;
    Object.assign(context.canvas, { width: WIDTH * ratio, height: height * ratio });
    picture.draw(context, WIDTH * ratio, height * ratio);
  });
  if (tick === null) return null;
  const seconds = (each: number): number => (each * table.timebase.num) / table.timebase.den;
  const asked = timecode(seconds(tick), 2);
  const left = Math.max(4, Math.min(x - WIDTH / 2, width - WIDTH - 4));
  return (
    <Box
      aria-hidden="true"
      data-testid="hover-picture"
      data-tick={picture?.tick}
      data-exact={picture?.exact}
      sx={{
        position: 'absolute',
        bottom: '100%',
        left,
        mb: 1,
        width: WIDTH,
        zIndex: 2,
        pointerEvents: 'none',
        borderRadius: 0.5,
        overflow: 'hidden',
        bgcolor: '#000',
        color: '#fff',
        border: '1px solid #fff3',
        fontSize: 12,
      }}
    >
      <Box sx={{ height, position: 'relative' }}>
        {picture !== null && (
          <canvas
            ref={canvas}
            style={{ width: WIDTH, height, display: 'block', position: 'absolute', inset: 0 }}
          />
        )}
      </Box>
      <Box sx={{ textAlign: 'center', py: 0.25, lineHeight: '18px' }}>
        {asked}
        {picture !== null && !picture.exact && (
          <Box component="span" sx={{ color: '#fff9', ml: 1 }}>
            {t('nearest', { time: timecode(seconds(picture.tick), 1) })}
          </Box>
        )}
      </Box>
    </Box>
  );
}
