import Cancel from '@mui/icons-material/Close';
import Box from '@mui/material/Box';
import IconButton from '@mui/material/IconButton';
import LinearProgress from '@mui/material/LinearProgress';
import Tooltip from '@mui/material/Tooltip';
import { useQuery } from '@tanstack/react-query';
import type { JSX, ReactNode } from 'react';
import { useStore } from 'zustand';
import type { Job } from '../../src/service/contract/index.ts';
import { client, connection, trpc, type Run } from '../client.ts';
import { timeLeft } from '../player/timecode.ts';
import { keepFocus, shownKey } from './action-button.tsx';
import { actionById } from './actions.ts';
import { model } from './events.ts';
import { attempt, notes } from './studio.ts';
import { setView, useView } from './view-store.ts';
import { titleOf, useSay } from '../words/said.ts';
import { formats, useWords, words } from '../words/words.ts';
import { en } from '../words/en/index.ts';

/** One line at the bottom: is my work safe, what runs, what could I press. */
export function StatusBar(): JSX.Element {
  const state = useStore(connection, (each) => each.state);
  const note = useStore(notes, (each) => each.note);
  const savedAt = useStore(notes, (each) => each.savedAt);
  const t = useWords('app');
  const say = useSay();
  return (
    <Box
      component="footer"
      sx={{
        height: 26,
        flexShrink: 0,
        display: 'flex',
        alignItems: 'center',
        gap: 4,
        px: 3,
        fontSize: 12,
        color: 'text.secondary',
        bgcolor: 'background.paper',
        borderTop: 1,
        borderColor: 'divider',
        whiteSpace: 'nowrap',
        overflow: 'hidden',
      }}
    >
      <Box
        component="span"
        data-testid="saved"
        role="status"
        sx={{ color: state === 'open' ? 'text.secondary' : 'warning.main', flexShrink: 0 }}
      >
        {state === 'open'
          ? savedAt === null
            ? t('allSaved')
            : t('savedAt', { time: clockTime(savedAt) })
          : t('connectionLost')}
      </Box>
      <Running />
      <Box
        component="span"
        data-testid="note"
        aria-live="polite"
        sx={{ overflow: 'hidden', textOverflow: 'ellipsis', flexShrink: 1, minWidth: 0 }}
      >
        {note?.severity === 'info' ? say(note) : ''}
      </Box>
      <Box sx={{ flex: 1 }} />
      <Hints />
    </Box>
  );
}

function clockTime(at: number): string {
  return formats().dateTime(at, {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  });
}

/** Everything that works in the background, with how far it is and a way to stop it. */
function Running(): JSX.Element {
  const jobs = useQuery(trpc.jobs.list.queryOptions()).data ?? [];
  const runs = useQuery(trpc.training.runs.queryOptions()).data ?? [];
  const modelState = useStore(model, (each) => each.model);
  const active = jobs.filter((job) => job.state === 'running' || job.state === 'queued');
  return (
    <>
      {runs
        .filter((run) => run.state === 'running' || run.state === 'queued' || run.state === 'paused')
        .map((run) => (
          <RunChip key={run.id} run={run} />
        ))}
      {active.slice(0, 2).map((job) => (
        <JobChip key={job.id} job={job} />
      ))}
      {active.length > 2 && <span>{words('app')('andMore', { count: active.length - 2 })}</span>}
      {modelState !== null && (modelState.state === 'starting' || modelState.state === 'restarting') && (
        <span>{modelState.sentence}</span>
      )}
    </>
  );
}

