import type { ViewState } from './view-store.ts';

/** In the order in which they are listed. `words('actions')` has their titles. */
export const ACTION_GROUPS = [
  'Playback',
  'Intervals',
  'Suggestions',
  'Items',
  'Timeline',
  'Project',
  'Window',
] as const;
export type ActionGroup = (typeof ACTION_GROUPS)[number];

/** One thing that a person can do. Menu, palette, shortcut sheet, status line, keys and tests read the same record. */
export interface Action {
  readonly id: string;
  /** What it is called, in the language that is spoken when it is shown. */
  readonly title: () => string;
  readonly group: ActionGroup;
  /** Shortcuts, the first one being shown. Written as `chord.ts` reads them. */
  readonly keys: readonly string[];
  /** Other words that a search should find it by. */
  readonly words?: string;
  /** Whether it makes sense now; absent: whenever a project is open. */
  readonly when?: (view: ViewState) => boolean;
  /** Works without an open project. */
  readonly always?: boolean;
  readonly run: () => void | Promise<void>;
}
