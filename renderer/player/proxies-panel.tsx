import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Checkbox from '@mui/material/Checkbox';
import FormControlLabel from '@mui/material/FormControlLabel';
import Typography from '@mui/material/Typography';
import { useQuery } from '@tanstack/react-query';
import type { JSX } from 'react';
import { attempt, notify } from '../app/studio.ts';
import { client, queryClient, trpc } from '../client.ts';
import { useWords, useFormats } from '../words/words.ts';
import { removeProxies } from './proxy-calls.ts';

/** What proxies take on the disk, how to be rid of them, and whether they are made unasked. Also for the settings. */
export function ProxiesPanel({ videoId }: { readonly videoId: string | null }): JSX.Element {
  const t = useWords('player');
  const { number } = useFormats();
  const usage = useQuery({ ...trpc.proxies.usage.queryOptions(), refetchOnMount: 'always' });
  const { data } = usage;
  const size = (bytes: number): string => {
    const [unit, divisor]: [string, number] =
      bytes >= 1e9 ? ['GB', 1e9] : bytes >= 1e6 ? ['MB', 1e6] : ['kB', 1e3];
    return `${number(bytes / divisor, { maximumFractionDigits: 1 })} ${unit}`;
  };
  const remove = async (which: string | null): Promise<void> => {
    const done = await removeProxies(which);
    if (done !== null) notify(done);
    await usage.refetch();
  };
  const setAutomatic = async (automatic: boolean): Promise<void> => {
    // Ahead of the answer: a switch that waits looks broken.
    if (data !== undefined) queryClient.setQueryData(trpc.proxies.usage.queryKey(), { ...data, automatic });
    const now = await attempt(client.proxies.setAutomatic.mutate({ automatic }));
    queryClient.setQueryData(trpc.proxies.usage.queryKey(), now ?? data);
  };
  return (
    <Box sx={{ display: 'grid', gap: 2, maxWidth: 380 }}>
      <Typography variant="h3">{t('proxies')}</Typography>
      <Typography sx={{ color: 'text.secondary' }}>{t('proxiesExplained')}</Typography>
      <Typography data-testid="proxy-usage" sx={{ minHeight: 38 }}>
        {data === undefined
          ? ''
          : t('proxyUsage', {
              files: data.files,
              size: size(data.bytes),
              cache: size(data.cacheBytes),
              limit: size(data.limitBytes),
            })}
      </Typography>
      <FormControlLabel
        control={
          <Checkbox
            checked={data?.automatic ?? true}
            disabled={data === undefined}
            onChange={(_event, checked) => void setAutomatic(checked)}
          />
        }
        label={t('proxyAutomatic')}
        slotProps={{ typography: { sx: { fontSize: 13 } } }}
      />
      <Box sx={{ display: 'flex', gap: 2 }}>
        {videoId !== null && (
          <Button variant="outlined" onClick={() => void remove(videoId)}>
            {t('deleteProxy')}
          </Button>
        )}
        <Button variant="outlined" disabled={data?.files === 0} onClick={() => void remove(null)}>
          {t('deleteProxies')}
        </Button>
      </Box>
    </Box>
  );
}
