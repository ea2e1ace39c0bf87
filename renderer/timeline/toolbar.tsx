import ZoomIn from '@mui/icons-material/Add';
import Fit from '@mui/icons-material/FitScreenOutlined';
import Follow from '@mui/icons-material/KeyboardTabOutlined';
import ZoomOut from '@mui/icons-material/Remove';
import Heat from '@mui/icons-material/GradientOutlined';
import Snap from '@mui/icons-material/AlignHorizontalLeftOutlined';
import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';
import { useSyncExternalStore, type JSX } from 'react';
import type { VideoDetail } from '../../src/service/contract/index.ts';
import type { FrameTable } from '../../src/time/frame-table.ts';
import { ActionIcon } from '../app/action-button.tsx';
import { keyOrTitle } from '../app/shown-key.ts';
import { useView } from '../app/view-store.ts';
import { spokenConfidence } from '../suggestions/confidence.ts';
import { hasSpan } from '../tasks/plan.ts';
import { timecode } from '../player/timecode.ts';
import { useWords } from '../words/words.ts';
import { intervalAt, OFF_GRID, type Columns } from './columns.ts';
import { boundaryNear } from './gesture.ts';
import { LaneMenu } from './lane-menu.tsx';
import type { Lane } from './layout.ts';
import { recording } from './record.ts';
import { selectedIds } from './selection.ts';

interface Props {
  readonly detail: VideoDetail;
  readonly table: FrameTable;
  readonly columns: Columns;
  readonly lanes: readonly Lane[];
  /** How far the drawn answers are whose places are shown behind the item's lanes. */
  readonly heat: 'unwanted' | 'making' | 'ready' | 'none';
}

/** Zoom, snapping, what the lanes stand for, what is selected, and what the marks would make. */
export function TimelineToolbar({ detail, table, columns, lanes, heat }: Props): JSX.Element {
  const follow = useView((view) => view.follow);
  const snap = useView((view) => view.snap);
  const heatLane = useView((view) => view.heatLane);
  const t = useWords('suggestions');
  return (
    <Box
      sx={{
        height: 32,
        flexShrink: 0,
        display: 'flex',
        alignItems: 'center',
        gap: 0.5,
        px: 1.5,
        borderBottom: 1,
        borderColor: 'divider',
        whiteSpace: 'nowrap',
        overflow: 'hidden',
      }}
    >
      <LaneMenu lanes={lanes} />
      <Box sx={{ width: 1, height: 16, mx: 1, borderLeft: 1, borderColor: 'divider', maxWidth: 0 }} />
      <ActionIcon id="zoom-out">
        <ZoomOut />
      </ActionIcon>
      <ActionIcon id="zoom-in">
        <ZoomIn />
      </ActionIcon>
      <ActionIcon id="zoom-fit">
        <Fit />
      </ActionIcon>
      <ActionIcon id="follow" active={follow}>
        <Follow />
      </ActionIcon>
      <ActionIcon id="snap" active={snap}>
        <Snap />
      </ActionIcon>
      <ActionIcon id="heat-lane" active={heatLane}>
        <Heat />
      </ActionIcon>
      {(heat === 'making' || heat === 'none') && (
        <Typography
          variant="caption"
          role="status"
          data-testid="heat-lane"
          sx={{ color: 'text.secondary', ml: 1 }}
        >
          {t(heat === 'making' ? 'heat.drawing' : 'heat.none')}
        </Typography>
      )}
      <Box sx={{ flex: 1 }} />
      <Readout detail={detail} table={table} columns={columns} />
    </Box>
  );
}

function Readout({ detail, table, columns }: Omit<Props, 'lanes' | 'heat'>): JSX.Element | null {
  const t = useWords('timeline');
  const intervalId = useView((view) => view.intervalId);
  const selected = useView((view) => view.selected);
  const suggestionId = useView((view) => view.suggestionId);
  const side = useView((view) => view.side);
  const growing = useSyncExternalStore(recording.subscribe, () => recording.getState().growing);
  const seconds = (tick: number): string => timecode((tick * table.timebase.num) / table.timebase.den);
  const [first] = growing;
  if (first !== undefined)
    return (
      <Typography variant="caption" data-testid="growing" sx={{ color: 'primary.main' }}>
        {t(first.down ? 'growingHeld' : 'growingWaits', { count: growing.length, lane: first.lane.title })}
      </Typography>
    );
  const ids = selectedIds({ intervalId, selected });
  if (ids.length > 1)
    return (
      <Typography variant="caption" data-testid="selection" sx={{ color: 'text.secondary' }}>
        {t('several', { count: ids.length })}
      </Typography>
    );
  const interval = intervalId === null ? null : intervalAt(columns, intervalId);
  if (interval !== null) {
    const { start, end, flags } = interval;
    const off = (flags & (OFF_GRID.start | OFF_GRID.end)) !== 0;
    return (
      <Typography variant="caption" data-testid="selection" sx={{ color: 'text.secondary' }}>
        <Edge active={side === 'start'}>{seconds(start)}</Edge> {t('to')}{' '}
        <Edge active={side === 'end'}>{seconds(end)}</Edge>
        {' · '}
        {t('frames', { count: boundaryNear(table, end) - boundaryNear(table, start) })}
        {off ? ` · ${t('betweenFrames')}` : ''}
      </Typography>
    );
  }
  const suggestion = detail.suggestions.find((each) => each.id === suggestionId);
  if (suggestion !== undefined && hasSpan(suggestion))
    return (
      <Typography variant="caption" data-testid="selection" sx={{ color: 'text.secondary' }}>
        {t('suggested', {
          start: seconds(suggestion.start),
          end: seconds(suggestion.end),
          sure: spokenConfidence(suggestion),
        })}
      </Typography>
    );
  return <Marks seconds={seconds} />;
}

function Marks({ seconds }: { readonly seconds: (tick: number) => string }): JSX.Element {
  const t = useWords('timeline');
  const markIn = useView((view) => view.markIn);
  const markOut = useView((view) => view.markOut);
  if (markIn === null && markOut === null)
    return (
      <Typography variant="caption" sx={{ color: 'text.disabled' }}>
        {t('hint')}
      </Typography>
    );
  const wrong = markIn !== null && markOut !== null && markIn >= markOut;
  return (
    <Typography variant="caption" data-testid="marks" sx={{ color: 'text.secondary' }}>
      {t('marks', {
        start: markIn === null ? '–' : seconds(markIn),
        end: markOut === null ? '–' : seconds(markOut),
      })}
      {` · ${wrong ? t('outAfterIn') : t('enterMakes', { key: keyOrTitle('create') })}`}
    </Typography>
  );
}

function Edge({ active, children }: { readonly active: boolean; readonly children: string }): JSX.Element {
  return (
    <Box
      component="span"
      sx={{ color: active ? 'primary.main' : 'text.primary', fontWeight: active ? 600 : 400 }}
    >
      {children}
    </Box>
  );
}
