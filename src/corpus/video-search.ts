import type { WritableDb } from './db.ts';
import { searchText } from './stored-prompt.ts';
import type { VideoRow } from './rows.ts';

/** Whatever a person may remember a video by. */
const SEARCHED = ['id', 'file', 'path', 'label_group', 'source'] as const;

/** What the `search` column of a video holds. */
export function videoSearch(video: Pick<VideoRow, (typeof SEARCHED)[number]>): string {
  return searchText(SEARCHED.map((column) => video[column]));
}

/** Whether a change of these columns is one of what a video is found by. */
export function isSearched(columns: Readonly<Record<string, unknown>>): boolean {
  return SEARCHED.some((column) => column in columns);
}

/** Brings the `search` column of a video to what its other columns say. */
export function refreshVideoSearch(db: WritableDb, key: number): void {
  const video = db.get<VideoRow>('SELECT * FROM video WHERE key = @key', { key });
  if (video !== undefined)
    db.run('UPDATE video SET search = @search WHERE key = @key', { key, search: videoSearch(video) });
}
