import Clear from '@mui/icons-material/Close';
import Missing from '@mui/icons-material/ErrorOutlineOutlined';
import Plus from '@mui/icons-material/Add';
import Search from '@mui/icons-material/Search';
import Box from '@mui/material/Box';
import IconButton from '@mui/material/IconButton';
import InputBase from '@mui/material/InputBase';
import MenuItem from '@mui/material/MenuItem';
import Select from '@mui/material/Select';
import Tooltip from '@mui/material/Tooltip';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useDeferredValue, useEffect, useRef, type JSX } from 'react';
import type { VideoOrder, VideoRow, VideoState, Worth } from '../../src/service/contract/index.ts';
import { ActionIcon, keepFocus } from '../app/action-button.tsx';
import { PanelTitle } from '../app/panels.tsx';
import { useRows } from '../app/use-rows.ts';
import { openVideo, setView, useView } from '../app/view-store.ts';
import { client, sentenceOf, trpc } from '../client.ts';
import { grouped, timecode } from '../player/timecode.ts';
import { useThumbnail } from './use-thumbnail.ts';
import { reasonText, worthSentence } from './worth.ts';
import { useWords } from '../words/words.ts';

const PAGE = 100;
const ROW = 46;

const STATES = ['new', 'begun', 'done', 'missing'] as const satisfies readonly VideoState[];

/** The videos of the project, in the service's order, found by text and state. */
export function Queue(): JSX.Element {
  const t = useWords('queue');
  const typed = useView((view) => view.videoSearch);
  const search = useDeferredValue(typed);
  const state = useView((view) => view.videoState);
  const split = useView((view) => view.videoSplit);
  const order = useView((view) => view.videoOrder);
  const filter = {
    ...(search.trim() === '' ? {} : { search: search.trim() }),
    ...(state === null ? {} : { state }),
    ...(split === null ? {} : { split }),
    ...(order === null ? {} : { sort: order }),
  };
  const query = useInfiniteQuery({
    queryKey: [...trpc.videos.list.pathKey(), 'pages', filter],
    queryFn: ({ pageParam }) => client.videos.list.query({ ...filter, offset: pageParam, limit: PAGE }),
    initialPageParam: 0,
    getNextPageParam: (_last, pages) => {
      const have = pages.reduce((sum, page) => sum + page.rows.length, 0);
      return have < (pages[0]?.total ?? 0) ? have : undefined;
    },
    placeholderData: keepPreviousData,
  });
  const rows = query.data?.pages.flatMap((page) => page.rows) ?? [];
  const first = query.data?.pages[0];
  const total = first?.total ?? 0;
  return (
    <Box
      component="section"
      aria-label={t('videos')}
      sx={{ height: 1, display: 'flex', flexDirection: 'column', bgcolor: 'background.paper' }}
    >
      <PanelTitle
        end={
          <ActionIcon id="add-videos">
            <Plus />
          </ActionIcon>
        }
      >
        {t('videos')}{' '}
        <Box component="span" sx={{ color: 'text.disabled', fontWeight: 400, ml: 1 }}>
          {grouped(total)}
        </Box>
      </PanelTitle>
      <Filters typed={typed} state={state} />
      {first?.weighed === true && <OrderChoice order={first.sort} />}
      {query.isError && (
        <Box role="alert" sx={{ p: 3, color: 'error.main' }}>
          {sentenceOf(query.error)}
        </Box>
      )}
      {query.isSuccess && rows.length === 0 && (
        <Box sx={{ p: 3, color: 'text.secondary' }}>{t('nothingFits')}</Box>
      )}
      <Rows
        rows={rows}
        total={total}
        more={query.hasNextPage && !query.isFetchingNextPage}
        onMore={() => void query.fetchNextPage()}
      />
    </Box>
  );
}

