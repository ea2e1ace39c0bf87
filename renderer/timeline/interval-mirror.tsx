import {
  memo,
  startTransition,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
  type JSX,
  type KeyboardEvent,
} from 'react';
import type { VideoDetail } from '../../src/service/contract/index.ts';
import { GridLanes, indexOf, spokenBar, type Place } from '../a11y/grid-lanes.ts';
import { enter, ledTo, selectBar, selectForAction } from '../a11y/grid-keys.ts';
import { useAnnouncements } from '../a11y/use-announcements.ts';
import { setView } from '../app/view-store.ts';
import { useWords } from '../words/words.ts';
import { barAt, visibleRange, type Bar } from './bars.ts';
import { headHeight, type Scene } from './scene.ts';
import { rowTop, type PlacedLane } from './layout.ts';
import { bounded, reveal, tickAt, xOf } from './view.ts';

/** More than this many cells in view are no help to anybody; the arrow keys reach all of them. */
const MOST = 300;
/** A view that still moves is not worth telling. */
const STILL_MS = 100;

interface Props {
  readonly detail: VideoDetail;
  readonly scene: Scene;
  /** Scrolls the lanes. */
  readonly onScroll?: (scroll: number) => void;
}

/**
 * The timeline as a grid for screen readers and keys: lanes are rows, intervals and suggestions cells in the order of time,
 * each lying where the canvas draws it. Only what is in view and what has the focus is in the page, however long the lane is.
 * The pointer goes through it to the canvas.
 */
export const IntervalMirror = memo(function IntervalMirror({
  detail,
  scene: given,
  onScroll,
}: Props): JSX.Element {
  const t = useWords('a11y');
  const scene = useStill(given);
  const grid = useRef<HTMLDivElement>(null);
  const inside = useRef(false);
  const [focused, setFocused] = useState(false);
  const [kept, setKept] = useState<Place | null>(null);
  const lanes = new GridLanes(scene.placed);
  // What is selected elsewhere, or made or accepted, is where the focus goes on.
  const [seen, setSeen] = useState(scene.selectedBar);
  if (seen !== scene.selectedBar) {
    const lane = scene.selectedBar === null ? null : lanes.laneOf(scene.selectedBar);
    // What was just made is selected a moment before it is read: it is followed once it is there.
    if (scene.selectedBar === null || lane !== null) setSeen(scene.selectedBar);
    if (lane !== null) setKept({ lane: lane.lane.id, bar: scene.selectedBar });
  }
  const place = placeOf(lanes, scene, kept);
  const cells = cellsInView(lanes, scene, place);
  const count = cells.reduce((sum, each) => sum + each.cells.length, 0);
  useAnnouncements(detail, focused);

  // The cell with the focus may have moved to another lane, or be gone: the focus follows what it was on.
  useLayoutEffect(() => {
    if (!inside.current) return;
    const wanted = grid.current?.querySelector<HTMLElement>('[tabindex="0"]');
    if (wanted !== null && wanted !== undefined && wanted !== document.activeElement)
      wanted.focus({ preventScroll: true });
  });

  const go = (next: Place): void => {
    setKept(next);
    bringIntoView(lanes, next, scene, onScroll);
  };
  const press = (event: KeyboardEvent): void => {
    const next = ledTo(event, place, lanes);
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.shiftKey;
    if (next !== null) go(next);
    else if (event.key === 'Enter' && plain) enter(place, lanes);
    else {
      selectForAction(event.nativeEvent, place, lanes);
      return;
    }
    event.preventDefault();
  };
  return (
    <div
      data-timeline-list
      tabIndex={-1}
      style={{ position: 'absolute', inset: 0, pointerEvents: 'none', overflow: 'hidden', outline: 'none' }}
    >
      <div
        ref={grid}
        role="grid"
        data-timeline-grid
        aria-label={t('grid', { count })}
        aria-rowcount={lanes.placed.length}
        onKeyDown={press}
        onFocus={() => {
          inside.current = true;
          setFocused(true);
        }}
        onBlur={(event) => {
          // A cell that is taken away while it has the focus loses it to nobody.
          if (event.relatedTarget === null && document.hasFocus() && !event.target.isConnected) return;
          if (grid.current?.contains(event.relatedTarget) === true) return;
          inside.current = false;
          setFocused(false);
        }}
      >
        {cells.map(({ placed, row, cells: bars }) => (
          <div
            key={placed.lane.id}
            role="row"
            aria-rowindex={row + 1}
            aria-label={t('lane', { title: placed.lane.title, count: placed.lane.bars.length })}
          >
            <div
              role="rowheader"
              aria-colindex={1}
              tabIndex={place.lane === placed.lane.id && place.bar === null ? 0 : -1}
              aria-label={t('lane', { title: placed.lane.title, count: placed.lane.bars.length })}
              onFocus={() => setKept({ lane: placed.lane.id, bar: null })}
              style={{
                position: 'absolute',
                left: 0,
                top: headHeight(scene) + placed.y - scene.scroll,
                width: 4,
                height: placed.height,
              }}
            />
            {bars.map(({ bar, at }) => (
              <Cell
                key={bar.id}
                bar={bar}
                at={at}
                placed={placed}
                detail={detail}
                scene={scene}
                here={place.lane === placed.lane.id && place.bar === bar.id}
                onFocus={() => setKept({ lane: placed.lane.id, bar: bar.id })}
              />
            ))}
          </div>
        ))}
      </div>
    </div>
  );
});

