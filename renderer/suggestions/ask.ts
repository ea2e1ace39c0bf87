import { markedSpan } from '../app/edits.ts';
import { attempt, currentDetail, currentTable, notify } from '../app/studio.ts';
import { useView } from '../app/view-store.ts';
import { client } from '../client.ts';
import type { Span } from '../timeline/gesture.ts';
import { timelineWidth } from '../timeline/width.ts';
import { words } from '../words/words.ts';

/** Asks a policy: about the video that is open, a stretch of it, some of its items, or all that waits. */

export async function suggestVideo(): Promise<void> {
  const { videoId } = useView.getState();
  if (videoId === null) return;
  const started = await attempt(client.suggestions.start.mutate({ scope: { videoId } }));
  if (started !== null) notify(words('actions')('asking'));
}

export async function suggestEverywhere(): Promise<void> {
  const started = await attempt(client.suggestions.start.mutate({ scope: { waiting: true } }));
  if (started !== null) notify(words('actions')('askingEverywhere'));
}

/** Only the marked stretch, else what the timeline shows; of the selected item, else of all items of the video. */
export async function suggestHere(): Promise<void> {
  const { videoId, itemId } = useView.getState();
  const span = markedSpan() ?? visibleSpan();
  if (videoId === null || span === null) return;
  await suggestItems(itemId === null ? null : [itemId], span);
}

/** Only the selected item, which for actions is one label. */
export async function suggestItem(): Promise<void> {
  const { itemId } = useView.getState();
  if (itemId !== null) await suggestItems([itemId], null);
}

/** @param span null: the whole video; @param itemIds null: all items of the video that is open */
export async function suggestItems(itemIds: readonly string[] | null, span: Span | null): Promise<void> {
  const { videoId } = useView.getState();
  if (videoId === null) return;
  const started = await attempt(
    client.suggestions.start.mutate({
      scope: itemIds === null ? { videoId } : { itemIds: [...itemIds] },
      ...(span === null ? {} : { range: { start: Math.round(span.start), end: Math.round(span.end) } }),
    }),
  );
  if (started !== null) notify(words('suggestions')(span === null ? 'askingItems' : 'askingStretch'));
}

/** What the timeline shows; the whole video where it is not zoomed. */
export function visibleSpan(): Span | null {
  const detail = currentDetail();
  const table = currentTable();
  if (detail === null || table === null) return null;
  const { timeline } = useView.getState();
  const whole = { start: detail.firstTick, end: detail.endTick };
  if (timeline === null) return whole;
  const end = timeline.start + timeline.perPixel * timelineWidth();
  return { start: Math.max(whole.start, timeline.start), end: Math.min(whole.end, end) };
}
