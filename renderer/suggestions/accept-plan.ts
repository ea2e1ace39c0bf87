import type {
  ConfidenceThreshold,
  ItemRow,
  PolicyConfidence,
  ResponseRow,
  SuggestionRow,
} from '../../src/service/contract/index.ts';
import type { TaskKind } from '../../src/tasks/task.ts';
import { iou } from '../../src/time/interval.ts';
import { isEvent } from './basis.ts';
import { words } from '../words/words.ts';

/** An item with what a policy suggests for it. */
export interface Offer {
  readonly item: ItemRow;
  readonly suggestions: readonly SuggestionRow[];
}

/** Truth and suggestion that overlap this much are one; nothing is added there. */
const SAME = 0.5;

/** Ticks, half-open. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** How many suggestions "accept all above" adds: those of each item's newest answer that take nothing away; events never. */
export function acceptable(
  offers: readonly Offer[],
  threshold: number,
  range: Stretch | null = null,
): number {
  return offers.reduce((sum, offer) => sum + taken(offer, threshold, range).length, 0);
}

/** Offers that may be taken, and how many items with something to take are left out because their lane is locked. */
export function apart(
  offers: readonly Offer[],
  isLocked: (item: ItemRow) => boolean,
): { readonly open: Offer[]; readonly locked: number } {
  const pending = ({ suggestions }: Offer): boolean => suggestions.some(({ status }) => status === 'pending');
  return {
    open: offers.filter(({ item }) => !isLocked(item)),
    locked: offers.filter((offer) => isLocked(offer.item) && pending(offer)).length,
  };
}

/** The suggestions of one item that "accept all above" adds; with a range those whose middle lies in it. */
export function taken(
  { item, suggestions }: Offer,
  threshold: number,
  range: Stretch | null = null,
): SuggestionRow[] {
  const newest = Math.max(...suggestions.map(({ responseId }) => responseId));
  const sure = suggestions.filter(
    (each) =>
      each.responseId === newest &&
      each.status === 'pending' &&
      !isEvent(each) &&
      each.score >= threshold &&
      (range === null || liesIn(each, range)),
  );
  if (item.task === 'TG')
    return item.intervals.length > 0
      ? []
      : sure.toSorted((a, b) => b.score - a.score || a.slot - b.slot).slice(0, 1);
  if (item.task === 'DTG') {
    const full = new Set([...item.intervals.map(({ slot }) => slot), ...item.noneSlots]);
    const surest = Map.groupBy(
      sure.toSorted((a, b) => b.score - a.score || a.id - b.id),
      ({ slot }) => slot,
    );
    return sure.filter((each) => !full.has(each.slot) && surest.get(each.slot)?.[0] === each);
  }
  const there = item.intervals.map(({ start, end }) => ({ start, end }));
  const added: SuggestionRow[] = [];
  for (const each of sure.toSorted((a, b) => a.slot - b.slot)) {
    const { start, end } = each;
    if (start === null || end === null) continue;
    if (there.some((other) => iou(other, { start, end }) >= SAME)) continue;
    there.push({ start, end });
    added.push(each);
  }
  return added;
}

/** By its middle, as the corpus does it. */
function liesIn({ start, end }: SuggestionRow, range: Stretch): boolean {
  if (start === null || end === null) return false;
  const middle = (start + end) / 2;
  return middle >= range.start && middle < range.end;
}

/** 1 where "accept all above" also takes the newest answer's option or saliency curve, which the item lacks; else 0. */
export function acceptableAnswer(
  item: ItemRow,
  responses: readonly ResponseRow[],
  suggestions: readonly SuggestionRow[],
  threshold: number,
): number {
  const newest = responses.reduce<ResponseRow | null>(
    (found, each) => (found === null || each.id > found.id ? each : found),
    null,
  );
  if (newest === null || newest.answerStatus !== 'pending' || isEvent(newest)) return 0;
  const lacks = item.task === 'GVQA' ? item.answerIndex === null : item.saliency === null;
  const scores = suggestions.flatMap(({ responseId, score }) => (responseId === newest.id ? [score] : []));
  const score = newest.answerScore ?? (scores.length === 0 ? 1 : Math.max(...scores));
  return lacks && score >= threshold ? 1 : 0;
}

/** The policy that all pending suggestions come from; null when there are several or none. */
export function onlyPolicy(offers: readonly Offer[]): string | null {
  const ids = new Set(
    offers.flatMap(({ suggestions }) =>
      suggestions.filter(({ status }) => status === 'pending').map(({ policyId }) => policyId),
    ),
  );
  const [only] = ids;
  return ids.size === 1 && only !== undefined ? only : null;
}

/** The one task of all items, or null. */
export function onlyTask(offers: readonly Offer[]): TaskKind | null {
  const tasks = new Set(offers.map(({ item }) => item.task));
  const [only] = tasks;
  return tasks.size === 1 && only !== undefined ? only : null;
}

/** What to begin with when accepting many at once, and why. */
export interface Advice {
  /** Null: nothing that was measured speaks for any. */
  readonly threshold: number | null;
  readonly sentence: string;
}

/**
 * The lowest confidence from which on suggestions of this policy are right often enough, by what was measured on held-out
 * videos: of the task alone where that is enough, else of all tasks together.
 * @param confidence undefined: the suggestions come from several policies
 */
export function advice(
  confidence: PolicyConfidence | null | undefined,
  precision: number,
  task: TaskKind | null,
): Advice {
  const t = words('suggestions');
  if (confidence === undefined) return { threshold: null, sentence: t('acceptAll.severalPolicies') };
  if (confidence === null) return { threshold: null, sentence: t('acceptAll.noCalibration') };
  if (confidence.error === null) return { threshold: null, sentence: confidence.sentence };
  const measured = confidence.thresholds.find((each) => each.precision === precision);
  const own = task === null ? undefined : measured?.tasks[task];
  const found = own ?? measured?.all ?? null;
  if (found === null)
    return {
      threshold: null,
      sentence: t('acceptAll.neverSure', { items: confidence.items, precision: percent(precision) }),
    };
  return { threshold: found.confidence, sentence: because(found, own === undefined ? null : task) };
}

function because({ confidence, count, right, items }: ConfidenceThreshold, task: TaskKind | null): string {
  const t = words('suggestions');
  const told = { right, count, confidence: percent(confidence), items };
  return task === null ? t('acceptAll.measured', told) : t('acceptAll.measuredOf', { ...told, task });
}

export function percent(share: number): string {
  return words('offers')('percent', { percent: Math.round(share * 100) });
}
