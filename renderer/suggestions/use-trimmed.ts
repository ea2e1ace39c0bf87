import { useMemo } from 'react';
import type { VideoDetail } from '../../src/service/contract/index.ts';
import { useView } from '../app/view-store.ts';

/** A video as it is to be drawn: the suggestion whose edges were moved lies where they were moved to. */
export function useTrimmed(detail: VideoDetail): VideoDetail {
  const trim = useView((view) => (view.trim?.suggestionId === view.suggestionId ? view.trim : null));
  return useMemo(
    () =>
      trim === null
        ? detail
        : {
            ...detail,
            suggestions: detail.suggestions.map((each) =>
              each.id === trim.suggestionId ? { ...each, start: trim.start, end: trim.end } : each,
            ),
          },
    [detail, trim],
  );
}
