import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import LinearProgress from '@mui/material/LinearProgress';
import Popover from '@mui/material/Popover';
import Tooltip from '@mui/material/Tooltip';
import Typography from '@mui/material/Typography';
import { useQuery } from '@tanstack/react-query';
import { useState, type JSX } from 'react';
import type { ProxyStatus, VideoDetail } from '../../src/service/contract/index.ts';
import { keepFocus } from '../app/action-button.tsx';
import { attempt } from '../app/studio.ts';
import { client, trpc } from '../client.ts';
import { useFormats, useWords } from '../words/words.ts';
import { makeProxy } from './proxy-calls.ts';

/** A video that plays, but in which a jump decodes many frames first. */
export interface SlowJumps {
  /** Frames from one that stands alone to the next. */
  readonly apart: number;
  /** null: not known yet. */
  readonly proxy: ProxyStatus | null;
}

/** Offers a proxy where jumps are slow; nothing is made unasked. */
export function ProxyOffer({
  detail,
  slow,
}: {
  readonly detail: VideoDetail;
  readonly slow: SlowJumps;
}): JSX.Element {
  const t = useWords('player');
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const making = slow.proxy?.state === 'making';
  return (
    <>
      <Tooltip describeChild title={t('slowJumps', { apart: slow.apart })}>
        <Button
          data-testid="proxy-offer"
          aria-haspopup="dialog"
          onMouseDown={keepFocus}
          onClick={(event) => setAnchor(event.currentTarget)}
          sx={{
            ml: 1,
            minWidth: 0,
            color: 'text.secondary',
            minHeight: 24,
            py: 0,
            px: 1,
            fontSize: 12,
            whiteSpace: 'nowrap',
            overflow: 'hidden',
            display: 'block',
            textOverflow: 'ellipsis',
          }}
        >
          {making ? t('offerMaking') : t('offer')}
        </Button>
      </Tooltip>
      <Popover
        open={anchor !== null}
        anchorEl={anchor}
        onClose={() => setAnchor(null)}
        anchorOrigin={{ vertical: 'top', horizontal: 'left' }}
        transformOrigin={{ vertical: 'bottom', horizontal: 'left' }}
        slotProps={{
          paper: {
            role: 'dialog',
            'aria-label': t('quicker'),
            sx: { p: 4, border: 1, borderColor: 'divider' },
          },
        }}
      >
        <Box sx={{ display: 'grid', gap: 2, maxWidth: 380 }}>
          <Typography variant="h3">{t('quicker')}</Typography>
          <Typography>{t('slowJumps', { apart: slow.apart })}</Typography>
          <Typography sx={{ color: 'text.secondary' }}>{t('quickerExplained')}</Typography>
          <Offered detail={detail} proxy={slow.proxy} />
        </Box>
      </Popover>
    </>
  );
}

function Offered({
  detail,
  proxy,
}: {
  readonly detail: VideoDetail;
  readonly proxy: ProxyStatus | null;
}): JSX.Element {
  const t = useWords('player');
  if (proxy?.state === 'making' && proxy.jobId !== null) return <Making jobId={proxy.jobId} />;
  const stopped = proxy?.state === 'cancelled' || proxy?.state === 'refused';
  return (
    <>
      {stopped && (
        <Typography role="status">
          {proxy.state === 'refused' ? (proxy.sentence ?? '') : t('proxyCancelled')}
        </Typography>
      )}
      <Box>
        <Button variant="outlined" disabled={proxy === null} onClick={() => void makeProxy(detail.id)}>
          {stopped ? t('makeAgain') : t('makeProxy')}
        </Button>
      </Box>
    </>
  );
}

function Making({ jobId }: { readonly jobId: string }): JSX.Element {
  const t = useWords('player');
  const { number } = useFormats();
  const job = useQuery(trpc.jobs.list.queryOptions()).data?.find(({ id }) => id === jobId);
  const known = job !== undefined && job.total !== null && job.state === 'running';
  return (
    <>
      <LinearProgress
        aria-label={t('makingProxy')}
        {...(known
          ? { variant: 'determinate' as const, value: (100 * job.done) / Math.max(1, job.total ?? 1) }
          : {})}
      />
      <Typography sx={{ color: 'text.secondary', minHeight: 19 }}>
        {known
          ? t('proxyFrames', { done: number(job.done), total: number(job.total ?? 0) })
          : t('proxyWaiting')}
      </Typography>
      <Box>
        <Button variant="outlined" onClick={() => void attempt(client.jobs.cancel.mutate({ jobId }))}>
          {t('cancel')}
        </Button>
      </Box>
    </>
  );
}
