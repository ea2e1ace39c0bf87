import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Tooltip from '@mui/material/Tooltip';
import { useQuery } from '@tanstack/react-query';
import type { JSX } from 'react';
import { attempt, notify } from '../app/studio.ts';
import { client, queryClient, trpc } from '../client.ts';
import { lastPart } from '../projects/paths.ts';

const WHEN = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
});

async function takeBack(batch: number): Promise<void> {
  const done = await attempt(client.importer.remove.mutate({ batch }));
  if (done !== null) notify(done.sentence);
  await queryClient.invalidateQueries({ queryKey: trpc.importer.history.queryKey() });
}

/** What was imported; each import can be taken back whole as long as nobody has worked on it. */
export function ImportList(): JSX.Element | null {
  const rows = useQuery(trpc.importer.history.queryOptions(undefined, { staleTime: 0 })).data ?? [];
  if (rows.length === 0) return null;
  return (
    <Box component="ul" aria-label="Imports" sx={{ m: 0, mt: 3, p: 0, listStyle: 'none' }}>
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
            opacity: row.removed ? 0.55 : 1,
          }}
        >
          <Box
            title={row.file}
            sx={{ flex: 1, overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }}
          >
            {lastPart(row.file)}
          </Box>
          <Box
            sx={{ color: 'text.secondary', whiteSpace: 'nowrap' }}
          >{`${row.videos} videos, ${row.items} items`}</Box>
          <Box sx={{ color: 'text.disabled', whiteSpace: 'nowrap' }}>{WHEN.format(new Date(row.at))}</Box>
          {row.removed ? (
            <Box sx={{ color: 'text.disabled' }}>taken back</Box>
          ) : (
            <Tooltip title="Removes what this import brought. Refused where people have worked on it.">
              <Button
                sx={{ color: 'text.secondary', minHeight: 22, py: 0 }}
                onClick={() => void takeBack(row.batch)}
              >
                Take back
              </Button>
            </Tooltip>
          )}
        </Box>
      ))}
    </Box>
  );
}
