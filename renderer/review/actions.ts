import type { FoundItem } from '../../src/service/contract/index.ts';
import type { Action } from '../app/action.ts';
import { showTick } from '../app/edits.ts';
import { attempt } from '../app/studio.ts';
import { setView, useView, type ViewState } from '../app/view-store.ts';
import { client } from '../client.ts';
import { words } from '../words/words.ts';
import { currentQuery, openFound } from './found.ts';

const away = (view: ViewState): boolean => view.place === 'label';

/** The found item `step` rows on, opened where it is labelled. */
async function walk(step: number): Promise<void> {
  const { reviewRow, reviewSort } = useView.getState();
  const index = Math.max(0, reviewRow + step);
  const page = await attempt(
    client.items.search.query({ query: currentQuery(), ...reviewSort, offset: index, limit: 1 }),
  );
  const [item] = page?.rows ?? [];
  if (item !== undefined) show(item, index);
}

function show(item: FoundItem, index: number): void {
  const here = useView.getState().videoId === item.videoId;
  openFound(item, index);
  // The player of another video begins there by itself.
  if (here && item.opensAt !== null) showTick(item.opensAt.tick);
}

export const REVIEW_ACTIONS: readonly Action[] = [
  {
    id: 'find-next',
    title: () => words('review')('find-next'),
    group: 'Items',
    keys: ['f4'],
    words: 'review filter search',
    run: () => walk(1),
  },
  {
    id: 'find-previous',
    title: () => words('review')('find-previous'),
    group: 'Items',
    keys: ['shift+f4'],
    words: 'review filter search',
    run: () => walk(-1),
  },
  {
    id: 'back-to-review',
    title: () => words('review')('back-to-review'),
    group: 'Items',
    keys: ['alt+backspace'],
    words: 'review return filter',
    when: away,
    run: () => setView({ place: 'review' }),
  },
];