function Filters({
  typed,
  state,
}: {
  readonly typed: string;
  readonly state: VideoState | null;
}): JSX.Element {
  const t = useWords('queue');
  return (
    <Box
      sx={{
        display: 'flex',
        alignItems: 'center',
        px: 2,
        gap: 1,
        height: 34,
        flexShrink: 0,
        borderBottom: 1,
        borderColor: 'divider',
      }}
    >
      <Search sx={{ fontSize: 16, color: 'text.disabled' }} />
      <InputBase
        value={typed}
        onChange={(event) => setView({ videoSearch: event.target.value })}
        placeholder={t('search')}
        inputProps={{ 'aria-label': t('searchLabel') }}
        sx={{ flex: 1, fontSize: 13 }}
      />
      {typed !== '' && (
        <IconButton aria-label={t('clear')} onClick={() => setView({ videoSearch: '' })}>
          <Clear sx={{ fontSize: 14 }} />
        </IconButton>
      )}
      <Select
        variant="standard"
        disableUnderline
        displayEmpty
        value={state ?? ''}
        SelectDisplayProps={{ 'aria-label': t('state') }}
        onChange={(event) => setView({ videoState: isState(event.target.value) ? event.target.value : null })}
        sx={{ fontSize: 12, color: 'text.secondary' }}
      >
        <MenuItem value="">{t('all')}</MenuItem>
        {STATES.map((value) => (
          <MenuItem key={value} value={value}>
            {t(`states.${value}`)}
          </MenuItem>
        ))}
      </Select>
    </Box>
  );
}

const ORDERS = ['value', 'order'] as const satisfies readonly VideoOrder[];

/** There is a choice only once a policy was asked about many videos. */
function OrderChoice({ order }: { readonly order: VideoOrder }): JSX.Element {
  const t = useWords('queue');
  return (
    <Box
      sx={{
        display: 'flex',
        alignItems: 'center',
        px: 2,
        height: 28,
        flexShrink: 0,
        borderBottom: 1,
        borderColor: 'divider',
        fontSize: 12,
        color: 'text.secondary',
      }}
    >
      <Select
        variant="standard"
        disableUnderline
        value={order}
        SelectDisplayProps={{ 'aria-label': t('order') }}
        onChange={(event) => setView({ videoOrder: event.target.value === 'order' ? 'order' : 'value' })}
        sx={{ fontSize: 12, color: 'text.secondary' }}
      >
        {ORDERS.map((value) => (
          <MenuItem key={value} value={value}>
            {t(`orders.${value}`)}
          </MenuItem>
        ))}
      </Select>
    </Box>
  );
}

function isState(value: string): value is VideoState {
  return STATES.some((state) => state === value);
}

function Rows({
  rows,
  total,
  more,
  onMore,
}: {
  readonly rows: readonly VideoRow[];
  readonly total: number;
  readonly more: boolean;
  readonly onMore: () => void;
}): JSX.Element {
  const t = useWords('queue');
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useRows(scroller, rows.length, ROW);
  const items = virtual.getVirtualItems();
  const open = useView((view) => view.videoId);
  const at = rows.findIndex((row) => row.id === open);
  useEffect(() => {
    if (at >= 0) virtual.scrollToIndex(at, { align: 'auto' });
  }, [at, virtual]);
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (more && last >= rows.length - 20) onMore();
  }, [more, last, rows.length, onMore]);
  return (
    <Box
      ref={scroller}
      role="listbox"
      aria-label={t('countVideos', { count: total })}
      data-own-keys="ArrowUp ArrowDown"
      sx={{ flex: 1, minHeight: 0, overflowY: 'auto' }}
      tabIndex={0}
      onMouseDown={keepFocus}
      onKeyDown={(event) => moveInList(event, rows)}
    >
      <Box sx={{ height: virtual.getTotalSize(), position: 'relative' }}>
        {items.map((item) => {
          const row = rows[item.index];
          return row === undefined ? null : <Row key={row.id} row={row} top={item.start} />;
        })}
      </Box>
    </Box>
  );
}

function moveInList(event: { key: string; preventDefault: () => void }, rows: readonly VideoRow[]): void {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
  event.preventDefault();
  const at = rows.findIndex((row) => row.id === useView.getState().videoId);
  const next = rows[Math.max(0, at + (event.key === 'ArrowDown' ? 1 : -1))];
  if (next !== undefined) openVideo(next.id);
}

