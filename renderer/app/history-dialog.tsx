import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import Typography from '@mui/material/Typography';
import { useQuery } from '@tanstack/react-query';
import type { JSX } from 'react';
import { trpc } from '../client.ts';
import { closeDialog } from './action-button.tsx';
import { redo, undo } from './studio.ts';
import { actionById } from './actions.ts';
import { useFormats, useWords } from '../words/words.ts';

/** What people changed, newest first; what was undone is struck through and can be redone. */
export function HistoryDialog(): JSX.Element {
  const t = useWords('app');
  const format = useFormats();
  const rows = useQuery(trpc.commands.history.queryOptions({ limit: 200 })).data ?? [];
  const state = useQuery(trpc.commands.state.queryOptions()).data;
  return (
    <Dialog open onClose={closeDialog} fullWidth maxWidth="sm" aria-labelledby="history-title">
      <DialogTitle id="history-title">{actionById('history').title()}</DialogTitle>
      <DialogContent sx={{ minHeight: 160 }}>
        {rows.length === 0 && <Typography sx={{ color: 'text.secondary' }}>{t('noChanges')}</Typography>}
        {rows.map((row) => (
          <Box
            key={row.id}
            sx={{
              display: 'flex',
              gap: 3,
              py: 1,
              borderBottom: 1,
              borderColor: 'divider',
              opacity: row.undone ? 0.55 : 1,
            }}
          >
            <Box sx={{ flex: 1, textDecoration: row.undone ? 'line-through' : 'none' }} data-selectable>
              {row.sentence}
            </Box>
            <Box sx={{ color: 'text.secondary', whiteSpace: 'nowrap' }}>{row.by}</Box>
            <Box sx={{ color: 'text.disabled', whiteSpace: 'nowrap' }}>
              {format.dateTime(new Date(row.at), {
                dateStyle: 'medium',
                timeStyle: 'medium',
                hourCycle: 'h23',
              })}
            </Box>
          </Box>
        ))}
      </DialogContent>
      <DialogActions>
        <Button disabled={(state?.undo ?? null) === null} onClick={() => void undo()}>
          {t('undo')}
        </Button>
        <Button disabled={(state?.redo ?? null) === null} onClick={() => void redo()}>
          {t('redo')}
        </Button>
        <Button onClick={closeDialog}>{t('close')}</Button>
      </DialogActions>
    </Dialog>
  );
}
