import type { SuggestionRow } from '../../src/service/contract/index.ts';

/** Suggestions by a policy that has no words for the question: it points at what changes in the video, and says so everywhere. */
export function isEvent({ basis }: Pick<SuggestionRow, 'basis'>): boolean {
  return basis === 'events';
}

/** In place of a confidence, where there is room for more than a word. */
export const EVENT = 'something changes here';

/** What that means, and the way out. */
export const EVENT_MEANING =
  'Something changes here (scene, motion or sound) – not yet an answer to your question. Curate a few videos and train.';
