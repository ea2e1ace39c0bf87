import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import LinearProgress from '@mui/material/LinearProgress';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState, type JSX } from 'react';
import { useStore } from 'zustand';
import type { ItemRow, Job, VideoDetail } from '../../src/service/contract/index.ts';
import type { FrameTable } from '../../src/time/frame-table.ts';
import { keepFocus, titleOf } from '../app/action-button.tsx';
import { model } from '../app/events.ts';
import { useView } from '../app/view-store.ts';
import { trpc } from '../client.ts';
import { AcceptAll } from './accept-all.tsx';
import { offerAnother, othersHere } from './another.ts';
import { AnswerSuggestion } from './answer-suggestion.tsx';
import { byItem, openSuggestions } from './offered.ts';
import { isEvent } from './basis.ts';
import { HeatStrip } from './heat.tsx';
import { SuggestionLine } from './suggestion-line.tsx';
import { SuggestMenu } from './suggest-menu.tsx';
import { WhatChanged } from './what-changed.tsx';
import { useSay } from '../words/said.ts';
import { useWords } from '../words/words.ts';

interface Props {
  readonly detail: VideoDetail;
  readonly table: FrameTable;
  readonly item: ItemRow | null;
}

/** What the model says about the selected item, beside what people said; nothing here changes the truth by itself. */
export function SuggestionPanel({ detail, table, item }: Props): JSX.Element {
  const say = useSay();
  const t = useWords('offers');
  const job = useSuggestJob();
  const modelState = useStore(model, (each) => each.model);
  const [all, setAll] = useState(false);
  const [together, setTogether] = useState(false);
  const opened = useRef<HTMLDivElement>(null);
  // What was asked for may lie below what is in view.
  useEffect(() => {
    if (together) opened.current?.scrollIntoView({ block: 'nearest' });
  }, [together]);
  const own = item === null ? [] : detail.suggestions.filter((each) => each.itemId === item.id);
  const offered = openSuggestions(detail, item?.id ?? null);
  // Sentences are read in their order, candidates and instances by how sure the policy is.
  const first = item?.task === 'DTG' ? offered.toSorted((a, b) => a.slot - b.slot) : offered;
  const rest = own
    .filter((each) => each.status === 'pending' && !first.includes(each))
    .toSorted((a, b) => b.score - a.score);
  const judged = own.filter((each) => each.status !== 'pending');
  const mine = [...first, ...(all ? rest : []), ...judged];
  const responses =
    item === null
      ? []
      : detail.responses.filter((each) => each.itemId === item.id && each.answerStatus !== null);
  const waiting = byItem(detail.suggestions.filter((each) => each.status === 'pending' && !isEvent(each)));
  const offers = (item === null ? detail.items : [item]).flatMap((each) => {
    const suggestions = waiting.get(each.id);
    return suggestions === undefined ? [] : [{ item: each, suggestions }];
  });
  const chosen = useView((view) => offered.find((each) => each.id === view.suggestionId) ?? null);
  const others = item === null ? 0 : (othersHere(item, detail, chosen)?.count ?? 0);
  const policy = mine[0]?.policyId ?? responses[0]?.policyId ?? null;
  const empty = mine.length === 0 && responses.length === 0;
  const silent = item !== null && detail.responses.some((each) => each.itemId === item.id) && empty;
  return (
    <Box component="section" aria-label={t('suggestions')} sx={{ borderTop: 1, borderColor: 'divider' }}>
      <Box
        sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', px: 3, minHeight: 40, columnGap: 0.5 }}
      >
        <Box component="h2" sx={{ m: 0, mr: 'auto', fontSize: 13, fontWeight: 600, whiteSpace: 'nowrap' }}>
          {t('suggestions')}
        </Box>
        {offers.length > 0 && (
          <Button
            onMouseDown={keepFocus}
            onClick={() => setTogether(!together)}
            aria-expanded={together}
            sx={{ px: 1.5, color: 'text.secondary', whiteSpace: 'nowrap' }}
          >
            {t('acceptAll')}
          </Button>
        )}
        <SuggestMenu busy={job !== null} />
      </Box>
      {/* Who says it stands below what it is: beside it, little of a name would be left. */}
      {policy !== null && (
        <Box
          sx={{
            px: 3,
            mt: -1,
            pb: 1,
            fontSize: 12,
            color: 'text.disabled',
            overflow: 'hidden',
            textOverflow: 'ellipsis',
            whiteSpace: 'nowrap',
          }}
          title={policy}
        >
          {t('by', { policy })}
        </Box>
      )}
      <div ref={opened}>
        {together && <AcceptAll key={item?.id ?? detail.id} offers={offers} detail={detail} />}
      </div>
      {job !== null && (
        <Box sx={{ px: 3, pb: 2 }}>
          <LinearProgress
            aria-label={t('suggesting')}
            {...(job.total === null || job.total === 0
              ? {}
              : { variant: 'determinate' as const, value: (100 * job.done) / job.total })}
          />
          <Box sx={{ fontSize: 12, color: 'text.secondary', mt: 1 }}>{say(job)}</Box>
        </Box>
      )}
      {modelState?.state === 'failed' && (
        <Box role="alert" sx={{ px: 3, pb: 2, fontSize: 12, color: 'error.main' }}>
          {modelState.sentence}
        </Box>
      )}
      <WhatChanged detail={detail} table={table} item={item} />
      {item !== null && <HeatStrip item={item} policyId={policy} />}
      {(mine.some(isEvent) || responses.some(isEvent)) && (
        <Box role="note" data-testid="events" sx={{ px: 3, pb: 2, fontSize: 12, color: 'text.secondary' }}>
          {t('eventMeaning')}
        </Box>
      )}
      {responses.map((response) => (
        <AnswerSuggestion key={response.id} response={response} item={item} />
      ))}
      <Box role="list" aria-label={t('intervals')}>
        {mine.map((each) => (
          <SuggestionLine
            key={each.id}
            suggestion={each}
            detail={detail}
            table={table}
            item={detail.items.find((row) => row.id === each.itemId) ?? null}
            named={item === null}
          />
        ))}
      </Box>
      {rest.length > 0 && (
        <Button
          onMouseDown={keepFocus}
          onClick={() => setAll(!all)}
          aria-expanded={all}
          sx={{ mx: 2, my: 1, color: 'text.secondary' }}
        >
          {all ? t('onlyLikely') : t('lessLikely', { count: rest.length })}
        </Button>
      )}
      {others > 0 && (
        <Button
          onMouseDown={keepFocus}
          onClick={() => void offerAnother()}
          title={titleOf('another-suggestion')}
          sx={{ mx: 2, my: 1, color: 'text.secondary' }}
        >
          {t('another', { count: others })}
        </Button>
      )}
      {empty && job === null && (
        <Box sx={{ px: 3, pb: 3, fontSize: 12, color: 'text.secondary' }}>
          {silent ? t('foundNothing') : item === null ? t('noneWaits') : t('noneYet')}
        </Box>
      )}
    </Box>
  );
}

/** The suggestion job that runs now, if one does. */
function useSuggestJob(): Job | null {
  const jobs = useQuery(trpc.jobs.list.queryOptions()).data ?? [];
  return (
    jobs.find((job) => job.kind === 'suggest' && (job.state === 'running' || job.state === 'queued')) ?? null
  );
}
