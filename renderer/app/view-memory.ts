import { z } from 'zod';
import { GROUPINGS } from '../timeline/grouping.ts';
import { FIRST_VIEW, PLACES, type VideoMemory, type ViewState } from './view-store.ts';

/**
 * What of the view is kept in the project, and how it is read back. Each key is read by itself: one that an older or newer
 * version wrote differently falls back to its first value, and the rest is kept.
 */

const panelSizes = z.record(z.string().max(60), z.number().min(0).max(100));
const timelineView = z.object({ start: z.number(), perPixel: z.number().positive() });
const laneState = z.object({
  collapsed: z.boolean().optional(),
  locked: z.boolean().optional(),
  hidden: z.boolean().optional(),
  solo: z.boolean().optional(),
});
const videoMemory = z.object({
  tick: z.number(),
  view: timelineView.nullable(),
  itemId: z.string().nullable(),
});

const KEYS = {
  place: z.enum(PLACES),
  videoId: z.string().nullable(),
  itemId: z.string().nullable(),
  follow: z.boolean(),
  grouping: z.enum(GROUPINGS),
  lanes: z.record(z.string().max(300), laneState),
  snap: z.boolean(),
  speed: z.number().min(0.1).max(16),
  loop: z.boolean(),
  advance: z.boolean(),
  playArrival: z.boolean(),
  heat: z.boolean(),
  heatLane: z.boolean(),
  restThreshold: z.number().min(0).max(1).nullable(),
  muted: z.boolean(),
  volume: z.number().min(0).max(1),
  roll: z.number().min(0.1).max(10),
  videoSearch: z.string().max(500),
  videoState: z.enum(['new', 'begun', 'done', 'missing']).nullable(),
  videoSplit: z.enum(['train', 'validation', 'test']).nullable(),
  videoSuggested: z.boolean(),
  videoOrder: z.enum(['order', 'value']).nullable(),
  reviewQuery: z.string().max(20_000),
  reviewSort: z.object({
    sort: z.enum(['order', 'changed', 'shortest', 'longest', 'confidence', 'intervals']),
    descending: z.boolean(),
  }),
  reviewRow: z.int().min(0),
  runId: z.string().nullable(),
  panels: z.record(z.string().max(60), panelSizes),
  videos: z.record(z.string(), videoMemory),
} as const;

type Remembered = { [K in keyof typeof KEYS]: z.infer<(typeof KEYS)[K]> };
export type RememberedKey = keyof Remembered;
const NAMES = Object.keys(KEYS).filter((name): name is RememberedKey => name in KEYS);

/** Videos whose place is kept; older ones open at their start. 150 of them stay well under the service's 64 kB a key. */
const VIDEOS_KEPT = 150;

export type Json = z.infer<ReturnType<typeof z.json>>;

/** The remembered part of a view as JSON by key. */
export function toMemory(view: ViewState): Record<string, Json> {
  const memory: Record<string, Json> = {};
  for (const name of NAMES) {
    const value: unknown = name === 'videos' ? latest(view.videos) : view[name];
    memory[name] = z.json().parse(value);
  }
  return memory;
}

function latest(videos: ViewState['videos']): Record<string, VideoMemory> {
  return Object.fromEntries(Object.entries(videos).slice(-VIDEOS_KEPT));
}

/** Only the keys of `next` whose JSON differs from `before`: what has to be sent. */
export function changedKeys(before: Record<string, Json>, next: Record<string, Json>): Record<string, Json> {
  return Object.fromEntries(
    Object.entries(next).filter(([name, value]) => JSON.stringify(before[name]) !== JSON.stringify(value)),
  );
}

/** A view from what the project remembered; unknown keys are ignored, unreadable ones fall back. */
export function fromMemory(memory: Readonly<Record<string, unknown>>): ViewState {
  let view: ViewState = FIRST_VIEW;
  for (const name of NAMES) {
    const read = KEYS[name].safeParse(memory[name]);
    if (read.success) view = { ...view, [name]: read.data };
  }
  const here = view.videoId === null ? undefined : view.videos[view.videoId];
  return here === undefined ? view : { ...view, timeline: here.view };
}
