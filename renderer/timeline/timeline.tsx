import Box from '@mui/material/Box';
import { useMemo, useRef, useState, type JSX } from 'react';
import type { VideoDetail } from '../../src/service/contract/index.ts';
import type { FrameTable } from '../../src/time/frame-table.ts';
import { useColours } from '../app/colours.ts';
import { useLabelColours } from '../app/data.ts';
import { useView } from '../app/view-store.ts';
import { useTrimmed } from '../suggestions/use-trimmed.ts';
import { headHeight } from './draw.ts';
import { LaneHeaders } from './lane-headers.tsx';
import { lanesHeight, placeLanes } from './layout.ts';
import { Minimap } from './minimap-bar.tsx';
import { labelledLanes, topLanes } from './model.ts';
import { TimelineSurface } from './timeline-surface.tsx';
import { TimelineToolbar } from './toolbar.tsx';
import { useFilmstrip, usePeaks } from './use-media.ts';
import { useWidth } from './use-width.ts';
import { fit, type Extent } from './view.ts';

const HEADER_WIDTH = 148;

/** The timeline of one video: where intervals are seen, drawn and moved. */
export function Timeline({
  detail,
  table,
}: {
  readonly detail: VideoDetail;
  readonly table: FrameTable;
}): JSX.Element {
  const colours = useColours();
  const labelColours = useLabelColours();
  const itemId = useView((view) => view.itemId);
  const kept = useView((view) => view.timeline);
  const filmstrip = useFilmstrip(detail);
  const peaks = usePeaks(detail);
  const area = useRef<HTMLDivElement>(null);
  const width = useWidth(area);
  const [scroll, setScroll] = useState(0);
  const extent = useMemo<Extent>(
    () => ({ start: detail.firstTick, end: detail.endTick }),
    [detail.firstTick, detail.endTick],
  );
  const view = useMemo(() => kept ?? fit(extent, width), [kept, extent, width]);
  const shown = useTrimmed(detail);
  const labelled = useMemo(() => labelledLanes({ detail, labelColours }), [detail, labelColours]);
  const placed = useMemo(
    () => placeLanes([...topLanes({ detail: shown, labelColours, itemId }), ...labelled]),
    [shown, labelColours, itemId, labelled],
  );
  const head = headHeight({ peaks });
  return (
    <Box
      component="section"
      aria-label="Timeline"
      sx={{ height: 1, display: 'flex', flexDirection: 'column', bgcolor: 'background.paper' }}
    >
      <TimelineToolbar detail={detail} table={table} />
      <Box
        sx={{
          flex: 1,
          minHeight: 0,
          display: 'grid',
          gridTemplateColumns: `${HEADER_WIDTH}px minmax(0, 1fr)`,
          gridTemplateRows: 'auto minmax(0, 1fr)',
        }}
      >
        <Box
          sx={{
            borderRight: 1,
            borderBottom: 1,
            borderColor: 'divider',
            px: 2,
            color: 'text.disabled',
            fontSize: 11,
            display: 'flex',
            alignItems: 'center',
          }}
        >
          Whole video
        </Box>
        <Minimap
          extent={extent}
          view={view}
          viewWidth={width}
          placed={placed}
          coverage={detail.coverage}
          frames={table.pts.length}
        />
        <LaneHeaders
          placed={placed}
          head={head}
          hasSound={peaks !== null}
          scroll={scroll}
          onScroll={setScroll}
          height={lanesHeight(placed)}
        />
        <Box ref={area} sx={{ position: 'relative', minWidth: 0, minHeight: 0, overflow: 'hidden' }}>
          {width > 0 && (
            <TimelineSurface
              detail={detail}
              table={table}
              extent={extent}
              view={view}
              width={width}
              placed={placed}
              scroll={scroll}
              onScroll={setScroll}
              filmstrip={filmstrip}
              peaks={peaks}
              colours={colours}
            />
          )}
        </Box>
      </Box>
    </Box>
  );
}