function Progress({
  title,
  done,
  total,
  eta,
  onCancel,
  onOpen,
  paused,
}: {
  readonly title: ReactNode;
  readonly done: number;
  readonly total: number | null;
  readonly eta: number | null;
  readonly paused?: boolean;
  readonly onCancel: () => void;
  readonly onOpen?: () => void;
}): JSX.Element {
  return (
    <Box
      sx={{ display: 'flex', alignItems: 'center', gap: 1.5, flexShrink: 0, maxWidth: 420 }}
      data-testid="job"
    >
      <Box
        component={onOpen === undefined ? 'span' : 'button'}
        onClick={onOpen}
        sx={{
          all: 'unset',
          cursor: onOpen === undefined ? 'default' : 'pointer',
          overflow: 'hidden',
          textOverflow: 'ellipsis',
          maxWidth: 260,
        }}
      >
        {title}
      </Box>
      <LinearProgress
        aria-label={words('app')('progress')}
        sx={{ width: 72 }}
        color={paused === true ? 'secondary' : 'primary'}
        {...(total === null || total === 0
          ? paused === true
            ? { variant: 'determinate' as const, value: 0 }
            : {}
          : { variant: 'determinate' as const, value: Math.min(100, (100 * done) / total) })}
      />
      {eta !== null && <span>{timeLeft(eta)}</span>}
      <Tooltip title={words('app')('cancel')}>
        <IconButton
          aria-label={words('app')('cancel')}
          onMouseDown={keepFocus}
          onClick={onCancel}
          sx={{ p: 0.5, '& svg': { fontSize: 14 } }}
        >
          <Cancel />
        </IconButton>
      </Tooltip>
    </Box>
  );
}

function JobChip({ job }: { readonly job: Job }): JSX.Element {
  const say = useSay();
  return (
    <Progress
      title={job.sentence === '' ? say(titleOf(job)) : `${say(titleOf(job))}: ${say(job)}`}
      done={job.done}
      total={job.total}
      eta={job.etaSeconds}
      onCancel={() => void attempt(client.jobs.cancel.mutate({ jobId: job.id }))}
    />
  );
}

type Phase = keyof typeof en.app.phases;
function isPhase(phase: string): phase is Phase {
  return phase in en.app.phases;
}

function RunChip({ run }: { readonly run: Run }): JSX.Element {
  const where = run.total === null ? '' : ` ${Math.round(run.done)}/${Math.round(run.total)}`;
  const t = useWords('app');
  return (
    <Progress
      title={
        run.state === 'paused'
          ? t('trainingPaused')
          : run.phase === ''
            ? t('trainingStarting')
            : `${t('trainingPhase', { phase: isPhase(run.phase) ? t(`phases.${run.phase}`) : run.phase })}${where}`
      }
      done={run.done}
      total={run.total}
      eta={run.state === 'paused' ? null : run.etaSeconds}
      paused={run.state === 'paused'}
      onOpen={() => setView({ place: 'train', runId: run.id })}
      onCancel={() => void attempt(client.training.cancel.mutate({ runId: run.id }))}
    />
  );
}

/** The keys that matter in the present mode. */
function Hints(): JSX.Element | null {
  const place = useView((view) => view.place);
  const interval = useView((view) => view.intervalId !== null);
  const suggestion = useView((view) => view.suggestionId !== null);
  const marks = useView((view) => view.markIn !== null || view.markOut !== null);
  if (place !== 'label') return null;
  const ids = suggestion
    ? ['accept', 'accept-start', 'accept-end', 'trim', 'reject', 'next-suggestion']
    : interval
      ? ['start-here', 'end-here', 'nudge-back', 'nudge-on', 'other-edge', 'delete', 'curate']
      : marks
        ? ['mark-in', 'mark-out', 'create', 'clear']
        : ['play', 'frame-on', 'mark-in', 'mark-out', 'next-suggestion', 'curate', 'shortcuts'];
  return (
    <Box
      // One line: a hint that doesn't fit whole goes into the next, which nobody sees.
      sx={{
        display: 'flex',
        flexWrap: 'wrap',
        justifyContent: 'flex-end',
        columnGap: 3,
        rowGap: 2,
        lineHeight: '18px',
        height: 18,
        overflow: 'hidden',
        flexShrink: 1,
        minWidth: 0,
      }}
      aria-hidden="true"
    >
      {ids.map((id) => (
        <Box key={id} component="span" sx={{ color: 'text.disabled' }}>
          <Box component="kbd" sx={{ font: 'inherit', fontWeight: 600, color: 'text.secondary', mr: 1 }}>
            {shownKey(id)}
          </Box>
          {hint(id)}
        </Box>
      ))}
    </Box>
  );
}

type Hint = keyof typeof en.actions.hints;
function isHint(id: string): id is Hint {
  return id in en.actions.hints;
}

/** Shorter words where the title is a whole sentence. */
function hint(id: string): string {
  return isHint(id) ? words('actions')(`hints.${id}`) : actionById(id).title();
}
