import type { ItemRow } from '../../src/service/contract/index.ts';
import { showTick } from '../app/edits.ts';
import { attempt, clock, currentDetail, currentEngine, currentTable, notify } from '../app/studio.ts';
import { setView, useView } from '../app/view-store.ts';
import { queryClient, trpc } from '../client.ts';
import { queued } from '../queue/worth.ts';
import { nextItem } from '../tasks/plan.ts';
import type { Span } from '../timeline/gesture.ts';
import { words } from '../words/words.ts';
import { nextVideo } from './next-video.ts';
import { spanNow, type TrimDraft } from './trim-draft.ts';
import { isWaiting, left, type Stop } from './walk.ts';

/** Seconds played before and after a suggestion, so that one sees what it begins and ends with. */
const MARGIN = 0.5;

/** The loop of a piece that is played on arrival: as long as its suggestion stays selected. */
export interface Arrival extends Span {
  readonly suggestionId: number;
}

/** Selects what a walk stands on and shows it: played in a loop where a person wants that, else its first frame. */
export function arriveAt(stop: Stop): void {
  if (stop.kind === 'answer') {
    halt();
    setView({
      itemId: stop.item.id,
      suggestionId: null,
      intervalId: null,
      draft: null,
      arrival: null,
      trim: null,
    });
    return;
  }
  const { id } = stop.suggestion;
  setView({
    itemId: stop.item.id,
    suggestionId: id,
    intervalId: null,
    draft: null,
    arrival: null,
    trim: null,
  });
  const span = spanNow(stop.suggestion, null);
  if (span === null) halt();
  else if (useView.getState().playArrival) playPiece(id, span);
  else showTick(span.start);
}

/** An item that a person has come to by going on: its first suggestion, its first interval, or nothing. */
export function arriveAtItem(item: ItemRow): void {
  const detail = currentDetail();
  const [first] = detail === null ? [] : left(item, detail);
  if (first !== undefined) {
    arriveAt(first);
    return;
  }
  halt();
  setView({ itemId: item.id, suggestionId: null, intervalId: null, draft: null, arrival: null, trim: null });
  const [interval] = item.intervals;
  if (interval !== undefined) showTick(interval.start);
}

/** The next item that waits for a person, in this video or, where none does, in the next one of the queue. */
export async function goToWaiting(from: string | null): Promise<void> {
  const detail = currentDetail();
  if (detail === null) return;
  const next = nextItem(queued(detail.items, useView.getState().videoOrder), from, 1, true);
  if (next !== null && next.id !== from) {
    arriveAtItem(next);
    return;
  }
  halt();
  setView({ suggestionId: null, arrival: null, trim: null });
  await goToNextVideo();
}

/** Opens the next video of the queue of which something waits, and stands on what is to be decided first. */
export async function goToNextVideo(): Promise<void> {
  const videoId = await nextVideo();
  if (videoId === null) {
    notify(words('suggestions')('allCurated'));
    return;
  }
  const detail = await attempt(queryClient.ensureQueryData(trpc.videos.detail.queryOptions({ videoId })));
  if (detail === null || !(await shown(videoId))) return;
  const first = queued(detail.items, useView.getState().videoOrder).find(isWaiting);
  if (first !== undefined) arriveAtItem(first);
}

/** Waits until the player of a video is there. @returns false when another video was opened meanwhile, or it takes too long */
async function shown(videoId: string): Promise<boolean> {
  for (let tries = 0; tries < 200; tries++) {
    if (useView.getState().videoId !== videoId) return false;
    if (currentTable() !== null && currentEngine() !== null && currentDetail()?.id === videoId) return true;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  return false;
}

/** Plays a piece with what comes just before and after it, again and again. */
export function playPiece(suggestionId: number, span: Span): void {
  const engine = currentEngine();
  const table = currentTable();
  if (engine === null || table === null) {
    showTick(span.start);
    return;
  }
  const margin = (MARGIN * table.timebase.den) / table.timebase.num;
  const first = table.pts[0] ?? 0;
  const piece = { start: Math.max(first, span.start - margin), end: Math.min(table.end, span.end + margin) };
  const arrival = { suggestionId, ...piece };
  setView({ arrival });
  engine.setLoop(piece);
  engine.showTick(piece.start);
  void playWhenReady(arrival);
}

/** A video that was just opened cannot play yet: it begins as soon as it can, if it is still wanted. */
async function playWhenReady(arrival: Arrival): Promise<void> {
  for (let tries = 0; tries < 200 && useView.getState().arrival === arrival; tries++) {
    currentEngine()?.play(useView.getState().speed);
    if (clock.now.playing) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** The picture of an edge that was just moved, standing still. */
export function showEdge({ side, start, end }: TrimDraft): void {
  setView({ arrival: null });
  showTick(side === 'start' ? start : end - 1);
}

function halt(): void {
  if (clock.now.playing) currentEngine()?.pause();
}
