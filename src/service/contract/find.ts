import { z } from 'zod';
import { itemQuery } from '../../tasks/find/item-query.ts';
import { isFindingCode, type FindingCode } from '../../tasks/validation.ts';
import { id, instant, itemState, rowId, split, taskKind, tick, timebase } from './words.ts';

export const findOrder = z.enum(['order', 'changed', 'shortest', 'longest', 'confidence', 'intervals']);
export type FindOrder = z.infer<typeof findOrder>;

/** `items.search`: one page of the items that a query (src/tasks/find) finds. */
export const itemsSearchInput = z.strictObject({
  query: itemQuery,
  sort: findOrder.optional(),
  descending: z.boolean().optional(),
  offset: z.int().min(0).max(100_000_000).optional(),
  limit: z.int().min(1).max(500).optional(),
});

export const foundInterval = z.object({
  id: rowId,
  /** Shares of its video, in [0, 1]. */
  from: z.number(),
  to: z.number(),
  fromPolicy: z.boolean(),
});

export const foundItem = z.object({
  id: z.string(),
  videoId: z.string(),
  videoTitle: z.string(),
  /** A small JPEG, or null where the video's file is gone. Same-origin path. */
  thumbnailUrl: z.string().nullable(),
  split: split.nullable(),
  group: z.string().nullable(),
  task: taskKind,
  state: itemState,
  label: z.object({ id: rowId, name: z.string() }).nullable(),
  /** What is asked. */
  text: z.string(),
  intervals: z.int(),
  /** Seconds; null without intervals. */
  shortest: z.number().nullable(),
  longest: z.number().nullable(),
  /** Edges that lie on no frame boundary. */
  offGrid: z.int(),
  /** Its first intervals, at most 120. */
  drawn: z.array(foundInterval),
  /** The interval to open it at. */
  opensAt: z.object({ interval: rowId, tick }).nullable(),
  pending: z.int(),
  confidence: z.number().nullable(),
  comments: z.int(),
  openComments: z.int(),
  annotators: z.array(z.string()),
  changedAt: instant,
});
export type FoundItem = z.infer<typeof foundItem>;

export const foundPage = z.object({ rows: z.array(foundItem), total: z.int(), revision: z.int() });
export type FoundPage = z.infer<typeof foundPage>;

/** `items.filters`: saved by the commands `saveFilter` and `deleteFilter`. `query` is its typed form. */
export const savedFilter = z.object({ name: z.string(), query: z.string() });
export type SavedFilter = z.infer<typeof savedFilter>;

/** What a filter can be about: the names that are there. */
export const findNames = z.object({
  labels: z.array(z.string()),
  groups: z.array(z.string()),
  annotators: z.array(z.string()),
});
export type FindNames = z.infer<typeof findNames>;

/** An edit of many items, as src/corpus/bulk/edit.ts has it. */
export const bulkEditInput = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('state'), state: z.enum(['open', 'curated', 'reviewed']) }),
  z.strictObject({ kind: z.literal('label'), label: z.int().positive() }),
  z.strictObject({ kind: z.literal('split'), split: split.nullable() }),
  z.strictObject({ kind: z.literal('snap') }),
  z.strictObject({
    kind: z.literal('shift'),
    edge: z.enum(['start', 'end', 'both']),
    frames: z.int().min(-1_000_000).max(1_000_000),
  }),
  z.strictObject({ kind: z.literal('delete-items') }),
  z.strictObject({ kind: z.literal('delete-short'), seconds: z.number().positive().max(1e6) }),
]);
export type BulkEditInput = z.infer<typeof bulkEditInput>;

export const bulkTargetInput = z.union([
  z.strictObject({ query: itemQuery }),
  z.strictObject({ items: z.array(id).min(1).max(100_000) }),
]);
export type BulkTargetInput = z.infer<typeof bulkTargetInput>;

/** `items.previewBulk` */
export const bulkPreviewInput = z.strictObject({ target: bulkTargetInput, edit: bulkEditInput });

const span = z.object({ start: tick, end: tick });
const step = z.discriminatedUnion('of', [
  z.object({ of: z.literal('item'), item: z.string(), before: z.string(), after: z.string().nullable() }),
  z.object({
    of: z.literal('video'),
    item: z.string(),
    video: z.string(),
    before: z.string(),
    after: z.string(),
  }),
  z.object({
    of: z.literal('interval'),
    item: z.string(),
    interval: rowId,
    before: span,
    after: span.nullable(),
  }),
]);

export const bulkReason = z.enum([
  'already-so',
  'not-whole',
  'labels-exclude',
  'faulty',
  'no-label-of-its-own',
  'other-label-group',
  'outside-video',
  'too-short',
]);
export type BulkReason = z.infer<typeof bulkReason>;

/** What a person knows an item by: its query, first sentence, question or label, and the name of its video's file. */
const namedItem = z.object({
  task: taskKind,
  text: z.string(),
  videoId: z.string(),
  videoTitle: z.string(),
});

export const bulkPreview = z.object({
  found: z.int(),
  counts: z.object({
    items: z.int(),
    intervals: z.int(),
    deleted: z.int(),
    videos: z.int(),
    skipped: z.record(bulkReason, z.int()),
  }),
  /** Of the first items that change, before and after. */
  examples: z.array(namedItem.extend({ step, videoStart: tick, videoEnd: tick, timebase })),
  /** The first items that are left for what is wrong in them; the page says the fault as it does beside one item. */
  left: z.array(
    namedItem.extend({
      item: z.string(),
      fault: z.object({
        code: z.custom<FindingCode>(isFindingCode),
        values: z.record(z.string(), z.union([z.string(), z.number()])),
      }),
    }),
  ),
  /** Given back to `items.applyBulk`, which refuses when it would do something else by then. */
  digest: z.string(),
});
export type BulkPreview = z.infer<typeof bulkPreview>;

/** `items.applyBulk`: starts a job; whole or not at all, and one entry of the history. */
export const bulkApplyInput = z.strictObject({
  target: bulkTargetInput,
  edit: bulkEditInput,
  digest: z.string().length(64),
});

/** `comments.list`: of a video, of an item, or every unresolved thread of the project (newest first, 500 at most). */
export const commentsInput = z.strictObject({ videoId: id.optional(), itemId: id.optional() });

export const commentRow = z.object({
  id: rowId,
  videoId: z.string(),
  itemId: z.string().nullable(),
  /** The interval it is about, which may be gone. */
  interval: rowId.nullable(),
  tick: tick.nullable(),
  by: z.string(),
  at: instant,
  text: z.string(),
  resolved: z.boolean(),
  /** The comment it answers. */
  answers: rowId.nullable(),
});
export type CommentRow = z.infer<typeof commentRow>;
