import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState, type JSX } from 'react';
import type { ProjectInfo } from '../../src/service/contract/index.ts';
import { closeDialog } from '../app/action-button.tsx';
import { perform } from '../app/studio.ts';
import { queryClient, sentenceOf, trpc } from '../client.ts';
import { useFormats, useWords } from '../words/words.ts';
import { backUpNow } from './actions.ts';
import { BackupList } from './backup-list.tsx';
import { PlaceSentence } from './notices.tsx';
import { sizeText } from './size-text.ts';

/** The open project: its name, where it lies, whether it is sound, and its backups. */
export function ProjectDialog(): JSX.Element | null {
  const project = useQuery(trpc.projects.current.queryOptions()).data ?? null;
  return project === null ? null : <Settings project={project} />;
}

function Settings({ project }: { readonly project: ProjectInfo }): JSX.Element {
  const t = useWords('projects');
  const formats = useFormats();
  const health = useQuery(trpc.care.health.queryOptions(undefined, { staleTime: 0 })).data;
  const [title, setTitle] = useState(project.title);
  const [chosen, setChosen] = useState<string | null>(null);
  const restore = useMutation(
    trpc.care.restore.mutationOptions({
      onSuccess: async () => {
        closeDialog();
        await queryClient.invalidateQueries();
      },
    }),
  );
  const name = title.trim();
  const integrity = {
    unknown: t('integrityUnknown'),
    good: t('integrityGood'),
    damaged: t('integrityDamaged'),
  } as const;
  return (
    <Dialog open onClose={closeDialog} fullWidth maxWidth="sm" aria-labelledby="project-title">
      <DialogTitle id="project-title">{t('settingsTitle')}</DialogTitle>
      <DialogContent sx={{ display: 'grid', gap: 4, pt: '12px !important' }}>
        <Box
          component="form"
          sx={{ display: 'flex', gap: 2 }}
          onSubmit={(event) => {
            event.preventDefault();
            if (name !== '' && name !== project.title)
              void perform([{ name: 'renameProject', params: { title: name } }]);
          }}
        >
          <TextField
            label={t('nameLabel')}
            value={title}
            onChange={(event) => setTitle(event.target.value)}
            slotProps={{ inputLabel: { shrink: true }, htmlInput: { maxLength: 200 } }}
          />
          <Button type="submit" variant="outlined" disabled={name === '' || name === project.title}>
            {t('rename')}
          </Button>
        </Box>
        <Box sx={{ color: 'text.secondary' }}>
          <Box sx={{ wordBreak: 'break-all' }} data-selectable>
            {`${t('folder')}: ${project.dir}`}
          </Box>
          {health !== undefined && (
            <Box sx={{ display: 'flex', gap: 4 }}>
              <span>{t('size', { size: sizeText(health.corpusBytes, formats) })}</span>
              <span data-testid="integrity">{integrity[health.integrity]}</span>
            </Box>
          )}
        </Box>
        {health !== undefined && health.place !== null && (
          <Alert severity="warning">
            <PlaceSentence place={health.place} />
          </Alert>
        )}
        <Box component="section" aria-label={t('backups')}>
          <Box sx={{ display: 'flex', alignItems: 'center', mb: 1 }}>
            <Typography variant="h3" component="h3" sx={{ flex: 1 }}>
              {t('backups')}
            </Typography>
            <Button variant="outlined" onClick={() => void backUpNow()}>
              {t('backUpNow')}
            </Button>
          </Box>
          <Typography variant="caption" sx={{ color: 'text.secondary', display: 'block', mb: 2 }}>
            {t('backupsText')}
          </Typography>
          {health?.backups.length === 0 && (
            <Typography sx={{ color: 'text.disabled' }}>{t('noBackups')}</Typography>
          )}
          {restore.isError && <Alert severity="error">{sentenceOf(restore.error)}</Alert>}
          {chosen !== null && (
            <Alert
              severity="info"
              sx={{ mb: 2 }}
              action={
                <>
                  <Button onClick={() => setChosen(null)}>{t('cancel')}</Button>
                  <Button
                    variant="outlined"
                    disabled={restore.isPending}
                    onClick={() => restore.mutate({ dir: project.dir, name: chosen })}
                  >
                    {t('restore')}
                  </Button>
                </>
              }
            >
              {t('restoreAsk')}
            </Alert>
          )}
          <Box sx={{ maxHeight: 220, overflowY: 'auto' }}>
            <BackupList
              backups={health?.backups ?? []}
              disabled={restore.isPending}
              onRestore={(backup) => setChosen(backup)}
            />
          </Box>
        </Box>
      </DialogContent>
      <DialogActions>
        <Button onClick={closeDialog}>{t('close')}</Button>
      </DialogActions>
    </Dialog>
  );
}
