import type { WritableDb } from './db.ts';

/** Half-open. */
export interface TickRange {
  readonly start: number;
  readonly end: number;
}

/** Which of an item's unjudged suggestions are meant. */
export interface PendingScope {
  /** Ticks: only those whose middle lies in it, and no answers. null: wherever they lie. */
  readonly range?: TickRange | null;
  /** Milliseconds since 1970: only those of answers given later. */
  readonly after?: number;
}

/** Deletes an item's suggestions that nobody judged, and responses of which nothing is left. Judged ones stay for ever. */
export function removePending(
  db: WritableDb,
  item: number,
  { range = null, after = 0 }: PendingScope = {},
): void {
  const responses = 'SELECT key FROM response WHERE item = @item AND at > @after';
  db.run(
    `DELETE FROM suggestion WHERE status = 'pending' AND response IN (${responses})
       AND (@start IS NULL OR ((start_tick + end_tick) / 2.0 >= @start AND (start_tick + end_tick) / 2.0 < @end))`,
    { item, after, start: range?.start ?? null, end: range?.end ?? null },
  );
  db.run(
    `DELETE FROM response WHERE item = @item AND at > @after
       AND (answer_status IS NULL OR (answer_status = 'pending' AND @whole = 1))
       AND key NOT IN (SELECT response FROM suggestion)`,
    { item, after, whole: range === null ? 1 : 0 },
  );
}
