import type {
  CommandDone,
  ItemRow,
  ResponseRow,
  SuggestionRow,
  VideoDetail,
} from '../../src/service/contract/index.ts';
import { isItemLocked, playheadEdge, selectedItem, showTick } from '../app/edits.ts';
import { keyOrTitle } from '../app/shown-key.ts';
import { clock, currentDetail, currentTable, notify, perform, type CommandRequest } from '../app/studio.ts';
import { setView, useView } from '../app/view-store.ts';
import { queued } from '../queue/worth.ts';
import { hasSpan, isUnfinished, planAccept, planTrim } from '../tasks/plan.ts';
import type { Span } from '../timeline/gesture.ts';
import type { Side } from '../timeline/hit.ts';
import { words } from '../words/words.ts';
import { acceptable, acceptableAnswer } from './accept-plan.ts';
import { arriveAt, goToWaiting, showEdge } from './arrive.ts';
import { placeTaken } from './offered.ts';
import { othersOf } from './others.ts';
import { restThreshold } from './rest-threshold.ts';
import { isTrimmed, movedTo, nearerSide, nudgedTick, spanNow, type Nudge } from './trim-draft.ts';
import {
  isWaiting,
  left,
  nextItemWithStops,
  nextSettledWithStops,
  onward,
  pendingAnswer,
  stepTo,
  stopKey,
  stopsOf,
  type Stop,
  type Verdict,
} from './walk.ts';

/** What people decide about suggestions, from wherever they do it: keys, lists, timeline. Nothing here overwrites truth. */

/** What a decision is about: the selected suggestion, else the selected item's answer, else its first undecided suggestion. */
export function selectedStop(): Stop | null {
  const detail = currentDetail();
  if (detail === null) return null;
  const { suggestionId, itemId } = useView.getState();
  const chosen = detail.suggestions.find((each) => each.id === suggestionId && each.status === 'pending');
  const item = detail.items.find((each) => each.id === (chosen?.itemId ?? itemId));
  if (item === undefined) return itemId === null ? nextItemWithStops(queue(), null, detail) : null;
  if (chosen !== undefined) return { kind: 'interval', item, suggestion: chosen };
  return left(item, detail)[0] ?? stopsOf(item, detail)[0] ?? null;
}

function queue(): readonly ItemRow[] {
  return queued(currentDetail()?.items ?? [], useView.getState().videoOrder);
}

/** Takes what is selected, or one edge of it. */
export async function acceptSelected(part: 'whole' | 'start' | 'end'): Promise<void> {
  const stop = selectedStop();
  if (stop === null) notify(words('actions')('noSuggestion'));
  else if (stop.kind === 'answer') await decideAnswer(stop.response, 'acceptAnswer');
  else await acceptSuggestion(stop.suggestion, stop.item, part);
}

/** Takes a suggestion as its edges now are, and goes on where a person wants that. */
export async function acceptSuggestion(
  suggestion: SuggestionRow,
  item: ItemRow,
  part: 'whole' | 'start' | 'end',
): Promise<void> {
  if (isItemLocked(item)) return;
  const table = currentTable();
  const { trim } = useView.getState();
  const span = spanNow(suggestion, trim);
  if (part === 'whole' && placeTaken(suggestion, item)) {
    refuseToOverwrite(suggestion, item);
    return;
  }
  if (part === 'whole' && span !== null && table !== null && isTrimmed(suggestion, trim)) {
    await trimSuggestion(suggestion, item, span);
    return;
  }
  const stop: Stop = { kind: 'interval', item, suggestion };
  const { commands } = planAccept(suggestion, item, part);
  if (part === 'whole') {
    await decide(stop, { span }, commands);
    return;
  }
  // One edge alone is seldom the last word on an interval: it stays selected.
  const done = await perform(commands);
  if (done !== null) stay(stop, done);
}

function refuseToOverwrite(suggestion: SuggestionRow, item: ItemRow): void {
  setView({ itemId: item.id, suggestionId: suggestion.id, intervalId: null });
  notify(
    words('actions')('wouldOverwrite', { start: keyOrTitle('accept-start'), end: keyOrTitle('accept-end') }),
  );
}

/** Takes a suggestion with edges that a person has corrected. */
export async function trimSuggestion(suggestion: SuggestionRow, item: ItemRow, span: Span): Promise<void> {
  const table = currentTable();
  if (table === null || isItemLocked(item)) return;
  if (placeTaken(suggestion, item)) {
    refuseToOverwrite(suggestion, item);
    return;
  }
  await decide({ kind: 'interval', item, suggestion }, { span }, planTrim(suggestion, span, table).commands);
}

