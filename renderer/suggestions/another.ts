import type { ItemRow, SuggestionRow, VideoDetail } from '../../src/service/contract/index.ts';
import { selectedItem } from '../app/edits.ts';
import { attempt, currentDetail, notify } from '../app/studio.ts';
import { useView } from '../app/view-store.ts';
import { readItems } from '../app/video-source.ts';
import { client } from '../client.ts';
import { words } from '../words/words.ts';
import { arriveAt } from './arrive.ts';
import { selectedStop } from './decide.ts';
import { othersOf, type Others } from './others.ts';
import type { Stop } from './walk.ts';

/** What else there is for what a person works on: the sentence of the suggestion that is selected, else of the item. */
export function othersHere(
  item: ItemRow,
  detail: VideoDetail,
  stop: Pick<SuggestionRow, 'slot'> | null,
): Others | null {
  return othersOf(item, detail, item.task === 'DTG' ? (stop?.slot ?? null) : 0);
}

/** Asks what else the policy thought of, and goes there: it is decided on like any other suggestion. */
export async function offerAnother(): Promise<void> {
  const detail = currentDetail();
  const stop = selectedStop();
  const item = selectedItem() ?? stop?.item ?? null;
  if (detail === null || item === null) {
    notify(words('actions')('noSuggestion'));
    return;
  }
  const chosen = useView.getState().suggestionId === null || stop?.kind !== 'interval' ? null : stop;
  const others = othersHere(item, detail, chosen?.suggestion ?? null);
  if (others === null) {
    notify(words('suggestions')('isWhole'));
    return;
  }
  const answer = await attempt(
    client.suggestions.another.mutate({
      itemId: item.id,
      slot: others.slot,
      suggestionId: others.hidden[0]?.id ?? null,
    }),
  );
  if (answer === null) return;
  if (answer.suggestionId === null) {
    notify(words('suggestions')('nothingElse'));
    return;
  }
  await readItems(detail.id, [item.id]);
  const offered = stopOf(answer.suggestionId);
  if (offered !== null) arriveAt(offered);
}

function stopOf(id: number): Stop | null {
  const detail = currentDetail();
  const suggestion = detail?.suggestions.find((each) => each.id === id);
  const item = detail?.items.find((each) => each.id === suggestion?.itemId);
  return suggestion === undefined || item === undefined ? null : { kind: 'interval', item, suggestion };
}
