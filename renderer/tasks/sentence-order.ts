import type { ItemRow } from '../../src/service/contract/index.ts';
import { isItemLocked } from '../app/edits.ts';
import { currentDetail, perform } from '../app/studio.ts';

/** Where a sentence of DTG stands in the new order. */
export interface Placed {
  readonly text: string;
  /** The place it had; null: it is new. */
  readonly from: number | null;
}

/** The sentences as they are. */
export function kept(sentences: readonly string[]): Placed[] {
  return sentences.map((text, from) => ({ text, from }));
}

/** The list with one entry exchanged with its neighbour; null where it has none on that side. */
export function exchanged<T>(list: readonly T[], at: number, step: 1 | -1): T[] | null {
  const [one, other] = [list[at], list[at + step]];
  if (one === undefined || other === undefined) return null;
  return list.map((each, i) => (i === at ? other : i === at + step ? one : each));
}

/**
 * What was asked for last: the revision that it made, null until the service has answered. What is said by places of an older one
 * would hit other sentences.
 */
let asked: { readonly item: string; readonly revision: number | null } | null = null;

/**
 * Sentences in another order; their intervals go with them. One step back takes it back.
 * @param item as it is shown, which the places are of
 * @returns whether it was done; not while what is shown is older than what was asked for before
 */
export async function arrange(item: ItemRow, sentences: readonly Placed[]): Promise<boolean> {
  const detail = currentDetail();
  const now = detail?.items.find(({ id }) => id === item.id);
  const older = asked?.item === item.id && (asked.revision ?? Infinity) > (detail?.revision ?? 0);
  if (older || (now !== undefined && orderOf(now) !== orderOf(item))) return false;
  const mine = { item: item.id, revision: null };
  asked = mine;
  const done = await perform([{ name: 'arrangeSentences', params: { item: item.id, sentences } }]);
  if (asked === mine) asked = done === null ? null : { item: item.id, revision: done.revision };
  return done !== null;
}

function orderOf({ prompt }: ItemRow): string {
  return JSON.stringify(prompt.task === 'DTG' ? prompt.sentences : []);
}

/** Moves a sentence before or behind its neighbour. @returns whether it went; it stays first or last where it is that */
export async function moveSentence(item: ItemRow, slot: number, step: 1 | -1): Promise<boolean> {
  if (item.prompt.task !== 'DTG' || isItemLocked(item)) return false;
  const next = exchanged(kept(item.prompt.sentences), slot, step);
  return next !== null && arrange(item, next);
}
