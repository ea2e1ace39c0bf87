import { zodResolver } from '@hookform/resolvers/zod';
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import MenuItem from '@mui/material/MenuItem';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState, type JSX } from 'react';
import { useForm, useWatch } from 'react-hook-form';
import { z } from 'zod';
import type { DeviceRow, ProjectInfo } from '../../src/service/contract/index.ts';
import { setView } from '../app/view-store.ts';
import { sentenceOf, trpc } from '../client.ts';
import { CudaFolder } from '../settings/cuda-folder.tsx';
import { FrameEncoder } from '../settings/frame-encoder.tsx';
import { useWords, words } from '../words/words.ts';

const whole = (name: 'warmupEpochs' | 'grpoSteps' | 'seed', most: number): z.ZodType<string, string> =>
  z.string().refine((text) => text.trim() === '' || (/^\d+$/u.test(text.trim()) && Number(text) <= most), {
    error: () => words('training')('wholeNumber', { name: words('training')(name), most }),
  });

const form = z.object({
  minutes: z.string().refine((text) => text.trim() === '' || (Number(text) > 0 && Number(text) <= 10_080), {
    error: () => words('training')('badMinutes'),
  }),
  warmupEpochs: whole('warmupEpochs', 1000),
  steps: whole('grpoSteps', 100_000),
  seed: whole('seed', 2_147_483_647),
  device: z.string(),
});
type Form = z.infer<typeof form>;

/** Only what was filled in: the trainer has its own defaults. */
export function settingsOf(given: Form): z.infer<typeof settings> {
  return settings.parse({
    minutes: numberOf(given.minutes),
    warmupEpochs: numberOf(given.warmupEpochs),
    steps: numberOf(given.steps),
    seed: numberOf(given.seed),
    device: given.device === '' ? undefined : given.device,
  });
}

/** What is known of the chosen device; `auto` says which one is the fastest, once they have been tried. */
export function aboutDevice(chosen: string, devices: readonly DeviceRow[], auto: string | undefined): string {
  if (chosen === '') return auto ?? words('training')('tryingDevices');
  return devices.find(({ id }) => id === chosen)?.note ?? '';
}

function numberOf(text: string): number | undefined {
  return text.trim() === '' ? undefined : Number(text);
}

const settings = z.object({
  minutes: z.number().optional(),
  warmupEpochs: z.number().optional(),
  steps: z.number().optional(),
  seed: z.number().optional(),
  device: z.string().optional(),
});

/** The one button, and the settings for those who want them. */
export function StartRun({
  project,
  active,
}: {
  readonly project: ProjectInfo;
  readonly active: boolean;
}): JSX.Element {
  const t = useWords('training');
  const [open, setOpen] = useState(false);
  const info = useQuery(trpc.system.info.queryOptions()).data;
  // Trying the devices takes some seconds the first time: only for those who look at the settings.
  const tried = useQuery({ ...trpc.system.devices.queryOptions(), enabled: open, staleTime: Infinity }).data;
  const devices = tried?.devices ?? info?.devices ?? [];
  const start = useMutation(
    trpc.training.start.mutationOptions({ onSuccess: ({ runId }) => setView({ runId }) }),
  );
  const { register, handleSubmit, control, formState } = useForm<Form>({
    resolver: zodResolver(form),
    defaultValues: { minutes: '', warmupEpochs: '', steps: '', seed: '', device: '' },
  });
  const device = useWatch({ control, name: 'device' });
  const submit = handleSubmit((given) => start.mutate(settingsOf(given)));
  const { train } = project.counts;
  return (
    <Box
      component="form"
      noValidate
      onSubmit={(event) => void submit(event)}
      sx={{ p: 3, display: 'grid', gap: 2 }}
    >
      <Button
        type="submit"
        variant="contained"
        color="primary"
        size="medium"
        disabled={active || start.isPending || train === 0}
        data-testid="start-training"
      >
        {t(active ? 'underWay' : 'train')}
      </Button>
      <Typography variant="caption" sx={{ color: 'text.secondary' }}>
        {train === 0
          ? t('noTrainSplit')
          : t('whatTrains', { curated: project.counts.curated, videos: train })}
      </Typography>
      {start.isError && <Alert severity="error">{sentenceOf(start.error)}</Alert>}
      <Button
        onClick={() => setOpen(!open)}
        aria-expanded={open}
        sx={{ justifySelf: 'start', color: 'text.secondary', px: 0 }}
      >
        {t(open ? 'fewerSettings' : 'settings')}
      </Button>
      {open && (
        <Box sx={{ display: 'grid', gap: 3 }}>
          {(
            [
              ['minutes', 'minutes'],
              ['warmupEpochs', 'warmupEpochs'],
              ['steps', 'grpoSteps'],
              ['seed', 'seed'],
            ] as const
          ).map(([name, label]) => (
            <TextField
              key={name}
              label={t(label)}
              placeholder={t('byItself')}
              slotProps={{ inputLabel: { shrink: true } }}
              error={formState.errors[name] !== undefined}
              helperText={formState.errors[name]?.message}
              {...register(name)}
            />
          ))}
          <TextField
            select
            label={t('device')}
            value={device}
            slotProps={{
              inputLabel: { shrink: true },
              select: { displayEmpty: true },
              formHelperText: { role: 'status' },
            }}
            helperText={aboutDevice(device, devices, tried?.auto.sentence)}
            {...register('device')}
          >
            <MenuItem value="">{t('fastest')}</MenuItem>
            {devices.map(({ id, name, state }) => (
              <MenuItem key={id} value={id}>
                {state === 'fails' ? t('cantBeUsed', { name }) : name}
              </MenuItem>
            ))}
          </TextField>
          <CudaFolder />
          <FrameEncoder />
        </Box>
      )}
    </Box>
  );
}
