import Missing from '@mui/icons-material/ErrorOutlineOutlined';
import Plus from '@mui/icons-material/Add';
import Box from '@mui/material/Box';
import Tooltip from '@mui/material/Tooltip';
import { useDeferredValue, useEffect, useRef, useState, type JSX } from 'react';
import type { VideoRow, Worth } from '../../src/service/contract/index.ts';
import { ActionIcon, keepFocus } from '../app/action-button.tsx';
import { PanelTitle } from '../app/panels.tsx';
import { useRows } from '../app/use-rows.ts';
import { openVideo, useView } from '../app/view-store.ts';
import { sentenceOf } from '../client.ts';
import { grouped, timecode } from '../player/timecode.ts';
import { Filters, MoreFilters } from './queue-filters.tsx';
import { useVideoPages, type VideoPages } from './use-video-pages.ts';
import { useThumbnail } from './use-thumbnail.ts';
import { reasonText, worthSentence } from './worth.ts';
import { useWords } from '../words/words.ts';

const ROW = 46;

/** The videos of the project, in the service's order, found by text and state. */
export function Queue(): JSX.Element {
  const t = useWords('queue');
  const typed = useView((view) => view.videoSearch);
  const search = useDeferredValue(typed);
  const state = useView((view) => view.videoState);
  const split = useView((view) => view.videoSplit);
  const order = useView((view) => view.videoOrder);
  const suggested = useView((view) => view.videoSuggested);
  const [inView, setInView] = useState({ from: 0, to: 0 });
  const filter = {
    ...(search.trim() === '' ? {} : { search: search.trim() }),
    ...(state === null ? {} : { state }),
    ...(split === null ? {} : { split }),
    ...(suggested ? { suggested: true as const } : {}),
    ...(order === null ? {} : { sort: order }),
  };
  const pages = useVideoPages(filter, inView);
  const { first } = pages;
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
      <MoreFilters order={first?.weighed === true ? first.sort : null} split={split} suggested={suggested} />
      {pages.error !== null && (
        <Box role="alert" sx={{ p: 3, color: 'error.main' }}>
          {sentenceOf(pages.error)}
        </Box>
      )}
      {first !== undefined && total === 0 && (
        <Box sx={{ p: 3, color: 'text.secondary' }}>{t('nothingFits')}</Box>
      )}
      <Rows pages={pages} total={total} onView={setInView} />
    </Box>
  );
}

function Rows({
  pages,
  total,
  onView,
}: {
  readonly pages: VideoPages;
  readonly total: number;
  readonly onView: (range: { from: number; to: number }) => void;
}): JSX.Element {
  const t = useWords('queue');
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useRows(scroller, total, ROW);
  const items = virtual.getVirtualItems();
  const open = useView((view) => view.videoId);
  const at = (open === null ? undefined : pages.known.get(open)) ?? -1;
  useEffect(() => {
    if (at >= 0) virtual.scrollToIndex(at, { align: 'auto' });
  }, [at, virtual]);
  const from = items[0]?.index ?? 0;
  const to = items.at(-1)?.index ?? 0;
  useEffect(() => onView({ from, to }), [from, to, onView]);
  return (
    <Box
      ref={scroller}
      role="listbox"
      aria-label={t('countVideos', { count: total })}
      data-own-keys="ArrowUp ArrowDown"
      sx={{ flex: 1, minHeight: 0, overflowY: 'auto' }}
      tabIndex={0}
      onMouseDown={keepFocus}
      onKeyDown={(event) => moveInList(event, pages)}
    >
      <Box sx={{ height: virtual.getTotalSize(), position: 'relative' }}>
        {items.map((item) => {
          const row = pages.rowAt(item.index);
          return row === undefined ? null : <Row key={row.id} row={row} top={item.start} />;
        })}
      </Box>
    </Box>
  );
}

function moveInList(event: { key: string; preventDefault: () => void }, pages: VideoPages): void {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
  event.preventDefault();
  const { videoId } = useView.getState();
  const at = (videoId === null ? undefined : pages.known.get(videoId)) ?? -1;
  const next = pages.rowAt(Math.max(0, at + (event.key === 'ArrowDown' ? 1 : -1)));
  if (next !== undefined) openVideo(next.id);
}

function Row({ row, top }: { readonly row: VideoRow; readonly top: number }): JSX.Element {
  const t = useWords('queue');
  const open = useView((view) => view.videoId === row.id);
  // Explanations stand beside the list: above or below they would cover the neighbouring videos.
  const [element, setElement] = useState<HTMLElement | null>(null);
  const share = row.items === 0 ? 0 : row.curated / row.items;
  return (
    <Box
      ref={setElement}
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
              <Tooltip
                title={t('curatedOf', { curated: row.curated, items: row.items })}
                placement="right"
                slotProps={{ popper: { anchorEl: element } }}
              >
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
              {row.worth !== null && row.state !== 'done' && (
                <Reason worth={row.worth} group={row.group} beside={element} />
              )}
            </>
          )}
        </Box>
        <Bar share={share} watched={row.coverage} beside={element} />
      </Box>
    </Box>
  );
}

/** Why labelling the video would teach much. */
function Reason({
  worth,
  group,
  beside,
}: {
  readonly worth: Worth;
  readonly group: string | null;
  readonly beside: HTMLElement | null;
}): JSX.Element | null {
  useWords('queue');
  const reason = reasonText(worth);
  if (reason === null) return null;
  return (
    <Tooltip
      title={worthSentence(worth, group)}
      placement="right"
      slotProps={{ popper: { anchorEl: beside } }}
    >
      <Box
        component="span"
        sx={{
          flexShrink: 0,
          whiteSpace: 'nowrap',
          px: 1,
          border: 1,
          borderColor: 'divider',
          borderRadius: 2,
          lineHeight: '14px',
        }}
      >
        {reason}
      </Box>
    </Tooltip>
  );
}

/** How far the video is: curated share solid, watched share as a line below. */
function Bar({
  share,
  watched,
  beside,
}: {
  readonly share: number;
  readonly watched: number;
  readonly beside: HTMLElement | null;
}): JSX.Element {
  const t = useWords('queue');
  return (
    <Tooltip
      title={t('watched', { percent: Math.round(watched * 100) })}
      placement="right"
      slotProps={{ popper: { anchorEl: beside } }}
    >
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
