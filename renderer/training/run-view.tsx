import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import LinearProgress from '@mui/material/LinearProgress';
import Typography from '@mui/material/Typography';
import { useQuery } from '@tanstack/react-query';
import { useState, type JSX } from 'react';
import { attempt, notify } from '../app/studio.ts';
import { client, queryClient, trpc, type Run } from '../client.ts';
import { timeLeft } from '../player/timecode.ts';
import { ConfidenceView } from './confidence-view.tsx';
import { CurveChart } from './curve-chart.tsx';
import { chartTitle, planCharts } from './curves.ts';
import { stageOf, STAGES, type Stage } from './stages.ts';
import { EvaluationTable } from './evaluation-table.tsx';
import { useSay } from '../words/said.ts';
import { useWords, words } from '../words/words.ts';

/** One run: where it is, how it goes, what came of it. */
export function RunView({ run }: { readonly run: Run }): JSX.Element {
  const t = useWords('training');
  const say = useSay();
  const detail = useQuery(trpc.training.run.queryOptions({ runId: run.id })).data;
  const charts = planCharts(detail?.series ?? []);
  const confidence = detail?.confidence ?? null;
  const [all, setAll] = useState(false);
  const active = run.state === 'running' || run.state === 'queued' || run.state === 'paused';
  return (
    <Box sx={{ p: 5, display: 'grid', gap: 5, maxWidth: 1500 }}>
      <Head run={run} active={active} stage={stageOf(run.phase, detail?.series ?? [])} />
      {run.error !== null && (
        <Alert severity="error">{run.error === run.sentence ? say(run) : run.error}</Alert>
      )}
      {run.state === 'done' && run.policyId !== null && <Decide run={run} policyId={run.policyId} />}
      {run.evaluation.length > 0 && <EvaluationTable rows={run.evaluation} />}
      {confidence !== null && <ConfidenceView confidence={confidence} />}
      <Box sx={{ display: 'grid', gridTemplateColumns: 'repeat(auto-fill, minmax(420px, 1fr))', gap: 4 }}>
        {charts
          .filter((chart) => all || !chart.minor)
          .map((chart) => (
            <CurveChart key={chart.id} title={chartTitle(chart.id)} curves={chart.curves} />
          ))}
      </Box>
      {charts.some((chart) => chart.minor) && (
        <Button
          onClick={() => setAll(!all)}
          aria-expanded={all}
          sx={{ justifySelf: 'start', color: 'text.secondary' }}
        >
          {t(all ? 'fewerCurves' : 'moreCurves')}
        </Button>
      )}
      {charts.length === 0 && active && (
        <Typography sx={{ color: 'text.secondary' }}>{t('curvesBegin')}</Typography>
      )}
    </Box>
  );
}

function Head({
  run,
  active,
  stage,
}: {
  readonly run: Run;
  readonly active: boolean;
  readonly stage: Stage;
}): JSX.Element {
  const t = useWords('training');
  const say = useSay();
  const share = run.total === null || run.total === 0 ? null : Math.min(1, run.done / run.total);
  return (
    <Box>
      <Box sx={{ display: 'flex', alignItems: 'baseline', gap: 3, mb: 2, flexWrap: 'wrap' }}>
        <Typography variant="h2">{t(`title.${run.state}`)}</Typography>
        <Typography sx={{ color: 'text.secondary', flex: 1 }} data-testid="run-sentence">
          {say(run)}
        </Typography>
        {active && run.etaSeconds !== null && run.state === 'running' && (
          <Typography sx={{ color: 'text.secondary' }}>{timeLeft(run.etaSeconds)}</Typography>
        )}
        <Buttons run={run} active={active} />
      </Box>
      {active && (
        <Box sx={{ display: 'grid', gridTemplateColumns: `repeat(${STAGES.length}, 1fr)`, gap: 1 }}>
          {STAGES.map((name, at) => {
            const title = t(`stage.${name}`);
            const now = stage.at;
            const value = at < now ? 100 : at > now ? 0 : stage.measuring ? 100 : (share ?? 0) * 100;
            return (
              <Box key={name}>
                <LinearProgress
                  aria-label={title}
                  {...(at === now && share === null && run.state === 'running'
                    ? {}
                    : { variant: 'determinate' as const, value })}
                />
                <Typography variant="caption" sx={{ color: at === now ? 'text.primary' : 'text.disabled' }}>
                  {at === now && stage.measuring ? t('measuring') : title}
                  {at === now && run.total !== null
                    ? ` ${Math.round(run.done)}/${Math.round(run.total)}`
                    : ''}
                </Typography>
              </Box>
            );
          })}
        </Box>
      )}
      <Typography variant="caption" sx={{ color: 'text.disabled', display: 'block', mt: 1 }}>
        {[
          run.device === null || run.device === 'auto' ? null : t('onDevice', { device: run.device }),
          run.basePolicyId === '' ? null : t('fromPolicy', { policy: run.basePolicyId }),
          ...settings(run),
        ]
          .filter((each) => each !== null)
          .join(' · ')}
      </Typography>
    </Box>
  );
}

function settings(run: Run): string[] {
  const t = words('training');
  const { warmupEpochs, steps, minutes, seed } = run.settings;
  return [
    ...(warmupEpochs === undefined ? [] : [t('epochs', { count: warmupEpochs })]),
    ...(steps === undefined ? [] : [t('steps', { count: steps })]),
    ...(minutes === undefined ? [] : [t('atMost', { minutes })]),
    ...(seed === undefined ? [] : [t('seeded', { seed: String(seed) })]),
  ];
}

function Buttons({ run, active }: { readonly run: Run; readonly active: boolean }): JSX.Element {
  const t = useWords('training');
  const input = { runId: run.id };
  return (
    <Box sx={{ display: 'flex', gap: 1 }}>
      {run.state === 'running' && (
        <Button variant="outlined" onClick={() => void attempt(client.training.pause.mutate(input))}>
          {t('pause')}
        </Button>
      )}
      {(run.state === 'paused' || run.canResume) && (
        <Button variant="outlined" onClick={() => void attempt(client.training.resume.mutate(input))}>
          {t('goOn')}
        </Button>
      )}
      {active && (
        <Button variant="outlined" onClick={() => void attempt(client.training.cancel.mutate(input))}>
          {t('cancel')}
        </Button>
      )}
    </Box>
  );
}

/** Promote or leave: the person decides, with the table above in view. */
function Decide({ run, policyId }: { readonly run: Run; readonly policyId: string }): JSX.Element {
  const policies = useQuery(trpc.policies.list.queryOptions()).data ?? [];
  const current = policies.find((policy) => policy.current)?.id ?? null;
  const t = useWords('training');
  const [left, setLeft] = useState(false);
  const promote = async (): Promise<void> => {
    const now = await attempt(client.policies.promote.mutate({ runId: run.id }));
    if (now === null) return;
    notify(now);
    await queryClient.invalidateQueries({ queryKey: trpc.policies.list.queryKey() });
    await queryClient.invalidateQueries({ queryKey: trpc.projects.current.queryKey() });
  };
  if (current === policyId) return <Alert severity="success">{t('isCurrent')}</Alert>;
  return (
    <Box sx={{ display: 'flex', alignItems: 'center', gap: 2 }}>
      <Button variant="contained" color="primary" onClick={() => void promote()} data-testid="promote">
        {t('promote')}
      </Button>
      {left ? (
        <Typography sx={{ color: 'text.secondary' }}>{t('keptAsWas')}</Typography>
      ) : (
        <Button onClick={() => setLeft(true)}>{t('keepPresent')}</Button>
      )}
    </Box>
  );
}
