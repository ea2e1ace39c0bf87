import { searchText } from './stored-prompt.ts';
import type { VideoRow } from './rows.ts';

/** What the `search` column of a video holds: whatever a person may remember it by. */
export function videoSearch(
  video: Pick<VideoRow, 'id' | 'file' | 'path' | 'label_group' | 'source'>,
): string {
  return searchText([video.id, video.file, video.path, video.label_group, video.source]);
}
