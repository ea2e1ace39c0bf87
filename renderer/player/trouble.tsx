import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import { useState, type JSX, type ReactNode } from 'react';
import type { ProxyStatus, VideoDetail } from '../../src/service/contract/index.ts';
import { attempt, notify } from '../app/studio.ts';
import { client } from '../client.ts';
import { FilePicker } from '../projects/file-picker.tsx';
import { useWords } from '../words/words.ts';
import { makeProxy, removeProxies } from './proxy-calls.ts';
import { ProxyProgress } from './proxy-progress.tsx';

/** The video's file is not where it was. */
export function FileMissing({ detail }: { readonly detail: VideoDetail }): JSX.Element {
  const t = useWords('player');
  const [picking, setPicking] = useState(false);
  const relink = async (path: string): Promise<void> => {
    setPicking(false);
    const done = await attempt(client.videos.relink.mutate({ videoId: detail.id, path }));
    if (done !== null) notify(done.sentence);
  };
  return (
    <Over title={t('missing')} sentence={t('missingWhy', { title: detail.title })}>
      <Button variant="outlined" sx={BUTTON} onClick={() => setPicking(true)}>
        {t('findFile')}
      </Button>
      {picking && (
        <FilePicker
          title={t('whereIs', { title: detail.title })}
          picking="video"
          onClose={() => setPicking(false)}
          onPick={(path) => void relink(path)}
        />
      )}
    </Over>
  );
}

/** The browser can't play the video, and its proxy is not there (yet). */
export function NeedsProxy({
  detail,
  proxy,
  broken,
}: {
  readonly detail: VideoDetail;
  readonly proxy: ProxyStatus | null;
  readonly broken: boolean;
}): JSX.Element {
  const t = useWords('player');
  const making = proxy?.state === 'making';
  const again = async (): Promise<void> => {
    if (broken) await removeProxies(detail.id);
    await makeProxy(detail.id);
  };
  const why = broken
    ? t('proxyBroken')
    : proxy?.state === 'refused'
      ? (proxy.sentence ?? '')
      : proxy?.state === 'cancelled'
        ? t('proxyCancelled')
        : t('cannotPlay', { codec: detail.codec });
  return (
    <Over title={making ? t('makingProxy') : t('noPicture')} sentence={why}>
      <Typography sx={{ mt: 1.5, color: '#A9B0BA' }}>{t('proxyExplained')}</Typography>
      {making && proxy.jobId !== null ? (
        <ProxyProgress jobId={proxy.jobId} onStage />
      ) : (
        proxy !== null && (
          <Button variant="outlined" sx={BUTTON} onClick={() => void again()}>
            {broken || proxy.state !== 'none' ? t('makeAgain') : t('makeProxy')}
          </Button>
        )
      )}
      <Typography sx={{ mt: 3, color: '#A9B0BA' }}>{t('stillWorks')}</Typography>
    </Over>
  );
}

const BUTTON = { mt: 3, borderColor: '#868E99' } as const;

/** Where the picture would be: why there is none, and what helps. */
function Over({
  title,
  sentence,
  children,
}: {
  readonly title: string;
  readonly sentence: string;
  readonly children: ReactNode;
}): JSX.Element {
  return (
    <Box
      role="alert"
      sx={{
        position: 'absolute',
        inset: 0,
        display: 'grid',
        placeItems: 'safe center',
        overflow: 'auto',
        bgcolor: '#000c',
        p: 4,
        color: '#E8EAED',
      }}
    >
      <Box sx={{ maxWidth: 440, textAlign: 'center' }}>
        <Typography variant="h2" sx={{ mb: 1.5 }}>
          {title}
        </Typography>
        <Typography data-selectable>{sentence}</Typography>
        {children}
      </Box>
    </Box>
  );
}
