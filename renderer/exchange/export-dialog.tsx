import { zodResolver } from '@hookform/resolvers/zod';
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import MenuItem from '@mui/material/MenuItem';
import TextField from '@mui/material/TextField';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useEffect, useState, type JSX } from 'react';
import { useForm, useWatch } from 'react-hook-form';
import { z } from 'zod';
import type { FormatInfo } from '../../src/service/contract/index.ts';
import { closeDialog } from '../app/action-button.tsx';
import { shellBridge } from '../app/shell.ts';
import { sentenceOf, trpc } from '../client.ts';
import { FilePicker } from '../projects/file-picker.tsx';
import { joinPath, lastPart } from '../projects/paths.ts';
import { useWords, type Words } from '../words/words.ts';

const formIn = (t: Words<'exchange'>) =>
  z.object({
    format: z.string().min(1, t('formatMissing')),
    split: z.enum(['', 'train', 'validation', 'test']),
    out: z.string().trim().min(1, t('outMissing')),
  });
type Form = z.infer<ReturnType<typeof formIn>>;

/** What a format carries, in the page's language; one that the page does not know speaks for itself. */
function describe(t: Words<'exchange'>, format: FormatInfo | undefined): string | undefined {
  const known = DESCRIBED.find((id) => id === format?.id);
  return known === undefined ? format?.description : t(`formats.${known}`);
}

const DESCRIBED = ['native', 'activitynet', 'qvhighlights'] as const;

/** Writes the corpus in a format that others read. */
export function ExportDialog(): JSX.Element {
  const t = useWords('exchange');
  const formats = useQuery(trpc.exporter.formats.queryOptions());
  const project = useQuery(trpc.projects.current.queryOptions()).data ?? null;
  const start = useMutation(trpc.exporter.start.mutationOptions({ onSuccess: closeDialog }));
  const [picking, setPicking] = useState(false);
  const { register, handleSubmit, control, setValue, formState } = useForm<Form>({
    resolver: zodResolver(formIn(t)),
    defaultValues: { format: '', split: '', out: '' },
  });
  const [format, split, out] = useWatch({ control, name: ['format', 'split', 'out'] });
  const writable = (formats.data ?? []).filter((each) => each.exports);
  const described = describe(
    t,
    writable.find((each) => each.id === format),
  );
  const propose = (id: string, split: string): void => {
    const chosen = writable.find((each) => each.id === id);
    if (chosen !== undefined) setValue('format', id);
    if (chosen === undefined || formState.dirtyFields.out === true || project === null) return;
    const ending = chosen.extension.replace(/^\.?/u, '.');
    const name = `${lastPart(project.dir)}-${id}${split === '' ? '' : `-${split}`}${ending}`;
    setValue('out', joinPath(project.dir, 'exports', name));
  };
  const first = writable[0]?.id;
  useEffect(() => {
    if (first !== undefined && format === '') propose(first, split);
  });
  const choosePath = (): void => {
    const shell = shellBridge();
    if (shell === null) setPicking(true);
    else
      void shell.pickSavePath({ title: t('exportTitle'), name: lastPart(out) }).then((path) => {
        if (path !== null) setValue('out', path, { shouldDirty: true });
      });
  };
  const submit = handleSubmit((given) => {
    start.mutate({
      format: given.format,
      out: given.out,
      ...(given.split === '' ? {} : { split: given.split }),
    });
  });
  return (
    <Dialog open onClose={closeDialog} fullWidth maxWidth="sm" aria-labelledby="export-title">
      <Box component="form" onSubmit={(event) => void submit(event)} noValidate>
        <DialogTitle id="export-title">{t('exportTitle')}</DialogTitle>
        <DialogContent sx={{ display: 'grid', gap: 4, pt: '12px !important' }}>
          <TextField
            select
            label={t('format')}
            value={format}
            slotProps={{ inputLabel: { shrink: true } }}
            error={formState.errors.format !== undefined}
            helperText={formState.errors.format?.message ?? described ?? ' '}
            {...register('format', {
              onChange: (event: { target: { value: string } }) => propose(event.target.value, split),
            })}
          >
            {writable.map((each) => (
              <MenuItem key={each.id} value={each.id}>
                {each.name}
              </MenuItem>
            ))}
          </TextField>
          <TextField
            select
            label={t('videos')}
            value={split}
            slotProps={{ inputLabel: { shrink: true }, select: { displayEmpty: true } }}
            {...register('split', {
              onChange: (event: { target: { value: string } }) => propose(format, event.target.value),
            })}
          >
            <MenuItem value="">{t('all')}</MenuItem>
            <MenuItem value="train">{t('onlyTrain')}</MenuItem>
            <MenuItem value="validation">{t('onlyValidation')}</MenuItem>
            <MenuItem value="test">{t('onlyTest')}</MenuItem>
          </TextField>
          <Box sx={{ display: 'flex', gap: 2, alignItems: 'flex-start' }}>
            <TextField
              label={t('file')}
              {...register('out')}
              title={out}
              slotProps={{ inputLabel: { shrink: true } }}
              error={formState.errors.out !== undefined}
              helperText={formState.errors.out?.message ?? ' '}
            />
            <Button variant="outlined" onClick={choosePath} sx={{ mt: 0.5 }}>
              {t('choose')}
            </Button>
          </Box>
          {start.isError && <Alert severity="error">{sentenceOf(start.error)}</Alert>}
        </DialogContent>
        <DialogActions>
          <Button onClick={closeDialog}>{t('cancel')}</Button>
          <Button type="submit" variant="contained" color="primary" disabled={start.isPending}>
            {t('export')}
          </Button>
        </DialogActions>
      </Box>
      {picking && (
        <FilePicker
          title={t('exportFolder')}
          picking="folder"
          onClose={() => setPicking(false)}
          onPick={(dir) => {
            setValue('out', joinPath(dir, lastPart(out)), { shouldDirty: true });
            setPicking(false);
          }}
        />
      )}
    </Dialog>
  );
}
