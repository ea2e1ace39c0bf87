import { memo, type JSX } from 'react';
import type { VideoDetail } from '../../src/service/contract/index.ts';
import { toSeconds, ticks } from '../../src/time/ticks.ts';
import { setView } from '../app/view-store.ts';
import { spokenTime } from '../player/timecode.ts';
import { spokenConfidence } from '../suggestions/confidence.ts';
import { itemText } from '../tasks/plan.ts';
import { visibleRange, type Bar } from './bars.ts';
import { headHeight, type Scene } from './draw.ts';
import { rowTop, type PlacedLane } from './layout.ts';
import { barTarget } from './model.ts';
import { tickAt, xOf } from './view.ts';

/** More than this many in view and a list of them helps nobody; the spoken count says so. */
const MOST = 300;

interface Entry {
  readonly bar: Bar;
  readonly placed: PlacedLane;
  readonly row: number;
}

function entries(scene: Scene): Entry[] {
  const seen = new Set<string>();
  const found: Entry[] = [];
  for (const placed of scene.placed) {
    const { bars } = placed.lane;
    const { from, to } = visibleRange(bars, scene.view.start, tickAt(scene.view, scene.width));
    for (let i = from; i < to && found.length < MOST; i++) {
      const bar = bars.bars[i];
      if (bar === undefined || bar.end <= scene.view.start || seen.has(bar.id)) continue;
      seen.add(bar.id);
      found.push({ bar, placed, row: bars.rows[i] ?? 0 });
    }
  }
  return found;
}

const KINDS = { truth: 'labelled', suggestion: 'suggested', rejected: 'rejected suggestion' } as const;

function spoken(bar: Bar, detail: VideoDetail, scene: Scene): string {
  const item = detail.items.find((each) => each.id === bar.itemId);
  const { timebase } = scene.table;
  const start = spokenTime(toSeconds(ticks(bar.start), timebase));
  const end = spokenTime(toSeconds(ticks(bar.end), timebase));
  const name = item === undefined ? bar.code : `${item.task} ${itemText(item)}`;
  const { confidence: score, calibrated, basis } = bar;
  const sure = bar.look === 'suggestion' ? `, ${spokenConfidence({ score, calibrated, basis })}` : '';
  const grid = bar.offGrid ? ', an edge lies between two frames' : '';
  return `${name}, ${KINDS[bar.look]}, from ${start} to ${end}${sure}${grid}`;
}

/**
 * What the canvas shows, as a list that a screen reader can walk and a test can find: each entry lies exactly where its
 * interval is drawn. The pointer goes through it to the canvas.
 */
export const IntervalMirror = memo(function IntervalMirror({
  detail,
  scene,
}: {
  readonly detail: VideoDetail;
  readonly scene: Scene;
}): JSX.Element {
  const list = entries(scene);
  const head = headHeight(scene);
  const active = list.some(({ bar }) => bar.id === scene.selectedBar)
    ? `bar-${scene.selectedBar}`
    : undefined;
  return (
    <div
      role="listbox"
      tabIndex={0}
      data-timeline-list
      aria-label={`Intervals in view: ${list.length}${list.length === MOST ? ' or more, zoom in for all' : ''}. Up and Down select, brackets set the edges to the playhead.`}
      aria-activedescendant={active}
      style={{ position: 'absolute', inset: 0, pointerEvents: 'none', overflow: 'hidden', outlineWidth: 1 }}
    >
      {list.map(({ bar, placed, row }) => {
        const left = xOf(scene.view, bar.start);
        return (
          <div
            key={bar.id}
            id={`bar-${bar.id}`}
            role="option"
            aria-selected={bar.id === scene.selectedBar}
            aria-label={spoken(bar, detail, scene)}
            data-look={bar.look}
            data-item={bar.itemId}
            data-lane={placed.lane.kind}
            data-start={bar.start}
            data-end={bar.end}
            onClick={() => {
              const target = barTarget(bar.id);
              setView({
                itemId: bar.itemId,
                intervalId: target.kind === 'interval' ? target.id : null,
                suggestionId: target.kind === 'suggestion' ? target.id : null,
              });
            }}
            style={{
              position: 'absolute',
              left,
              top: rowTop(placed, row) + 1 + head - scene.scroll,
              width: Math.max(1, xOf(scene.view, bar.end) - left),
              height: placed.rowHeight - 2,
            }}
          />
        );
      })}
    </div>
  );
});
