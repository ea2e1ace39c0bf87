import Collapsed from '@mui/icons-material/ChevronRight';
import Expanded from '@mui/icons-material/ExpandMore';
import Locked from '@mui/icons-material/Lock';
import Unlocked from '@mui/icons-material/LockOpen';
import Hide from '@mui/icons-material/VisibilityOffOutlined';
import Box from '@mui/material/Box';
import Tooltip from '@mui/material/Tooltip';
import { memo, type JSX, type ReactNode } from 'react';
import { keepFocus } from '../app/action-button.tsx';
import { keyText } from '../app/shown-key.ts';
import { isEvent } from '../suggestions/basis.ts';
import type { Colours } from '../theme.ts';
import { useFormats, useWords, words } from '../words/words.ts';
import { barsOf } from './bars.ts';
import { isOwnLane, toggleLane, type LaneSwitch } from './lane-state.ts';
import type { LaneState } from './grouping.ts';
import type { Lane, PlacedLane } from './layout.ts';
import { barColour } from './paint.ts';

/** The lane's name; of the model's lane, what its suggestions are where they are no answers. */
function hintOf({ kind, title, bars }: Lane): string {
  const events = kind === 'suggestions' && barsOf(bars).some(isEvent);
  return events ? `${title}: ${words('offers')('eventMeaning')}` : title;
}

interface Props {
  readonly placed: PlacedLane;
  readonly state: LaneState;
  readonly colours: Colours;
}

/** One lane's name, its key, its count, and the switches that show while the pointer or the focus is on it. */
export const LaneHeader = memo(function LaneHeader({ placed, state, colours }: Props): JSX.Element {
  const t = useWords('timeline');
  const formats = useFormats();
  const { lane, y, height } = placed;
  const own = isOwnLane(lane);
  const top = height > 60 && !lane.collapsed;
  const swatch = barColour(colours, lane.colour);
  const solo = state.solo === true;
  return (
    <Box
      role="group"
      aria-label={lane.title}
      data-lane={lane.id}
      title={hintOf(lane)}
      sx={{
        position: 'absolute',
        top: y,
        left: 0,
        right: 0,
        height,
        pl: own ? 0.5 : 2,
        pr: 1,
        display: 'flex',
        alignItems: top ? 'flex-start' : 'center',
        pt: top ? 1 : 0,
        gap: 1,
        fontSize: lane.collapsed ? 11 : 12,
        borderBottom: 1,
        borderColor: colours.lineSoft,
        bgcolor: lane.locked ? colours.ground : 'transparent',
        fontWeight: lane.kind === 'focus' ? 600 : 400,
        color: lane.kind === 'focus' ? 'text.primary' : 'text.secondary',
        '& [data-switch]': { opacity: 0, width: 0, overflow: 'hidden' },
        '&:hover [data-switch], &:focus-within [data-switch], & [data-switch][aria-pressed=true]': {
          opacity: 1,
          width: 18,
        },
        '&:hover [data-count], &:focus-within [data-count]': { display: 'none' },
      }}
    >
      {own && (
        <Switch
          always
          lane={lane}
          what="collapsed"
          on={lane.collapsed}
          label={t(lane.collapsed ? 'expand' : 'collapse', { lane: lane.title })}
        >
          {lane.collapsed ? <Collapsed /> : <Expanded />}
        </Switch>
      )}
      <Box
        sx={{
          width: 8,
          height: 8,
          mt: top ? 1.25 : 0,
          flexShrink: 0,
          borderRadius: '2px',
          border: `1.5px ${lane.kind === 'suggestions' ? 'dashed' : 'solid'} ${swatch}`,
          bgcolor: lane.kind === 'suggestions' ? 'transparent' : swatch,
        }}
      />
      <Box sx={{ overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap', flex: 1, minWidth: 0 }}>
        {lane.title}
      </Box>
      {own && (
        <>
          <Switch
            lane={lane}
            what="solo"
            on={solo}
            label={t(solo ? 'soloOff' : 'solo', { lane: lane.title })}
          >
            <Box component="span" sx={{ fontSize: 11, fontWeight: 700, lineHeight: '18px' }}>
              {t('soloMark')}
            </Box>
          </Switch>
          <Switch
            lane={lane}
            what="locked"
            on={lane.locked}
            label={t(lane.locked ? 'unlock' : 'lock', { lane: lane.title })}
          >
            {lane.locked ? <Locked /> : <Unlocked />}
          </Switch>
          <Switch lane={lane} what="hidden" on={false} label={t('hide', { lane: lane.title })}>
            <Hide />
          </Switch>
        </>
      )}
      <Box data-count sx={{ color: 'text.disabled', fontSize: 11 }}>
        {lane.bars.length > 0 ? formats.number(lane.bars.length) : ''}
      </Box>
      {lane.key !== null && (
        <Tooltip title={t('holdKey', { lane: lane.title, key: keyText(lane.key) })}>
          <Box
            component="kbd"
            data-testid="lane-key"
            sx={{
              fontFamily: 'inherit',
              fontSize: 10,
              lineHeight: '14px',
              minWidth: 14,
              px: 0.75,
              mt: top ? 0.5 : 0,
              textAlign: 'center',
              border: 1,
              borderColor: 'divider',
              borderRadius: '3px',
              color: 'text.secondary',
              bgcolor: colours.raised,
            }}
          >
            {lane.key.startsWith('shift+') ? `⇧${lane.key.slice(6)}` : keyText(lane.key)}
          </Box>
        </Tooltip>
      )}
    </Box>
  );
});

function Switch({
  lane,
  what,
  on,
  label,
  always = false,
  children,
}: {
  readonly lane: Lane;
  readonly what: LaneSwitch;
  readonly on: boolean;
  readonly label: string;
  readonly always?: boolean;
  readonly children: ReactNode;
}): JSX.Element {
  return (
    <Box
      component="button"
      type="button"
      aria-label={label}
      title={label}
      aria-pressed={on}
      {...(always ? {} : { 'data-switch': what })}
      onMouseDown={keepFocus}
      onClick={() => toggleLane(lane.id, what)}
      sx={{
        flexShrink: 0,
        width: 18,
        height: 18,
        p: 0,
        border: 0,
        borderRadius: '3px',
        bgcolor: 'transparent',
        color: on && !always ? 'primary.main' : 'text.disabled',
        cursor: 'pointer',
        display: 'grid',
        placeItems: 'center',
        '& svg': { fontSize: 14 },
        '&:hover': { color: 'text.primary' },
      }}
    >
      {children}
    </Box>
  );
}
