import { zodResolver } from '@hookform/resolvers/zod';
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import TextField from '@mui/material/TextField';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useDeferredValue, useState, type JSX } from 'react';
import { useForm, useWatch } from 'react-hook-form';
import { z } from 'zod';
import { sentenceOf, trpc } from '../client.ts';
import { FilePicker } from './file-picker.tsx';
import { useWords, type Words } from '../words/words.ts';
import { PlaceSentence } from './notices.tsx';
import { joinPath, lastPart } from './paths.ts';

const formIn = (t: Words<'projects'>) =>
  z.object({
    videos: z.string(),
    title: z.string().trim().min(1, t('nameMissing')).max(200, t('nameTooLong')),
    dir: z.string().trim().min(1, t('placeMissing')),
  });
type Form = z.infer<ReturnType<typeof formIn>>;

/** A new project from a folder of videos: choose the folder, the rest is proposed. */
export function CreateDialog({ onClose }: { readonly onClose: () => void }): JSX.Element {
  const t = useWords('projects');
  const info = useQuery(trpc.system.info.queryOptions());
  const create = useMutation(trpc.projects.create.mutationOptions());
  const [picking, setPicking] = useState<'videos' | 'dir' | null>(null);
  const { register, handleSubmit, setValue, control, formState } = useForm<Form>({
    resolver: zodResolver(formIn(t)),
    defaultValues: { videos: '', title: '', dir: '' },
  });
  const [title, dir] = useWatch({ control, name: ['title', 'dir'] });
  const asked = useDeferredValue(dir.trim());
  const place =
    useQuery(trpc.projects.place.queryOptions({ dir: asked }, { enabled: asked !== '' })).data ?? null;
  const home = info.data?.home ?? '';
  const submit = handleSubmit((given) => {
    create.mutate({
      dir: given.dir,
      title: given.title,
      ...(given.videos.trim() === '' ? {} : { videosFolder: given.videos.trim() }),
    });
  });
  const choose = (path: string): void => {
    if (picking === 'videos') {
      const name = lastPart(path);
      setValue('videos', path, { shouldDirty: true });
      if (!formState.dirtyFields.title) setValue('title', name);
      if (!formState.dirtyFields.dir) setValue('dir', joinPath(home, 'TempR1 Projects', name));
    } else
      setValue('dir', joinPath(path, title === '' ? t('defaultName') : title), {
        shouldDirty: true,
      });
    setPicking(null);
  };
  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="sm" aria-labelledby="create-title">
      <Box component="form" onSubmit={(event) => void submit(event)} noValidate>
        <DialogTitle id="create-title">{t('newProject')}</DialogTitle>
        <DialogContent sx={{ display: 'grid', gap: 4, pt: '12px !important' }}>
          <Box sx={{ display: 'flex', gap: 2, alignItems: 'flex-start' }}>
            <TextField
              label={t('videosFolder')}
              {...register('videos')}
              slotProps={{ inputLabel: { shrink: true } }}
              helperText={t('videosFolderHelp')}
            />
            <Button variant="outlined" onClick={() => setPicking('videos')} sx={{ mt: 0.5 }}>
              {t('choose')}
            </Button>
          </Box>
          <TextField
            label={t('nameLabel')}
            {...register('title')}
            slotProps={{ inputLabel: { shrink: true } }}
            error={formState.errors.title !== undefined}
            helperText={formState.errors.title?.message ?? ' '}
          />
          <Box sx={{ display: 'flex', gap: 2, alignItems: 'flex-start' }}>
            <TextField
              label={t('whereLabel')}
              {...register('dir')}
              slotProps={{ inputLabel: { shrink: true } }}
              error={formState.errors.dir !== undefined}
              helperText={formState.errors.dir?.message ?? t('whereHelp')}
            />
            <Button variant="outlined" onClick={() => setPicking('dir')} sx={{ mt: 0.5 }}>
              {t('choose')}
            </Button>
          </Box>
          {place !== null && (
            <Alert severity="warning">
              <PlaceSentence place={place} />
            </Alert>
          )}
          {create.isError && <Alert severity="error">{sentenceOf(create.error)}</Alert>}
        </DialogContent>
        <DialogActions>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button type="submit" variant="contained" color="primary" disabled={create.isPending}>
            {t('create')}
          </Button>
        </DialogActions>
      </Box>
      {picking !== null && (
        <FilePicker
          title={picking === 'videos' ? t('videosFolder') : t('whereTitle')}
          picking="folder"
          onClose={() => setPicking(null)}
          onPick={choose}
        />
      )}
    </Dialog>
  );
}