/** The edge of the suggestion nearer to the playhead moves there, and the result is accepted. */
export async function trimToPlayhead(): Promise<void> {
  const table = currentTable();
  const stop = selectedStop();
  if (table === null || stop?.kind !== 'interval') return;
  const { suggestion, item } = stop;
  const { trim } = useView.getState();
  const now = spanNow(suggestion, trim);
  if (now === null) {
    notify(words('actions')('saysNone'));
    return;
  }
  const side = nearerSide(now, clock.now.tick);
  const moved = movedTo(suggestion, trim, side, playheadEdge(side), table);
  if (moved !== null) await trimSuggestion(suggestion, item, { start: moved.start, end: moved.end });
}

/** Moves one edge of the selected suggestion without deciding anything. @returns whether a suggestion was selected */
export function setSuggestionEdge(side: Side): boolean {
  const stop = chosenInterval();
  const table = currentTable();
  if (stop === null || table === null) return false;
  const moved = movedTo(stop.suggestion, useView.getState().trim, side, playheadEdge(side), table);
  if (moved !== null) setView({ trim: moved, side });
  return true;
}

/** Nudges the edge that was nudged before, at first the one nearer to the playhead. @returns whether a suggestion was selected */
export function nudgeSuggestion(nudge: Nudge): boolean {
  const stop = chosenInterval();
  const table = currentTable();
  if (stop === null || table === null) return false;
  const { trim } = useView.getState();
  const now = spanNow(stop.suggestion, trim);
  if (now === null) return true;
  const side = trim?.suggestionId === stop.suggestion.id ? trim.side : nearerSide(now, clock.now.tick);
  const tick = nudgedTick(side === 'start' ? now.start : now.end, nudge, table);
  const moved = movedTo(stop.suggestion, trim, side, tick, table);
  if (moved !== null) {
    setView({ trim: moved, side });
    showEdge(moved);
  }
  return true;
}

/** The other edge is the one that nudges move. @returns whether a suggestion was selected */
export function otherSuggestionEdge(): boolean {
  const stop = chosenInterval();
  if (stop === null) return false;
  const { trim } = useView.getState();
  const now = spanNow(stop.suggestion, trim);
  if (now === null) return true;
  const before = trim?.suggestionId === stop.suggestion.id ? trim.side : nearerSide(now, clock.now.tick);
  const side = before === 'start' ? 'end' : 'start';
  const turned = { suggestionId: stop.suggestion.id, side, ...now } as const;
  setView({ trim: turned, side });
  showEdge(turned);
  return true;
}

function chosenInterval(): Extract<Stop, { kind: 'interval' }> | null {
  const stop = useView.getState().suggestionId === null ? null : selectedStop();
  return stop?.kind === 'interval' ? stop : null;
}

export async function rejectSelected(): Promise<void> {
  const stop = selectedStop();
  if (stop === null) return;
  if (stop.kind === 'answer') await decideAnswer(stop.response, 'rejectAnswer');
  else await rejectSuggestion(stop.suggestion, stop.item);
}

export async function rejectSuggestion(suggestion: SuggestionRow, item: ItemRow): Promise<void> {
  await decide({ kind: 'interval', item, suggestion }, 'rejected', [
    { name: 'rejectSuggestion', params: { suggestions: [suggestion.id] } },
  ]);
}

/** Takes over a suggested option or saliency curve, or turns it down. */
export async function decideAnswer(
  response: ResponseRow,
  command: 'acceptAnswer' | 'rejectAnswer',
): Promise<void> {
  const item = currentDetail()?.items.find((each) => each.id === response.itemId);
  if (item === undefined) return;
  const verdict = command === 'acceptAnswer' ? { span: null } : 'rejected';
  await decide({ kind: 'answer', item, response }, verdict, [
    { name: command, params: { response: response.id } },
  ]);
}

/** Keys for the answer of the selected item, wherever the walk stands. */
export async function decideItsAnswer(command: 'acceptAnswer' | 'rejectAnswer'): Promise<void> {
  const item = selectedItem();
  const response = item === null ? null : pendingAnswer(item, currentDetail()?.responses ?? []);
  if (response === null) notify(words('suggestions')('noAnswer'));
  else await decideAnswer(response, command);
}

/** Sends a decision as one undo entry, with the item's new state where it makes the item whole, and goes on. */
async function decide(stop: Stop, verdict: Verdict, commands: readonly CommandRequest[]): Promise<void> {
  const detail = currentDetail();
  if (detail === null) return;
  const { advance } = useView.getState();
  const next = onward(stop, verdict, detail);
  const curates = advance && next.to === 'next-item' && isWaiting(stop.item);
  const done = await perform([...commands, ...(curates ? [curated(stop.item)] : [])]);
  if (done === null) return;
  if (!advance) stay(stop, done);
  else if (next.to === 'stop') arriveAt(next.stop);
  else if (next.to === 'next-item') await goToWaiting(stop.item.id);
  else {
    stay(stop, done);
    if (left(stop.item, detail, new Set([stopKey(stop)])).length === 0) notify(whatIsNext(stop, detail));
  }
}

