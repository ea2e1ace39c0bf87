import {
  bounded,
  fit,
  frameRange,
  panBy,
  xOf,
  zoomAt,
  type Extent,
  type TimelineView,
} from '../timeline/view.ts';
import { timelineWidth } from '../timeline/width.ts';
import type { Action } from './action.ts';
import { playSpan } from './actions-playback.ts';
import { clock, currentDetail, currentTable } from './studio.ts';
import { setView, useView, type Place, type ViewState } from './view-store.ts';
import { words } from '../words/words.ts';

const labelling = (view: ViewState): boolean => view.place === 'label' && view.videoId !== null;

function geometry(): { extent: Extent; width: number; frame: number; view: TimelineView } | null {
  const detail = currentDetail();
  const table = currentTable();
  if (detail === null || table === null) return null;
  const extent = { start: detail.firstTick, end: detail.endTick };
  const width = timelineWidth();
  const frame = (extent.end - extent.start) / table.pts.length;
  return { extent, width, frame, view: useView.getState().timeline ?? fit(extent, width) };
}

/** Zooms around the playhead when it is in view, else around the middle. */
function zoomBy(factor: number): void {
  const now = geometry();
  if (now === null) return;
  const { extent, width, frame, view } = now;
  const x = xOf(view, clock.now.tick);
  const around = x >= 0 && x <= width ? x : width / 2;
  setView({ timeline: bounded(zoomAt(view, factor, around), extent, width, frame) });
}

/** Shows `[start, end)` with room on both sides. */
function zoomTo(start: number, end: number): void {
  const now = geometry();
  if (now === null) return;
  setView({ timeline: bounded(frameRange(start, end, now.width), now.extent, now.width, now.frame) });
}

function pan(share: number): void {
  const now = geometry();
  if (now === null) return;
  setView({ timeline: bounded(panBy(now.view, share * now.width), now.extent, now.width, now.frame) });
}

function go(place: Place): Action['run'] {
  return () => setView({ place });
}

export const WINDOW_ACTIONS: readonly Action[] = [
  {
    id: 'zoom-in',
    title: () => words('actions')('zoom-in'),
    group: 'Timeline',
    keys: ['+', '='],
    when: labelling,
    run: () => zoomBy(1.5),
  },
  {
    id: 'zoom-out',
    title: () => words('actions')('zoom-out'),
    group: 'Timeline',
    keys: ['-'],
    when: labelling,
    run: () => zoomBy(1 / 1.5),
  },
  {
    id: 'zoom-fit',
    title: () => words('actions')('zoom-fit'),
    group: 'Timeline',
    keys: ['0', 'shift+z'],
    words: 'zoom fit',
    when: labelling,
    run: () => setView({ timeline: null }),
  },
  {
    id: 'zoom-selection',
    title: () => words('actions')('zoom-selection'),
    group: 'Timeline',
    keys: ['z'],
    when: labelling,
    run: () => {
      const span = playSpan();
      if (span !== null) zoomTo(span.start, span.end);
    },
  },
  {
    id: 'pan-back',
    title: () => words('actions')('pan-back'),
    group: 'Timeline',
    keys: ['mod+left'],
    when: labelling,
    run: () => pan(-0.25),
  },
  {
    id: 'pan-on',
    title: () => words('actions')('pan-on'),
    group: 'Timeline',
    keys: ['mod+right'],
    when: labelling,
    run: () => pan(0.25),
  },
  {
    id: 'follow',
    title: () => words('actions')('follow'),
    group: 'Timeline',
    keys: ['f'],
    when: labelling,
    run: () => setView({ follow: !useView.getState().follow }),
  },
  {
    id: 'place-label',
    title: () => words('actions')('place-label'),
    group: 'Window',
    keys: ['1'],
    run: go('label'),
  },
  {
    id: 'place-review',
    title: () => words('actions')('place-review'),
    group: 'Window',
    keys: ['2'],
    run: go('review'),
  },
  {
    id: 'place-train',
    title: () => words('actions')('place-train'),
    group: 'Window',
    keys: ['3'],
    run: go('train'),
  },
  {
    id: 'place-data',
    title: () => words('actions')('place-data'),
    group: 'Window',
    keys: ['4'],
    run: go('data'),
  },
  {
    id: 'palette',
    title: () => words('actions')('palette'),
    group: 'Window',
    keys: ['mod+k'],
    words: 'search palette',
    always: true,
    run: () => setView({ dialog: 'palette' }),
  },
  {
    id: 'history',
    title: () => words('actions')('history'),
    group: 'Project',
    keys: ['mod+h'],
    words: 'log undo',
    run: () => setView({ dialog: 'history' }),
  },
  {
    id: 'export',
    title: () => words('actions')('export'),
    group: 'Project',
    keys: ['mod+e'],
    words: 'save write file',
    run: () => setView({ dialog: 'export' }),
  },
  {
    id: 'import',
    title: () => words('actions')('import'),
    group: 'Project',
    keys: ['mod+i'],
    words: 'load annotations',
    run: () => setView({ dialog: 'import' }),
  },
  {
    id: 'add-videos',
    title: () => words('actions')('add-videos'),
    group: 'Project',
    keys: ['mod+shift+i'],
    words: 'import load',
    run: () => setView({ dialog: 'videos' }),
  },
];