function Cell({
  bar,
  at,
  placed,
  detail,
  scene,
  here,
  onFocus,
}: {
  readonly bar: Bar;
  readonly at: number;
  readonly placed: PlacedLane;
  readonly detail: VideoDetail;
  readonly scene: Scene;
  readonly here: boolean;
  readonly onFocus: () => void;
}): JSX.Element {
  const left = xOf(scene.view, bar.start);
  return (
    <div
      role="gridcell"
      aria-colindex={at + 2}
      tabIndex={here ? 0 : -1}
      aria-selected={bar.id === scene.selectedBar}
      aria-label={spokenBar(bar, at, placed, detail, scene.table.timebase)}
      data-look={bar.look}
      data-item={bar.itemId}
      data-lane={placed.lane.kind}
      data-start={bar.start}
      data-end={bar.end}
      onFocus={onFocus}
      onClick={() => selectBar(bar)}
      style={{
        position: 'absolute',
        left,
        top: rowTop(placed, placed.lane.bars.rows[at] ?? 0) + 1 + headHeight(scene) - scene.scroll,
        width: Math.max(1, xOf(scene.view, bar.end) - left),
        height: placed.rowHeight - 2,
      }}
    />
  );
}

/** The scene once its view rests; every other change of it counts at once. */
function useStill(scene: Scene): Scene {
  const [still, setStill] = useState(scene);
  const moving =
    still.view !== scene.view &&
    still.placed === scene.placed &&
    still.selectedBar === scene.selectedBar &&
    still.width === scene.width &&
    still.height === scene.height;
  useEffect(() => {
    const timer = setTimeout(() => startTransition(() => setStill(scene)), moving ? STILL_MS : 0);
    return () => clearTimeout(timer);
  }, [scene, moving]);
  return moving ? still : scene;
}

/** Where the focus is or would be: what is selected, else where it was, else the first lane. */
function placeOf(lanes: GridLanes, scene: Scene, kept: Place | null): Place {
  const first = lanes.placed[0]?.lane.id ?? '';
  if (kept !== null) {
    if (kept.bar === null) return lanes.lane(kept.lane) === null ? { lane: first, bar: null } : kept;
    const there = lanes.laneOf(kept.bar);
    if (there !== null) {
      const own = lanes.lane(kept.lane);
      const bar = own === null ? undefined : barAt(own.lane.bars, indexOf(own, kept.bar));
      if (own !== null && bar !== undefined && lanes.isHere(own, bar)) return kept;
      return { lane: there.lane.id, bar: kept.bar };
    }
  }
  if (scene.selectedBar !== null) {
    const lane = lanes.laneOf(scene.selectedBar);
    if (lane !== null) return { lane: lane.lane.id, bar: scene.selectedBar };
  }
  const lane = kept === null ? first : lanes.lane(kept.lane) === null ? first : kept.lane;
  const placed = lanes.lane(lane);
  const bar = placed === null ? null : lanes.nearest(placed, scene.view.start);
  return { lane, bar: bar?.id ?? null };
}

interface LaneCells {
  readonly placed: PlacedLane;
  readonly row: number;
  readonly cells: readonly { readonly bar: Bar; readonly at: number }[];
}

/** Cells whose time is in view, and the one with the focus wherever it is. */
function cellsInView(lanes: GridLanes, scene: Scene, place: Place): LaneCells[] {
  let left = MOST;
  return lanes.placed.map((placed, row) => {
    const { bars } = placed.lane;
    const { from, to } = visibleRange(bars, scene.view.start, tickAt(scene.view, scene.width));
    const cells: { bar: Bar; at: number }[] = [];
    for (let at = from; at < to && left > 0; at++) {
      const bar = barAt(bars, at);
      if (bar === undefined || bar.end <= scene.view.start || !lanes.isHere(placed, bar)) continue;
      cells.push({ bar, at });
      left--;
    }
    if (
      place.lane === placed.lane.id &&
      place.bar !== null &&
      !cells.some(({ bar }) => bar.id === place.bar)
    ) {
      const at = indexOf(placed, place.bar);
      const bar = barAt(bars, at);
      if (bar !== undefined) {
        const later = cells.findIndex((each) => each.at > at);
        cells.splice(later < 0 ? cells.length : later, 0, { bar, at });
      }
    }
    return { placed, row, cells };
  });
}

/** Scrolls time and lanes so that whoever sees the timeline sees where the focus went. */
function bringIntoView(
  lanes: GridLanes,
  place: Place,
  scene: Scene,
  onScroll: ((scroll: number) => void) | undefined,
): void {
  const bar = lanes.bar(place);
  if (bar !== null) {
    const next = reveal(scene.view, bar.start, scene.width);
    const frame = (scene.extent.end - scene.extent.start) / scene.table.pts.length;
    if (next !== scene.view) setView({ timeline: bounded(next, scene.extent, scene.width, frame) });
  }
  const placed = lanes.lane(place.lane);
  if (placed === null) return;
  const room = scene.height - headHeight(scene);
  if (placed.y < scene.scroll) onScroll?.(placed.y);
  else if (placed.y + placed.height > scene.scroll + room) onScroll?.(placed.y + placed.height - room);
}
