import type { VideoDetail } from '../../src/service/contract/index.ts';
import { shownKey } from '../app/action-button.tsx';
import { hasSpan } from '../tasks/plan.ts';
import { openSuggestions, placeTaken } from '../suggestions/offered.ts';
import { words } from '../words/words.ts';

/** Five stops: what is shown at each, and what it says. */
export const STEPS = ['videos', 'player', 'timeline', 'suggest', 'accept'] as const;
export type Step = (typeof STEPS)[number];

/** What each step points at. */
export const ANCHORS: Readonly<
  Record<Step, { readonly element: string; readonly side: 'left' | 'right' | 'top' }>
> = {
  // The card stands beside what it speaks of, never on it.
  videos: { element: '[data-tour=videos]', side: 'right' },
  player: { element: '[data-tour=player]', side: 'right' },
  timeline: { element: '[data-tour=timeline]', side: 'top' },
  suggest: { element: '[data-tour=inspector]', side: 'left' },
  accept: { element: '[data-tour=inspector]', side: 'left' },
};

export function stepTitle(step: Step): string {
  return words('tour')(`${step}Title`);
}

export function stepText(step: Step): string {
  const t = words('tour');
  switch (step) {
    case 'videos':
      return t('videosText');
    case 'player':
      return t('playerText', {
        play: shownKey('play'),
        back: shownKey('frame-back'),
        on: shownKey('frame-on'),
      });
    case 'timeline':
      return t('timelineText', {
        markIn: shownKey('mark-in'),
        markOut: shownKey('mark-out'),
        create: shownKey('create'),
      });
    case 'accept':
      return t('acceptText', {
        accept: shownKey('accept'),
        reject: shownKey('reject'),
        undo: shownKey('undo'),
      });
    case 'suggest':
      break;
  }
  return t('suggestText');
}

/** An item that a suggestion can always be accepted for: a list of instances, or one without an interval. */
export function itemForTour(detail: VideoDetail): string | null {
  const free =
    detail.items.find((item) => item.task === 'TAL') ??
    detail.items.find((item) => item.task === 'TG' && item.intervals.length === 0);
  return free?.id ?? null;
}

/** The strongest suggestion that can be accepted as it is, of the item if it has one. */
export function suggestionForTour(
  detail: VideoDetail,
  itemId: string | null,
): { readonly id: number; readonly itemId: string; readonly start: number } | null {
  for (const scope of itemId === null ? [null] : [itemId, null]) {
    for (const each of openSuggestions(detail, scope)) {
      const item = detail.items.find((other) => other.id === each.itemId);
      if (item !== undefined && hasSpan(each) && !placeTaken(each, item))
        return { id: each.id, itemId: each.itemId, start: each.start };
    }
  }
  return null;
}

/** How many suggestions of the video a person took over. */
export function acceptedCount(detail: VideoDetail): number {
  return detail.suggestions.filter(({ status }) => status === 'accepted' || status === 'trimmed').length;
}
