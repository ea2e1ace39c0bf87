import type { FrameTable } from '../../src/time/frame-table.ts';
import type { Colours } from '../theme.ts';
import type { PlacedLane } from './layout.ts';
import type { Filmstrip, Peaks } from './media-band.ts';
import type { Extent, TimelineView } from './view.ts';

export const RULER_HEIGHT = 22;
export const FILMSTRIP_HEIGHT = 40;
export const PEAKS_HEIGHT = 28;

/** Where a selected bar is drawn: a ring goes around it whether or not it is wide enough to be drawn by itself. */
export interface Selected {
  readonly placed: PlacedLane;
  readonly row: number;
  readonly start: number;
  readonly end: number;
  /** The one that keys act on; the others only come along. */
  readonly main: boolean;
}

/** Everything the static layer is drawn from. */
export interface Scene {
  readonly view: TimelineView;
  readonly width: number;
  readonly height: number;
  readonly ratio: number;
  readonly extent: Extent;
  readonly table: FrameTable;
  readonly placed: readonly PlacedLane[];
  readonly scroll: number;
  /** Id of the bar that keys act on. */
  readonly selectedBar: string | null;
  /** Ids of all selected intervals. */
  readonly selectedIds: ReadonlySet<number>;
  readonly selected: readonly Selected[];
  readonly selectedItem: string | null;
  readonly filmstrip: Filmstrip | null;
  readonly peaks: Peaks | null;
  /** Ticks at which a new shot begins, ascending. */
  readonly cuts: Float64Array;
  /** Share of drawn answers to the selected item for equal parts of the video, in [0, 1]; null: not shown. */
  readonly heat: Float32Array | null;
  readonly colours: Colours;
}

/** Height of what stands above the lanes. */
export function headHeight(scene: Pick<Scene, 'peaks'>): number {
  return RULER_HEIGHT + FILMSTRIP_HEIGHT + (scene.peaks === null ? 0 : PEAKS_HEIGHT);
}
