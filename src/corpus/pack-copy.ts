import { isAbsolute, sep, win32 } from 'node:path';
import type Database from 'better-sqlite3';
import { z } from 'zod';
import { WritableDb } from './db.ts';
import { parseJson } from './json.ts';
import { loggedOf, rowChanges } from './row-change.ts';
import type { VideoRow } from './rows.ts';
import { refreshVideoSearch } from './video-search.ts';

/** What a copy of a corpus that goes to somebody else says instead of the paths of this machine. */
export const packChanges = z.object({
  /** The project's folder on this machine. */
  folder: z.string(),
  /** Where each video lies in the pack, or would lie when it is put there. */
  videos: z.array(z.object({ id: z.string(), path: z.string() })),
  policies: z.array(z.object({ id: z.string(), file: z.string() })),
});
export type PackChanges = z.infer<typeof packChanges>;

/**
 * Makes a copy of a corpus fit to travel: videos and policies by where they lie in the pack, names of folders of this
 * machine taken out, also out of sentences and of what searches read, and what they were overwritten in the file as well.
 * Labels, items and the history stay as they are.
 */
export function makePortable(connection: Database.Database, changes: PackChanges): void {
  connection.function('portable', { deterministic: true }, (path: unknown) => baseOf(String(path)));
  const db = new WritableDb(connection);
  db.transaction(() => {
    const plain = withoutPlaces(db, changes);
    cleanSentences(db, plain);
    for (const each of changes.videos)
      db.run(
        `UPDATE video SET path = @path, path_absolute = '', file = CASE WHEN portable(file) = file THEN file ELSE @path END
         WHERE id = @id`,
        each,
      );
    for (const each of changes.policies) db.run('UPDATE policy SET file = @file WHERE id = @id', each);
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
    for (const { key } of db.all<{ key: number }>('SELECT key FROM video')) refreshVideoSearch(db, key);
    cleanHistory(db);
  });
  connection.exec('VACUUM');
}

function baseOf(path: string): string {
  return isAbsolute(path) || win32.isAbsolute(path) ? win32.basename(path) : path;
}

/** Takes the places of this machine out of a text: a video's becomes its name, the project's folder nothing. */
function withoutPlaces(db: WritableDb, { folder }: PackChanges): (text: string) => string {
  const names = db
    .all<VideoRow>('SELECT * FROM video')
    .filter(({ path_absolute }) => path_absolute !== '')
    .map(({ path_absolute }): [string, string] => [path_absolute, baseOf(path_absolute)]);
  // The longest first: one may begin another.
  const longest = names.toSorted(([one], [other]) => other.length - one.length);
  const places = [...longest, [folder + sep, ''] as const];
  return (text) =>
    places.reduce(
      // Inside JSON a backslash is written twice.
      (said, [place, name]) => said.replaceAll(place, name).replaceAll(place.replaceAll('\\', '\\\\'), name),
      text,
    );
}

const warnings = z.array(z.string());

/** Remarks about files, and what runs said of themselves. */
function cleanSentences(db: WritableDb, plain: (text: string) => string): void {
  for (const video of db.all<VideoRow>(`SELECT * FROM video WHERE warnings <> '[]'`)) {
    const name = baseOf(video.path_absolute);
    const said = parseJson(video.warnings, warnings, 'remarks about a video').map((warning) =>
      video.path_absolute === '' ? warning : warning.replaceAll(video.path_absolute, name),
    );
    db.run('UPDATE video SET warnings = @said WHERE key = @key', {
      key: video.key,
      said: JSON.stringify(said),
    });
  }
  const runs = db.all<{
    id: string;
    sentence: string;
    said: string | null;
    error: string | null;
    settings: string;
    result: string;
  }>('SELECT id, sentence, said, error, settings, result FROM run');
  for (const { id, sentence, said, error, settings, result } of runs)
    db.run(
      'UPDATE run SET sentence = @sentence, said = @said, error = @error, settings = @settings, result = @result WHERE id = @id',
      {
        id,
        sentence: plain(sentence),
        said: said === null ? null : plain(said),
        error: error === null ? null : plain(error),
        settings: plain(settings),
        result: plain(result),
      },
    );
}

/** Earlier versions kept what a video is found by in the history too. */
function cleanHistory(db: WritableDb): void {
  const entries = db.all<{ key: number; changes: string }>(
    `SELECT key, changes FROM command_log WHERE instr(changes, '"table":"video"') > 0 AND instr(changes, '"search"') > 0`,
  );
  for (const { key, changes } of entries) {
    const cleaned = parseJson(changes, rowChanges, 'a history').map(loggedOf);
    db.run('UPDATE command_log SET changes = @changes WHERE key = @key', {
      key,
      changes: JSON.stringify(cleaned),
    });
  }
}
