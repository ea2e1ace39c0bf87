import type { WritableDb } from '../db.ts';
import type { ResponseRow, SuggestionRow } from '../rows.ts';

/**
 * Keeps what the policy before said of an item, judged or not, when another one answers: suggestions that nobody has judged
 * make room, and what has changed could not be told any more. One answer per item is kept; the same policy's next answer leaves
 * it as it is.
 */
export function keepEarlier(db: WritableDb, item: number, policy: string): void {
  const newest = db.get<ResponseRow>('SELECT * FROM response WHERE item = @item ORDER BY key DESC LIMIT 1', {
    item,
  });
  if (newest === undefined || newest.policy === policy) return;
  const intervals = db
    .all<SuggestionRow>(
      'SELECT * FROM suggestion WHERE response = @response AND asked = 0 ORDER BY slot, key',
      {
        response: newest.key,
      },
    )
    .map(({ slot, start_tick, end_tick, score }) => [slot, start_tick, end_tick, score]);
  db.run(
    `INSERT OR REPLACE INTO earlier_answer (item, policy, at, answer_index, answer_score, basis, intervals)
     VALUES (@item, @policy, @at, @answerIndex, @answerScore, @basis, @intervals)`,
    {
      item,
      policy: newest.policy,
      at: newest.at,
      answerIndex: newest.answer_index,
      answerScore: newest.answer_score,
      basis: newest.basis,
      intervals: JSON.stringify(intervals),
    },
  );
}
