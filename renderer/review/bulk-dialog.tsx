import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import LinearProgress from '@mui/material/LinearProgress';
import MenuItem from '@mui/material/MenuItem';
import Select from '@mui/material/Select';
import { useQuery } from '@tanstack/react-query';
import { useState, type JSX } from 'react';
import type { BulkEditInput, BulkTargetInput } from '../../src/service/contract/index.ts';
import { useLabels } from '../app/data.ts';
import { client, sentenceOf, trpc } from '../client.ts';
import { useSay } from '../words/said.ts';
import { useWords } from '../words/words.ts';
import { BULK_KINDS, editOf, FIRST_FORM, type BulkForm } from './bulk-form.ts';
import { BulkFields } from './bulk-fields.tsx';
import { BulkPreview } from './bulk-preview.tsx';

interface Props {
  readonly target: BulkTargetInput;
  readonly count: number;
  readonly onClose: (done: boolean) => void;
}

/** One change of all found or chosen items: chosen, looked at, made as one step of the history. */
export function BulkDialog({ target, count, onClose }: Props): JSX.Element {
  const t = useWords('review');
  const say = useSay();
  const labels = useLabels();
  const [form, setForm] = useState<BulkForm>(FIRST_FORM);
  const [jobId, setJobId] = useState<string | null>(null);
  const [refused, setRefused] = useState<string | null>(null);
  const edit = editOf(form);
  const job = useQuery(trpc.jobs.list.queryOptions()).data?.find(({ id }) => id === jobId) ?? null;
  const running = jobId !== null && (job === null || job.state === 'running' || job.state === 'queued');
  const preview = useQuery(
    trpc.items.previewBulk.queryOptions(
      { target, edit: edit ?? NOTHING },
      // What the corpus is now, each time it is looked at.
      { enabled: edit !== null && !running && job?.state !== 'done', staleTime: 0, gcTime: 0 },
    ),
  );
  const changes = preview.data === undefined ? 0 : steps(preview.data.counts);
  const apply = async (): Promise<void> => {
    if (edit === null || preview.data === undefined) return;
    setRefused(null);
    try {
      const { jobId: id } = await client.items.applyBulk.mutate({
        target,
        edit,
        digest: preview.data.digest,
      });
      setJobId(id);
    } catch (error) {
      setRefused(sentenceOf(error));
    }
  };
  const failed = job?.state === 'failed' || job?.state === 'cancelled' ? say(job) : refused;
  return (
    <Dialog
      open
      onClose={() => !running && onClose(job?.state === 'done')}
      fullWidth
      maxWidth="sm"
      aria-labelledby="bulk-title"
    >
      <DialogTitle id="bulk-title">{t('bulk.title', { count })}</DialogTitle>
      <DialogContent sx={{ display: 'flex', flexDirection: 'column', gap: 3, minHeight: 320 }}>
        <Box sx={{ display: 'flex', gap: 2, flexWrap: 'wrap', alignItems: 'center' }}>
          <Select
            value={form.kind}
            disabled={running}
            inputProps={{ 'aria-label': t('bulk.what') }}
            onChange={(event) => {
              const kind = BULK_KINDS.find((each) => each === event.target.value);
              if (kind !== undefined) setForm({ ...form, kind });
              setJobId(null);
              setRefused(null);
            }}
            sx={{ minWidth: 200 }}
          >
            {BULK_KINDS.map((kind) => (
              <MenuItem key={kind} value={kind}>
                {t(`bulk.kinds.${kind}`)}
              </MenuItem>
            ))}
          </Select>
          <BulkFields form={form} labels={labels} onChange={setForm} />
        </Box>
        {failed !== null && <Alert severity="warning">{failed}</Alert>}
        {preview.error !== null && edit !== null && (
          <Alert severity="error">{sentenceOf(preview.error)}</Alert>
        )}
        {job?.state === 'done' ? (
          <Alert severity="success">{say(job)}</Alert>
        ) : running ? (
          <Box>
            <LinearProgress
              aria-label={t('bulk.progress')}
              variant={job === null || job.total === null ? 'indeterminate' : 'determinate'}
              value={job === null || job.total === null ? 0 : (100 * job.done) / Math.max(1, job.total)}
            />
          </Box>
        ) : (
          preview.data !== undefined &&
          edit !== null && <BulkPreview preview={preview.data} labels={labels} />
        )}
      </DialogContent>
      <DialogActions>
        {running ? (
          <Button onClick={() => void client.jobs.cancel.mutate({ jobId })}>{t('bulk.stop')}</Button>
        ) : job?.state === 'done' ? (
          <Button onClick={() => onClose(true)}>{t('close')}</Button>
        ) : (
          <>
            <Button onClick={() => onClose(false)}>{t('cancel')}</Button>
            <Button
              variant="contained"
              color="primary"
              disabled={changes === 0 || preview.isFetching}
              onClick={() => void apply()}
            >
              {t('bulk.apply', { count: changes })}
            </Button>
          </>
        )}
      </DialogActions>
    </Dialog>
  );
}

const NOTHING: BulkEditInput = { kind: 'snap' };

/** How many things change: intervals where those do, else videos or items. */
function steps({ intervals, videos, items }: { intervals: number; videos: number; items: number }): number {
  return intervals > 0 ? intervals : videos > 0 ? videos : items;
}
