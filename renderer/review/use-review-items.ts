import { useQueries, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { ItemRow, SuggestionRow, VideoDetail } from '../../src/service/contract/index.ts';
import { trpc } from '../client.ts';

export interface ReviewItem {
  readonly item: ItemRow;
  readonly video: VideoDetail;
  /** Those that nobody has judged. */
  readonly pending: readonly SuggestionRow[];
}

export interface ReviewList {
  readonly items: readonly ReviewItem[];
  readonly loading: boolean;
  /** Videos looked at, and how many there are. */
  readonly videos: number;
  readonly total: number;
  readonly error: unknown;
}

/** Items of the first `videos` videos of the queue. Details are shared with the Label place, so that coming back is instant. */
export function useReviewItems(videos: number): ReviewList {
  const list = useQuery(trpc.videos.list.queryOptions({ limit: videos }));
  const rows = (list.data?.rows ?? []).filter((row) => row.items > 0);
  const details = useQueries({
    queries: rows.map((row) => trpc.videos.detail.queryOptions({ videoId: row.id })),
    combine: (results) => ({
      data: results.map((result) => result.data),
      loading: results.some((result) => result.isPending),
      error: results.find((result) => result.isError)?.error ?? null,
    }),
  });
  const items = useMemo(
    () =>
      details.data.flatMap((video) =>
        video === undefined
          ? []
          : video.items.map((item) => ({
              item,
              video,
              pending: video.suggestions.filter(
                (each) => each.itemId === item.id && each.status === 'pending',
              ),
            })),
      ),
    [details.data],
  );
  return {
    items,
    loading: list.isPending || details.loading,
    videos: list.data?.rows.length ?? 0,
    total: list.data?.total ?? 0,
    error: list.error ?? details.error,
  };
}
