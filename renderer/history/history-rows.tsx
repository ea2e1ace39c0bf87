import Place from '@mui/icons-material/PlaceOutlined';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import IconButton from '@mui/material/IconButton';
import Tooltip from '@mui/material/Tooltip';
import type { JSX, ReactNode } from 'react';
import type { HistoryAct, HistoryJob, Whereabouts } from '../../src/service/contract/index.ts';
import { closeDialog } from '../app/action-button.tsx';
import { openVideo } from '../app/view-store.ts';
import { visitTime } from '../coverage/visit.ts';
import { useSay } from '../words/said.ts';
import { useFormats, useWords } from '../words/words.ts';

/** Leads to what a change was about. */
function visit(where: Whereabouts): void {
  closeDialog();
  if (where.tick === null) openVideo(where.videoId, where.itemId);
  else visitTime(where.videoId, where.tick, where.itemId);
}

interface Steps {
  readonly back: number;
  readonly on: number;
}

/** One thing that a person did. */
export function ActRow({
  act,
  here,
  steps,
  onGoTo,
}: {
  readonly act: HistoryAct;
  readonly here: boolean;
  readonly steps: Steps;
  readonly onGoTo: () => void;
}): JSX.Element {
  const t = useWords('history');
  const formats = useFormats();
  const say = useSay();
  const { where, state } = act;
  const place = where === null ? null : (where.itemText ?? where.videoTitle);
  return (
    <Row here={here} dimmed={state !== 'done'}>
      <Box sx={{ flex: 1, minWidth: 0 }}>
        <Box sx={{ textDecoration: state === 'done' ? 'none' : 'line-through' }} data-selectable>
          {say(act)}
          {act.more > 0 && ` ${t('more', { count: act.more })}`}
        </Box>
        <Box sx={{ display: 'flex', gap: 2, fontSize: 12, color: 'text.secondary', minWidth: 0 }}>
          <Box component="span" sx={{ fontVariantNumeric: 'tabular-nums' }}>
            {formats.dateTime(new Date(act.at), {
              hour: '2-digit',
              minute: '2-digit',
              second: '2-digit',
              hourCycle: 'h23',
            })}
          </Box>
          <span>{act.by}</span>
          {state !== 'done' && <span>{state === 'undone' ? t('undone') : t('discarded')}</span>}
          {where !== null && (
            <Box component="span" sx={{ overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }}>
              {where.itemText === null ? where.videoTitle : `${where.videoTitle} · ${where.itemText}`}
            </Box>
          )}
        </Box>
      </Box>
      {where !== null && place !== null && (
        <Tooltip title={t('goTo', { title: place })}>
          <IconButton
            aria-label={t('goTo', { title: place })}
            onClick={() => visit(where)}
            sx={{ color: 'text.secondary', '& svg': { fontSize: 18 } }}
          >
            <Place />
          </IconButton>
        </Tooltip>
      )}
      {state === 'discarded' ? (
        <Tooltip title={t('discardedWhy')}>
          <Box sx={{ width: 116 }} />
        </Tooltip>
      ) : (
        <GoTo here={here} steps={steps} onGoTo={onGoTo} />
      )}
    </Row>
  );
}

/** The point before everything. */
export function Beginning({
  here,
  steps,
  onGoTo,
}: {
  readonly here: boolean;
  readonly steps: Steps;
  readonly onGoTo: () => void;
}): JSX.Element {
  const t = useWords('history');
  return (
    <Row here={here} dimmed={false}>
      <Box sx={{ flex: 1, color: 'text.secondary' }}>{t('beginning')}</Box>
      <GoTo here={here} steps={steps} onGoTo={onGoTo} />
    </Row>
  );
}

function GoTo({
  here,
  steps,
  onGoTo,
}: {
  readonly here: boolean;
  readonly steps: Steps;
  readonly onGoTo: () => void;
}): JSX.Element {
  const t = useWords('history');
  if (here)
    return (
      <Box
        sx={{ width: 116, textAlign: 'right', color: 'primary.main', fontSize: 12, fontWeight: 600 }}
        aria-current="step"
      >
        {t('here')}
      </Box>
    );
  const what = steps.back > 0 ? t('goBack', { count: steps.back }) : t('goOn', { count: steps.on });
  return (
    <Tooltip describeChild title={steps.back + steps.on === 0 ? t('goSomewhere') : what}>
      <Button
        className="go"
        data-history-row
        onClick={onGoTo}
        sx={{
          width: 116,
          minHeight: 22,
          py: 0,
          color: 'text.secondary',
          justifyContent: 'flex-end',
          whiteSpace: 'nowrap',
        }}
      >
        {t('goHere')}
      </Button>
    </Tooltip>
  );
}

/** What a program did in between. */
export function JobRow({ job }: { readonly job: HistoryJob }): JSX.Element {
  const t = useWords('history');
  const say = useSay();
  const formats = useFormats();
  return (
    <Row here={false} dimmed={false} quiet>
      <Box sx={{ flex: 1, minWidth: 0, color: 'text.secondary' }} data-selectable>
        {say(job)}
      </Box>
      <Box sx={{ fontSize: 12, color: 'text.secondary', whiteSpace: 'nowrap' }}>
        {`${t('program')} · ${formats.dateTime(new Date(job.until), { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })}`}
      </Box>
    </Row>
  );
}

/** A line with the thread of time at its left: a dot for what a person did, a ring for a program. */
function Row({
  here,
  dimmed,
  quiet = false,
  children,
}: {
  readonly here: boolean;
  readonly dimmed: boolean;
  readonly quiet?: boolean;
  readonly children: ReactNode;
}): JSX.Element {
  return (
    <Box
      role="listitem"
      sx={{
        display: 'flex',
        alignItems: 'center',
        gap: 1,
        pl: 3,
        pr: 3,
        py: quiet ? 0.5 : 1,
        minHeight: quiet ? 28 : 44,
        bgcolor: here ? 'action.selected' : 'transparent',
        '&:hover': { bgcolor: here ? 'action.selected' : 'action.hover' },
      }}
    >
      <Box
        aria-hidden="true"
        sx={{
          width: 8,
          height: 8,
          mr: 2,
          flexShrink: 0,
          borderRadius: '50%',
          border: 1,
          borderColor: here ? 'primary.main' : 'text.disabled',
          bgcolor: quiet || dimmed ? 'transparent' : here ? 'primary.main' : 'text.disabled',
        }}
      />
      {children}
    </Box>
  );
}
