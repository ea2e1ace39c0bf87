import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Table from '@mui/material/Table';
import TableBody from '@mui/material/TableBody';
import TableCell from '@mui/material/TableCell';
import TableHead from '@mui/material/TableHead';
import TableRow from '@mui/material/TableRow';
import Typography from '@mui/material/Typography';
import { useQuery } from '@tanstack/react-query';
import type { JSX, ReactNode } from 'react';
import type { Job, ProjectInfo } from '../../src/service/contract/index.ts';
import { TASKS } from '../../src/tasks/task.ts';
import { CoverageWall } from '../coverage/coverage-wall.tsx';
import { ActionButton } from '../app/action-button.tsx';
import { trpc } from '../client.ts';
import { grouped } from '../player/timecode.ts';
import { useReviewItems } from '../review/use-review-items.ts';
import { taskTitle } from '../timeline/model.ts';
import { countByTask } from './counts.ts';
import { titleOf, useSay } from '../words/said.ts';
import { useWords } from '../words/words.ts';
import { ImportList } from './import-list.tsx';
import { SplitTable } from './split-table.tsx';

/** What the project holds, how it comes in and goes out. */
export default function DataPlace({ project }: { readonly project: ProjectInfo }): JSX.Element {
  const t = useWords('exchange');
  const lost = useQuery(trpc.relink.lost.queryOptions()).data?.length ?? 0;
  return (
    <Box sx={{ flex: 1, minHeight: 0, overflowY: 'auto', bgcolor: 'background.paper' }}>
      <Box
        sx={{
          maxWidth: 1180,
          mx: 'auto',
          p: 5,
          display: 'grid',
          gridTemplateColumns: { xs: '1fr', lg: '1fr 1fr' },
          gap: 6,
          alignItems: 'start',
        }}
      >
        <Part title={t('bringIn')}>
          <Typography sx={{ color: 'text.secondary', mb: 3 }}>{t('bringInText')}</Typography>
          <Box sx={{ display: 'flex', gap: 2 }}>
            <ActionButton id="import" variant="outlined">
              {t('importFile')}
            </ActionButton>
            <ActionButton id="add-videos" variant="outlined">
              {t('addVideos')}
            </ActionButton>
          </Box>
          {lost > 0 && (
            <Alert
              severity="warning"
              sx={{ mt: 3 }}
              action={<ActionButton id="relink">{t('findLost')}</ActionButton>}
            >
              {t('lost', { count: lost })}
            </Alert>
          )}
          <ImportList />
        </Part>
        <Part title={t('takeOut')}>
          <Typography sx={{ color: 'text.secondary', mb: 3 }}>{t('takeOutText')}</Typography>
          <ActionButton id="export" variant="outlined">
            {t('export')}
          </ActionButton>
          <Typography sx={{ color: 'text.secondary', mt: 4, mb: 3 }}>{t('shareText')}</Typography>
          <ActionButton id="pack" variant="outlined">
            {t('pack')}
          </ActionButton>
        </Part>
        <Counts project={project} />
        <SplitTable project={project} />
        <Box sx={{ gridColumn: '1 / -1' }}>
          <CoverageWall />
        </Box>
        <Box sx={{ gridColumn: '1 / -1' }}>
          <Jobs />
        </Box>
      </Box>
    </Box>
  );
}

export function Part({
  title,
  children,
}: {
  readonly title: string;
  readonly children: ReactNode;
}): JSX.Element {
  return (
    <Box component="section" aria-label={title}>
      <Typography variant="h2" sx={{ mb: 2 }}>
        {title}
      </Typography>
      {children}
    </Box>
  );
}

/** Videos whose items are counted at once; past that, the table says how far it looked. */
const COUNTED = 150;

