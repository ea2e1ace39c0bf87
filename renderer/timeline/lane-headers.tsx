import Box from '@mui/material/Box';
import { useEffect, useRef, type JSX } from 'react';
import { useColours } from '../app/colours.ts';
import { EVENT_MEANING, isEvent } from '../suggestions/basis.ts';
import { FILMSTRIP_HEIGHT, PEAKS_HEIGHT, RULER_HEIGHT } from './draw.ts';
import type { PlacedLane } from './layout.ts';
import { barColour } from './paint.ts';

/** The lane's name; of the model's lane, what its suggestions are where they are no answers. */
function hintOf({ kind, title, bars }: PlacedLane['lane']): string {
  const events = kind === 'suggestions' && bars.bars.some(isEvent);
  return events ? `${title}: ${EVENT_MEANING}` : title;
}

interface Props {
  readonly placed: readonly PlacedLane[];
  readonly head: number;
  readonly hasSound: boolean;
  readonly scroll: number;
  readonly onScroll: (scroll: number) => void;
  readonly height: number;
}

/** Names of the lanes. This column is what scrolls; the canvas follows it. */
export function LaneHeaders({ placed, head, hasSound, scroll, onScroll, height }: Props): JSX.Element {
  const colours = useColours();
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (list.current !== null && Math.abs(list.current.scrollTop - scroll) > 1)
      list.current.scrollTop = scroll;
  }, [scroll]);
  return (
    <Box
      sx={{ display: 'flex', flexDirection: 'column', minHeight: 0, borderRight: 1, borderColor: 'divider' }}
    >
      <Box
        sx={{
          height: head,
          flexShrink: 0,
          borderBottom: 1,
          borderColor: 'divider',
          color: 'text.disabled',
          fontSize: 11,
          px: 2,
        }}
      >
        <Box sx={{ height: RULER_HEIGHT, display: 'flex', alignItems: 'center' }}>Time</Box>
        <Box sx={{ height: FILMSTRIP_HEIGHT, display: 'flex', alignItems: 'center' }}>Pictures</Box>
        {hasSound && <Box sx={{ height: PEAKS_HEIGHT, display: 'flex', alignItems: 'center' }}>Sound</Box>}
      </Box>
      <Box
        ref={list}
        onScroll={(event) => onScroll(event.currentTarget.scrollTop)}
        sx={{ flex: 1, minHeight: 0, overflowY: 'auto', overflowX: 'hidden' }}
      >
        <Box sx={{ position: 'relative', height }}>
          {placed.map(({ lane, y, height: tall }) => (
            <Box
              key={lane.id}
              title={hintOf(lane)}
              sx={{
                position: 'absolute',
                top: y,
                left: 0,
                right: 0,
                height: tall,
                px: 2,
                display: 'flex',
                alignItems: tall > 60 ? 'flex-start' : 'center',
                pt: tall > 60 ? 1.5 : 0,
                gap: 1.5,
                fontSize: 12,
                borderBottom: 1,
                borderColor: colours.lineSoft,
                fontWeight: lane.kind === 'focus' ? 600 : 400,
                color: lane.kind === 'focus' ? 'text.primary' : 'text.secondary',
              }}
            >
              <Box
                sx={{
                  width: 8,
                  height: 8,
                  flexShrink: 0,
                  borderRadius: '2px',
                  border: `1.5px ${lane.kind === 'suggestions' ? 'dashed' : 'solid'} ${barColour(colours, lane.colour)}`,
                  bgcolor: lane.kind === 'suggestions' ? 'transparent' : barColour(colours, lane.colour),
                }}
              />
              <Box sx={{ overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap', flex: 1 }}>
                {lane.title}
              </Box>
              <Box sx={{ color: 'text.disabled', fontSize: 11 }}>
                {lane.bars.length > 0 ? lane.bars.length : ''}
              </Box>
            </Box>
          ))}
        </Box>
      </Box>
    </Box>
  );
}
