import { openVideo, useView } from '../app/view-store.ts';
import { attempt } from '../app/studio.ts';
import { client } from '../client.ts';

/** Videos asked for at once while looking for one that waits. */
const PAGE = 200;

/**
 * Opens the next video of the queue, as it is filtered and ordered, of which something waits for a person; from the beginning
 * again after the last.
 * @returns its id; null where none waits
 */
export async function nextVideo(): Promise<string | null> {
  const { videoId, videoSearch, videoSplit, videoOrder, videoSuggested } = useView.getState();
  const filter = {
    ...(videoSearch.trim() === '' ? {} : { search: videoSearch.trim() }),
    ...(videoSplit === null ? {} : { split: videoSplit }),
    ...(videoSuggested ? { suggested: true as const } : {}),
    ...(videoOrder === null ? {} : { sort: videoOrder }),
  };
  let first: string | null = null;
  let passed = false;
  for (let offset = 0; ; offset += PAGE) {
    const page = await attempt(client.videos.list.query({ ...filter, offset, limit: PAGE }));
    if (page === null) return null;
    for (const { id, state, items, curated } of page.rows) {
      if (id === videoId) {
        passed = true;
        continue;
      }
      if (state === 'missing' || curated >= items) continue;
      if (passed) {
        openVideo(id);
        return id;
      }
      first ??= id;
    }
    if (page.rows.length < PAGE) break;
  }
  if (first === null) return null;
  openVideo(first);
  return first;
}
