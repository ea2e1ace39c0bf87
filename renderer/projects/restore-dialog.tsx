import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import LinearProgress from '@mui/material/LinearProgress';
import Typography from '@mui/material/Typography';
import { useMutation, useQuery } from '@tanstack/react-query';
import type { JSX } from 'react';
import { queryClient, sentenceOf, trpc } from '../client.ts';
import { useFormats, useWords } from '../words/words.ts';
import { BackupList } from './backup-list.tsx';

/** A damaged project: the newest good backup with one click, or any other one. */
export function RestoreDialog({
  dir,
  onClose,
}: {
  readonly dir: string;
  readonly onClose: () => void;
}): JSX.Element {
  const t = useWords('projects');
  const formats = useFormats();
  const inspection = useQuery(trpc.projects.inspect.queryOptions({ dir }, { staleTime: 0 })).data;
  const restore = useMutation(
    trpc.care.restore.mutationOptions({
      onSuccess: async () => {
        onClose();
        await queryClient.invalidateQueries();
      },
    }),
  );
  const usable = (inspection?.backups ?? []).filter(({ kind }) => kind !== 'damaged');
  const [newest] = usable;
  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="sm" aria-labelledby="restore-title">
      <DialogTitle id="restore-title">{t('damagedTitle')}</DialogTitle>
      <DialogContent>
        <Typography sx={{ color: 'text.secondary', mb: 3, wordBreak: 'break-all' }}>{dir}</Typography>
        <Typography sx={{ mb: 3 }}>{newest === undefined ? t('noBackup') : t('damagedText')}</Typography>
        {restore.isPending && <LinearProgress aria-label={t('progress')} sx={{ mb: 3 }} />}
        {restore.isError && (
          <Alert severity="error" sx={{ mb: 3 }}>
            {sentenceOf(restore.error)}
          </Alert>
        )}
        {usable.length > 1 && (
          <Box sx={{ maxHeight: 200, overflowY: 'auto' }}>
            <BackupList
              backups={usable}
              disabled={restore.isPending}
              onRestore={(name) => restore.mutate({ dir, name })}
            />
          </Box>
        )}
      </DialogContent>
      <DialogActions>
        <Button onClick={onClose}>{t('cancel')}</Button>
        <Button
          variant="contained"
          color="primary"
          disabled={newest === undefined || restore.isPending}
          onClick={() => restore.mutate({ dir })}
        >
          {newest === undefined
            ? t('restore')
            : t('restoreNewest', {
                when: formats.dateTime(new Date(newest.at), {
                  dateStyle: 'medium',
                  timeStyle: 'short',
                  hourCycle: 'h23',
                }),
              })}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
