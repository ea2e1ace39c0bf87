import { z } from 'zod';
import { id, instant, split, taskKind, tick } from './words.ts';

/** Ticks of one video, half-open. */
export const tickRange = z.strictObject({ start: tick, end: tick });

/** `suggestions.start`: for one video, a split, given items, or all that waits for a person in the whole project. */
export const suggestStartInput = z.strictObject({
  scope: z.union([
    z.strictObject({ videoId: id }),
    z.strictObject({ split }),
    z.strictObject({ itemIds: z.array(id).min(1).max(100_000) }),
    z.strictObject({ waiting: z.literal(true) }),
  ]),
  task: taskKind.optional(),
  /** A policy's id; default: the project's current one. */
  policy: id.optional(),
  /** Only what lies in this stretch, by its middle, is replaced and kept; for one video's items. */
  range: tickRange.optional(),
});

/** `suggestions.earlier`: what the policy before the present one said of a video's items, to be compared with what is said now. */
export const earlierInput = z.strictObject({ videoId: id });
export const earlierRow = z.object({
  itemId: z.string(),
  policyId: z.string(),
  at: instant,
  answerIndex: z.int().nullable(),
  answerScore: z.number().nullable(),
  /** Whether its scores were probabilities. */
  calibrated: z.boolean(),
  basis: z.enum(['events']).nullable(),
  intervals: z.array(
    z.object({ slot: z.int(), start: tick.nullable(), end: tick.nullable(), score: z.number() }),
  ),
});
export type EarlierRow = z.infer<typeof earlierRow>;

/**
 * `suggestions.another`: one more suggestion for an item, since a person asks what else there is: the pending one that is
 * named, which was too unlikely to be shown, or else the likeliest that the newest answer left out.
 */
export const anotherInput = z.strictObject({
  itemId: id,
  /** DTG: index of the sentence; else 0. */
  slot: z.int().min(0),
  suggestionId: z.int().nullable(),
});
/** null: the policy thought of nothing else. */
export const anotherAnswer = z.object({ suggestionId: z.int().nullable() });
export type Another = z.infer<typeof anotherAnswer>;
