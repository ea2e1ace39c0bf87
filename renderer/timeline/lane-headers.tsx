import Box from '@mui/material/Box';
import { useEffect, useRef, type JSX } from 'react';
import { useColours } from '../app/colours.ts';
import { useWords } from '../words/words.ts';
import type { LaneStates } from './grouping.ts';
import { LaneHeader } from './lane-header.tsx';
import type { PlacedLane } from './layout.ts';
import { FILMSTRIP_HEIGHT, PEAKS_HEIGHT, RULER_HEIGHT } from './scene.ts';

interface Props {
  readonly placed: readonly PlacedLane[];
  readonly states: LaneStates;
  readonly head: number;
  readonly hasSound: boolean;
  readonly scroll: number;
  readonly onScroll: (scroll: number) => void;
  readonly height: number;
}

/** Names of the lanes and what can be done with them. This column is what scrolls; the canvas follows it. */
export function LaneHeaders(props: Props): JSX.Element {
  const { placed, states, head, hasSound, scroll, onScroll, height } = props;
  const colours = useColours();
  const t = useWords('timeline');
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (list.current !== null && Math.abs(list.current.scrollTop - scroll) > 1)
      list.current.scrollTop = scroll;
  }, [scroll]);
  const caption = (tall: number, text: string): JSX.Element => (
    <Box sx={{ height: tall, display: 'flex', alignItems: 'center' }}>{text}</Box>
  );
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
        {caption(RULER_HEIGHT, t('time'))}
        {caption(FILMSTRIP_HEIGHT, t('pictures'))}
        {hasSound && caption(PEAKS_HEIGHT, t('sound'))}
      </Box>
      <Box
        ref={list}
        onScroll={(event) => onScroll(event.currentTarget.scrollTop)}
        sx={{ flex: 1, minHeight: 0, overflowY: 'auto', overflowX: 'hidden' }}
      >
        <Box sx={{ position: 'relative', height }}>
          {placed.map((each) => (
            <LaneHeader
              key={each.lane.id}
              placed={each}
              state={states[each.lane.id] ?? NO_STATE}
              colours={colours}
            />
          ))}
        </Box>
      </Box>
    </Box>
  );
}

const NO_STATE = {};
