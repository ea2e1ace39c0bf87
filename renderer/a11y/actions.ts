import type { Action } from '../app/action.ts';
import { words } from '../words/words.ts';

/** What only those need who can't see the timeline. */
export const READER_ACTIONS: readonly Action[] = [
  {
    id: 'timeline-grid',
    title: () => words('actions')('timeline-grid'),
    group: 'Timeline',
    keys: ['alt+t'],
    words: 'screen reader accessibility grid focus lanes',
    when: (view) => view.place === 'label' && view.videoId !== null,
    run: () => {
      document.querySelector<HTMLElement>('[data-timeline-grid] [tabindex="0"]')?.focus();
    },
  },
];
