import { z } from 'zod';
import { TASKS } from '../task.ts';

/** What items can be asked about. A condition is about an item; one about intervals holds if any of its intervals fulfils it. */

export const COMPARISONS = ['<', '<=', '=', '>=', '>'] as const;
export type Comparison = (typeof COMPARISONS)[number];

/** Values of the fields that take one of a list. */
export const CHOICES = {
  task: TASKS,
  state: ['open', 'draft', 'curated', 'reviewed'],
  split: ['train', 'validation', 'test', 'none'],
  /** `person`: an edge that a person set by hand. `policy`: one that came from a suggestion. `imported`: one as it was imported. */
  by: ['person', 'policy', 'imported'],
  /** `warnings`: of its video. `off-grid`: an edge that is on no frame boundary. */
  has: ['intervals', 'suggestions', 'comments', 'open-comments', 'off-grid', 'warnings'],
} as const satisfies Record<string, readonly string[]>;
export type ChoiceField = keyof typeof CHOICES;

/** Fields that take a text: a whole name, or (`video`, `text`) a part of what is looked through. */
export const TEXT_FIELDS = ['label', 'group', 'annotator', 'video', 'text'] as const;
export type TextField = (typeof TEXT_FIELDS)[number];

/** Fields that are compared: seconds of an interval, number of intervals, highest confidence of a suggestion that waits. */
export const NUMBER_FIELDS = ['duration', 'intervals', 'confidence'] as const;
export type NumberField = (typeof NUMBER_FIELDS)[number];

export const FIELDS = [
  'task',
  'state',
  'split',
  'by',
  'has',
  ...TEXT_FIELDS,
  ...NUMBER_FIELDS,
  'changed',
] as const;
export type Field = (typeof FIELDS)[number];

/** More than any person writes: parts of a query, and groups within groups. */
const MOST = 200;
const DEEPEST = 8;

const not = z.boolean();
const equal = z.literal('=');
const comparison = z.enum(COMPARISONS);

export const condition = z.discriminatedUnion('field', [
  z.strictObject({ field: z.literal('task'), op: equal, value: z.enum(CHOICES.task), not }),
  z.strictObject({ field: z.literal('state'), op: equal, value: z.enum(CHOICES.state), not }),
  z.strictObject({ field: z.literal('split'), op: equal, value: z.enum(CHOICES.split), not }),
  z.strictObject({ field: z.literal('by'), op: equal, value: z.enum(CHOICES.by), not }),
  z.strictObject({ field: z.literal('has'), op: equal, value: z.enum(CHOICES.has), not }),
  z.strictObject({ field: z.enum(TEXT_FIELDS), op: equal, value: z.string().trim().min(1).max(500), not }),
  z.strictObject({ field: z.enum(NUMBER_FIELDS), op: comparison, value: z.number().min(0).max(1e9), not }),
  /** A day, in UTC: `<` before it began, `=` on it, `>` after it ended. */
  z.strictObject({ field: z.literal('changed'), op: comparison, value: z.iso.date(), not }),
]);
export type Condition = z.infer<typeof condition>;

export interface QueryGroup {
  readonly combine: 'and' | 'or';
  readonly not: boolean;
  readonly parts: readonly QueryPart[];
}
export type QueryPart = Condition | QueryGroup;

/** All items. */
export const EVERYTHING: QueryGroup = { combine: 'and', not: false, parts: [] };

export function isGroup(part: QueryPart): part is QueryGroup {
  return 'parts' in part;
}

const group: z.ZodType<QueryGroup> = z.strictObject({
  combine: z.enum(['and', 'or']),
  not,
  parts: z.array(z.lazy(() => z.union([condition, group]))).max(MOST),
});

/** A query from outside. Too many parts or too deep a nesting is refused, whatever they say. */
export const itemQuery = z
  .custom<unknown>((value) => isModest(value, 0), {
    error: `A query has at most ${MOST} parts and ${DEEPEST} groups within groups.`,
  })
  .pipe(group);

/** Looked at before the schema walks into it. */
function isModest(value: unknown, depth: number, count = { left: MOST }): boolean {
  if (depth > DEEPEST || --count.left < 0) return false;
  if (typeof value !== 'object' || value === null || !('parts' in value)) return true;
  const { parts } = value;
  return !Array.isArray(parts) || parts.every((part: unknown) => isModest(part, depth + 1, count));
}

/** The one form of queries that say the same: `combine` of fewer than two parts is `and`, a negated whole is a part. */
export function canonical(query: QueryGroup): QueryGroup {
  const inner = canonicalGroup(query);
  return inner.not ? { combine: 'and', not: false, parts: [inner] } : inner;
}

function canonicalGroup({ combine, not: negated, parts }: QueryGroup): QueryGroup {
  return {
    combine: parts.length < 2 ? 'and' : combine,
    not: negated,
    parts: parts.map((part) => (isGroup(part) ? canonicalGroup(part) : part)),
  };
}

/** Every condition of a query, whatever its group. */
export function conditionsOf(query: QueryGroup): Condition[] {
  return query.parts.flatMap((part) => (isGroup(part) ? conditionsOf(part) : [part]));
}
