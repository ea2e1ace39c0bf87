import Loop from '@mui/icons-material/RepeatOutlined';
import Mute from '@mui/icons-material/VolumeOffOutlined';
import Pause from '@mui/icons-material/Pause';
import Play from '@mui/icons-material/PlayArrow';
import Sound from '@mui/icons-material/VolumeUpOutlined';
import StepBack from '@mui/icons-material/NavigateBefore';
import StepOn from '@mui/icons-material/NavigateNext';
import Box from '@mui/material/Box';
import MenuItem from '@mui/material/MenuItem';
import Select from '@mui/material/Select';
import { useEffect, useRef, useState, type JSX } from 'react';
import type { VideoDetail } from '../../src/service/contract/index.ts';
import type { FrameTable } from '../../src/time/frame-table.ts';
import { ActionIcon } from '../app/action-button.tsx';
import { clock, currentEngine } from '../app/studio.ts';
import { setView, useView } from '../app/view-store.ts';
import { SPEEDS } from './shuttle.ts';
import { grouped, timecode } from './timecode.ts';

/** Under the picture: transport on the left, where one is in the middle, speed and loop on the right. */
export function PlayerControls({
  detail,
  table,
}: {
  readonly detail: VideoDetail;
  readonly table: FrameTable;
}): JSX.Element {
  const playing = usePlaying();
  const speed = useView((view) => view.speed);
  const loop = useView((view) => view.loop);
  const muted = useView((view) => view.muted);
  return (
    <Box
      sx={{
        height: 40,
        flexShrink: 0,
        display: 'grid',
        gridTemplateColumns: '1fr auto 1fr',
        alignItems: 'center',
        px: 2,
        bgcolor: 'background.paper',
        borderTop: 1,
        borderColor: 'divider',
      }}
    >
      <Box sx={{ display: 'flex', gap: 0.5 }}>
        <ActionIcon id="frame-back">
          <StepBack />
        </ActionIcon>
        <ActionIcon id="play" active={playing}>
          {playing ? <Pause /> : <Play />}
        </ActionIcon>
        <ActionIcon id="frame-on">
          <StepOn />
        </ActionIcon>
      </Box>
      <Readout table={table} />
      <Box sx={{ display: 'flex', gap: 1, justifyContent: 'flex-end', alignItems: 'center' }}>
        <Select
          variant="standard"
          disableUnderline
          value={speed}
          aria-label="Speed"
          onChange={(event) => {
            const next = event.target.value;
            setView({ speed: next });
            if (clock.now.playing) currentEngine()?.play(next);
          }}
          renderValue={(value) => `${value}x`}
          sx={{ fontSize: 13, color: 'text.secondary', '& .MuiSelect-select': { py: 0.5 } }}
        >
          {[...new Set([...SPEEDS, speed])]
            .toSorted((a, b) => a - b)
            .map((each) => (
              <MenuItem key={each} value={each}>
                {each}x
              </MenuItem>
            ))}
        </Select>
        <ActionIcon id="loop" active={loop}>
          <Loop />
        </ActionIcon>
        {detail.hasSound && (
          <ActionIcon id="mute" active={!muted}>
            {muted ? <Mute /> : <Sound />}
          </ActionIcon>
        )}
      </Box>
    </Box>
  );
}

function usePlaying(): boolean {
  const [playing, setPlaying] = useState(clock.now.playing);
  useEffect(() => clock.watch((now) => setPlaying(now.playing)), []);
  return playing;
}

/** Timecode, frame and tick, painted by hand: they change sixty times a second. */
function Readout({ table }: { readonly table: FrameTable }): JSX.Element {
  const time = useRef<HTMLSpanElement>(null);
  const frame = useRef<HTMLSpanElement>(null);
  const tick = useRef<HTMLSpanElement>(null);
  useEffect(
    () =>
      clock.watch((now) => {
        const seconds = (now.tick * table.timebase.num) / table.timebase.den;
        if (time.current !== null) time.current.textContent = timecode(seconds);
        if (frame.current !== null) frame.current.textContent = grouped(now.frame);
        if (tick.current !== null)
          tick.current.textContent = `${grouped(now.tick)}${now.playing && now.rate !== 1 ? ` · ${now.rate}x` : ''}`;
      }),
    [table],
  );
  return (
    <Box
      sx={{ display: 'flex', alignItems: 'baseline', gap: 3, whiteSpace: 'nowrap' }}
      role="timer"
      aria-label="Position"
    >
      <Box component="span" ref={time} data-testid="timecode" sx={{ fontSize: 16, fontWeight: 600 }} />
      <Box component="span" sx={{ color: 'text.secondary', fontSize: 12 }}>
        frame <Box component="span" ref={frame} data-testid="frame" sx={{ color: 'text.primary' }} /> of{' '}
        {grouped(table.pts.length)}
      </Box>
      <Box component="span" sx={{ color: 'text.disabled', fontSize: 12 }}>
        tick <span ref={tick} data-testid="tick" />
      </Box>
    </Box>
  );
}