function Counts({ project }: { readonly project: ProjectInfo }): JSX.Element {
  const t = useWords('exchange');
  const list = useReviewItems(COUNTED);
  const rows = countByTask(list.items);
  const partial = list.videos < list.total;
  // A zero would be a statement; until everything is counted there is none to make.
  const told = (count: number): string => (list.loading ? '…' : grouped(count));
  return (
    <Part title={t('items')}>
      <Table size="small" data-testid="counts">
        <TableHead>
          <TableRow>
            <TableCell>{t('task')}</TableCell>
            <TableCell align="right">{t('train')}</TableCell>
            <TableCell align="right">{t('validation')}</TableCell>
            <TableCell align="right">{t('test')}</TableCell>
            <TableCell align="right">{t('noSplit')}</TableCell>
            <TableCell align="right">{t('items')}</TableCell>
            <TableCell align="right">{t('curated')}</TableCell>
          </TableRow>
        </TableHead>
        <TableBody>
          {TASKS.map((task) => {
            const row = rows[task];
            return (
              <TableRow key={task}>
                <TableCell>
                  {task}{' '}
                  <Box component="span" sx={{ color: 'text.disabled' }}>
                    {taskTitle(task)}
                  </Box>
                </TableCell>
                <TableCell align="right">{told(row.train)}</TableCell>
                <TableCell align="right">{told(row.validation)}</TableCell>
                <TableCell align="right">{told(row.test)}</TableCell>
                <TableCell align="right">{told(row.none)}</TableCell>
                <TableCell align="right">{told(row.items)}</TableCell>
                <TableCell align="right">{told(row.curated)}</TableCell>
              </TableRow>
            );
          })}
          <TableRow>
            <TableCell sx={{ fontWeight: 600 }}>{t('inAll')}</TableCell>
            <TableCell colSpan={4} align="right" sx={{ color: 'text.disabled' }}>
              {partial ? t('countedFirst', { count: list.videos }) : ''}
            </TableCell>
            <TableCell align="right" sx={{ fontWeight: 600 }}>
              {grouped(project.counts.items)}
            </TableCell>
            <TableCell align="right" sx={{ fontWeight: 600 }}>
              {grouped(project.counts.curated)}
            </TableCell>
          </TableRow>
        </TableBody>
      </Table>
    </Part>
  );
}

const NAMES = {
  import: 'jobImport',
  videos: 'jobVideos',
  suggest: 'jobSuggest',
  export: 'jobExport',
  proxy: 'jobProxy',
  bulk: 'jobBulk',
  pack: 'jobPack',
  unpack: 'jobUnpack',
  relink: 'jobRelink',
} as const satisfies Record<Job['kind'], string>;
const STATES = {
  queued: 'stateQueued',
  running: 'stateRunning',
  done: 'stateDone',
  failed: 'stateFailed',
  cancelled: 'stateCancelled',
} as const satisfies Record<Job['state'], string>;

/** What was imported, exported and suggested since the start, and what went wrong on the way. */
function Jobs(): JSX.Element | null {
  const t = useWords('exchange');
  const say = useSay();
  const jobs = useQuery(trpc.jobs.list.queryOptions()).data ?? [];
  if (jobs.length === 0) return null;
  return (
    <Part title={t('workDone')}>
      {jobs.map((job) => (
        <Box key={job.id} sx={{ py: 1.5, borderTop: 1, borderColor: 'divider' }} data-job={job.kind}>
          <Box sx={{ display: 'flex', gap: 3 }}>
            <Box sx={{ width: 100, color: 'text.secondary' }}>{t(NAMES[job.kind])}</Box>
            <Box sx={{ flex: 1, minWidth: 0 }} data-selectable>
              {say(titleOf(job))}
              {job.sentence !== '' && (
                <Box
                  component="span"
                  sx={{ color: job.state === 'failed' ? 'error.main' : 'text.secondary', ml: 2 }}
                >
                  {say(job)}
                </Box>
              )}
            </Box>
            <Box sx={{ color: job.state === 'failed' ? 'error.main' : 'text.secondary' }}>
              {t(STATES[job.state])}
            </Box>
          </Box>
          {[...job.problems, ...job.notes].slice(0, 50).map((each) => (
            <Box
              key={`${each.subject}/${each.sentence}`}
              sx={{ display: 'flex', gap: 3, pl: '112px', fontSize: 12, color: 'text.secondary' }}
              data-selectable
            >
              {!each.sentence.includes(each.subject) && <span>{each.subject}</span>}
              <span>{say(each)}</span>
            </Box>
          ))}
        </Box>
      ))}
    </Part>
  );
}
