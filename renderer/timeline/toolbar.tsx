import ZoomIn from '@mui/icons-material/Add';
import Fit from '@mui/icons-material/FitScreenOutlined';
import Follow from '@mui/icons-material/KeyboardTabOutlined';
import ZoomOut from '@mui/icons-material/Remove';
import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';
import type { JSX } from 'react';
import type { VideoDetail } from '../../src/service/contract/index.ts';
import type { FrameTable } from '../../src/time/frame-table.ts';
import { ActionIcon } from '../app/action-button.tsx';
import { useView } from '../app/view-store.ts';
import { spokenConfidence } from '../suggestions/confidence.ts';
import { hasSpan } from '../tasks/plan.ts';
import { grouped, timecode } from '../player/timecode.ts';

/** Zoom, what is selected, and what the marks would make. */
export function TimelineToolbar({
  detail,
  table,
}: {
  readonly detail: VideoDetail;
  readonly table: FrameTable;
}): JSX.Element {
  const follow = useView((view) => view.follow);
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
      }}
    >
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
      <Box sx={{ flex: 1 }} />
      <SelectionReadout detail={detail} table={table} />
    </Box>
  );
}

function SelectionReadout({
  detail,
  table,
}: {
  readonly detail: VideoDetail;
  readonly table: FrameTable;
}): JSX.Element | null {
  const intervalId = useView((view) => view.intervalId);
  const suggestionId = useView((view) => view.suggestionId);
  const side = useView((view) => view.side);
  const markIn = useView((view) => view.markIn);
  const markOut = useView((view) => view.markOut);
  const interval = detail.items.flatMap((item) => item.intervals).find((each) => each.id === intervalId);
  const suggestion = detail.suggestions.find((each) => each.id === suggestionId);
  const seconds = (tick: number): string => timecode((tick * table.timebase.num) / table.timebase.den);
  if (interval !== undefined) {
    const frames = interval.endFrame - interval.startFrame;
    return (
      <Typography variant="caption" data-testid="selection" sx={{ color: 'text.secondary' }}>
        <Edge active={side === 'start'}>{seconds(interval.start)}</Edge> to{' '}
        <Edge active={side === 'end'}>{seconds(interval.end)}</Edge>
        {` · ${grouped(frames)} ${frames === 1 ? 'frame' : 'frames'}`}
        {interval.offGrid.start || interval.offGrid.end ? ' · between frames, as imported' : ''}
      </Typography>
    );
  }
  if (suggestion !== undefined && hasSpan(suggestion))
    return (
      <Typography variant="caption" data-testid="selection" sx={{ color: 'text.secondary' }}>
        {`Suggested ${seconds(suggestion.start)} to ${seconds(suggestion.end)} · ${spokenConfidence(suggestion)}`}
      </Typography>
    );
  if (markIn === null && markOut === null)
    return (
      <Typography variant="caption" sx={{ color: 'text.disabled' }}>
        Drag in a lane to draw an interval · Ctrl and wheel zooms
      </Typography>
    );
  return (
    <Typography variant="caption" data-testid="marks" sx={{ color: 'text.secondary' }}>
      {`In ${markIn === null ? '–' : seconds(markIn)} · out ${markOut === null ? '–' : seconds(markOut)}`}
      {markIn !== null && markOut !== null && markIn >= markOut
        ? ' · the out mark must come later'
        : ' · Enter makes an interval'}
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
