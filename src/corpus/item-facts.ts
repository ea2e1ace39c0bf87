import type { WritableDb } from './db.ts';

/**
 * Keeps what items are found by (migrations/009-item-facts.ts) up with what they hold: triggers have marked the items that this
 * transaction changed, one statement reads them again. Called last in every transaction of the writer.
 * @param at milliseconds since 1970
 */
export function refreshItemFacts(db: WritableDb, at: number): void {
  if (db.get('SELECT 1 AS any FROM item_dirty LIMIT 1') === undefined) return;
  for (const sql of REFRESH_MAKERS) db.run(sql);
  db.run(REFRESH_FACTS, { at });
  db.run('DELETE FROM item_dirty');
}

/** CROSS JOIN: from the few marked items to what they hold, never the other way round. */
const REFRESH_MAKERS = [
  'DELETE FROM item_maker WHERE item IN (SELECT item FROM item_dirty)',
  `INSERT INTO item_maker SELECT DISTINCT interval.item, edge_provenance.annotator FROM item_dirty
     CROSS JOIN item ON item.key = item_dirty.item CROSS JOIN interval ON interval.item = item.key
     CROSS JOIN edge_provenance ON edge_provenance.interval = interval.key`,
] as const;

const REFRESH_FACTS = `
WITH
  drawn AS (
    SELECT interval.item AS of, count(*) AS intervals, min(end_tick - start_tick) AS shortest,
      max(end_tick - start_tick) AS longest, sum(start_off_grid + end_off_grid) AS off_grid,
      max((sources & 15) <> 0 AND (sources & 8) = 0 OR (sources & 240) <> 0 AND (sources & 128) = 0)
        + 2 * max((sources & 136) <> 0)
        + 4 * max((sources & 15) = 0 OR (sources & 240) = 0) AS makers
    FROM item_dirty CROSS JOIN interval ON interval.item = item_dirty.item
    WHERE start_tick IS NOT NULL GROUP BY interval.item
  ),
  said AS (
    SELECT comment.item AS of, count(*) AS comments, sum(resolved = 0 AND answers IS NULL) AS open_comments
    FROM item_dirty CROSS JOIN comment ON comment.item = item_dirty.item GROUP BY comment.item
  ),
  offered AS (
    SELECT of, count(*) AS pending, max(score) AS confidence FROM (
      SELECT response.item AS of, suggestion.score FROM item_dirty
        CROSS JOIN response ON response.item = item_dirty.item
        CROSS JOIN suggestion ON suggestion.response = response.key WHERE suggestion.status = 'pending'
      UNION ALL
      SELECT response.item, answer_score FROM item_dirty CROSS JOIN response ON response.item = item_dirty.item
        WHERE answer_status = 'pending'
    ) GROUP BY of
  )
INSERT INTO item_fact SELECT item.key, item.video, item.task, item.state, item.label,
    coalesce(intervals, 0), shortest * 1.0 * timebase_num / timebase_den, longest * 1.0 * timebase_num / timebase_den,
    coalesce(off_grid, 0), coalesce(makers, 0), coalesce(comments, 0), coalesce(open_comments, 0), coalesce(pending, 0),
    confidence,
    CASE WHEN item_dirty.changed THEN @at
      WHEN EXISTS (SELECT 1 FROM item_fact WHERE item_fact.item = item.key) THEN 0
      -- A corpus of an earlier version did not write it down: its last edge that somebody set, or its import.
      ELSE max(coalesce((SELECT at FROM import_batch WHERE import_batch.key = item.batch), 0),
        coalesce((SELECT max(edge_provenance.at) FROM interval JOIN edge_provenance ON edge_provenance.interval = interval.key
          WHERE interval.item = item.key), 0))
    END
  FROM item_dirty CROSS JOIN item ON item.key = item_dirty.item CROSS JOIN video ON video.key = item.video
    LEFT JOIN drawn ON drawn.of = item.key LEFT JOIN said ON said.of = item.key LEFT JOIN offered ON offered.of = item.key
  WHERE true
ON CONFLICT (item) DO UPDATE SET
  video = excluded.video, task = excluded.task, state = excluded.state, label = excluded.label,
  intervals = excluded.intervals, shortest = excluded.shortest, longest = excluded.longest, off_grid = excluded.off_grid,
  makers = excluded.makers, comments = excluded.comments, open_comments = excluded.open_comments,
  pending = excluded.pending, confidence = excluded.confidence,
  changed_at = iif((SELECT changed FROM item_dirty WHERE item_dirty.item = excluded.item), excluded.changed_at, changed_at)`;
