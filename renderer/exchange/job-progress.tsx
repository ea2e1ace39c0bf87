import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import LinearProgress from '@mui/material/LinearProgress';
import Typography from '@mui/material/Typography';
import type { JSX } from 'react';
import type { Job } from '../../src/service/contract/index.ts';
import { useSay } from '../words/said.ts';
import { useWords } from '../words/words.ts';

/** How far a job is, or why it did not come about. Takes the same room whatever it says. */
export function JobProgress({ job }: { readonly job: Job | null }): JSX.Element {
  const t = useWords('exchange');
  const say = useSay();
  if (job?.state === 'failed') return <Alert severity="error">{say(job)}</Alert>;
  const running = job !== null && (job.state === 'running' || job.state === 'queued');
  return (
    <Box sx={{ minHeight: 34 }} role="status">
      {running && (
        <>
          <Typography
            variant="caption"
            sx={{
              color: 'text.secondary',
              display: 'block',
              overflow: 'hidden',
              textOverflow: 'ellipsis',
              whiteSpace: 'nowrap',
            }}
          >
            {say(job)}
          </Typography>
          <LinearProgress
            aria-label={t('progress')}
            {...(job.total === null || job.total === 0
              ? {}
              : { variant: 'determinate' as const, value: Math.min(100, (100 * job.done) / job.total) })}
          />
        </>
      )}
    </Box>
  );
}
