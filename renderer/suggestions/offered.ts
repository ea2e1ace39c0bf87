import type { ItemRow, SuggestionRow, VideoDetail } from '../../src/service/contract/index.ts';

/** Grounding wants one interval, so a policy sends many candidates: these are the ones worth looking at first. */
const CANDIDATES = 3;
/** Below this a policy hardly means it; such suggestions are kept, and shown when asked for. */
const UNLIKELY = 0.1;

/**
 * The suggestions of one item that a person is asked about, strongest first: for TG the best few candidates, elsewhere all but
 * the unlikely ones, and whatever was asked for. The strongest is always among them.
 */
export function offered(suggestions: readonly SuggestionRow[], task: ItemRow['task']): SuggestionRow[] {
  const sorted = suggestions
    .filter((each) => each.status === 'pending')
    .toSorted((a, b) => b.score - a.score || a.id - b.id);
  return sorted.filter(
    (each, at) => at === 0 || each.asked || (task === 'TG' ? at < CANDIDATES : each.score >= UNLIKELY),
  );
}

/** The suggestion that stands for an item where many items are shown at once: TG's best candidate, elsewhere all offered ones. */
export function leading(suggestions: readonly SuggestionRow[], task: ItemRow['task']): SuggestionRow[] {
  const all = offered(suggestions, task);
  return task === 'TG' ? all.slice(0, 1) : all;
}

/** Suggestions that a person is asked about, of one item or of the whole video, strongest first. */
export function openSuggestions(detail: VideoDetail, itemId: string | null): SuggestionRow[] {
  const groups = byItem(detail.suggestions);
  return detail.items
    .filter((item) => itemId === null || item.id === itemId)
    .flatMap((item) => (itemId === null ? leading : offered)(groups.get(item.id) ?? [], item.task))
    .toSorted((a, b) => b.score - a.score || a.id - b.id);
}

/** Suggestions by the item they are for. */
export function byItem(suggestions: readonly SuggestionRow[]): ReadonlyMap<string, SuggestionRow[]> {
  const groups = new Map<string, SuggestionRow[]>();
  for (const each of suggestions) {
    const group = groups.get(each.itemId);
    if (group === undefined) groups.set(each.itemId, [each]);
    else group.push(each);
  }
  return groups;
}

/** Whether accepting a suggestion whole would need a place that is taken: TG's one interval, or a DTG sentence's. */
export function placeTaken(suggestion: SuggestionRow, item: ItemRow): boolean {
  if (item.task === 'TG') return item.intervals.length > 0;
  return item.task === 'DTG' && item.intervals.some((each) => each.slot === suggestion.slot);
}
