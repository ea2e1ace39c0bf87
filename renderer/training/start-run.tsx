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
import { CudaFolder } from './cuda-folder.tsx';
import { FrameEncoder } from './frame-encoder.tsx';

const whole = (name: string, most: number): z.ZodType<string, string> =>
  z.string().refine((text) => text.trim() === '' || (/^\d+$/u.test(text.trim()) && Number(text) <= most), {
    message: `${name}: a whole number up to ${most}, or nothing.`,
  });

const form = z.object({
  minutes: z.string().refine((text) => text.trim() === '' || (Number(text) > 0 && Number(text) <= 10_080), {
    message: 'Minutes: a number above 0, or nothing.',
  }),
  warmupEpochs: whole('Warm-up epochs', 1000),
  steps: whole('Steps', 100_000),
  seed: whole('Seed', 2_147_483_647),
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
  if (chosen === '') return auto ?? 'Trying the devices of this machine.';
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
        {active ? 'A run is under way' : 'Train on what is curated'}
      </Button>
      <Typography variant="caption" sx={{ color: 'text.secondary' }}>
        {train === 0
          ? 'No video is in the train split yet. Choose some under Splits in Data.'
          : `${project.counts.curated} curated items, ${train} training ${train === 1 ? 'video' : 'videos'}. Labelling goes on meanwhile; nothing changes until you promote the result.`}
      </Typography>
      {start.isError && <Alert severity="error">{sentenceOf(start.error)}</Alert>}
      <Button
        onClick={() => setOpen(!open)}
        aria-expanded={open}
        sx={{ justifySelf: 'start', color: 'text.secondary', px: 0 }}
      >
        {open ? 'Fewer settings' : 'Settings'}
      </Button>
      {open && (
        <Box sx={{ display: 'grid', gap: 3 }}>
          {(
            [
              ['minutes', 'Minutes at most'],
              ['warmupEpochs', 'Warm-up epochs'],
              ['steps', 'GRPO steps'],
              ['seed', 'Seed'],
            ] as const
          ).map(([name, label]) => (
            <TextField
              key={name}
              label={label}
              placeholder="by itself"
              slotProps={{ inputLabel: { shrink: true } }}
              error={formState.errors[name] !== undefined}
              helperText={formState.errors[name]?.message}
              {...register(name)}
            />
          ))}
          <TextField
            select
            label="Device"
            value={device}
            slotProps={{
              inputLabel: { shrink: true },
              select: { displayEmpty: true },
              formHelperText: { role: 'status' },
            }}
            helperText={aboutDevice(device, devices, tried?.auto.sentence)}
            {...register('device')}
          >
            <MenuItem value="">the fastest</MenuItem>
            {devices.map(({ id, name, state }) => (
              <MenuItem key={id} value={id}>
                {state === 'fails' ? `${name}: can't be used` : name}
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
