import Box from '@mui/material/Box';
import { useCallback, useLayoutEffect, useMemo, useRef, useState, type JSX } from 'react';
import type { VideoDetail } from '../../src/service/contract/index.ts';
import type { FrameTable } from '../../src/time/frame-table.ts';
import { useColours } from '../app/colours.ts';
import { useLabelColours, useLabels } from '../app/data.ts';
import { useView } from '../app/view-store.ts';
import type { Fetched } from '../client.ts';
import { useDensity } from '../suggestions/heat.tsx';
import { useTrimmed } from '../suggestions/use-trimmed.ts';
import { useWords } from '../words/words.ts';
import { groupedLanes, shownLanes } from './groups.ts';
import { useColumns } from './interval-source.ts';
import { LaneHeaders } from './lane-headers.tsx';
import { lanesHeight, placeLanes } from './layout.ts';
import { Minimap } from './minimap-bar.tsx';
import { topLanes } from './model.ts';
import { lockedLaneOf, setLanes } from './lanes-now.ts';
import { headHeight, type Scene } from './scene.ts';
import { placesOf, selectedIds } from './selection.ts';
import { silenceEdges } from './snap.ts';
import { Stage, type SceneInput } from './stage.ts';
import { TimelineSurface } from './timeline-surface.tsx';
import { TimelineToolbar } from './toolbar.tsx';
import { useCuts, useFilmstrip, usePeaks } from './use-media.ts';
import { useRecordKeys } from './use-record-keys.ts';
import { useSize } from './use-size.ts';

const HEADER_WIDTH = 184;
const SILENT = new Float64Array();

/** The timeline of one video: where intervals are seen, drawn and moved. */
export function Timeline({
  detail,
  table,
}: {
  readonly detail: VideoDetail;
  readonly table: FrameTable;
}): JSX.Element {
  const t = useWords('timeline');
  const colours = useColours();
  const labelColours = useLabelColours();
  const labels = useLabels();
  const columns = useColumns(detail.id);
  const itemId = useView((view) => view.itemId);
  const grouping = useView((view) => view.grouping);
  const states = useView((view) => view.lanes);
  const filmstrip = useFilmstrip(detail);
  const peaks = usePeaks(detail);
  const cuts = useCuts(detail);
  const heat = useHeat(detail, itemId);
  const area = useRef<HTMLDivElement>(null);
  const { width, height } = useSize(area);
  const [scroll, setScroll] = useState(0);
  const [share, setShare] = useState(0);
  const extent = useMemo(
    () => ({ start: detail.firstTick, end: detail.endTick }),
    [detail.firstTick, detail.endTick],
  );
  const trimmed = useTrimmed(detail);
  const input = useMemo(() => ({ detail, columns, labelColours }), [detail, columns, labelColours]);
  // The words of the lanes' names change with the language, which `t` stands for.
  const grouped = useMemo(
    () => (t === null ? [] : groupedLanes(input, grouping, labels, states)),
    [input, grouping, labels, states, t],
  );
  const placed = useMemo(() => {
    const lanes = shownLanes(grouped, states);
    const top = topLanes({ ...input, detail: trimmed }, itemId);
    const own = lanes.find((lane) => lane.itemId !== null && lane.itemId === itemId);
    // What is locked below is locked above too.
    const item = detail.items.find(({ id }) => id === itemId);
    const locked = item !== undefined && lockedLaneOf(grouped, item) !== null;
    return placeLanes([
      ...top.map((lane) => ({
        ...lane,
        locked,
        key: null,
        colour: own?.colour ?? lane.colour,
      })),
      ...lanes,
    ]);
  }, [grouped, states, input, trimmed, itemId, detail.items]);
  useLayoutEffect(
    () =>
      setLanes(
        placed.map(({ lane }) => lane),
        grouped,
      ),
    [placed, grouped],
  );
  useRecordKeys();
  const head = headHeight({ peaks });
  const selection = useSelection(placed);
  const scene: SceneInput = {
    width,
    height,
    ratio: window.devicePixelRatio,
    extent,
    table,
    placed,
    scroll,
    ...selection,
    selectedItem: itemId,
    filmstrip,
    peaks,
    cuts,
    heat: heat.state === 'ready' ? heat.value : null,
    colours,
    coverage: detail.coverage,
  };
  const [stage] = useState(() => new Stage(scene));
  const silences = useMemo(() => (peaks === null ? SILENT : silenceEdges(peaks, table)), [peaks, table]);
  useLayoutEffect(() => {
    stage.hear(silences);
    if (width > 0) stage.update(scene);
  });
  const onSettled = useCallback(({ view, extent: all }: Scene) => {
    const length = all.end - all.start;
    setShare(Math.min(100, Math.max(0, ((view.start - all.start) / length) * 100)));
  }, []);
  return (
    <Box
      component="section"
      aria-label={t('title')}
      sx={{ height: 1, display: 'flex', flexDirection: 'column', bgcolor: 'background.paper' }}
    >
      <TimelineToolbar detail={detail} table={table} columns={columns} lanes={grouped} heat={heat.state} />
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
          {t('wholeVideo')}
        </Box>
        <Minimap stage={stage} share={share} />
        <LaneHeaders
          placed={placed}
          states={states}
          head={head}
          hasSound={peaks !== null}
          scroll={scroll}
          onScroll={setScroll}
          height={lanesHeight(placed)}
        />
        <Box ref={area} sx={{ position: 'relative', minWidth: 0, minHeight: 0, overflow: 'hidden' }}>
          <TimelineSurface
            detail={detail}
            stage={stage}
            scroll={scroll}
            onScroll={setScroll}
            onSettled={onSettled}
            colours={colours}
          />
        </Box>
      </Box>
    </Box>
  );
}

/** Where drawn answers to the selected item lie, where a person wants to see it: drawing them costs the model's time. */
function useHeat({ suggestions }: VideoDetail, itemId: string | null): Fetched<Float32Array> | Unwanted {
  const wanted = useView((view) => view.heatLane) && itemId !== null;
  const policy = wanted ? suggestions.find((each) => each.itemId === itemId)?.policyId : undefined;
  const density = useDensity(wanted ? itemId : null, policy ?? null);
  return wanted ? density : UNWANTED;
}
interface Unwanted {
  readonly state: 'unwanted';
}
const UNWANTED: Unwanted = { state: 'unwanted' };

/** What is selected and where it is drawn. */
function useSelection(
  placed: SceneInput['placed'],
): Pick<SceneInput, 'selectedBar' | 'selectedIds' | 'selected'> {
  const intervalId = useView((view) => view.intervalId);
  const suggestionId = useView((view) => view.suggestionId);
  const selected = useView((view) => view.selected);
  return useMemo(() => {
    const ids = new Set(selectedIds({ intervalId, selected }));
    const bar = intervalId === null ? (suggestionId === null ? null : `s${suggestionId}`) : `i${intervalId}`;
    return { selectedBar: bar, selectedIds: ids, selected: placesOf(placed, ids, bar) };
  }, [placed, intervalId, suggestionId, selected]);
}
