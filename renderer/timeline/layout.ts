import type { TaskKind } from '../../src/tasks/task.ts';
import type { LaneBars } from './bars.ts';

/** One horizontal lane: a task, a label of TAL, the item being edited, or a model's suggestions. */
export interface Lane {
  readonly id: string;
  readonly kind: 'focus' | 'suggestions' | 'task' | 'label';
  readonly title: string;
  readonly task: TaskKind | null;
  /** Item that a new interval drawn here belongs to; null: drawing starts a new item. */
  readonly itemId: string | null;
  /** TAL: the label that a new item drawn here gets. */
  readonly labelId: number | null;
  readonly colour: number;
  readonly bars: LaneBars;
  /** VHD: one score per clip, drawn as columns at the lane's foot. */
  readonly saliency: readonly { readonly start: number; readonly end: number; readonly score: number }[];
}

/** A lane with its place. `y` is measured from the top of the lanes' area, before scrolling. */
export interface PlacedLane {
  readonly lane: Lane;
  readonly y: number;
  readonly height: number;
  readonly rowHeight: number;
}

/** Space above and below the rows of a lane. */
export const LANE_PADDING = 3;

function rowHeight(lane: Lane): number {
  if (lane.kind === 'focus') return 24;
  if (lane.kind === 'suggestions') return 16;
  return lane.bars.rowCount > 3 ? 12 : 16;
}

/** Stacks lanes from the top. */
export function placeLanes(lanes: readonly Lane[]): PlacedLane[] {
  let y = 0;
  return lanes.map((lane) => {
    const each = rowHeight(lane);
    const height = Math.max(24, lane.bars.rowCount * each + 2 * LANE_PADDING);
    const placed = { lane, y, height, rowHeight: each };
    y += height;
    return placed;
  });
}

export function lanesHeight(placed: readonly PlacedLane[]): number {
  const last = placed.at(-1);
  return last === undefined ? 0 : last.y + last.height;
}

/** Top of a row inside the lanes' area. */
export function rowTop(placed: PlacedLane, row: number): number {
  return placed.y + LANE_PADDING + row * placed.rowHeight;
}

export function laneAt(placed: readonly PlacedLane[], y: number): PlacedLane | null {
  return placed.find((each) => y >= each.y && y < each.y + each.height) ?? null;
}
