import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Drawer from '@mui/material/Drawer';
import FormControlLabel from '@mui/material/FormControlLabel';
import Checkbox from '@mui/material/Checkbox';
import LinearProgress from '@mui/material/LinearProgress';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useDeferredValue, useRef, useState, type JSX, type KeyboardEvent } from 'react';
import { useStore } from 'zustand';
import { closeDialog } from '../app/action-button.tsx';
import { redo, settleWalk, undo } from '../app/studio.ts';
import { useView } from '../app/view-store.ts';
import { client, trpc } from '../client.ts';
import { useLanguage } from '../words/language.ts';
import { keysSaying } from '../words/said.ts';
import { useFormats, useWords } from '../words/words.ts';
import { ActRow, Beginning, JobRow } from './history-rows.tsx';
import { sessionsOf, stepsTo } from './group.ts';
import { walk } from './walk.ts';

const PAGE = 200;

/** Everything that was done, newest first, by sessions of work; a click goes there, or takes the corpus to that point. */
export function HistoryDialog(): JSX.Element {
  const t = useWords('history');
  const formats = useFormats();
  const videoId = useView((view) => view.videoId);
  const language = useLanguage((each) => each.language);
  const [search, setSearch] = useState('');
  const [onlyVideo, setOnlyVideo] = useState(false);
  const [discarded, setDiscarded] = useState(false);
  const wanted = useDeferredValue(search.trim());
  const state = useQuery(trpc.commands.state.queryOptions()).data;
  const walking = useStore(walk, (each) => each.walk);
  const list = useRef<HTMLDivElement>(null);
  const filter = {
    ...(wanted === '' ? {} : { search: wanted, searchKeys: keysSaying(wanted, language) }),
    ...(onlyVideo && videoId !== null ? { videoId } : {}),
  };
  const pages = useInfiniteQuery({
    queryKey: [...trpc.history.page.pathKey(), 'all', filter],
    queryFn: ({ pageParam }) =>
      client.history.page.query({
        ...filter,
        limit: PAGE,
        ...(pageParam === null ? {} : { before: pageParam }),
      }),
    initialPageParam: initial(),
    getNextPageParam: (last) => (last.acts.length < PAGE ? undefined : (last.acts.at(-1)?.id ?? undefined)),
    placeholderData: keepPreviousData,
  });
  const all = pages.data?.pages ?? [];
  const acts = all.flatMap((page) => page.acts);
  const shown = discarded ? acts : acts.filter((act) => act.state !== 'discarded');
  const now = all[0]?.now ?? 0;
  const total = all[0]?.total ?? 0;
  const filtered = Object.keys(filter).length > 0;
  const sessions = sessionsOf(
    shown,
    all.flatMap((page) => page.jobs),
  );
  const goTo = (act: number): void => {
    walk.setState({ walk: { done: 0, total: 0 } });
    void settleWalk(client.history.goTo.mutate({ act })).finally(() => walk.setState({ walk: null }));
  };
  const move = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const rows = [...(list.current?.querySelectorAll<HTMLElement>('[data-history-row]') ?? [])];
    const at = rows.findIndex((row) => row.contains(document.activeElement));
    const next = step === undefined ? undefined : rows[Math.max(0, at + step)];
    if (next === undefined) return;
    event.preventDefault();
    next.focus();
  };
  return (
    <Drawer
      anchor="right"
      open
      onClose={closeDialog}
      slotProps={{
        backdrop: { invisible: true },
        paper: {
          role: 'dialog',
          'aria-labelledby': 'history-title',
          sx: { width: 'min(480px, 92vw)', borderLeft: 1, borderColor: 'divider', display: 'flex' },
        },
      }}
    >
      <Box sx={{ p: 4, pb: 2, display: 'grid', gap: 2, borderBottom: 1, borderColor: 'divider' }}>
        <Box sx={{ display: 'flex', alignItems: 'baseline', gap: 2 }}>
          <Typography id="history-title" variant="h2" component="h2" sx={{ flex: 1 }}>
            {t('title')}
          </Typography>
          <Typography variant="caption" sx={{ color: 'text.secondary' }}>
            {t('changes', { count: total })}
          </Typography>
        </Box>
        <TextField
          placeholder={t('search')}
          value={search}
          onChange={(event) => setSearch(event.target.value)}
          slotProps={{ htmlInput: { 'aria-label': t('search') } }}
        />
        <Box sx={{ display: 'flex', gap: 3, '& .MuiFormControlLabel-label': { fontSize: 12 } }}>
          <FormControlLabel
            disabled={videoId === null}
            control={<Checkbox size="small" checked={onlyVideo} onChange={(_, on) => setOnlyVideo(on)} />}
            label={t('onlyVideo')}
          />
          <FormControlLabel
            control={<Checkbox size="small" checked={discarded} onChange={(_, on) => setDiscarded(on)} />}
            label={t('showDiscarded')}
          />
        </Box>
      </Box>
      {walking !== null && walking.total > 0 && (
        <Box sx={{ px: 4, py: 1 }} role="status">
          <Typography variant="caption">{t('walking', walking)}</Typography>
          <LinearProgress
            variant="determinate"
            value={(100 * walking.done) / Math.max(1, walking.total)}
            aria-label={t('title')}
          />
        </Box>
      )}
      <Box
        ref={list}
        onKeyDown={move}
        aria-label={t('list')}
        role="list"
        sx={{ flex: 1, minHeight: 0, overflowY: 'auto', pb: 4 }}
      >
        {total === 0 && pages.data !== undefined && (
          <Typography sx={{ p: 4, color: 'text.secondary' }}>
            {filtered ? t('nothingFound') : t('empty')}
          </Typography>
        )}
        {sessions.map((session, index) => (
          <Box key={`${session.until}`}>
            <Box
              sx={{
                px: 4,
                pt: 3,
                pb: 1,
                display: 'flex',
                gap: 2,
                fontSize: 12,
                color: 'text.secondary',
                position: 'sticky',
                top: 0,
                zIndex: 1,
                bgcolor: 'background.paper',
              }}
            >
              <Box sx={{ fontWeight: 600, flex: 1 }}>
                {session.day === sessions[index - 1]?.day ? '' : dayName(session.day, formats, t)}
              </Box>
              <Box component="span">
                {t('session', {
                  from: formats.dateTime(session.from, {
                    hour: '2-digit',
                    minute: '2-digit',
                    hourCycle: 'h23',
                  }),
                  to: formats.dateTime(session.until, {
                    hour: '2-digit',
                    minute: '2-digit',
                    hourCycle: 'h23',
                  }),
                })}
              </Box>
              {session.acts > 0 && <Box component="span">{t('changes', { count: session.acts })}</Box>}
            </Box>
            {session.rows.map((row) =>
              row.kind === 'job' ? (
                <JobRow key={`job ${row.job.id}`} job={row.job} />
              ) : (
                <ActRow
                  key={row.act.id}
                  act={row.act}
                  here={row.act.id === now}
                  steps={stepsTo(acts, now, row.act.id)}
                  onGoTo={() => goTo(row.act.id)}
                />
              ),
            )}
          </Box>
        ))}
        {pages.hasNextPage ? (
          <Button sx={{ m: 3 }} onClick={() => void pages.fetchNextPage()}>
            {t('earlier')}
          </Button>
        ) : (
          !filtered &&
          total > 0 && <Beginning here={now === 0} steps={stepsTo(acts, now, 0)} onGoTo={() => goTo(0)} />
        )}
      </Box>
      <Box sx={{ p: 3, display: 'flex', gap: 2, borderTop: 1, borderColor: 'divider' }}>
        <Button variant="outlined" disabled={(state?.undo ?? null) === null} onClick={() => void undo()}>
          {t('undo')}
        </Button>
        <Button variant="outlined" disabled={(state?.redo ?? null) === null} onClick={() => void redo()}>
          {t('redo')}
        </Button>
        <Box sx={{ flex: 1 }} />
        <Button onClick={closeDialog}>{t('close')}</Button>
      </Box>
    </Drawer>
  );
}

/** No act yet: the newest page. */
function initial(): number | null {
  return null;
}

function dayName(
  day: number,
  formats: ReturnType<typeof useFormats>,
  t: ReturnType<typeof useWords<'history'>>,
): string {
  const today = new Date().setHours(0, 0, 0, 0);
  if (day === today) return t('today');
  if (day === new Date(today - 1).setHours(0, 0, 0, 0)) return t('yesterday');
  return formats.dateTime(day, { dateStyle: 'full' });
}
