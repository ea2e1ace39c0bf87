import GoTo from '@mui/icons-material/ShortcutOutlined';
import Loop from '@mui/icons-material/RepeatOutlined';
import Mute from '@mui/icons-material/VolumeOffOutlined';
import Pause from '@mui/icons-material/Pause';
import Piece from '@mui/icons-material/SmartDisplayOutlined';
import Play from '@mui/icons-material/PlayArrow';
import Sound from '@mui/icons-material/VolumeUpOutlined';
import StepBack from '@mui/icons-material/NavigateBefore';
import StepOn from '@mui/icons-material/NavigateNext';
import Box from '@mui/material/Box';
import MenuItem from '@mui/material/MenuItem';
import Select from '@mui/material/Select';
import Slider from '@mui/material/Slider';
import { useEffect, useState, type JSX } from 'react';
import type { VideoDetail } from '../../src/service/contract/index.ts';
import type { FrameTable } from '../../src/time/frame-table.ts';
import { ActionIcon } from '../app/action-button.tsx';
import { clock, currentEngine } from '../app/studio.ts';
import { setView, useView } from '../app/view-store.ts';
import { useFormats, useWords } from '../words/words.ts';
import { Chip } from './chip.tsx';
import { ProxiesPanel } from './proxies-panel.tsx';
import { ProxyOffer, type SlowJumps } from './proxy-offer.tsx';
import { Readout } from './readout.tsx';
import { SeekBar } from './seek-bar.tsx';
import { SPEEDS } from './shuttle.ts';

/** Left out where there is little room; its key works all the same. */
const ROOMY = { display: 'flex', '@container (max-width: 480px)': { display: 'none' } } as const;

/** Under the picture: the seek bar; transport on the left, where one is in the middle, speed and sound on the right. */
export function PlayerControls({
  detail,
  table,
  proxy,
  slow,
}: {
  readonly detail: VideoDetail;
  readonly table: FrameTable;
  /** Whether a proxy is what plays. */
  readonly proxy: boolean;
  /** Where it is not, and jumps would be quicker with one. */
  readonly slow: SlowJumps | null;
}): JSX.Element {
  const playing = usePlaying();
  return (
    <Box
      sx={{
        flexShrink: 0,
        containerType: 'inline-size',
        bgcolor: 'background.paper',
        borderTop: 1,
        borderColor: 'divider',
      }}
    >
      <SeekBar detail={detail} table={table} />
      <Box
        sx={{
          height: 36,
          display: 'grid',
          // Never over each other: the buttons keep their room, and what can be left out goes first.
          gridTemplateColumns: 'minmax(84px, 1fr) auto minmax(max-content, 1fr)',
          columnGap: 2,
          alignItems: 'center',
          px: 2,
        }}
      >
        <Box sx={{ display: 'flex', gap: 0.5, alignItems: 'center', minWidth: 0 }}>
          <ActionIcon id="frame-back">
            <StepBack />
          </ActionIcon>
          <ActionIcon id="play" active={playing}>
            {playing ? <Pause /> : <Play />}
          </ActionIcon>
          <ActionIcon id="frame-on">
            <StepOn />
          </ActionIcon>
          <Box sx={ROOMY}>
            <ActionIcon id="play-piece">
              <Piece />
            </ActionIcon>
          </Box>
          {proxy && <ProxyChip detail={detail} />}
          {slow !== null && <ProxyOffer detail={detail} slow={slow} />}
        </Box>
        <Readout table={table} crowded={proxy || slow !== null} />
        <Box
          sx={{ display: 'flex', gap: 0.5, justifyContent: 'flex-end', alignItems: 'center', minWidth: 0 }}
        >
          <Box sx={ROOMY}>
            <ActionIcon id="go-to">
              <GoTo />
            </ActionIcon>
          </Box>
          <Speed />
          <LoopSwitch />
          {detail.hasSound && <Volume />}
        </Box>
      </Box>
    </Box>
  );
}

function Speed(): JSX.Element {
  const t = useWords('player');
  const { number } = useFormats();
  const speed = useView((view) => view.speed);
  return (
    <Select
      variant="standard"
      disableUnderline
      value={speed}
      aria-label={t('speed')}
      onChange={(event) => {
        const next = event.target.value;
        setView({ speed: next });
        if (clock.now.playing) currentEngine()?.play(next);
      }}
      renderValue={(value) => `${number(value)}x`}
      sx={{
        fontSize: 13,
        color: 'text.secondary',
        minWidth: 52,
        '& .MuiSelect-select': { py: 0.5, textAlign: 'right' },
      }}
    >
      {[...new Set([...SPEEDS, speed])]
        .toSorted((a, b) => a - b)
        .map((each) => (
          <MenuItem key={each} value={each}>
            {number(each)}x
          </MenuItem>
        ))}
    </Select>
  );
}

function LoopSwitch(): JSX.Element {
  const loop = useView((view) => view.loop);
  return (
    <ActionIcon id="loop" active={loop}>
      <Loop />
    </ActionIcon>
  );
}

function Volume(): JSX.Element {
  const t = useWords('player');
  const muted = useView((view) => view.muted);
  const volume = useView((view) => view.volume);
  return (
    <>
      <ActionIcon id="mute" active={!muted}>
        {muted || volume === 0 ? <Mute /> : <Sound />}
      </ActionIcon>
      <Slider
        size="small"
        aria-label={t('volume')}
        min={0}
        max={100}
        value={muted ? 0 : Math.round(volume * 100)}
        onChange={(_event, value) => {
          const next = (Array.isArray(value) ? (value[0] ?? 0) : value) / 100;
          setView({ volume: next, muted: next === 0 });
        }}
        sx={{
          width: 56,
          mx: 1,
          color: 'text.secondary',
          '@container (max-width: 760px)': { display: 'none' },
        }}
      />
    </>
  );
}

/** Says that a proxy plays, and leads to what can be done with it. */
function ProxyChip({ detail }: { readonly detail: VideoDetail }): JSX.Element {
  const t = useWords('player');
  return (
    <Chip
      testId="proxy-info"
      label={t('proxyInfo')}
      tip={detail.playable ? t('proxyQuicker') : t('proxyTip', { codec: detail.codec })}
      title={t('proxies')}
    >
      <ProxiesPanel videoId={detail.id} />
    </Chip>
  );
}

function usePlaying(): boolean {
  const [playing, setPlaying] = useState(clock.now.playing);
  useEffect(() => clock.watch((now) => setPlaying(now.playing)), []);
  return playing;
}
