import { z } from 'zod';
import { itemQuery } from '../../tasks/find/item-query.ts';

/** What can be done to many items at once. */
export const bulkEdit = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('state'), state: z.enum(['open', 'curated', 'reviewed']) }),
  /** TAL items: another label of their video's group. */
  z.strictObject({ kind: z.literal('label'), label: z.int().positive() }),
  /** Of the items' videos. */
  z.strictObject({ kind: z.literal('split'), split: z.enum(['train', 'validation', 'test']).nullable() }),
  z.strictObject({ kind: z.literal('snap') }),
  /** Later by `frames`, or earlier where negative. */
  z.strictObject({
    kind: z.literal('shift'),
    edge: z.enum(['start', 'end', 'both']),
    frames: z.int().min(-1_000_000).max(1_000_000),
  }),
  z.strictObject({ kind: z.literal('delete-items') }),
  /** Intervals shorter than this. */
  z.strictObject({ kind: z.literal('delete-short'), seconds: z.number().positive().max(1e6) }),
]);
export type BulkEdit = z.infer<typeof bulkEdit>;

/** Everything that a query finds, or chosen items. */
export const bulkTarget = z.union([
  z.strictObject({ query: itemQuery }),
  z.strictObject({ items: z.array(z.string().min(1).max(200)).min(1).max(100_000) }),
]);
export type BulkTarget = z.infer<typeof bulkTarget>;

/** Why an item or interval is left as it is. */
export const BULK_REASONS = [
  'already-so',
  'not-whole',
  'labels-exclude',
  'faulty',
  'no-label-of-its-own',
  'other-label-group',
  'outside-video',
  'too-short',
] as const;
export type BulkReason = (typeof BULK_REASONS)[number];

/** Start and end in ticks. */
export interface BulkSpan {
  readonly start: number;
  readonly end: number;
}

/** One row that changes. */
export type BulkStep =
  | {
      readonly of: 'item';
      readonly item: string;
      /** State or label key, as text; null after: deleted. */
      readonly before: string;
      readonly after: string | null;
    }
  | {
      readonly of: 'video';
      readonly item: string;
      readonly video: string;
      readonly before: string;
      readonly after: string;
    }
  | {
      readonly of: 'interval';
      readonly item: string;
      readonly interval: number;
      readonly before: BulkSpan;
      /** null: deleted. */
      readonly after: BulkSpan | null;
    };

/** More in one act would make an undo entry that takes minutes to take back. */
export const MOST_BULK_STEPS = 200_000;
