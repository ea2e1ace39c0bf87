import type { ReadableDb } from '../db.ts';
import { responsesOfVideo } from '../queries/suggestions.ts';

/** What policies said of the second video of the sample, what else they thought of, and what was asked for. */
export function answersOf(db: ReadableDb): unknown {
  return responsesOfVideo(db, 'v2').map(({ itemId, spare, suggestions }) => ({
    item: itemId,
    spare: [...spare],
    suggestions: suggestions.map(({ slot, status, asked }) => ({ slot, status, asked })),
  }));
}
