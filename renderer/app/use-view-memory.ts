import { useEffect } from 'react';
import { client } from '../client.ts';
import { clock } from './studio.ts';
import { changedKeys, toMemory, type Json } from './view-memory.ts';
import { useView, type ViewState } from './view-store.ts';

const QUIET_MS = 400;

/** The view with the open video's place noted down. */
function noted(view: ViewState): ViewState {
  if (view.videoId === null) return view;
  const { [view.videoId]: _old, ...others } = view.videos;
  const place = { tick: clock.now.tick, view: view.timeline, itemId: view.itemId };
  // Re-inserted last: the oldest are the ones to forget.
  return { ...view, videos: { ...others, [view.videoId]: place } };
}

/** Keeps what is seen in the project, a moment after it changed and when the page goes away. */
export function useViewMemory(ready: boolean): void {
  useEffect(() => {
    if (!ready) return undefined;
    let sent: Record<string, Json> = toMemory(noted(useView.getState()));
    let timer: ReturnType<typeof setTimeout> | undefined;
    const flush = (): void => {
      clearTimeout(timer);
      const next = toMemory(noted(useView.getState()));
      const change = changedKeys(sent, next);
      if (Object.keys(change).length === 0) return;
      sent = next;
      // Losing a scroll position must not interrupt anyone's work with a message.
      client.viewState.set.mutate(change).catch(() => {
        sent = {};
      });
    };
    const soon = (): void => {
      clearTimeout(timer);
      timer = setTimeout(flush, QUIET_MS);
    };
    const stopView = useView.subscribe((view, before) => {
      // The place in the video that is being left, before the clock moves on to the next one.
      if (before.videoId !== null && before.videoId !== view.videoId)
        useView.setState({ videos: { ...noted(before).videos } });
      soon();
    });
    const stopClock = clock.watch(({ playing }) => {
      if (!playing) soon();
    });
    const hidden = (): void => {
      if (document.visibilityState === 'hidden') flush();
    };
    window.addEventListener('pagehide', flush);
    document.addEventListener('visibilitychange', hidden);
    return () => {
      flush();
      stopView();
      stopClock();
      window.removeEventListener('pagehide', flush);
      document.removeEventListener('visibilitychange', hidden);
    };
  }, [ready]);
}
