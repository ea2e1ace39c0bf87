import { z } from 'zod';
import { attributeDefinitions, attributeValues } from '../../tasks/label-schema.ts';
import { derivedFrom } from './derive.ts';
import {
  id,
  instant,
  itemState,
  path,
  saliency,
  rowId,
  split,
  taskKind,
  tick,
  timebase,
  videoState,
} from './words.ts';

export const videoOrder = z.enum(['order', 'value']);
export type VideoOrder = z.infer<typeof videoOrder>;

/** What labelling something is expected to teach (src/policy/information.ts), shares in [0, 1]. */
export const worth = z.object({
  /** What videos and items are ordered by. */
  value: z.number(),
  /** How much several answers of the policy differ. */
  disagreement: z.number(),
  /** How unlike anything curated the video looks; null where too few videos are curated. */
  novelty: z.number().nullable(),
  /** `new-group`: nothing of the video's group is curated yet, of others something is; such videos come first. */
  reason: z.enum(['answers-disagree', 'unlike-curated', 'both', 'expected', 'new-group']),
});
export type Worth = z.infer<typeof worth>;

/** `videos.list` */
export const videosListInput = z.strictObject({
  /** Matches titles, item texts and labels; several words must all match. */
  search: z.string().max(500).optional(),
  state: videoState.optional(),
  split: split.optional(),
  /** Only videos with suggestions that nobody has judged. */
  suggested: z.literal(true).optional(),
  /** `value`: what would teach the policy most first. Default: by value once videos have been weighed, else as imported. */
  sort: videoOrder.optional(),
  offset: z.int().min(0).optional(),
  limit: z.int().min(1).max(1000).optional(),
});

export const videoRow = z.object({
  id: z.string(),
  title: z.string(),
  state: videoState,
  split: split.nullable(),
  /** The kind of video whose labels it shares; null: of no group. */
  group: z.string().nullable(),
  /** Seconds. */
  duration: z.number(),
  items: z.int(),
  curated: z.int(),
  /** Suggestions that nobody has judged yet. */
  pending: z.int(),
  /** Share of the video that has been watched, in [0, 1]. */
  coverage: z.number(),
  /** A small JPEG, or null where the video cannot be decoded. Same-origin path. */
  thumbnailUrl: z.string().nullable(),
  /** null where no policy has weighed it. */
  worth: worth.nullable(),
});
export type VideoRow = z.infer<typeof videoRow>;

export const videoPage = z.object({
  rows: z.array(videoRow),
  total: z.int(),
  revision: z.int(),
  /** The order that they are in. */
  sort: videoOrder,
  /** Whether any video has been weighed, so that there is a choice. */
  weighed: z.boolean(),
});
export type VideoPage = z.infer<typeof videoPage>;

/** Who set an edge as it now lies, when, and how far it is from where it was first drawn, imported or suggested (ticks, signed). */
export const edgeProvenance = z.object({
  /** The annotator's name; for an untouched imported edge, the file it came from. */
  by: z.string(),
  kind: z.enum(['drawn', 'imported', 'accepted', 'trimmed', 'nudged']),
  /** The policy whose suggestion the edge came from, kept when a person moves it on. */
  policyId: z.string().nullable(),
  /** null for an untouched imported edge. */
  at: instant.nullable(),
  movedTicks: z.number(),
});
export type EdgeProvenance = z.infer<typeof edgeProvenance>;

export const intervalRow = z.object({
  id: rowId,
  /** DTG: index of the sentence. Otherwise the ordinal of the interval in its item. */
  slot: z.int(),
  start: tick,
  end: tick,
  /** Ordinal of the frame at which the edge lies; `endFrame` may be the frame count. Nearest one when off the grid. */
  startFrame: z.int(),
  endFrame: z.int(),
  offGrid: z.object({ start: z.boolean(), end: z.boolean() }),
  provenance: z.object({ start: edgeProvenance, end: edgeProvenance }),
  /** TAL: what is noted on the instance, by attribute name; absent: nothing. */
  attributes: attributeValues.exactOptional(),
});
export type IntervalRow = z.infer<typeof intervalRow>;

export const prompt = z.discriminatedUnion('task', [
  z.object({ task: z.literal('TG'), query: z.string() }),
  z.object({ task: z.literal('DTG'), sentences: z.array(z.string()) }),
  z.object({ task: z.literal('VHD'), query: z.string(), clipLength: z.number() }),
  z.object({ task: z.literal('GVQA'), question: z.string(), options: z.array(z.string()) }),
  z.object({ task: z.literal('TAL'), label: z.string(), description: z.string() }),
]);

export const itemRow = z.object({
  id: z.string(),
  task: taskKind,
  prompt,
  paraphrases: z.array(z.string()),
  state: itemState,
  /** TAL: the label's id (`labels.list`). */
  labelId: rowId.nullable(),
  answerIndex: z.int().nullable(),
  saliency: saliency.nullable(),
  /** The first 200 of them where the video has thousands; `/timeline/ID` has all. */
  intervals: z.array(intervalRow),
  /** How many it has, here or not. */
  intervalTotal: z.int(),
  /** DTG: sentences of which a person said that the video has none. */
  noneSlots: z.array(z.int()),
  /** The timeline lane this item is drawn in. */
  laneId: z.string(),
  /** null where no policy has weighed it. */
  worth: worth.nullable(),
  /** Absent: it was not derived from other items. */
  derived: derivedFrom.exactOptional(),
});
export type ItemRow = z.infer<typeof itemRow>;

