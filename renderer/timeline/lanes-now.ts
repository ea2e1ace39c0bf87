import type { Lane } from './layout.ts';

/** The lanes as the timeline shows them, for keys and whoever changes intervals elsewhere. */

let shown: readonly Lane[] = [];
let all: readonly Lane[] = [];

/** Told by the timeline: the lanes in view order, and all of them, hidden ones too. */
export function setLanes(inView: readonly Lane[], every: readonly Lane[]): void {
  shown = inView;
  all = every;
}

export function shownLanesNow(): readonly Lane[] {
  return shown;
}

/** The lane of the selected item on top, when an item is selected. */
export function focusLane(): Lane | null {
  return shown.find((lane) => lane.kind === 'focus' && lane.itemId !== null) ?? null;
}

/** Name of the locked lane that holds any of these intervals, or null: they may be changed. */
export function lockOf(ids: readonly number[]): string | null {
  const locked = all.find((lane) => lane.locked && ids.some((id) => lane.bars.ids.includes(id)));
  return locked?.title ?? null;
}
