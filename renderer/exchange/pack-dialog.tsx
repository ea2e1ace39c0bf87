import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Checkbox from '@mui/material/Checkbox';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import FormControlLabel from '@mui/material/FormControlLabel';
import Radio from '@mui/material/Radio';
import RadioGroup from '@mui/material/RadioGroup';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState, type JSX } from 'react';
import type { PackedVideos, PackPlan } from '../../src/service/contract/index.ts';
import { closeDialog } from '../app/action-button.tsx';
import { shellBridge } from '../app/shell.ts';
import { sentenceOf, trpc } from '../client.ts';
import { FilePicker } from '../projects/file-picker.tsx';
import { joinPath, lastPart } from '../projects/paths.ts';
import { sizeText } from '../projects/size-text.ts';
import { useFormats, useWords } from '../words/words.ts';

const CHOICES: readonly PackedVideos[] = ['used', 'all', 'none'];

/** One file with the whole project for somebody else: what goes along, and how large it gets. */
export function PackDialog(): JSX.Element | null {
  const plan = useQuery(trpc.packs.plan.queryOptions(undefined, { staleTime: 0, gcTime: 0 }));
  const t = useWords('exchange');
  if (plan.data !== undefined) return <Choices plan={plan.data} />;
  if (!plan.isError) return null;
  return (
    <Dialog open onClose={closeDialog} aria-label={t('packTitle')}>
      <Alert severity="error">{sentenceOf(plan.error)}</Alert>
    </Dialog>
  );
}

function Choices({ plan }: { readonly plan: PackPlan }): JSX.Element {
  const t = useWords('exchange');
  const formats = useFormats();
  const [videos, setVideos] = useState<PackedVideos>('used');
  const [policies, setPolicies] = useState<readonly string[]>([]);
  const [out, setOut] = useState(plan.proposed);
  const [picking, setPicking] = useState(false);
  const start = useMutation(trpc.packs.start.mutationOptions({ onSuccess: closeDialog }));
  const size = (bytes: number): string => sizeText(bytes, formats);
  const chosenPolicies = plan.policies.filter(({ id, current }) => current || policies.includes(id));
  const total =
    plan.corpusBytes +
    (videos === 'none' ? 0 : plan.videos[videos].bytes) +
    chosenPolicies.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0);
  const names: Readonly<Record<PackedVideos, string>> = {
    all: t('packAll', { count: plan.videos.all.count, size: size(plan.videos.all.bytes) }),
    used: t('packUsed', { count: plan.videos.used.count, size: size(plan.videos.used.bytes) }),
    none: t('packNone'),
  };
  const choose = (): void => {
    const shell = shellBridge();
    if (shell === null) setPicking(true);
    else
      void shell.pickSavePath({ title: t('packTitle'), name: lastPart(out) }).then((path) => {
        if (path !== null) setOut(path);
      });
  };
  return (
    <Dialog open onClose={closeDialog} fullWidth maxWidth="sm" aria-labelledby="pack-title">
      <Box
        component="form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (out.trim() !== '') start.mutate({ out: out.trim(), videos, policies: [...policies] });
        }}
      >
        <DialogTitle id="pack-title">{t('packTitle')}</DialogTitle>
        <DialogContent sx={{ display: 'grid', gap: 3, pt: '8px !important' }}>
          <Typography sx={{ color: 'text.secondary' }}>{t('shareText')}</Typography>
          <Box>
            <Typography variant="h3" component="h3" id="pack-videos">
              {t('packVideos')}
            </Typography>
            <RadioGroup
              aria-labelledby="pack-videos"
              value={videos}
              onChange={(_event, value) => setVideos(CHOICES.find((each) => each === value) ?? 'used')}
            >
              {CHOICES.map((each) => (
                <FormControlLabel
                  key={each}
                  value={each}
                  control={<Radio size="small" />}
                  label={names[each]}
                />
              ))}
            </RadioGroup>
            {plan.videos.missing > 0 && videos !== 'none' && (
              <Alert severity="warning">{t('packMissing', { count: plan.videos.missing })}</Alert>
            )}
          </Box>
          <Box>
            <Typography variant="h3" component="h3">
              {t('packPolicies')}
            </Typography>
            {plan.policies.length === 0 && (
              <Typography sx={{ color: 'text.disabled' }}>{t('packShipped')}</Typography>
            )}
            <Box sx={{ display: 'grid', maxHeight: 140, overflowY: 'auto', mx: -3, px: 3 }}>
              {plan.policies.map(({ id, name, bytes, current }) => (
                <FormControlLabel
                  key={id}
                  disabled={current || bytes === null}
                  control={
                    <Checkbox
                      size="small"
                      checked={current || policies.includes(id)}
                      onChange={(_event, on) =>
                        setPolicies(on ? [...policies, id] : policies.filter((each) => each !== id))
                      }
                    />
                  }
                  label={`${name} · ${bytes === null ? '–' : size(bytes)}${current ? ` · ${t('packCurrent')}` : ''}`}
                />
              ))}
            </Box>
          </Box>
          <Box sx={{ display: 'flex', gap: 2, alignItems: 'flex-start' }}>
            <TextField
              label={t('packFile')}
              value={out}
              title={out}
              onChange={(event) => setOut(event.target.value)}
              slotProps={{ inputLabel: { shrink: true }, htmlInput: { spellCheck: false } }}
              helperText={t('packTotal', { size: size(total) })}
            />
            <Button variant="outlined" onClick={choose} sx={{ mt: 0.5 }}>
              {t('choose')}
            </Button>
          </Box>
          {start.isError && <Alert severity="error">{sentenceOf(start.error)}</Alert>}
        </DialogContent>
        <DialogActions>
          <Button onClick={closeDialog}>{t('cancel')}</Button>
          <Button
            type="submit"
            variant="contained"
            color="primary"
            disabled={start.isPending || out.trim() === ''}
          >
            {t('packStart')}
          </Button>
        </DialogActions>
      </Box>
      {picking && (
        <FilePicker
          title={t('packFolder')}
          picking="folder"
          onClose={() => setPicking(false)}
          onPick={(dir) => {
            setOut(joinPath(dir, lastPart(out)));
            setPicking(false);
          }}
        />
      )}
    </Dialog>
  );
}
