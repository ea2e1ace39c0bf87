import { useQuery } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useState } from 'react';
import type { ProxyStatus, VideoDetail } from '../../src/service/contract/index.ts';
import { queryClient, trpc } from '../client.ts';
import type { Trouble } from './engine.ts';
import type { PlayedFile } from './played-file.ts';
import { makeProxy } from './proxy-calls.ts';

/** What is played of a video, and how its proxy stands where it needs one. */
export interface Playing {
  /** null: nothing that could be played is there yet. */
  readonly file: PlayedFile | null;
  /** null: the video plays as it is, or nothing is known yet. */
  readonly proxy: ProxyStatus | null;
  /** The proxy itself can't be played. */
  readonly broken: boolean;
  /** To be told by the engine. */
  readonly onTrouble: (kind: Trouble | null) => void;
}

/** Chooses between a video's own file and its proxy; asks for one where the browser can't play the video and the setting says so. */
export function usePlayedFile(detail: VideoDetail): Playing {
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const [broken, setBroken] = useState(false);
  const { id: videoId, urls, playable, state } = detail;
  const missing = state === 'missing';
  const needed = !missing && (!playable || trouble !== null);
  // Looked up anew with each opening: anybody may delete the cache meanwhile.
  const query = useQuery(trpc.proxies.of.queryOptions({ videoId }, { enabled: needed, gcTime: 0 }));
  const proxy = needed ? (query.data ?? null) : null;
  const url = proxy?.state === 'ready' ? proxy.url : null;

  const wanted = proxy?.state === 'none' && proxy.automatic;
  useEffect(() => {
    if (wanted) void makeProxy(videoId);
  }, [wanted, videoId]);

  // The same object for the same file: another one would open the player anew.
  const file = useMemo<PlayedFile | null>(() => {
    if (url !== null) return { url, proxy: true };
    return needed || missing ? null : { url: urls.media, proxy: false };
  }, [url, needed, missing, urls.media]);

  const usesProxy = url !== null;
  const onTrouble = useCallback(
    (kind: Trouble | null) => {
      if (usesProxy) {
        setBroken(kind !== null);
        // It may have been deleted under the player: then it is made again.
        if (kind !== null)
          void queryClient.invalidateQueries({ queryKey: trpc.proxies.of.queryKey({ videoId }) });
      } else if (kind !== null) setTrouble(kind);
    },
    [usesProxy, videoId],
  );
  return { file, proxy, broken: broken && usesProxy, onTrouble };
}
