import { create } from 'zustand';
import type { TaskKind } from '../../src/tasks/task.ts';
import type { FindOrder, Split, VideoOrder, VideoState } from '../../src/service/contract/index.ts';
import type { Arrival } from '../suggestions/arrive.ts';
import type { TrimDraft } from '../suggestions/trim-draft.ts';
import type { Grouping, LaneStates } from '../timeline/grouping.ts';
import type { Side } from '../timeline/hit.ts';
import type { TimelineView } from '../timeline/view.ts';

export const PLACES = ['label', 'review', 'train', 'data'] as const;
export type Place = (typeof PLACES)[number];
export type Dialog =
  | 'palette'
  | 'shortcuts'
  | 'settings'
  | 'export'
  | 'import'
  | 'history'
  | 'pack'
  | 'relink'
  | 'project'
  | 'videos'
  | 'labels'
  | 'derive'
  | null;

/** Percentages of a group of panels by panel id. */
export type PanelSizes = Readonly<Record<string, number>>;

/** Where a video was left: playhead in ticks, zoom. */
export interface VideoMemory {
  readonly tick: number;
  readonly view: TimelineView | null;
  readonly itemId: string | null;
}

/** A new item that is being written and not yet in the corpus. */
export interface ItemDraft {
  readonly task: TaskKind;
  /** Ticks that the new item's first interval will have, if they were drawn already. */
  readonly span: { readonly start: number; readonly end: number } | null;
  readonly labelId: number | null;
}

/** What the page shows and nothing that the corpus holds. Most of it is remembered in the project (`view-memory.ts`). */
export interface ViewState {
  readonly place: Place;
  readonly videoId: string | null;
  readonly itemId: string | null;
  readonly intervalId: number | null;
  /** All selected intervals, `intervalId` among them; meant only as long as it is (`selectedIds`). */
  readonly selected: readonly number[];
  readonly suggestionId: number | null;
  /** Where the edges of the selected suggestion were moved to before it is decided on. */
  readonly trim: TrimDraft | null;
  /** What is played in a loop since a walk came to a suggestion. */
  readonly arrival: Arrival | null;
  /** After a decision the walk goes on by itself. */
  readonly advance: boolean;
  /** A suggestion that a walk comes to is played. */
  readonly playArrival: boolean;
  /** From which confidence on "accept the rest" takes suggestions; null: what the policy's calibration advises. */
  readonly restThreshold: number | null;
  /** Where drawn answers to the selected item lie is shown. */
  readonly heat: boolean;
  /** The same behind the selected item's lanes on the timeline. */
  readonly heatLane: boolean;
  readonly side: Side;
  readonly markIn: number | null;
  readonly markOut: number | null;
  readonly timeline: TimelineView | null;
  readonly follow: boolean;
  /** What the timeline's lanes stand for, and how each is treated. */
  readonly grouping: Grouping;
  readonly lanes: LaneStates;
  /** Dragged edges snap without Alt. */
  readonly snap: boolean;
  readonly speed: number;
  readonly loop: boolean;
  readonly muted: boolean;
  /** Of the sound, in [0, 1]. */
  readonly volume: number;
  /** Seconds before and after an edge that are played around it. */
  readonly roll: number;
  readonly videoSearch: string;
  readonly videoState: VideoState | null;
  readonly videoSplit: Split | null;
  /** Only videos with suggestions that nobody has judged. */
  readonly videoSuggested: boolean;
  /** null: by what would teach most where that is known, else as imported. */
  readonly videoOrder: VideoOrder | null;
  /** The filter of the Review place as it is typed (src/tasks/find/query-text.ts). */
  readonly reviewQuery: string;
  readonly reviewSort: { readonly sort: FindOrder; readonly descending: boolean };
  /** Row of the found items that one was at. */
  readonly reviewRow: number;
  readonly runId: string | null;
  readonly panels: Readonly<Record<string, PanelSizes>>;
  readonly videos: Readonly<Record<string, VideoMemory>>;
  readonly dialog: Dialog;
  readonly draft: ItemDraft | null;
  /** DTG: sentences are written while the video goes on. */
  readonly writing: boolean;
}

export const FIRST_VIEW: ViewState = {
  place: 'label',
  videoId: null,
  itemId: null,
  intervalId: null,
  selected: [],
  suggestionId: null,
  trim: null,
  arrival: null,
  advance: true,
  playArrival: true,
  restThreshold: null,
  heat: false,
  heatLane: false,
  side: 'start',
  markIn: null,
  markOut: null,
  timeline: null,
  follow: true,
  grouping: 'label',
  lanes: {},
  snap: false,
  speed: 1,
  loop: false,
  muted: false,
  volume: 1,
  roll: 1,
  videoSearch: '',
  videoState: null,
  videoSplit: null,
  videoSuggested: false,
  videoOrder: null,
  reviewQuery: '',
  reviewSort: { sort: 'order', descending: false },
  reviewRow: 0,
  runId: null,
  panels: {},
  videos: {},
  dialog: null,
  draft: null,
  writing: false,
};

export const useView = create<ViewState>(() => FIRST_VIEW);

export function setView(change: Partial<ViewState>): void {
  useView.setState(change);
}

/** Opens a video where it was left. */
export function openVideo(videoId: string, itemId: string | null = null): void {
  const before = useView.getState();
  if (before.videoId === videoId) {
    setView({
      place: 'label',
      ...(itemId === null ? {} : { itemId, intervalId: null, suggestionId: null, draft: null }),
    });
    return;
  }
  const memory = before.videos[videoId];
  setView({
    place: 'label',
    videoId,
    itemId: itemId ?? memory?.itemId ?? null,
    intervalId: null,
    suggestionId: null,
    markIn: null,
    markOut: null,
    timeline: memory?.view ?? null,
    draft: null,
  });
}

export function selectItem(itemId: string | null): void {
  setView({ itemId, intervalId: null, suggestionId: null, draft: null });
}
