/** What the lanes below the selected item stand for. */
export const GROUPINGS = ['label', 'task', 'annotator', 'policy'] as const;
export type Grouping = (typeof GROUPINGS)[number];

/** How a lane is treated, by its id. Solo ones hide all others. */
export interface LaneState {
  readonly collapsed?: boolean | undefined;
  readonly locked?: boolean | undefined;
  readonly hidden?: boolean | undefined;
  readonly solo?: boolean | undefined;
}
export type LaneStates = Readonly<Record<string, LaneState>>;
