import { useQuery } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useState } from 'react';
import type { ProxyStatus, VideoDetail } from '../../src/service/contract/index.ts';
import { queryClient, trpc } from '../client.ts';
import type { Trouble } from './engine.ts';
import type { PlayedFile } from './played-file.ts';
import { makeProxy } from './proxy-calls.ts';
import type { SlowJumps } from './proxy-offer.tsx';

/** From so many pixels on that a jump decodes first, a proxy is worth offering: a hundred pictures of 1920 x 1080. */
const MANY_PIXELS = 100 * 1920 * 1080;

/** What is played of a video, and how its proxy stands where it needs one. */
export interface Playing {
  /** null: nothing that could be played is there yet. */
  readonly file: PlayedFile | null;
  /** null: the video plays as it is, or nothing is known yet. */
  readonly proxy: ProxyStatus | null;
  /** The proxy itself can't be played. */
  readonly broken: boolean;
  /** The video itself plays, but a jump in it takes long. */
  readonly slow: SlowJumps | null;
  /** To be told by the engine. */
  readonly onTrouble: (kind: Trouble | null) => void;
  readonly onGroups: (frames: number, pixels: number) => void;
}

/**
 * Chooses between a video's own file and its proxy; asks for one where the browser can't play the video and the setting says so.
 * Where it can, but jumps are slow, a proxy plays that a person had made.
 */
export function usePlayedFile(detail: VideoDetail): Playing {
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const [broken, setBroken] = useState(false);
  const [apart, setApart] = useState<number | null>(null);
  const { id: videoId, urls, playable, state } = detail;
  const missing = state === 'missing';
  const needed = !missing && (!playable || trouble !== null);
  const isSlow = !missing && !needed && apart !== null;
  // Looked up anew with each opening: anybody may delete the cache meanwhile.
  const query = useQuery(trpc.proxies.of.queryOptions({ videoId }, { enabled: needed || isSlow, gcTime: 0 }));
  const known = query.data ?? null;
  const proxy = needed ? known : null;
  // Nobody needs a proxy that does not play where the video itself does.
  const isChosen = needed || (isSlow && !broken);
  const url = isChosen && known?.state === 'ready' ? known.url : null;

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
  const onGroups = useCallback(
    (frames: number, pixels: number) => {
      if (!usesProxy) setApart(frames * pixels >= MANY_PIXELS ? frames : null);
    },
    [usesProxy],
  );
  const slow = useMemo(
    () => (isSlow && !usesProxy ? { apart, proxy: known } : null),
    [isSlow, usesProxy, apart, known],
  );
  return { file, proxy, broken: broken && usesProxy, slow, onTrouble, onGroups };
}
