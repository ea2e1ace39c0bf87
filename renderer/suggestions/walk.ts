import type { ItemRow, ResponseRow, SuggestionRow, VideoDetail } from '../../src/service/contract/index.ts';
import { iou } from '../../src/time/interval.ts';
import type { Span } from '../timeline/gesture.ts';
import { offered } from './offered.ts';

/** Where a walk through suggestions can stand: the answer to a question, or one suggested interval. */
export type Stop =
  | { readonly kind: 'answer'; readonly item: ItemRow; readonly response: ResponseRow }
  | { readonly kind: 'interval'; readonly item: ItemRow; readonly suggestion: SuggestionRow };

/** What a video is to a walk. */
export type Walked = Pick<VideoDetail, 'items' | 'suggestions' | 'responses'>;

/** Truth and suggestion that overlap this much are one. */
const SAME = 0.5;

/** Tells stops apart. */
export function stopKey(stop: Stop): string {
  return stop.kind === 'answer' ? `a${stop.response.id}` : `s${stop.suggestion.id}`;
}

export function isWaiting({ state }: Pick<ItemRow, 'state'>): boolean {
  return state === 'open' || state === 'draft';
}

/**
 * What is undecided of an item, in the order in which it is walked through: a question's answer first, then candidates by how
 * sure the policy is (TG), sentences as they are read (DTG), all else in time.
 */
export function stopsOf(item: ItemRow, { suggestions, responses }: Walked): Stop[] {
  const mine = offered(
    suggestions.filter((each) => each.itemId === item.id),
    item.task,
  );
  const ordered =
    item.task === 'TG'
      ? mine
      : item.task === 'DTG'
        ? mine.toSorted((a, b) => a.slot - b.slot || a.id - b.id)
        : mine.toSorted((a, b) => (a.start ?? -1) - (b.start ?? -1) || a.id - b.id);
  const answer = item.task === 'GVQA' ? pendingAnswer(item, responses) : null;
  return [
    ...(answer === null ? [] : [{ kind: 'answer' as const, item, response: answer }]),
    ...ordered.map((suggestion) => ({ kind: 'interval' as const, item, suggestion })),
  ];
}

/** The newest answer or saliency curve of an item that nobody has decided on. */
export function pendingAnswer(item: ItemRow, responses: readonly ResponseRow[]): ResponseRow | null {
  return responses.find((each) => each.itemId === item.id && each.answerStatus === 'pending') ?? null;
}

/** The stops that could still add something: not where truth stands already. */
export function left(item: ItemRow, video: Walked, without: ReadonlySet<string> = new Set()): Stop[] {
  return stopsOf(item, video).filter((stop) => !without.has(stopKey(stop)) && addsTo(item, stop));
}

function addsTo(item: ItemRow, stop: Stop): boolean {
  if (stop.kind === 'answer') return item.answerIndex === null;
  const { suggestion } = stop;
  if (item.task === 'TG') return item.intervals.length === 0;
  if (item.task === 'DTG')
    return (
      !item.noneSlots.includes(suggestion.slot) &&
      item.intervals.every(({ slot }) => slot !== suggestion.slot)
    );
  const { start, end } = suggestion;
  if (start === null || end === null) return true;
  return item.intervals.every((each) => iou(each, { start, end }) < SAME);
}

/** The stop `step` places from the one with `key`; from the beginning or end where that is not among them. */
export function stepTo(stops: readonly Stop[], key: string | null, step: 1 | -1): Stop | null {
  const at = stops.findIndex((stop) => stopKey(stop) === key);
  if (at < 0) return (step === 1 ? stops[0] : stops.at(-1)) ?? null;
  return stops[at + step] ?? null;
}

/** What a decision makes of an item, so that the walk needs not wait for the corpus. `span`: what was accepted of a suggestion. */
export function after(item: ItemRow, stop: Stop, verdict: Verdict): ItemRow {
  if (verdict === 'rejected') return item;
  if (stop.kind === 'answer') return { ...item, answerIndex: stop.response.answerIndex };
  const { slot } = stop.suggestion;
  if (verdict.span === null) return { ...item, noneSlots: [...item.noneSlots, slot] };
  const { start, end } = verdict.span;
  const edge = { by: '', kind: 'accepted', policyId: null, at: null, movedTicks: 0 } as const;
  return {
    ...item,
    intervals: [
      ...item.intervals,
      {
        id: -1,
        slot,
        start,
        end,
        startFrame: 0,
        endFrame: 0,
        offGrid: { start: false, end: false },
        provenance: { start: edge, end: edge },
      },
    ],
  };
}

/** What a person said of a stop; a null span accepts that a sentence has none, or an answer. */
export type Verdict = 'rejected' | { readonly span: Span | null };

/** Where a walk goes after a decision, while it goes on by itself. */
export type Onward =
  | { readonly to: 'stop'; readonly stop: Stop }
  /** Everything is decided, and nothing more can belong to the item: it is curated. */
  | { readonly to: 'next-item' }
  /** Everything is decided; whether something is missing only a person can say. */
  | { readonly to: 'person' };

/**
 * After a decision: the next stop of the item, from the first again after the last; then, where the decisions make the item
 * whole (its one interval, every sentence), the next item. Of lists (instances, highlights, evidence) only a person knows
 * whether they are whole.
 */
export function onward(stop: Stop, verdict: Verdict, video: Walked): Onward {
  const now = after(stop.item, stop, verdict);
  const all = stopsOf(stop.item, video).map(stopKey);
  const open = left(now, video, new Set([stopKey(stop)]));
  const at = all.indexOf(stopKey(stop));
  const next = open.find((each) => all.indexOf(stopKey(each)) > at) ?? open[0];
  if (next !== undefined) return { to: 'stop', stop: { ...next, item: stop.item } };
  return isWholeByItself(now) ? { to: 'next-item' } : { to: 'person' };
}

/** Whether an item holds all that it can hold: tasks with a set number of intervals only. */
export function isWholeByItself({ prompt, intervals, noneSlots }: ItemRow): boolean {
  if (prompt.task === 'TG') return intervals.length === 1;
  if (prompt.task !== 'DTG') return false;
  const taken = new Set([...intervals.map(({ slot }) => slot), ...noneSlots]);
  return prompt.sentences.every((_sentence, slot) => taken.has(slot));
}

/** The first stop of the next waiting item after `current` in the queue's order that has one, from the beginning again at the end. */
export function nextItemWithStops(
  queue: readonly ItemRow[],
  current: string | null,
  video: Walked,
  step: 1 | -1 = 1,
): Stop | null {
  return nextStop(queue, current, step, (item) => (isWaiting(item) ? left(item, video) : []));
}

/** The same among items that wait for nobody, such as curated ones that a policy was asked about again. */
export function nextSettledWithStops(
  queue: readonly ItemRow[],
  current: string | null,
  video: Walked,
  step: 1 | -1 = 1,
): Stop | null {
  return nextStop(queue, current, step, (item) => (isWaiting(item) ? [] : stopsOf(item, video)));
}

function nextStop(
  queue: readonly ItemRow[],
  current: string | null,
  step: 1 | -1,
  stops: (item: ItemRow) => readonly Stop[],
): Stop | null {
  const at = queue.findIndex(({ id }) => id === current);
  const around = [...queue.slice(at + 1), ...queue.slice(0, Math.max(0, at))];
  for (const item of step === 1 ? around : around.toReversed()) {
    const found = step === 1 ? stops(item)[0] : stops(item).at(-1);
    if (found !== undefined) return found;
  }
  return null;
}