/** One lane of the timeline: a task, or one label of TAL. */
export const lane = z.object({
  id: z.string(),
  task: taskKind,
  name: z.string(),
  labelId: rowId.nullable(),
  itemIds: z.array(z.string()),
});
export type Lane = z.infer<typeof lane>;

/** null: an answer to the question. `events`: what changes in the video, by a policy that has no words for the question. */
const basis = z.enum(['events']);

/** One suggested interval; its policy's whole answer is the response it belongs to. */
export const suggestionRow = z.object({
  id: rowId,
  responseId: rowId,
  itemId: z.string(),
  policyId: z.string(),
  slot: z.int(),
  /** Both null: the policy says that this DTG sentence has none. */
  start: tick.nullable(),
  end: tick.nullable(),
  /** The policy's confidence, in [0, 1]. */
  score: z.number(),
  /** Whether the score is the probability that the suggestion is right; else it only orders suggestions. */
  calibrated: z.boolean(),
  /** GVQA, VHD: the answer that this interval is the evidence of, as in its response. */
  answerIndex: z.int().nullable(),
  saliency: saliency.nullable(),
  status: z.enum(['pending', 'accepted', 'trimmed', 'rejected']),
  /** It came because a person asked what else there is (`suggestions.another`), however unlikely. */
  asked: z.boolean(),
  /** As of its response. */
  basis: basis.nullable(),
  at: instant,
});
export type SuggestionRow = z.infer<typeof suggestionRow>;

/** A policy's whole answer to one item, newest first. With no suggestion of its own: the answer `none`, or an option alone. */
export const responseRow = z.object({
  id: rowId,
  itemId: z.string(),
  policyId: z.string(),
  answerIndex: z.int().nullable(),
  /** How sure the policy is of the answer; null where it did not say. `calibrated` as for suggestions. */
  answerScore: z.number().nullable(),
  calibrated: z.boolean(),
  saliency: saliency.nullable(),
  /** The raw text in TempR1's answer form. */
  text: z.string(),
  /** What became of its answer index or saliency (`acceptAnswer`); null where it has neither. */
  answerStatus: z.enum(['pending', 'accepted', 'rejected']).nullable(),
  /** What else it thought of and can be asked for: of each, the sentence that it is for (DTG), else 0. */
  spare: z.array(z.int()),
  basis: basis.nullable(),
  at: instant,
});
export type ResponseRow = z.infer<typeof responseRow>;

export const videoDetailInput = z.strictObject({ videoId: id });
export const videoDetail = z.object({
  id: z.string(),
  title: z.string(),
  split: split.nullable(),
  group: z.string().nullable(),
  state: videoState,
  timebase,
  firstTick: tick,
  endTick: tick,
  frameCount: z.int(),
  /** Displayed size in pixels, rotation applied. */
  width: z.int(),
  height: z.int(),
  rotation: z.int(),
  codec: z.string(),
  hasSound: z.boolean(),
  /** False when Chromium is known not to play it; `warnings` says why. */
  playable: z.boolean(),
  /** One sentence each: cut short, variable frame rate, missing file. */
  warnings: z.array(z.string()),
  /** Watched ranges in ticks, sorted and disjoint. */
  coverage: z.array(z.tuple([tick, tick])),
  /** Ranges that were skimmed and not watched, likewise. */
  skimmed: z.array(z.tuple([tick, tick])),
  /** Same-origin paths. Their binary forms are described in `binary.ts`. */
  urls: z.object({
    media: z.string(),
    frames: z.string(),
    peaks: z.string().nullable(),
    filmstrip: z.string(),
    filmstripSheet: z.string(),
    thumbnail: z.string(),
  }),
  lanes: z.array(lane),
  items: z.array(itemRow),
  suggestions: z.array(suggestionRow),
  responses: z.array(responseRow),
  revision: z.int(),
});
export type VideoDetail = z.infer<typeof videoDetail>;

/**
 * `videos.items`: of some items of a video, and of what hangs on them, the same rows as in `videos.detail`. What a change
 * touched is read with this, so that an edit costs by what it changed, not by what the video holds.
 */
export const videoItemsInput = z.strictObject({ videoId: id, ids: z.array(id).max(1000) });
export const videoItems = videoDetail
  .pick({ state: true, coverage: true, skimmed: true, suggestions: true, responses: true, revision: true })
  .extend({
    /** Those of the named ones that the video (still) has. */
    items: z.array(itemRow),
    /** Of every derived item of the video: an edit may put another item's source in doubt. */
    derived: z.array(z.object({ itemId: z.string(), derived: derivedFrom })),
  });
export type VideoItems = z.infer<typeof videoItems>;

/** `videos.intervals`: some intervals with all that is known of them, where the detail leaves them out; what is gone is not among them. */
export const videoIntervalsInput = z.strictObject({ videoId: id, ids: z.array(rowId).max(1000) });

/** `labels.list` */
export const labelRow = z.object({
  id: rowId,
  group: z.string(),
  name: z.string(),
  description: z.string(),
  /** Index into the palette; stable for the life of the label. */
  colour: z.int(),
  /** The key that labels with it while it is held; null: none of its own. */
  hotkey: z.string().nullable(),
  /** Labels of its group with the same text here may not overlap in time. */
  exclusive: z.string().nullable(),
  /** What may be noted on its instances. */
  attributes: attributeDefinitions,
  /** Items and intervals that bear it. */
  uses: z.int(),
});
export type LabelRow = z.infer<typeof labelRow>;

/**
 * `videos.relink`: tells the project where a video's file is now. The file must show the same frames; labels are carried over
 * by frame ordinal. Refused with a sentence otherwise.
 */
export const videoRelinkInput = z.strictObject({ videoId: id, path });
export const videoRelinked = z.object({ sentence: z.string() });
