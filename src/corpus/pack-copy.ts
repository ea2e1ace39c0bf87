import { isAbsolute, win32 } from 'node:path';
import type Database from 'better-sqlite3';
import { z } from 'zod';

/** What a copy of a corpus that goes to somebody else says instead of the paths of this machine. */
export const packChanges = z.object({
  /** Where each video lies in the pack, or would lie when it is put there. */
  videos: z.array(z.object({ id: z.string(), path: z.string() })),
  policies: z.array(z.object({ id: z.string(), file: z.string() })),
});
export type PackChanges = z.infer<typeof packChanges>;

/**
 * Makes a copy of a corpus fit to travel: videos and policies by where they lie in the pack, names of folders of this
 * machine taken out, and what they were overwritten in the file as well. Labels, items and the history stay as they are.
 */
export function makePortable(db: Database.Database, changes: PackChanges): void {
  const baseOf = (path: string): string =>
    isAbsolute(path) || win32.isAbsolute(path) ? win32.basename(path) : path;
  db.function('portable', { deterministic: true }, (path: unknown) => baseOf(String(path)));
  db.transaction(() => {
    const video = db.prepare(
      `UPDATE video SET path = @path, path_absolute = '', file = CASE WHEN portable(file) = file THEN file ELSE @path END
       WHERE id = @id`,
    );
    for (const each of changes.videos) video.run(each);
    const policy = db.prepare('UPDATE policy SET file = @file WHERE id = @id');
    for (const each of changes.policies) policy.run(each);
    db.exec(`
      UPDATE policy SET file = 'policies/' || id || '.safetensors' WHERE file IS NOT NULL AND portable(file) <> file;
      UPDATE import_batch SET file = portable(file);
      UPDATE job_log SET subject = portable(subject);
      UPDATE video SET state = 'ready' WHERE state = 'changed';
      -- A run lives in the folder "runs", which stays behind: it is over for whoever gets the pack.
      UPDATE run SET snapshot_path = NULL, state = 'cancelled' WHERE state NOT IN ('done', 'failed', 'cancelled');
      UPDATE run SET snapshot_path = NULL;
      DELETE FROM view_state WHERE name = 'placeWarningDismissed';
    `);
  })();
  db.exec('VACUUM');
}
