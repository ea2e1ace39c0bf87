import Alert from '@mui/material/Alert';
import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useEffect, useState, type JSX } from 'react';
import { attempt } from '../app/studio.ts';
import { client, sentenceOf, trpc } from '../client.ts';
import { JobProgress } from '../exchange/job-progress.tsx';
import { isOver, useJob } from '../exchange/use-job.ts';
import { useFormats, useWords } from '../words/words.ts';
import { FilePicker } from './file-picker.tsx';
import { sizeText } from './size-text.ts';

/** A packed project becomes a folder of this machine, checked, and is opened. */
export function UnpackDialog({ onClose }: { readonly onClose: () => void }): JSX.Element {
  const t = useWords('projects');
  const formats = useFormats();
  const [file, setFile] = useState<string | null>(null);
  const [typed, setTyped] = useState<string | null>(null);
  const [jobId, setJobId] = useState<string | null>(null);
  const inside = useQuery(
    trpc.packs.inspect.queryOptions(
      { file: file ?? '' },
      { enabled: file !== null, staleTime: 0, gcTime: 0 },
    ),
  );
  const open = useMutation(trpc.projects.open.mutationOptions());
  const job = useJob(jobId);
  const dir = typed ?? inside.data?.proposed ?? '';
  const done = job?.state === 'done';
  const running = jobId !== null && (job === null || !isOver(job));
  useEffect(() => {
    if (done) open.mutate({ dir });
    // Opened once, when the job has ended well.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [done]);
  if (file === null)
    return <FilePicker title={t('unpackChoose')} picking="pack" onClose={onClose} onPick={setFile} />;
  const { data } = inside;
  return (
    <Dialog
      open
      onClose={running ? undefined : onClose}
      fullWidth
      maxWidth="sm"
      aria-labelledby="unpack-title"
    >
      <DialogTitle id="unpack-title">{t('unpackTitle')}</DialogTitle>
      <DialogContent sx={{ display: 'grid', gap: 3, pt: '8px !important' }}>
        <Typography sx={{ color: 'text.secondary', wordBreak: 'break-all' }}>{file}</Typography>
        {inside.isError && <Alert severity="error">{sentenceOf(inside.error)}</Alert>}
        {data !== undefined && (
          <>
            <Typography>
              {t('unpackInside', {
                title: data.title,
                items: data.items,
                videos: data.videos,
                packed: String(data.packedVideos),
                when: formats.dateTime(new Date(data.madeAt), {
                  dateStyle: 'medium',
                  timeStyle: 'short',
                  hourCycle: 'h23',
                }),
                size: sizeText(data.bytes, formats),
              })}
            </Typography>
            <TextField
              label={t('unpackWhere')}
              value={dir}
              disabled={running}
              onChange={(event) => setTyped(event.target.value)}
              helperText={t('unpackWhereHelp')}
              slotProps={{ inputLabel: { shrink: true }, htmlInput: { spellCheck: false } }}
            />
          </>
        )}
        <JobProgress job={job} />
        {open.isError && <Alert severity="error">{sentenceOf(open.error)}</Alert>}
      </DialogContent>
      <DialogActions>
        {running ? (
          <Button onClick={() => void attempt(client.jobs.cancel.mutate({ jobId }))}>{t('stop')}</Button>
        ) : (
          <Button onClick={onClose}>{t('cancel')}</Button>
        )}
        <Button
          variant="contained"
          color="primary"
          disabled={data === undefined || dir.trim() === '' || running || open.isPending}
          onClick={() =>
            void attempt(client.packs.unpack.mutate({ file, dir: dir.trim() })).then((started) => {
              if (started !== null) setJobId(started.jobId);
            })
          }
        >
          {t('unpack')}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
