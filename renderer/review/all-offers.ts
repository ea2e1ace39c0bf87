import { replaceEqualDeep, useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import type { VideoDetail } from '../../src/service/contract/index.ts';
import type { QueryGroup } from '../../src/tasks/find/item-query.ts';
import { attempt } from '../app/studio.ts';
import { client, trpc } from '../client.ts';
import type { Offer } from '../suggestions/accept-plan.ts';

/** Items read at once, and videos asked for together. */
const PAGE = 500;
const TOGETHER = 4;

export interface AllOffers {
  readonly offers: readonly Offer[];
  /** Items read so far, of so many. */
  readonly read: number;
  readonly total: number;
  /** Reads on; `stop` keeps what is there. */
  readonly reading: boolean;
  readonly stop: () => void;
  readonly goOn: () => void;
}

/** What a policy suggests for every item that is found and has suggestions, however many: read part by part. */
export function useAllOffers(query: QueryGroup): AllOffers {
  // The same query may be another object each time: the first one of those that say the same stands for all.
  const [asked, setAsked] = useState(query);
  const same = replaceEqualDeep(asked, query);
  if (same !== asked) setAsked(same);
  const waiting = useMemo(
    (): QueryGroup => ({
      combine: 'and',
      not: false,
      parts: [same, { field: 'has', op: '=', value: 'suggestions', not: false }],
    }),
    [same],
  );
  // Asked again after every change: then all is read anew, as it is.
  const head = useQuery(trpc.items.search.queryOptions({ query: waiting, limit: 1 })).data;
  const of = head === undefined ? null : `${JSON.stringify(same)} ${head.revision}`;
  const [state, setState] = useState<Read>(NOTHING);
  const [stopped, setStopped] = useState<string | null>(null);
  const known = state.of === of ? state : NOTHING;
  const from = known.read;
  const total = head?.total ?? 0;
  const reading = of !== null && stopped !== of && from < total;
  useEffect(() => {
    if (!reading) return undefined;
    let wanted = true;
    void page(waiting, from, () => wanted).then((more) => {
      if (!wanted) return;
      // Nothing more came, or it could not be read: what is there stands.
      if (more === null || more.count === 0) setStopped(of);
      else
        setState((old) => ({
          of,
          read: from + more.count,
          offers: [...(old.of === of ? old.offers : []), ...more.offers],
        }));
    });
    return () => {
      wanted = false;
    };
  }, [reading, from, of, waiting]);
  return {
    offers: known.offers,
    read: Math.min(known.read, total),
    total,
    reading,
    stop: () => setStopped(of),
    goOn: () => setStopped(null),
  };
}

interface Read {
  /** The query and the revision that it was read at. */
  readonly of: string | null;
  readonly read: number;
  readonly offers: readonly Offer[];
}
const NOTHING: Read = { of: null, read: 0, offers: [] };

/** One page of found items with their suggestions; null when it can't be read, which the person is told. */
async function page(
  query: QueryGroup,
  offset: number,
  wanted: () => boolean,
): Promise<{ count: number; offers: Offer[] } | null> {
  const found = await attempt(client.items.search.query({ query, offset, limit: PAGE }));
  if (found === null) return null;
  const ids = new Set(found.rows.map(({ id }) => id));
  const videos = [...new Set(found.rows.map(({ videoId }) => videoId))];
  const offers: Offer[] = [];
  for (let at = 0; at < videos.length && wanted(); at += TOGETHER) {
    const details = await attempt(
      Promise.all(videos.slice(at, at + TOGETHER).map((videoId) => client.videos.detail.query({ videoId }))),
    );
    if (details === null) return null;
    offers.push(...details.flatMap((detail) => offersOf(detail, ids)));
  }
  return { count: found.rows.length, offers };
}

function offersOf({ items, suggestions }: VideoDetail, wanted: ReadonlySet<string>): Offer[] {
  const pending = Map.groupBy(
    suggestions.filter(({ status }) => status === 'pending'),
    ({ itemId }) => itemId,
  );
  return items
    .filter(({ id }) => wanted.has(id))
    .map((item) => ({ item, suggestions: pending.get(item.id) ?? [] }));
}
