import type { WritableDb } from './db.ts';
import { CorpusError } from './errors.ts';

/**
 * Takes a whole import back: its videos, items, truth, suggestions and labels nobody else uses. Refused where a person
 * has worked on any of it since, because that work would go too. Call it inside a transaction.
 * @throws CorpusError 'not-found' | 'refused'
 */
export function removeImport(db: WritableDb, batch: number, at: number): { videos: number; items: number } {
  const row = db.get<{ file: string; removed_at: number | null }>(
    'SELECT file, removed_at FROM import_batch WHERE key = @batch',
    { batch },
  );
  if (row === undefined || row.removed_at !== null)
    throw new CorpusError('not-found', 'That import is not in this project any more.');
  const edits = db.number(
    `SELECT count(*) FROM command_log AS entry WHERE state = 'done' AND (
       EXISTS (SELECT 1 FROM json_each(entry.touched, '$.itemIds') AS id JOIN item ON item.id = id.value
               WHERE item.batch = @batch OR item.video IN (SELECT key FROM video WHERE batch = @batch))
       OR EXISTS (SELECT 1 FROM json_each(entry.touched, '$.videoIds') AS id JOIN video ON video.id = id.value
                  WHERE video.batch = @batch))`,
    { batch },
  );
  const others = db.number(
    `SELECT count(*) FROM item WHERE video IN (SELECT key FROM video WHERE batch = @batch)
       AND (batch IS NULL OR batch <> @batch)`,
    { batch },
  );
  if (edits + others > 0)
    throw new CorpusError(
      'refused',
      `The import of ${row.file} was worked on since (${edits} ${edits === 1 ? 'edit' : 'edits'}, ${others} other items on its videos). Undo or delete that first.`,
    );
  const items = 'SELECT key FROM item WHERE batch = @batch';
  db.run(
    `DELETE FROM edge_provenance WHERE interval IN (SELECT key FROM interval WHERE item IN (${items}))`,
    { batch },
  );
  db.run(`DELETE FROM interval WHERE item IN (${items})`, { batch });
  db.run(`DELETE FROM comment WHERE item IN (${items})`, { batch });
  const removedItems = db.run('DELETE FROM item WHERE batch = @batch', { batch }).changes;
  const removedVideos = db.run('DELETE FROM video WHERE batch = @batch', { batch }).changes;
  db.run(
    `DELETE FROM label WHERE batch = @batch AND key NOT IN (SELECT label FROM item WHERE label IS NOT NULL)
       AND key NOT IN (SELECT label FROM interval WHERE label IS NOT NULL)`,
    { batch },
  );
  // Labels that others use outlive their import.
  db.run('UPDATE label SET batch = NULL WHERE batch = @batch', { batch });
  db.run('UPDATE import_batch SET removed_at = @at WHERE key = @batch', { at, batch });
  return { videos: removedVideos, items: removedItems };
}
