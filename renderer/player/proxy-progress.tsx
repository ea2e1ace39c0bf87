import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import LinearProgress from '@mui/material/LinearProgress';
import Typography from '@mui/material/Typography';
import { useQuery } from '@tanstack/react-query';
import type { JSX } from 'react';
import { attempt } from '../app/studio.ts';
import { client, trpc } from '../client.ts';
import { useFormats, useWords } from '../words/words.ts';

/** Colours on the stage, which is dark in both themes. */
const ON_STAGE = { bar: '#2B3037', text: '#A9B0BA', border: '#868E99' } as const;

/** How far a proxy is, and how it is stopped. `onStage`: it stands where the picture would be. */
export function ProxyProgress({
  jobId,
  onStage = false,
}: {
  readonly jobId: string;
  readonly onStage?: boolean;
}): JSX.Element {
  const t = useWords('player');
  const { number } = useFormats();
  const job = useQuery(trpc.jobs.list.queryOptions()).data?.find(({ id }) => id === jobId);
  const known = job !== undefined && job.total !== null && job.state === 'running';
  return (
    <Box
      data-testid="proxy-progress"
      sx={{
        display: 'grid',
        gap: 1.5,
        ...(onStage ? { mt: 3, justifyItems: 'center' } : { justifyItems: 'start' }),
      }}
    >
      <LinearProgress
        aria-label={t('makingProxy')}
        sx={onStage ? { width: 240, bgcolor: ON_STAGE.bar } : { width: 1 }}
        {...(known
          ? { variant: 'determinate' as const, value: (100 * job.done) / Math.max(1, job.total ?? 1) }
          : {})}
      />
      <Typography sx={{ color: onStage ? ON_STAGE.text : 'text.secondary', minHeight: 19 }}>
        {known
          ? t('proxyFrames', { done: number(job.done), total: number(job.total ?? 0) })
          : t('proxyWaiting')}
      </Typography>
      <Button
        variant="outlined"
        sx={onStage ? { borderColor: ON_STAGE.border } : {}}
        onClick={() => void attempt(client.jobs.cancel.mutate({ jobId }))}
      >
        {t('cancel')}
      </Button>
    </Box>
  );
}
