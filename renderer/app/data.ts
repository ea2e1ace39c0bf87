import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { ItemRow, LabelRow, VideoDetail } from '../../src/service/contract/index.ts';
import type { FrameTable } from '../../src/time/frame-table.ts';
import { trpc } from '../client.ts';
import { loadTable, tableKey } from './studio.ts';
import { useView } from './view-store.ts';

/** Server state as the page's parts read it. Events keep it fresh (`events.ts`). */

export function useDetail(): VideoDetail | null {
  const videoId = useView((view) => view.videoId);
  const query = useQuery(
    trpc.videos.detail.queryOptions({ videoId: videoId ?? '' }, { enabled: videoId !== null }),
  );
  return videoId === null ? null : (query.data ?? null);
}

export function useTable(detail: VideoDetail | null): FrameTable | null {
  const query = useQuery({
    queryKey: tableKey(detail?.urls.frames ?? ''),
    queryFn: () => (detail === null ? null : loadTable(detail)),
    enabled: detail !== null,
  });
  return query.data ?? null;
}

/** The selected item, or null when none is, or it has just been deleted. */
export function useItem(detail: VideoDetail | null): ItemRow | null {
  const itemId = useView((view) => view.itemId);
  return useMemo(() => detail?.items.find((item) => item.id === itemId) ?? null, [detail, itemId]);
}

export function useLabels(): readonly LabelRow[] {
  return useQuery(trpc.labels.list.queryOptions()).data ?? [];
}

export function useLabelColours(): ReadonlyMap<number, number> {
  const labels = useQuery(trpc.labels.list.queryOptions()).data;
  return useMemo(() => new Map((labels ?? []).map((label) => [label.id, label.colour])), [labels]);
}