/** What a person can do when all is decided and only a person knows whether something is missing. */
function whatIsNext({ item }: Stop, detail: VideoDetail): string {
  const t = words('suggestions');
  const others = othersOf(item, detail, null)?.count ?? 0;
  const args = { key: keyOrTitle('curate'), another: keyOrTitle('another-suggestion'), others };
  return isUnfinished(item) ? t('nothingLeftDraw', args) : t('nothingLeftCurate', args);
}

function curated(item: ItemRow): CommandRequest {
  return { name: 'setItemState', params: { items: [item.id], state: 'curated' } };
}

/** What was made is selected, so that its edges can be moved. */
function stay(stop: Stop, done: CommandDone): void {
  const made = done.created.intervals.at(-1);
  setView({
    itemId: stop.item.id,
    suggestionId: null,
    arrival: null,
    trim: null,
    ...(made === undefined ? {} : { intervalId: made }),
  });
}

/** Takes all that is left of the item and sure enough, calls the item curated, and goes to the next one: one undo entry. */
export async function acceptRest(): Promise<void> {
  const detail = currentDetail();
  const stop = selectedStop();
  const item = selectedItem() ?? stop?.item ?? null;
  const table = currentTable();
  if (detail === null || item === null || table === null) {
    notify(words('actions')('noSuggestion'));
    return;
  }
  if (isItemLocked(item)) return;
  const threshold = restThreshold(item, detail);
  const { trim } = useView.getState();
  const trimmed =
    stop?.kind === 'interval' && stop.item.id === item.id && isTrimmed(stop.suggestion, trim)
      ? { suggestion: stop.suggestion, span: spanNow(stop.suggestion, trim) }
      : null;
  const suggestions = detail.suggestions.filter(
    (each) => each.itemId === item.id && each.id !== trimmed?.suggestion.id,
  );
  const responses = detail.responses.filter((each) => each.itemId === item.id);
  const count =
    acceptable([{ item, suggestions }], threshold) +
    acceptableAnswer(item, responses, suggestions, threshold);
  const commands: CommandRequest[] = [
    ...(trimmed === null || trimmed.span === null
      ? []
      : planTrim(trimmed.suggestion, trimmed.span, table).commands),
    ...(count === 0 ? [] : [{ name: 'acceptAllAbove', params: { items: [item.id], threshold } }]),
    curated(item),
  ];
  if ((await perform(commands)) !== null) await goToWaiting(item.id);
}

/** Turns down all that is left of the item, its answer too. */
export async function rejectRest(): Promise<void> {
  const detail = currentDetail();
  const item = selectedItem();
  if (detail === null || item === null) return;
  const suggestions = detail.suggestions
    .filter((each) => each.itemId === item.id && each.status === 'pending')
    .map(({ id }) => id);
  const answer = pendingAnswer(item, detail.responses);
  const commands: CommandRequest[] = [
    ...(suggestions.length === 0 ? [] : [{ name: 'rejectSuggestion', params: { suggestions } }]),
    ...(answer === null ? [] : [{ name: 'rejectAnswer', params: { response: answer.id } }]),
  ];
  if (commands.length === 0) {
    notify(words('suggestions')('nothingToReject'));
    return;
  }
  if ((await perform(commands)) !== null) setView({ suggestionId: null, arrival: null, trim: null });
}

/** The next undecided suggestion: of the selected item, then of the next item that waits, then of one that is curated already. */
export function goToSuggestion(step: 1 | -1): void {
  const detail = currentDetail();
  if (detail === null) return;
  const { suggestionId } = useView.getState();
  const item = selectedItem();
  const stops = item === null ? [] : stopsOf(item, detail);
  const answering = stops.find((stop) => stop.kind === 'answer');
  const here =
    suggestionId === null ? (answering === undefined ? null : stopKey(answering)) : `s${suggestionId}`;
  const from = item?.id ?? null;
  const next =
    stepTo(stops, here, step) ??
    nextItemWithStops(queue(), from, detail, step) ??
    nextSettledWithStops(queue(), from, detail, step);
  if (next === null) {
    setView({ suggestionId: null, arrival: null, trim: null });
    notify(words('suggestions')('noMore'));
    return;
  }
  arriveAt(next);
}

/** A click on a suggestion in a list: it is selected, and its first frame shown. */
export function selectSuggestion(suggestion: SuggestionRow): void {
  const pending = suggestion.status === 'pending';
  setView({
    suggestionId: pending ? suggestion.id : null,
    intervalId: null,
    itemId: suggestion.itemId,
    arrival: null,
    trim: null,
  });
  if (hasSpan(suggestion)) showTick(suggestion.start);
}
