import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';
import { useQuery } from '@tanstack/react-query';
import type { JSX } from 'react';
import type { ProjectInfo } from '../../src/service/contract/index.ts';
import { setView, useView } from '../app/view-store.ts';
import { trpc, type Run } from '../client.ts';
import { PolicyList } from './policy-list.tsx';
import { RunView } from './run-view.tsx';
import { StartRun } from './start-run.tsx';
import { useFormats, useWords } from '../words/words.ts';

/** Where the model learns from what was curated: one button, live curves, before and after, and the way back. */
export default function TrainPlace({ project }: { readonly project: ProjectInfo }): JSX.Element {
  const runs = useQuery(trpc.training.runs.queryOptions()).data ?? [];
  const chosen = useView((view) => view.runId);
  const run = runs.find((each) => each.id === chosen) ?? runs[0] ?? null;
  const active = runs.some(
    (each) => each.state === 'running' || each.state === 'queued' || each.state === 'paused',
  );
  return (
    <Box
      sx={{
        flex: 1,
        minHeight: 0,
        display: 'grid',
        gridTemplateColumns: '300px minmax(0, 1fr)',
        bgcolor: 'background.paper',
      }}
    >
      <Box
        sx={{
          borderRight: 1,
          borderColor: 'divider',
          overflowY: 'auto',
          display: 'flex',
          flexDirection: 'column',
        }}
      >
        <StartRun project={project} active={active} />
        <RunList runs={runs} chosen={run?.id ?? null} />
        <PolicyList />
      </Box>
      <Box sx={{ overflowY: 'auto', minWidth: 0 }}>
        {run === null ? <Empty project={project} /> : <RunView key={run.id} run={run} />}
      </Box>
    </Box>
  );
}

function Empty({ project }: { readonly project: ProjectInfo }): JSX.Element {
  const t = useWords('training');
  return (
    <Box sx={{ height: 1, display: 'grid', placeItems: 'center' }}>
      <Box sx={{ maxWidth: 440, p: 6 }}>
        <Typography variant="h1" sx={{ mb: 2 }}>
          {t('learnsHere')}
        </Typography>
        <Typography sx={{ color: 'text.secondary' }}>
          {project.counts.curated === 0
            ? t('nothingCurated')
            : t('howItGoes', { count: project.counts.curated })}
        </Typography>
      </Box>
    </Box>
  );
}

function RunList({
  runs,
  chosen,
}: {
  readonly runs: readonly Run[];
  readonly chosen: string | null;
}): JSX.Element {
  const t = useWords('training');
  const format = useFormats();
  return (
    <Box component="section" aria-label={t('runs')} sx={{ borderTop: 1, borderColor: 'divider', py: 2 }}>
      <Typography variant="h3" component="h2" sx={{ px: 3, mb: 1 }}>
        {t('runs')}
      </Typography>
      {runs.length === 0 && <Box sx={{ px: 3, color: 'text.disabled' }}>{t('noneYet')}</Box>}
      {runs.map((run) => (
        <Box
          key={run.id}
          component="button"
          onClick={() => setView({ runId: run.id })}
          aria-pressed={run.id === chosen}
          sx={{
            all: 'unset',
            boxSizing: 'border-box',
            width: 1,
            display: 'flex',
            gap: 2,
            px: 3,
            py: 1,
            cursor: 'default',
            bgcolor: run.id === chosen ? 'action.selected' : 'transparent',
            '&:hover': { bgcolor: run.id === chosen ? 'action.selected' : 'action.hover' },
            '&:focus-visible': { outline: '2px solid', outlineColor: 'primary.main', outlineOffset: -2 },
          }}
        >
          <Box sx={{ flex: 1 }}>
            {format.dateTime(new Date(run.startedAt), {
              day: 'numeric',
              month: 'short',
              hour: '2-digit',
              minute: '2-digit',
              hourCycle: 'h23',
            })}
          </Box>
          <Box sx={{ color: run.state === 'failed' ? 'error.main' : 'text.secondary' }}>
            {t(`state.${run.state}`)}
          </Box>
        </Box>
      ))}
    </Box>
  );
}
