import { z } from 'zod';

/**
 * How an item was derived: the rule and what it was given. A recipe and a scene make a draft and nothing else does, so that
 * what is kept of an item is enough to derive it again after its sources changed.
 */
const item = z.string();
const reference = z.enum(['only', 'first', 'last']);
const items = z.array(item).min(2).max(100);
const clipLength = z.number().positive().max(3600);

export const recipe = z.discriminatedUnion('rule', [
  z.strictObject({ rule: z.literal('time'), item, which: z.enum(['only', 'first', 'last', 'longest']) }),
  /** The next time of `item` after (or the last time before) an instance of `other`. */
  z.strictObject({ rule: z.enum(['after', 'before']), item, other: item, reference }),
  /** `count` events of all `items` together, from the one at place `from` on. */
  z.strictObject({
    rule: z.literal('sequence'),
    items: z.array(item).min(1).max(100),
    from: z.int().min(0),
    count: z.int().min(2).max(12),
  }),
  z.strictObject({ rule: z.literal('highlights'), item, clipLength }),
  /** When most of `items` happen at once. */
  z.strictObject({ rule: z.literal('together'), items, clipLength }),
  /** How often; `below`: how many of the wrong numbers are smaller than the right one, where there are so many. */
  z.strictObject({ rule: z.literal('count'), item, options: z.int().min(2).max(7), below: z.int().min(0) }),
  /** Which of `items`, in this order the options, happens first. */
  z.strictObject({ rule: z.literal('which-first'), items: items.max(7) }),
  /** Which of `items` starts first after an instance of `other`. */
  z.strictObject({ rule: z.literal('which-next'), items: items.max(7), other: item, reference }),
]);
export type Recipe = z.infer<typeof recipe>;
export type Rule = Recipe['rule'];
export type Reference = z.infer<typeof reference>;

/** Equal for equal recipes, whatever order their keys are in. */
export function recipeKey(given: Recipe): string {
  return JSON.stringify(Object.entries(given).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** The TAL items that a recipe reads. */
export function sourcesOf(given: Recipe): string[] {
  const own = 'items' in given ? given.items : [given.item];
  return 'other' in given ? [...own, given.other] : [...own];
}