function Row({ row, top }: { readonly row: VideoRow; readonly top: number }): JSX.Element {
  const t = useWords('queue');
  const open = useView((view) => view.videoId === row.id);
  const share = row.items === 0 ? 0 : row.curated / row.items;
  return (
    <Box
      role="option"
      aria-selected={open}
      data-video={row.id}
      onClick={() => openVideo(row.id)}
      sx={{
        position: 'absolute',
        top,
        left: 0,
        right: 0,
        height: ROW,
        px: 2,
        display: 'flex',
        gap: 2,
        alignItems: 'center',
        cursor: 'default',
        bgcolor: open ? 'action.selected' : 'transparent',
        boxShadow: open ? (theme) => `inset 2px 0 ${theme.palette.primary.main}` : 'none',
        '&:hover': { bgcolor: open ? 'action.selected' : 'action.hover' },
      }}
    >
      <Thumbnail url={row.thumbnailUrl} />
      <Box sx={{ flex: 1, minWidth: 0 }}>
        <Box sx={{ display: 'flex', gap: 1, alignItems: 'baseline' }}>
          <Box
            title={row.title}
            sx={{
              flex: 1,
              overflow: 'hidden',
              textOverflow: 'ellipsis',
              whiteSpace: 'nowrap',
              fontWeight: open ? 600 : 400,
            }}
          >
            {row.title}
          </Box>
          {row.split !== null && (
            <Box sx={{ fontSize: 11, color: 'text.disabled' }}>{t(`splits.${row.split}`)}</Box>
          )}
        </Box>
        <Box sx={{ display: 'flex', gap: 2, fontSize: 11, color: 'text.secondary', alignItems: 'center' }}>
          {row.state === 'missing' ? (
            <Box sx={{ color: 'warning.main', display: 'flex', alignItems: 'center', gap: 1 }}>
              <Missing sx={{ fontSize: 13 }} /> {t('fileMissing')}
            </Box>
          ) : (
            <>
              <span>{timecode(row.duration, 0)}</span>
              <Tooltip title={t('curatedOf', { curated: row.curated, items: row.items })}>
                <span>{`${row.curated}/${row.items}`}</span>
              </Tooltip>
              {row.pending > 0 && (
                <Box
                  component="span"
                  sx={{
                    color: 'primary.main',
                    minWidth: 0,
                    overflow: 'hidden',
                    textOverflow: 'ellipsis',
                    whiteSpace: 'nowrap',
                  }}
                >
                  {t('suggested', { count: row.pending })}
                </Box>
              )}
              {row.worth !== null && row.state !== 'done' && <Reason worth={row.worth} />}
            </>
          )}
        </Box>
        <Bar share={share} watched={row.coverage} />
      </Box>
    </Box>
  );
}

/** Why labelling the video would teach much. */
function Reason({ worth }: { readonly worth: Worth }): JSX.Element | null {
  useWords('queue');
  const reason = reasonText(worth);
  if (reason === null) return null;
  return (
    <Tooltip title={worthSentence(worth)}>
      <Box component="span" sx={{ flexShrink: 0, whiteSpace: 'nowrap' }}>
        {reason}
      </Box>
    </Tooltip>
  );
}

/** How far the video is: curated share solid, watched share as a line below. */
function Bar({ share, watched }: { readonly share: number; readonly watched: number }): JSX.Element {
  const t = useWords('queue');
  return (
    <Tooltip title={t('watched', { percent: Math.round(watched * 100) })}>
      <Box
        sx={{
          mt: 0.5,
          height: 4,
          bgcolor: 'divider',
          borderRadius: 1,
          overflow: 'hidden',
          position: 'relative',
        }}
      >
        <Box
          sx={{
            position: 'absolute',
            top: 0,
            height: 2,
            width: `${share * 100}%`,
            bgcolor: 'text.secondary',
          }}
        />
        <Box
          sx={{
            position: 'absolute',
            bottom: 0,
            height: 2,
            width: `${watched * 100}%`,
            bgcolor: 'text.disabled',
          }}
        />
      </Box>
    </Tooltip>
  );
}

/** A picture in a frame of fixed size, so that nothing moves when it comes. */
function Thumbnail({ url }: { readonly url: string | null }): JSX.Element {
  return (
    <Box
      sx={{ width: 57, height: 32, flexShrink: 0, bgcolor: 'divider', borderRadius: 0.5, overflow: 'hidden' }}
    >
      {url !== null && <ThumbnailPicture key={url} url={url} />}
    </Box>
  );
}

function ThumbnailPicture({ url }: { readonly url: string }): JSX.Element | null {
  const picture = useThumbnail(url);
  return picture === null ? null : (
    <img src={picture} alt="" width={57} height={32} style={{ objectFit: 'cover', display: 'block' }} />
  );
}
