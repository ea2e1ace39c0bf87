import { keepPreviousData, useQueries } from '@tanstack/react-query';
import type { VideoPage, VideoRow } from '../../src/service/contract/index.ts';
import { client, trpc } from '../client.ts';

/** Videos asked for at once. */
const PAGE = 100;

export type VideoFilter = Parameters<typeof client.videos.list.query>[0];

/** The part of a filtered list of videos that is looked at, whichever that is: of ten thousand only a few pages are fetched. */
export interface VideoPages {
  /** Undefined until its page has come. */
  readonly rowAt: (index: number) => VideoRow | undefined;
  /** Those that have come, with their places. */
  readonly known: ReadonlyMap<string, number>;
  /** The beginning, which also says how many there are and in which order. */
  readonly first: VideoPage | undefined;
  readonly error: Error | null;
}

/** @param from, to places of the first and last row in view */
export function useVideoPages(
  filter: VideoFilter,
  { from, to }: { readonly from: number; readonly to: number },
): VideoPages {
  const wanted = [...new Set([0, ...between(Math.floor(from / PAGE), Math.floor(to / PAGE))])];
  const answers = useQueries({
    queries: wanted.map((page) => ({
      queryKey: [...trpc.videos.list.pathKey(), 'page', filter, page],
      queryFn: () => client.videos.list.query({ ...filter, offset: page * PAGE, limit: PAGE }),
      placeholderData: keepPreviousData,
    })),
  });
  const known = new Map<string, number>();
  const rows = new Map<number, VideoRow>();
  for (const [at, { data }] of answers.entries())
    for (const [i, row] of (data?.rows ?? []).entries()) {
      const place = (wanted[at] ?? 0) * PAGE + i;
      rows.set(place, row);
      known.set(row.id, place);
    }
  return {
    rowAt: (index) => rows.get(index),
    known,
    first: answers[0]?.data,
    error: answers.find(({ error }) => error !== null)?.error ?? null,
  };
}

function between(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => Math.max(0, from) + i);
}
