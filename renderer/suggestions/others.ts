import type { ItemRow, SuggestionRow } from '../../src/service/contract/index.ts';
import { offered } from './offered.ts';
import { isWholeByItself, type Walked } from './walk.ts';

/** What can still be asked for of one item, or of one of its sentences. */
export interface Others {
  /** DTG: index of the sentence; else 0. */
  readonly slot: number;
  /** Pending suggestions that are too unlikely to be shown, likeliest first: they come before what was left out. */
  readonly hidden: readonly SuggestionRow[];
  readonly count: number;
}

/**
 * What else the newest answer has for an item.
 * @param slot DTG: the sentence; null for the first that has nothing yet
 * @returns null where everything that the item can hold is there
 */
export function othersOf(
  item: ItemRow,
  { suggestions, responses }: Walked,
  slot: number | null,
): Others | null {
  if (isWholeByItself(item)) return null;
  const wanted = slot ?? firstEmpty(item);
  const newest = responses.find((each) => each.itemId === item.id);
  const own = suggestions.filter((each) => each.itemId === item.id);
  const shown = new Set(offered(own, item.task));
  const hidden = own
    .filter(
      (each) =>
        each.responseId === newest?.id &&
        each.status === 'pending' &&
        !shown.has(each) &&
        (item.task !== 'DTG' || each.slot === wanted),
    )
    .toSorted((a, b) => b.score - a.score || a.id - b.id);
  const spare = newest?.spare.filter((each) => each === wanted).length ?? 0;
  return { slot: wanted, hidden, count: hidden.length + spare };
}

function firstEmpty({ prompt, intervals, noneSlots }: ItemRow): number {
  if (prompt.task !== 'DTG') return 0;
  const taken = new Set([...intervals.map(({ slot }) => slot), ...noneSlots]);
  return Math.max(
    0,
    prompt.sentences.findIndex((_sentence, slot) => !taken.has(slot)),
  );
}
