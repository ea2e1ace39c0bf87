import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import type { JSX } from 'react';
import type { ProxyStatus, VideoDetail } from '../../src/service/contract/index.ts';
import { useWords } from '../words/words.ts';
import { Chip } from './chip.tsx';
import { makeProxy } from './proxy-calls.ts';
import { ProxyProgress } from './proxy-progress.tsx';

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
  const why = t('slowJumps', { apart: slow.apart });
  return (
    <Chip
      testId="proxy-offer"
      label={slow.proxy?.state === 'making' ? t('offerMaking') : t('offer')}
      tip={why}
      title={t('quicker')}
    >
      <Box sx={{ display: 'grid', gap: 2, maxWidth: 380 }}>
        <Typography variant="h3">{t('quicker')}</Typography>
        <Typography>{why}</Typography>
        <Typography sx={{ color: 'text.secondary' }}>{t('quickerExplained')}</Typography>
        <Offered detail={detail} proxy={slow.proxy} />
      </Box>
    </Chip>
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
  if (proxy?.state === 'making' && proxy.jobId !== null) return <ProxyProgress jobId={proxy.jobId} />;
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
