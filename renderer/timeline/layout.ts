import type { TaskKind } from '../../src/tasks/task.ts';
import type { LaneBars } from './bars.ts';

/** One horizontal lane: a task, a label of TAL, who made the intervals, the item being edited, or a model's suggestions. */
export interface Lane {
  readonly id: string;
  readonly kind: 'focus' | 'suggestions' | 'task' | 'label' | 'group';
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
  /** Drawn as one thin row that only shows where something is. */
  readonly collapsed: boolean;
  /** Nothing in it can be drawn, moved or deleted. */
  readonly locked: boolean;
  /** The key that labels into this lane while it is held. */
  readonly key: string | null;
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
export const COLLAPSED_HEIGHT = 14;

/** The two lanes on top keep their height whatever is selected, so that nothing below them jumps under the pointer. */
const FIXED = { focus: 34, suggestions: 40 } as const;
const TALLEST = { focus: 28, suggestions: 16 } as const;

function measures(lane: Lane): { height: number; rowHeight: number } {
  const { rowCount } = lane.bars;
  if (lane.collapsed) return { height: COLLAPSED_HEIGHT, rowHeight: COLLAPSED_HEIGHT - 2 * LANE_PADDING };
  if (lane.kind === 'focus' || lane.kind === 'suggestions') {
    const height = FIXED[lane.kind];
    return { height, rowHeight: Math.min(TALLEST[lane.kind], (height - 2 * LANE_PADDING) / rowCount) };
  }
  const rowHeight = rowCount > 3 ? 12 : 16;
  return { height: Math.max(24, rowCount * rowHeight + 2 * LANE_PADDING), rowHeight };
}

/** Stacks lanes from the top. */
export function placeLanes(lanes: readonly Lane[]): PlacedLane[] {
  let y = 0;
  return lanes.map((lane) => {
    const placed = { lane, y, ...measures(lane) };
    y += placed.height;
    return placed;
  });
}

export function lanesHeight(placed: readonly PlacedLane[]): number {
  const last = placed.at(-1);
  return last === undefined ? 0 : last.y + last.height;
}

/** Top of a row inside the lanes' area. The rows of a collapsed lane lie on top of each other. */
export function rowTop(placed: PlacedLane, row: number): number {
  return placed.y + LANE_PADDING + (placed.lane.collapsed ? 0 : row * placed.rowHeight);
}

export function laneAt(placed: readonly PlacedLane[], y: number): PlacedLane | null {
  return placed.find((each) => y >= each.y && y < each.y + each.height) ?? null;
}
