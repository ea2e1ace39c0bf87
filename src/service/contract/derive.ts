import { z } from 'zod';
import { recipe } from '../../tasks/derive/recipe.ts';
import { DERIVED_TASKS } from '../../tasks/derive/propose.ts';
import { id, saliency, split, tick, timebase } from './words.ts';

/** How an item was derived and whether its sources still say so (src/corpus/queries/derived.ts). */
export const derivedFrom = z.object({
  rule: z.string(),
  /** Ids of the action items. */
  sources: z.array(z.string()),
  state: z.enum(['same', 'changed', 'ambiguous', 'gone']),
});
export type DerivedFrom = z.infer<typeof derivedFrom>;

/** `derive.preview`: what could be derived from curated actions; changes nothing. */
export const derivePreviewInput = z.strictObject({
  /** Absent: all videos. */
  videoId: id.optional(),
  split: split.optional(),
  tasks: z.array(z.enum(DERIVED_TASKS)).min(1),
  seed: z.int().min(0).max(2_147_483_647),
  /** Seconds per saliency clip. */
  clipLength: z.number().positive().max(3600),
  /** Most drafts that are listed; all are counted. */
  limit: z.int().min(1).max(5000).optional(),
});

const span = z.object({ start: tick, end: tick });
const derivedPrompt = z.discriminatedUnion('task', [
  z.object({ task: z.literal('TG'), query: z.string() }),
  z.object({ task: z.literal('DTG'), sentences: z.array(z.string()) }),
  z.object({ task: z.literal('VHD'), query: z.string(), clipLength: z.number() }),
  z.object({ task: z.literal('GVQA'), question: z.string(), options: z.array(z.string()) }),
]);

export const deriveDraft = z.object({
  videoId: z.string(),
  recipe,
  /** Handed back when it is accepted: it is refused when the sources say something else by then. */
  shown: z.string(),
  prompt: derivedPrompt,
  intervals: z.array(span),
  answerIndex: z.int().nullable(),
  saliency: saliency.nullable(),
});
export type DeriveDraft = z.infer<typeof deriveDraft>;

/** What a draft's picture is drawn with: the curated actions of its video. */
export const deriveVideo = z.object({
  id: z.string(),
  title: z.string(),
  timebase,
  firstTick: tick,
  endTick: tick,
  sources: z.array(
    z.object({ itemId: z.string(), phrase: z.string(), labelId: z.int().nullable(), spans: z.array(span) }),
  ),
});
export type DeriveVideo = z.infer<typeof deriveVideo>;

export const derivePreview = z.object({
  drafts: z.array(deriveDraft),
  videos: z.array(deriveVideo),
  /** Of all drafts, listed or not. */
  counts: z.record(z.enum(DERIVED_TASKS), z.int()),
  total: z.int(),
  /** Action items that nothing is derived from, since nobody called them curated. */
  waiting: z.int(),
});
export type DerivePreview = z.infer<typeof derivePreview>;

/** `derive.accept`: makes items of drafts, one undo entry for all of them. */
export const deriveAcceptInput = z.strictObject({
  drafts: z
    .array(
      z.strictObject({
        videoId: id,
        recipe,
        shown: z.string(),
        words: z
          .strictObject({
            query: z.string().optional(),
            sentences: z.array(z.string()).optional(),
            options: z.array(z.string()).optional(),
          })
          .optional(),
      }),
    )
    .min(1)
    .max(10_000),
  state: z.enum(['draft', 'curated']),
});
