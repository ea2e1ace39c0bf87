import { z } from 'zod';
import { id, instant, rowId, said, tick } from './words.ts';

/** `history.page`: what people did, newest first, with what programs did in between. */
export const historyPageInput = z
  .strictObject({
    /** Only acts before this one. */
    before: rowId.optional(),
    limit: z.int().min(1).max(500).optional(),
    /** Words that must all occur in what was done: in English, or by `searchKeys`. */
    search: z.string().max(500).optional(),
    /** For each word, in order: keys of sentences (src/tasks/said) that have it in the page's language. */
    searchKeys: z
      .array(z.array(z.string().max(64)).max(1000))
      .max(10)
      .optional(),
    videoId: id.optional(),
  })
  .optional();

/** Where a click leads: what an act touched first. */
export const whereabouts = z.object({
  videoId: z.string(),
  videoTitle: z.string(),
  itemId: z.string().nullable(),
  itemText: z.string().nullable(),
  tick: tick.nullable(),
});
export type Whereabouts = z.infer<typeof whereabouts>;

/** Everything that one undo takes back. */
export const historyAct = z.object({
  /** What `history.goTo` takes. */
  id: rowId,
  name: z.string(),
  sentence: z.string(),
  /** The sentence for any language; null where there is English only. */
  said: said.nullable(),
  /** Further changes that belong to it. */
  more: z.int(),
  at: instant,
  by: z.string(),
  /** `discarded`: undone, and then other work was done. */
  state: z.enum(['done', 'undone', 'discarded']),
  where: whereabouts.nullable(),
  /** Videos it touched; null: all, or too many to say. */
  videos: z.int().nullable(),
});
export type HistoryAct = z.infer<typeof historyAct>;

export const historyJob = z.object({
  id: rowId,
  name: z.string(),
  sentence: z.string(),
  /** The sentence for any language; null where there is English only. */
  said: said.nullable(),
  at: instant,
  until: instant,
  /** Log entry that it came after, 0 for none. */
  after: rowId,
});
export type HistoryJob = z.infer<typeof historyJob>;

export const historyPage = z.object({
  acts: z.array(historyAct),
  jobs: z.array(historyJob),
  /** The last act that is done, 0 when none is. */
  now: rowId,
  total: z.int(),
});
export type HistoryPage = z.infer<typeof historyPage>;

/** `history.goTo`: undoes or redoes until this act is the last one done (0: none), as one act. Tells `walk` events. */
export const historyGoToInput = z.strictObject({ act: rowId.nonnegative() });
