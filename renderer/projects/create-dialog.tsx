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
import { useState, type JSX } from 'react';
import { useForm, useWatch } from 'react-hook-form';
import { z } from 'zod';
import { sentenceOf, trpc } from '../client.ts';
import { FilePicker } from './file-picker.tsx';
import { joinPath, lastPart } from './paths.ts';

const form = z.object({
  videos: z.string(),
  title: z.string().trim().min(1, 'Give the project a name.').max(200, 'That name is too long.'),
  dir: z.string().trim().min(1, 'Say where the project is to lie.'),
});
type Form = z.infer<typeof form>;

/** A new project from a folder of videos: choose the folder, the rest is proposed. */
export function CreateDialog({ onClose }: { readonly onClose: () => void }): JSX.Element {
  const info = useQuery(trpc.system.info.queryOptions());
  const create = useMutation(trpc.projects.create.mutationOptions());
  const [picking, setPicking] = useState<'videos' | 'dir' | null>(null);
  const { register, handleSubmit, setValue, control, formState } = useForm<Form>({
    resolver: zodResolver(form),
    defaultValues: { videos: '', title: '', dir: '' },
  });
  const title = useWatch({ control, name: 'title' });
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
      setValue('dir', joinPath(path, title === '' ? 'TempR1 project' : title), {
        shouldDirty: true,
      });
    setPicking(null);
  };
  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="sm" aria-labelledby="create-title">
      <Box component="form" onSubmit={(event) => void submit(event)} noValidate>
        <DialogTitle id="create-title">New project</DialogTitle>
        <DialogContent sx={{ display: 'grid', gap: 4, pt: '12px !important' }}>
          <Box sx={{ display: 'flex', gap: 2, alignItems: 'flex-start' }}>
            <TextField
              label="Folder of videos"
              {...register('videos')}
              slotProps={{ inputLabel: { shrink: true } }}
              helperText="Every video in it is added; bad files are named and left out. You can also add videos later."
            />
            <Button variant="outlined" onClick={() => setPicking('videos')} sx={{ mt: 0.5 }}>
              Choose
            </Button>
          </Box>
          <TextField
            label="Name"
            {...register('title')}
            slotProps={{ inputLabel: { shrink: true } }}
            error={formState.errors.title !== undefined}
            helperText={formState.errors.title?.message ?? ' '}
          />
          <Box sx={{ display: 'flex', gap: 2, alignItems: 'flex-start' }}>
            <TextField
              label="Where the project lies"
              {...register('dir')}
              slotProps={{ inputLabel: { shrink: true } }}
              error={formState.errors.dir !== undefined}
              helperText={
                formState.errors.dir?.message ??
                'A folder for labels, policies and runs. It is made if it is not there.'
              }
            />
            <Button variant="outlined" onClick={() => setPicking('dir')} sx={{ mt: 0.5 }}>
              Choose
            </Button>
          </Box>
          {create.isError && <Alert severity="error">{sentenceOf(create.error)}</Alert>}
        </DialogContent>
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="contained" color="primary" disabled={create.isPending}>
            Create project
          </Button>
        </DialogActions>
      </Box>
      {picking !== null && (
        <FilePicker
          title={picking === 'videos' ? 'Folder of videos' : 'Folder in which the project is made'}
          picking="folder"
          onClose={() => setPicking(null)}
          onPick={choose}
        />
      )}
    </Dialog>
  );
}
