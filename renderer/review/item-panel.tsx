import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import InputBase from '@mui/material/InputBase';
import { useState, type JSX } from 'react';
import type { FoundItem } from '../../src/service/contract/index.ts';
import { perform } from '../app/studio.ts';
import { useView } from '../app/view-store.ts';
import { useFormats, useWords } from '../words/words.ts';
import { Comments } from './comments.tsx';
import { openFound } from './found.ts';
import { setFoundState } from './set-state.ts';

/** The item of the current row: what it asks, where it stands, what people say about it. */
export function ItemPanel({ item }: { readonly item: FoundItem }): JSX.Element {
  const t = useWords('review');
  const format = useFormats();
  const row = useView((view) => view.reviewRow);
  const whole = item.state === 'curated' || item.state === 'reviewed';
  return (
    <Box
      component="aside"
      aria-label={t('itemPanel')}
      sx={{
        width: 320,
        flexShrink: 0,
        borderLeft: 1,
        borderColor: 'divider',
        overflowY: 'auto',
        p: 4,
        display: 'flex',
        flexDirection: 'column',
        gap: 3,
      }}
    >
      <Box data-selectable>
        <Box sx={{ fontWeight: 600 }}>{item.text}</Box>
        <Box sx={{ color: 'text.secondary', fontSize: 12 }}>
          {[item.task, item.videoTitle, t(`states.${item.state}`)].join(' · ')}
        </Box>
        <Box sx={{ color: 'text.disabled', fontSize: 12 }}>
          {item.annotators.length === 0
            ? t('changedAt', {
                when: format.dateTime(new Date(item.changedAt), {
                  dateStyle: 'medium',
                  timeStyle: 'short',
                  hourCycle: 'h23',
                }),
              })
            : t('changedBy', {
                who: format.list(item.annotators),
                when: format.dateTime(new Date(item.changedAt), {
                  dateStyle: 'medium',
                  timeStyle: 'short',
                  hourCycle: 'h23',
                }),
              })}
        </Box>
      </Box>
      <Box sx={{ display: 'flex', gap: 2, flexWrap: 'wrap' }}>
        <Button variant="outlined" onClick={() => openFound(item, row)}>
          {t('open')}
        </Button>
        {!whole && <StateButton item={item} state="curated" />}
        {item.state === 'curated' && <StateButton item={item} state="reviewed" />}
        {whole && <SendBack item={item} />}
      </Box>
      <Comments key={item.id} videoId={item.videoId} itemId={item.id} />
      <Comments key={item.videoId} videoId={item.videoId} itemId={null} />
    </Box>
  );
}

function StateButton({
  item,
  state,
}: {
  readonly item: FoundItem;
  readonly state: 'curated' | 'reviewed';
}): JSX.Element {
  const t = useWords('review');
  return (
    <Button variant="outlined" onClick={() => void setFoundState(item, state)}>
      {t(state === 'curated' ? 'curate' : 'markReviewed')}
    </Button>
  );
}

/** Takes an item back to a draft and says why, as one step. */
function SendBack({ item }: { readonly item: FoundItem }): JSX.Element {
  const t = useWords('review');
  const [text, setText] = useState<string | null>(null);
  if (text === null)
    return (
      <Button variant="outlined" onClick={() => setText('')}>
        {t('sendBack')}
      </Button>
    );
  const send = (): void => {
    if (text.trim() === '') return;
    void perform([
      { name: 'setItemState', params: { items: [item.id], state: 'draft' } },
      {
        name: 'addComment',
        params: { video: item.videoId, item: item.id, interval: item.opensAt?.interval ?? null, text },
      },
    ]);
    setText(null);
  };
  return (
    <Box sx={{ width: 1, display: 'flex', flexDirection: 'column', gap: 1 }}>
      <InputBase
        autoFocus
        multiline
        minRows={2}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) send();
          if (event.key === 'Escape') setText(null);
          event.stopPropagation();
        }}
        placeholder={t('whyBack')}
        inputProps={{ 'aria-label': t('whyBack') }}
        sx={{ fontSize: 13, p: 2, border: 1, borderColor: 'divider', borderRadius: 1 }}
      />
      <Box sx={{ display: 'flex', gap: 2 }}>
        <Button variant="contained" color="primary" disabled={text.trim() === ''} onClick={send}>
          {t('sendBackNow')}
        </Button>
        <Button onClick={() => setText(null)}>{t('cancel')}</Button>
      </Box>
    </Box>
  );
}
