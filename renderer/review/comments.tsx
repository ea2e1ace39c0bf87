import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import InputBase from '@mui/material/InputBase';
import { useQuery } from '@tanstack/react-query';
import { useState, type JSX } from 'react';
import type { CommentRow } from '../../src/service/contract/index.ts';
import { perform } from '../app/studio.ts';
import { setView, useView } from '../app/view-store.ts';
import { trpc } from '../client.ts';
import { useFormats, useWords } from '../words/words.ts';

/** Threads about one item (or, without one, about a video): each can be answered, resolved, taken up again and deleted. */
export function Comments({
  videoId,
  itemId,
  intervalId = null,
}: {
  readonly videoId: string;
  readonly itemId: string | null;
  /** New threads are about this interval. */
  readonly intervalId?: number | null;
}): JSX.Element {
  const t = useWords('review');
  const all =
    useQuery(trpc.comments.list.queryOptions(itemId === null ? { videoId } : { itemId })).data ?? [];
  const rows = all.filter((row) => row.itemId === itemId);
  const first = rows.filter(({ answers }) => answers === null);
  return (
    <Box
      component="section"
      aria-label={itemId === null ? t('commentsOnVideo') : t('comments')}
      sx={{ display: 'flex', flexDirection: 'column', gap: 2 }}
    >
      <Box sx={{ fontWeight: 600, fontSize: 12, color: 'text.secondary' }}>
        {itemId === null ? t('commentsOnVideo') : t('comments')}
      </Box>
      {first.map((row) => (
        <Thread key={row.id} row={row} answers={rows.filter(({ answers }) => answers === row.id)} />
      ))}
      <Write
        label={t('comment')}
        onWrite={(text) =>
          void perform([
            { name: 'addComment', params: { video: videoId, item: itemId, interval: intervalId, text } },
          ])
        }
      />
    </Box>
  );
}

function Thread({
  row,
  answers,
}: {
  readonly row: CommentRow;
  readonly answers: readonly CommentRow[];
}): JSX.Element {
  const t = useWords('review');
  const place = useView((view) => view.place);
  const [answering, setAnswering] = useState(false);
  return (
    <Box
      role="group"
      aria-label={t('thread', { who: row.by })}
      data-resolved={row.resolved}
      sx={{
        borderLeft: 2,
        borderColor: row.resolved ? 'divider' : 'primary.main',
        pl: 2,
        color: row.resolved ? 'text.disabled' : 'text.primary',
      }}
    >
      {[row, ...answers].map((each) => (
        <Said key={each.id} row={each} />
      ))}
      <Box sx={{ display: 'flex', gap: 1, ml: -2 }}>
        {row.interval !== null && place === 'label' && (
          <Small onClick={() => setView({ intervalId: row.interval })}>{t('showInterval')}</Small>
        )}
        <Small onClick={() => setAnswering(!answering)}>{t('answer')}</Small>
        <Small
          onClick={() =>
            void perform([{ name: 'editComment', params: { comment: row.id, resolved: !row.resolved } }])
          }
        >
          {row.resolved ? t('takeUpAgain') : t('resolve')}
        </Small>
        <Small onClick={() => void perform([{ name: 'deleteComment', params: { comment: row.id } }])}>
          {t('delete')}
        </Small>
      </Box>
      {answering && (
        <Write
          label={t('answer')}
          onWrite={(text) => {
            setAnswering(false);
            void perform([{ name: 'addComment', params: { video: row.videoId, answers: row.id, text } }]);
          }}
        />
      )}
    </Box>
  );
}

function Said({ row }: { readonly row: CommentRow }): JSX.Element {
  const format = useFormats();
  return (
    <Box sx={{ mb: 1 }} data-selectable>
      <Box sx={{ fontSize: 12, color: 'text.secondary' }}>
        {`${row.by} · ${format.dateTime(new Date(row.at), { dateStyle: 'short', timeStyle: 'short', hourCycle: 'h23' })}`}
      </Box>
      <Box sx={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>{row.text}</Box>
    </Box>
  );
}

function Small(props: { readonly onClick: () => void; readonly children: string }): JSX.Element {
  return <Button {...props} sx={{ minHeight: 22, py: 0, px: 2, fontSize: 12, color: 'text.secondary' }} />;
}

function Write({
  label,
  onWrite,
}: {
  readonly label: string;
  readonly onWrite: (text: string) => void;
}): JSX.Element {
  const [text, setText] = useState('');
  const write = (): void => {
    if (text.trim() === '') return;
    onWrite(text);
    setText('');
  };
  return (
    <Box sx={{ display: 'flex', gap: 2, alignItems: 'flex-end' }}>
      <InputBase
        multiline
        maxRows={6}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          event.stopPropagation();
          if (event.key !== 'Enter' || event.shiftKey) return;
          event.preventDefault();
          write();
        }}
        placeholder={label}
        inputProps={{ 'aria-label': label, maxLength: 20_000 }}
        sx={{ flex: 1, fontSize: 13, px: 2, py: 1, border: 1, borderColor: 'divider', borderRadius: 1 }}
      />
    </Box>
  );
}
