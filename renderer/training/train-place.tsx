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
  return (
    <Box sx={{ height: 1, display: 'grid', placeItems: 'center' }}>
      <Box sx={{ maxWidth: 440, p: 6 }}>
        <Typography variant="h1" sx={{ mb: 2 }}>
          The model learns here
        </Typography>
        <Typography sx={{ color: 'text.secondary' }}>
          {project.counts.curated === 0
            ? 'Nothing is curated yet. Label a few items and mark them as curated, then train: a run takes minutes on this machine, and labelling goes on meanwhile.'
            : `${project.counts.curated} items are curated. A run first warms the model up on them, then lets it try and rewards what comes close. Its result is compared with the present model on videos that it never saw; you decide which one stays.`}
        </Typography>
      </Box>
    </Box>
  );
}

const WHEN = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
});

export const RUN_STATES: Readonly<Record<Run['state'], string>> = {
  queued: 'waiting',
  running: 'running',
  paused: 'paused',
  done: 'done',
  failed: 'failed',
  cancelled: 'cancelled',
  interrupted: 'interrupted',
};

function RunList({
  runs,
  chosen,
}: {
  readonly runs: readonly Run[];
  readonly chosen: string | null;
}): JSX.Element {
  return (
    <Box component="section" aria-label="Runs" sx={{ borderTop: 1, borderColor: 'divider', py: 2 }}>
      <Typography variant="h3" component="h2" sx={{ px: 3, mb: 1 }}>
        Runs
      </Typography>
      {runs.length === 0 && <Box sx={{ px: 3, color: 'text.disabled' }}>None yet.</Box>}
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
          <Box sx={{ flex: 1 }}>{WHEN.format(new Date(run.startedAt))}</Box>
          <Box sx={{ color: run.state === 'failed' ? 'error.main' : 'text.secondary' }}>
            {RUN_STATES[run.state]}
          </Box>
        </Box>
      ))}
    </Box>
  );
}
