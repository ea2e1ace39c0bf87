import Box from '@mui/material/Box';
import { useQueries, useQuery } from '@tanstack/react-query';
import { useMemo, type JSX } from 'react';
import type { QueryGroup } from '../../src/tasks/find/item-query.ts';
import { trpc } from '../client.ts';
import { AcceptAll } from '../suggestions/accept-all.tsx';

/** Suggestions of the found items, as many as can be looked at together. */
const MOST_ITEMS = 500;

/** Takes suggestions of all found items above a confidence, as one undo step. */
export function AcceptFound({ query }: { readonly query: QueryGroup }): JSX.Element {
  const waiting: QueryGroup = {
    combine: 'and',
    not: false,
    parts: [query, { field: 'has', op: '=', value: 'suggestions', not: false }],
  };
  const found = useQuery(trpc.items.search.queryOptions({ query: waiting, limit: MOST_ITEMS })).data;
  const videoIds = [...new Set(found?.rows.map(({ videoId }) => videoId))];
  const details = useQueries({
    queries: videoIds.map((videoId) => trpc.videos.detail.queryOptions({ videoId })),
    combine: (results) => results.map(({ data }) => data),
  });
  const offers = useMemo(() => {
    const wanted = new Set(found?.rows.map(({ id }) => id));
    return details.flatMap((detail) =>
      detail === undefined
        ? []
        : detail.items
            .filter((item) => wanted.has(item.id))
            .map((item) => ({
              item,
              suggestions: detail.suggestions.filter(
                (each) => each.itemId === item.id && each.status === 'pending',
              ),
            })),
    );
  }, [details, found]);
  return (
    <Box sx={{ pt: 2, px: 1, borderBottom: 1, borderColor: 'divider' }}>
      <AcceptAll offers={offers} />
    </Box>
  );
}
