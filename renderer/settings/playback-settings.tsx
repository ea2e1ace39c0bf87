import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Checkbox from '@mui/material/Checkbox';
import NativeSelect from '@mui/material/NativeSelect';
import FormControlLabel from '@mui/material/FormControlLabel';
import Typography from '@mui/material/Typography';
import { useQuery } from '@tanstack/react-query';
import type { JSX } from 'react';
import { attempt, notify } from '../app/studio.ts';
import { setView, useView } from '../app/view-store.ts';
import { client, queryClient, trpc } from '../client.ts';
import { useFormats, useWords } from '../words/words.ts';
import { ROLLS } from '../player/roll.ts';
import { Setting } from './setting.tsx';

/** Proxies: made by themselves or not, and what they take on the disk. */
export function PlaybackSettings(): JSX.Element {
  const t = useWords('settings');
  const format = useFormats();
  const project = useQuery(trpc.projects.current.queryOptions()).data ?? null;
  const query = trpc.proxies.usage.queryOptions(undefined, { enabled: project !== null });
  const usage = useQuery(query).data;
  const size = (bytes: number): string =>
    bytes >= 1e9
      ? format.number(bytes / 1e9, { style: 'unit', unit: 'gigabyte', maximumFractionDigits: 1 })
      : format.number(bytes / 1e6, { style: 'unit', unit: 'megabyte', maximumFractionDigits: 0 });
  const setAutomatic = async (automatic: boolean): Promise<void> => {
    const next = await attempt(client.proxies.setAutomatic.mutate({ automatic }));
    if (next === null) return;
    queryClient.setQueryData(query.queryKey, next);
    await queryClient.invalidateQueries({ queryKey: trpc.proxies.of.pathKey() });
  };
  const removeAll = async (): Promise<void> => {
    const done = await attempt(client.proxies.remove.mutate({ videoId: null }));
    if (done === null) return;
    queryClient.setQueryData(query.queryKey, done.usage);
    await queryClient.invalidateQueries({ queryKey: trpc.proxies.of.pathKey() });
    notify(done);
  };
  return (
    <section aria-labelledby="setting-proxies">
      {project !== null && <Roll />}
      <Typography variant="h3" id="setting-proxies">
        {t('proxies')}
      </Typography>
      {usage === undefined ? (
        <Typography sx={{ color: 'text.secondary', mt: 2 }}>{t('noProject')}</Typography>
      ) : (
        <>
          <FormControlLabel
            sx={{ mt: 1 }}
            control={
              <Checkbox
                checked={usage.automatic}
                onChange={(event) => void setAutomatic(event.target.checked)}
              />
            }
            label={t('automaticProxies')}
          />
          <Typography variant="caption" sx={{ display: 'block', color: 'text.secondary' }}>
            {t('proxiesNote')}
          </Typography>
          <Typography sx={{ mt: 3, mb: 2 }}>
            {t('proxiesUse', {
              count: usage.files,
              size: size(usage.bytes),
              cache: size(usage.cacheBytes),
              limit: size(usage.limitBytes),
            })}
          </Typography>
          <Button variant="outlined" disabled={usage.files === 0} onClick={() => void removeAll()}>
            {t('removeProxies')}
          </Button>
        </>
      )}
    </section>
  );
}

/** Of the project, as the other choices of the player. */
function Roll(): JSX.Element {
  const t = useWords('settings');
  const { number } = useFormats();
  const roll = useView((view) => view.roll);
  return (
    <Box sx={{ mb: 4 }}>
      <Setting name={t('roll')} note={t('rollNote')}>
        <NativeSelect
          value={roll}
          onChange={(event) => setView({ roll: Number(event.target.value) })}
          inputProps={{ 'aria-label': t('roll') }}
          sx={{ fontSize: 13 }}
        >
          {[...new Set([...ROLLS, roll])]
            .toSorted((a, b) => a - b)
            .map((each) => (
              <option key={each} value={each}>
                {number(each)} s
              </option>
            ))}
        </NativeSelect>
      </Setting>
    </Box>
  );
}
