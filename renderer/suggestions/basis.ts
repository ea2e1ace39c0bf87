import type { SuggestionRow } from '../../src/service/contract/index.ts';

/** Suggestions by a policy that has no words for the question: it points at what changes in the video, and says so everywhere. */
export function isEvent({ basis }: Pick<SuggestionRow, 'basis'>): boolean {
  return basis === 'events';
}
