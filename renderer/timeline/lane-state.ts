import { setView, useView } from '../app/view-store.ts';
import type { LaneState } from './grouping.ts';
import type { Lane } from './layout.ts';

export type LaneSwitch = keyof LaneState;

/** Whether a lane can be collapsed, locked, hidden and heard alone; the two on top always stay. */
export function isOwnLane(lane: Pick<Lane, 'kind'>): boolean {
  return lane.kind !== 'focus' && lane.kind !== 'suggestions';
}

/** Turns one switch of a lane; remembered in the project. Hiding a lane ends its being solo, and the other way round. */
export function toggleLane(id: string, what: LaneSwitch): void {
  const { lanes } = useView.getState();
  const now = lanes[id] ?? {};
  const on = now[what] !== true;
  const next: LaneState = {
    ...now,
    [what]: on,
    ...(on && what === 'hidden' ? { solo: false } : {}),
    ...(on && what === 'solo' ? { hidden: false } : {}),
  };
  setView({ lanes: withState(lanes, id, next) });
}

/** Shows every hidden lane again and ends solo. */
export function showAllLanes(): void {
  const { lanes } = useView.getState();
  setView({
    lanes: Object.fromEntries(
      Object.entries(lanes).flatMap(([id, state]) => {
        const kept = { ...state, hidden: false, solo: false };
        return isPlain(kept) ? [] : [[id, kept]];
      }),
    ),
  });
}

/** Collapses all of these lanes, or opens them when all are. */
export function toggleCollapsed(ids: readonly string[]): void {
  const { lanes } = useView.getState();
  const collapsed = !ids.every((id) => lanes[id]?.collapsed === true);
  setView({
    lanes: ids.reduce((all, id) => withState(all, id, { ...all[id], collapsed }), lanes),
  });
}

function withState(
  lanes: Readonly<Record<string, LaneState>>,
  id: string,
  state: LaneState,
): Readonly<Record<string, LaneState>> {
  const { [id]: _old, ...rest } = lanes;
  // What a lane is by default is not remembered, so that the project's memory stays small.
  return isPlain(state) ? rest : { ...rest, [id]: state };
}

function isPlain(state: LaneState): boolean {
  return !Object.values(state).includes(true);
}
