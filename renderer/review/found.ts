import { keepPreviousData, useQueries, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { FoundItem, FindOrder } from '../../src/service/contract/index.ts';
import { EVERYTHING, type QueryGroup } from '../../src/tasks/find/item-query.ts';
import { parseQuery, type ParsedQuery } from '../../src/tasks/find/query-text.ts';
import { openVideo, setView, useView } from '../app/view-store.ts';
import { trpc } from '../client.ts';

/** Rows that are asked for together. */
export const PAGE = 100;

/** What is looked for: the typed form, read. While it cannot be read, the last query that could stands. */
export function useReviewQuery(): { readonly text: string; readonly parsed: ParsedQuery } {
  const text = useView((view) => view.reviewQuery);
  const parsed = useMemo(() => parseQuery(text), [text]);
  return { text, parsed };
}

/** The query of the Review place as it stands. */
export function currentQuery(): QueryGroup {
  const parsed = parseQuery(useView.getState().reviewQuery);
  return parsed.ok ? parsed.query : EVERYTHING;
}

export interface Sorting {
  readonly sort: FindOrder;
  readonly descending: boolean;
}

export interface Found {
  readonly total: number;
  /** null where the row is not here yet. */
  readonly at: (index: number) => FoundItem | null;
  readonly loading: boolean;
  readonly error: unknown;
}

/** Found items of which only the pages in view are asked for. */
export function useFound(query: QueryGroup, sorting: Sorting, first: number, last: number): Found {
  const input = (page: number) => ({ query, ...sorting, offset: page * PAGE, limit: PAGE });
  const head = useQuery(trpc.items.search.queryOptions(input(0), { placeholderData: keepPreviousData }));
  const from = Math.floor(first / PAGE);
  const to = Math.floor(Math.max(first, last) / PAGE);
  const pages = useQueries({
    queries: Array.from({ length: to - from + 1 }, (_value, index) =>
      trpc.items.search.queryOptions(input(from + index)),
    ),
    combine: (results) => results.map(({ data }) => data),
  });
  const total = head.data?.total ?? 0;
  const at = (index: number): FoundItem | null => {
    const page = Math.floor(index / PAGE);
    const rows = pages[page - from]?.rows ?? (page === 0 ? head.data?.rows : undefined);
    return rows?.[index % PAGE] ?? null;
  };
  return { total, at, loading: head.isPending, error: head.error };
}

/** Opens a found item where it is labelled, at its interval; coming back finds its row again. */
export function openFound(item: FoundItem, index: number): void {
  const { videos } = useView.getState();
  if (item.opensAt !== null)
    setView({
      videos: { ...videos, [item.videoId]: { tick: item.opensAt.tick, view: null, itemId: item.id } },
    });
  openVideo(item.videoId, item.id);
  setView({
    reviewRow: index,
    timeline: null,
    intervalId: item.opensAt?.interval ?? null,
    side: 'start',
  });
}
