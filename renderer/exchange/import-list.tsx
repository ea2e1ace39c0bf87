import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Tooltip from '@mui/material/Tooltip';
import { useQuery } from '@tanstack/react-query';
import type { JSX } from 'react';
import { attempt, notify } from '../app/studio.ts';
import { client, queryClient, trpc } from '../client.ts';
import { useFormats, useWords } from '../words/words.ts';
import { lastPart } from '../projects/paths.ts';

async function takeBack(batch: number): Promise<void> {
  const done = await attempt(client.importer.remove.mutate({ batch }));
  if (done !== null) notify(done);
  await queryClient.invalidateQueries({ queryKey: trpc.importer.history.queryKey() });
}

/** What was imported; each import can be taken back whole as long as nobody has worked on it. */
export function ImportList(): JSX.Element | null {
  const t = useWords('exchange');
  const formats = useFormats();
  const rows = useQuery(trpc.importer.history.queryOptions(undefined, { staleTime: 0 })).data ?? [];
  if (rows.length === 0) return null;
  return (
    <Box component="ul" aria-label={t('imports')} sx={{ m: 0, mt: 3, p: 0, listStyle: 'none' }}>
      {rows.map((row) => (
        <Box
          component="li"
          key={row.batch}
          sx={{
            display: 'flex',
            alignItems: 'center',
            gap: 3,
            minHeight: 30,
            borderTop: 1,
            borderColor: 'divider',
            color: row.removed ? 'text.disabled' : 'text.primary',
          }}
        >
          <Box
            title={row.file}
            sx={{ flex: 1, overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }}
          >
            {lastPart(row.file)}
          </Box>
          <Box sx={{ color: 'text.secondary', whiteSpace: 'nowrap' }}>
            {t('brought', { videos: row.videos, items: row.items })}
          </Box>
          <Box sx={{ color: 'text.disabled', whiteSpace: 'nowrap' }}>
            {formats.dateTime(new Date(row.at), {
              day: 'numeric',
              month: 'short',
              hour: '2-digit',
              minute: '2-digit',
              hourCycle: 'h23',
            })}
          </Box>
          {row.removed ? (
            <Box sx={{ color: 'text.disabled' }}>{t('takenBack')}</Box>
          ) : (
            <Tooltip describeChild title={t('takeBackHelp')}>
              <Button
                sx={{ color: 'text.secondary', minHeight: 22, py: 0 }}
                onClick={() => void takeBack(row.batch)}
              >
                {t('takeBack')}
              </Button>
            </Tooltip>
          )}
        </Box>
      ))}
    </Box>
  );
}
