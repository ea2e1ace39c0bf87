import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { ItemRow } from '../../src/service/contract/index.ts';
import type { Grouping, LaneStates } from './grouping.ts';
import type { Lane } from './layout.ts';

/** The lanes as the timeline shows them, for keys and whoever shows or changes intervals elsewhere. */

const lanes = createStore<{ readonly shown: readonly Lane[]; readonly all: readonly Lane[] }>(() => ({
  shown: [],
  all: [],
}));

/** Told by the timeline: the lanes in view order, and all of them, hidden ones too. */
export function setLanes(shown: readonly Lane[], all: readonly Lane[]): void {
  lanes.setState({ shown, all });
}

export function shownLanesNow(): readonly Lane[] {
  return lanes.getState().shown;
}

/** The lane of the selected item on top, when an item is selected. */
export function focusLane(): Lane | null {
  return shownLanesNow().find((lane) => lane.kind === 'focus' && lane.itemId !== null) ?? null;
}

/** Name of the locked lane that holds any of these intervals, or null: they may be changed. */
export function lockOf(ids: readonly number[]): string | null {
  const { all } = lanes.getState();
  const locked = all.find((lane) => lane.locked && ids.some((id) => lane.bars.ids.includes(id)));
  return locked?.title ?? null;
}

type Held = Pick<ItemRow, 'laneId' | 'task'>;

/** The locked one among these lanes that all intervals of an item lie in, those to come as well; null when there is none. */
export function lockedLaneOf(all: readonly Lane[], item: Held): Lane | null {
  return (
    all.find((lane) => lane.locked && (lane.id === item.laneId || lane.id === `task ${item.task}`)) ?? null
  );
}

/**
 * Whether the lane is locked that an item of any video has: how a lane is treated is remembered by what it stands for. The same
 * rule as `lockedLaneOf`, which knows the lanes of one video.
 */
export function isLaneLocked(
  { laneId, task }: Held,
  { grouping, lanes: states }: { readonly grouping: Grouping; readonly lanes: LaneStates },
): boolean {
  if (grouping === 'label') return states[laneId]?.locked === true;
  return grouping === 'task' && states[`task ${task}`]?.locked === true;
}

/** Name of the locked lane that all intervals of an item lie in, or null: they may be changed, and others added. */
export function lockOfItem(item: Held): string | null {
  return lockedLaneOf(lanes.getState().all, item)?.title ?? null;
}

/** {@link lockOf}, drawn again when it changes. */
export function useLock(interval: number): string | null {
  return useStore(lanes, () => lockOf([interval]));
}

/** {@link lockOfItem}, drawn again when it changes. */
export function useItemLock(item: Held): string | null {
  return useStore(lanes, () => lockOfItem(item));
}
