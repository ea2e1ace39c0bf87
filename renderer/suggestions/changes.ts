import type { EarlierRow, ItemRow, SuggestionRow } from '../../src/service/contract/index.ts';
import { bestAssignment } from '../../src/tasks/assignment.ts';
import { iou } from '../../src/time/interval.ts';

/** One suggested interval as a policy said it; both edges null: a DTG sentence has none. */
export interface Said {
  readonly slot: number;
  readonly start: number | null;
  readonly end: number | null;
  readonly score: number;
}

/** How one suggestion differs from what the policy before said. */
export type Change =
  | { readonly kind: 'new'; readonly now: Said }
  | { readonly kind: 'gone'; readonly before: Said }
  /** Matched; `start` and `end` say by how many ticks its edges moved. */
  | {
      readonly kind: 'moved' | 'same';
      readonly before: Said;
      readonly now: Said;
      readonly start: number;
      readonly end: number;
    };

export interface ItemChange {
  readonly item: ItemRow;
  readonly before: EarlierRow;
  /** The policy that answers now. */
  readonly policyId: string;
  readonly changes: readonly Change[];
}

/** Below this a policy hardly means it; of groundings only the best is compared. */
const UNLIKELY = 0.1;

/**
 * What changed between two answers to one item: each old suggestion is matched with the new one that it overlaps most (best
 * assignment; sentences by their slot), the rest is new or gone.
 */
export function changesOf(task: ItemRow['task'], before: readonly Said[], now: readonly Said[]): Change[] {
  const [old, fresh] = [meant(task, before), meant(task, now)];
  const partner =
    task === 'DTG'
      ? old.map(({ slot }) => fresh.findIndex((each) => each.slot === slot))
      : matched(old, fresh);
  const used = new Set<number>();
  const pairs = old.map((each, at): Change => {
    const place = partner[at] ?? -1;
    const other = fresh[place];
    if (other === undefined || (each.start === null) !== (other.start === null))
      return { kind: 'gone', before: each };
    used.add(place);
    const start = (other.start ?? 0) - (each.start ?? 0);
    const end = (other.end ?? 0) - (each.end ?? 0);
    return { kind: start === 0 && end === 0 ? 'same' : 'moved', before: each, now: other, start, end };
  });
  const added = fresh.flatMap((each, place): Change[] =>
    used.has(place) ? [] : [{ kind: 'new', now: each }],
  );
  return [...pairs, ...added].toSorted((a, b) => timeOf(a) - timeOf(b));
}

function meant(task: ItemRow['task'], said: readonly Said[]): Said[] {
  const sorted = said.toSorted((a, b) => b.score - a.score);
  return task === 'TG' ? sorted.slice(0, 1) : sorted.filter((each, at) => at === 0 || each.score >= UNLIKELY);
}

function matched(old: readonly Said[], fresh: readonly Said[]): number[] {
  const weights = old.map((a) => fresh.map((b) => overlap(a, b)));
  return bestAssignment(weights).map((place, at) => ((weights[at]?.[place] ?? 0) > 0 ? place : -1));
}

function overlap(a: Said, b: Said): number {
  if (a.start === null || a.end === null || b.start === null || b.end === null) return 0;
  return iou({ start: a.start, end: a.end }, { start: b.start, end: b.end });
}

function timeOf(change: Change): number {
  return (change.kind === 'gone' ? change.before : change.now).start ?? -1;
}

/** The items of a video that another policy answered before, with what changed. Items whose newest answer is that same one are left out. */
export function itemChanges(
  items: readonly ItemRow[],
  suggestions: readonly SuggestionRow[],
  earlier: readonly EarlierRow[],
): ItemChange[] {
  const byItem = Map.groupBy(suggestions, ({ itemId }) => itemId);
  return earlier.flatMap((before) => {
    const item = items.find(({ id }) => id === before.itemId);
    const own = byItem.get(before.itemId) ?? [];
    const newest = Math.max(...own.map(({ responseId }) => responseId));
    // What a person asked for was not said.
    const now = own.filter(({ responseId, asked }) => responseId === newest && !asked);
    const policyId = now[0]?.policyId ?? null;
    if (item === undefined || policyId === null || policyId === before.policyId) return [];
    return [{ item, before, policyId, changes: changesOf(item.task, before.intervals, now) }];
  });
}

/** How many changes there are of each kind; `surer` and `lessSure`: matched ones whose confidence went up or down by 0.05 and more. */
export function tally(changes: readonly Change[]): Record<Change['kind'] | 'surer' | 'lessSure', number> {
  const count = { new: 0, gone: 0, moved: 0, same: 0, surer: 0, lessSure: 0 };
  for (const change of changes) {
    count[change.kind] += 1;
    if (change.kind === 'new' || change.kind === 'gone') continue;
    const gain = change.now.score - change.before.score;
    if (gain >= 0.05) count.surer += 1;
    if (gain <= -0.05) count.lessSure += 1;
  }
  return count;
}
