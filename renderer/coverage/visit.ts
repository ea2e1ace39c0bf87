import { showTick } from '../app/edits.ts';
import { openVideo, setView, useView } from '../app/view-store.ts';

/** Opens a video at a tick, or moves the playhead there when it is open already. */
export function visitTime(videoId: string, tick: number, itemId: string | null = null): void {
  const view = useView.getState();
  if (view.videoId === videoId) {
    openVideo(videoId, itemId);
    showTick(tick);
    return;
  }
  // A video opens where it was left: so it is left here.
  const place = { tick, view: null, itemId: itemId ?? view.videos[videoId]?.itemId ?? null };
  setView({ videos: { ...view.videos, [videoId]: place } });
  openVideo(videoId, itemId);
}
