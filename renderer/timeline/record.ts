import { createStore } from 'zustand/vanilla';
import { addInterval } from '../app/edits.ts';
import { clock, currentDetail, currentTable, notify } from '../app/studio.ts';
import { setView, useView } from '../app/view-store.ts';
import { words } from '../words/words.ts';
import { newItemWith } from './create.ts';
import { grownSpan } from './gesture.ts';
import type { Lane } from './layout.ts';

/**
 * Labelling while the video plays: a key is pressed where something begins and let go, or pressed again, where it ends. Several
 * keys can be down at once.
 */

/** Shorter presses begin an interval that the next press of the key ends. */
const HOLD_MS = 300;

/** An interval that grows until its key is let go. */
export interface Growing {
  readonly laneId: string;
  readonly key: string;
  /** Frame that was shown when the key went down. */
  readonly startFrame: number;
  readonly startedAt: number;
  readonly lane: Pick<Lane, 'itemId' | 'labelId' | 'task' | 'title'>;
  /** Held, as long as it is; afterwards it waits for a second press. */
  readonly down: boolean;
}

export const recording = createStore<{ readonly growing: readonly Growing[] }>(() => ({ growing: [] }));

/** A key of a lane went down. Repeats of a held key are for the caller to keep away. */
export function pressLane(
  lane: Growing['lane'] & { readonly id: string; readonly locked: boolean },
  key: string,
): void {
  const { growing } = recording.getState();
  const begun = growing.find((each) => each.laneId === lane.id);
  if (begun !== undefined) {
    finish(begun);
    return;
  }
  if (lane.locked) {
    notify(words('timeline')('laneLocked', { lane: lane.title }));
    return;
  }
  const { itemId, labelId, task, title } = lane;
  recording.setState({
    growing: [
      ...growing,
      {
        laneId: lane.id,
        key,
        startFrame: clock.now.frame,
        startedAt: performance.now(),
        lane: { itemId, labelId, task, title },
        down: true,
      },
    ],
  });
  notify(words('timeline')('growing', { lane: title, key: key.toUpperCase() }));
}

/** A key was let go: a held one ends its interval, a short press leaves it growing. */
export function releaseKey(key: string): void {
  const { growing } = recording.getState();
  const held = growing.find((each) => each.key === key && each.down);
  if (held === undefined) return;
  if (performance.now() - held.startedAt >= HOLD_MS) finish(held);
  else
    recording.setState({
      growing: growing.map((each) => (each === held ? { ...each, down: false } : each)),
    });
}

/** Takes every key for a short press: what grows ends when its key is pressed again. */
export function keepGrowing(): void {
  const { growing } = recording.getState();
  if (growing.some((each) => each.down))
    recording.setState({ growing: growing.map((each) => ({ ...each, down: false })) });
}

/** Gives up everything that is growing; true when there was anything. */
export function dropGrowing(): boolean {
  const any = recording.getState().growing.length > 0;
  if (any) recording.setState({ growing: [] });
  return any;
}

function finish(growing: Growing): void {
  recording.setState({ growing: recording.getState().growing.filter((each) => each !== growing) });
  const table = currentTable();
  const detail = currentDetail();
  if (table === null || detail === null) return;
  const span = grownSpan(growing.startFrame, clock.now.tick, table);
  const { itemId, labelId, task } = growing.lane;
  const item = detail.items.find((each) => each.id === itemId);
  if (item !== undefined) void addInterval(item, span);
  else if (labelId !== null) void newItemWith(labelId, [span]);
  else if (task !== null)
    setView({ draft: { task, span, labelId: null }, itemId: null, intervalId: null, suggestionId: null });
}

/** Keys label only where the timeline is. */
export function canRecord(): boolean {
  const { place, videoId } = useView.getState();
  return place === 'label' && videoId !== null;
}
