import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import InputBase from '@mui/material/InputBase';
import ToggleButton from '@mui/material/ToggleButton';
import ToggleButtonGroup from '@mui/material/ToggleButtonGroup';
import Tooltip from '@mui/material/Tooltip';
import { useMemo, useRef, useState, type JSX } from 'react';
import type { ItemState } from '../../src/service/contract/index.ts';
import { TASKS, type TaskKind } from '../../src/tasks/task.ts';
import { perform } from '../app/studio.ts';
import { useRows } from '../app/use-rows.ts';
import { openVideo, setView, useView } from '../app/view-store.ts';
import { sentenceOf } from '../client.ts';
import { AcceptAll } from '../suggestions/accept-all.tsx';
import { itemText, missing } from '../tasks/plan.ts';
import { StateDot, STATE_NAMES } from '../tasks/state-dot.tsx';
import { taskTitle } from '../timeline/model.ts';
import { useReviewItems, type ReviewItem } from './use-review-items.ts';

const ROW = 30;
const PAGE = 40;
const STATES = ['open', 'draft', 'curated', 'reviewed'] as const satisfies readonly ItemState[];
const COLUMNS = '20px 56px minmax(160px, 3fr) minmax(120px, 1fr) minmax(120px, 1.4fr) 92px 112px';

/** Every item with its state, found by task and state; one click leads to where it is labelled. */
export default function ReviewPlace(): JSX.Element {
  const task = useView((view) => view.reviewTask);
  const state = useView((view) => view.reviewState);
  const [search, setSearch] = useState('');
  const [videos, setVideos] = useState(PAGE);
  const [together, setTogether] = useState(false);
  const list = useReviewItems(videos);
  const shown = useMemo(() => {
    const wanted = search.trim().toLowerCase();
    return list.items.filter(
      ({ item, video }) =>
        (task === null || item.task === task) &&
        (state === null || item.state === state) &&
        (wanted === '' || `${itemText(item)} ${video.title}`.toLowerCase().includes(wanted)),
    );
  }, [list.items, task, state, search]);
  const offers = useMemo(
    () =>
      shown.flatMap(({ item, pending }) => (pending.length === 0 ? [] : [{ item, suggestions: pending }])),
    [shown],
  );
  return (
    <Box
      sx={{ flex: 1, minHeight: 0, display: 'flex', flexDirection: 'column', bgcolor: 'background.paper' }}
    >
      <Box
        sx={{
          display: 'flex',
          alignItems: 'center',
          gap: 4,
          px: 4,
          height: 44,
          borderBottom: 1,
          borderColor: 'divider',
        }}
      >
        <ToggleButtonGroup
          exclusive
          value={task ?? ''}
          aria-label="Task"
          onChange={(_event, next: TaskKind | '' | null) =>
            setView({ reviewTask: next === '' ? null : next })
          }
        >
          <ToggleButton value="">All tasks</ToggleButton>
          {TASKS.map((each) => (
            <ToggleButton key={each} value={each} title={taskTitle(each)}>
              {each}
            </ToggleButton>
          ))}
        </ToggleButtonGroup>
        <ToggleButtonGroup
          exclusive
          value={state ?? ''}
          aria-label="State"
          onChange={(_event, next: ItemState | '' | null) =>
            setView({ reviewState: next === '' ? null : next })
          }
        >
          <ToggleButton value="">All states</ToggleButton>
          {STATES.map((each) => (
            <ToggleButton key={each} value={each}>
              {STATE_NAMES[each]}
            </ToggleButton>
          ))}
        </ToggleButtonGroup>
        <InputBase
          value={search}
          onChange={(event) => setSearch(event.target.value)}
          placeholder="Search texts"
          inputProps={{ 'aria-label': 'Search texts' }}
          sx={{ flex: 1, fontSize: 13 }}
        />
        {offers.length > 0 && (
          <Button
            onClick={() => setTogether(!together)}
            aria-expanded={together}
            sx={{ color: 'text.secondary', whiteSpace: 'nowrap' }}
          >
            Accept all…
          </Button>
        )}
        <Box
          sx={{ color: 'text.secondary' }}
          data-testid="review-count"
        >{`${shown.length} of ${list.items.length} items`}</Box>
      </Box>
      {together && (
        <Box sx={{ pt: 2, px: 1, borderBottom: 1, borderColor: 'divider' }}>
          <AcceptAll key={task} offers={offers} />
        </Box>
      )}
      {list.error !== null && <Alert severity="error">{sentenceOf(list.error)}</Alert>}
      {!list.loading && shown.length === 0 && (
        <Box sx={{ p: 4, color: 'text.secondary' }}>
          {list.items.length === 0
            ? 'There are no items yet. Make some in Label, or import a corpus file in Data.'
            : 'No item fits these filters.'}
        </Box>
      )}
      <Heads />
      <Rows items={shown} />
      {list.videos < list.total && (
        <Box
          sx={{
            p: 2,
            borderTop: 1,
            borderColor: 'divider',
            display: 'flex',
            alignItems: 'center',
            gap: 3,
            color: 'text.secondary',
          }}
        >
          {`Items of the first ${list.videos} of ${list.total} videos.`}
          <Button
            variant="outlined"
            disabled={list.loading}
            onClick={() => setVideos(Math.min(1000, videos + PAGE))}
          >
            More videos
          </Button>
        </Box>
      )}
    </Box>
  );
}

const HEADS = ['', 'Task', 'What is asked', 'Video', 'Where', 'Model', 'State'];

function Heads(): JSX.Element {
  return (
    <Box
      aria-hidden="true"
      sx={{
        display: 'grid',
        gridTemplateColumns: COLUMNS,
        columnGap: 3,
        px: 4,
        height: 28,
        flexShrink: 0,
        alignItems: 'center',
        fontSize: 12,
        color: 'text.secondary',
        borderBottom: 1,
        borderColor: 'divider',
      }}
    >
      {HEADS.map((head) => (
        <Box key={head} sx={head === 'State' ? { textAlign: 'right' } : undefined}>
          {head}
        </Box>
      ))}
    </Box>
  );
}

function Rows({ items }: { readonly items: readonly ReviewItem[] }): JSX.Element {
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useRows(scroller, items.length, ROW);
  return (
    <Box
      ref={scroller}
      role="table"
      aria-label="Items"
      aria-rowcount={items.length}
      sx={{ flex: 1, minHeight: 0, overflowY: 'auto' }}
    >
      <Box sx={{ height: virtual.getTotalSize(), position: 'relative' }}>
        {virtual.getVirtualItems().map((row) => {
          const entry = items[row.index];
          return entry === undefined ? null : <Row key={entry.item.id} entry={entry} top={row.start} />;
        })}
      </Box>
    </Box>
  );
}

const cell = { overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' } as const;

function Row({ entry, top }: { readonly entry: ReviewItem; readonly top: number }): JSX.Element {
  const { item, video, pending } = entry;
  const [reason] = missing(item);
  const curated = item.state === 'curated';
  return (
    <Box
      role="row"
      tabIndex={0}
      data-item={item.id}
      onClick={() => openVideo(video.id, item.id)}
      onKeyDown={(event) => {
        if (event.key === 'Enter') openVideo(video.id, item.id);
      }}
      sx={{
        position: 'absolute',
        top,
        left: 0,
        right: 0,
        height: ROW,
        px: 4,
        display: 'grid',
        gridTemplateColumns: COLUMNS,
        columnGap: 3,
        alignItems: 'center',
        cursor: 'pointer',
        borderBottom: 1,
        borderColor: 'divider',
        '&:hover': { bgcolor: 'action.hover' },
      }}
    >
      <StateDot state={item.state} />
      <Box role="cell" sx={{ color: 'text.secondary', fontWeight: 600, fontSize: 12 }}>
        {item.task}
      </Box>
      <Box role="cell" title={itemText(item)} sx={cell}>
        {itemText(item)}
      </Box>
      <Box role="cell" sx={{ ...cell, color: 'text.secondary' }}>
        {video.title}
      </Box>
      <Strip entry={entry} />
      <Box role="cell" sx={{ color: 'primary.main', fontSize: 12 }}>
        {pending.length > 0 ? `${pending.length} suggested` : ''}
      </Box>
      <Box role="cell" sx={{ textAlign: 'right' }} onClick={(event) => event.stopPropagation()}>
        {curated ? (
          <Button
            sx={{ minHeight: 22, py: 0, px: 0, whiteSpace: 'nowrap', color: 'text.secondary' }}
            onClick={() =>
              void perform([{ name: 'setItemState', params: { items: [item.id], state: 'reviewed' } }])
            }
          >
            Mark reviewed
          </Button>
        ) : (
          <Tooltip title={reason ?? ''}>
            <Box component="span" sx={{ fontSize: 12, color: 'text.disabled' }}>
              {STATE_NAMES[item.state]}
            </Box>
          </Tooltip>
        )}
      </Box>
    </Box>
  );
}

/** All intervals of an item in its video, drawn. */
function Strip({ entry }: { readonly entry: ReviewItem }): JSX.Element {
  const { item, video } = entry;
  const length = video.endTick - video.firstTick;
  return (
    <Box
      role="cell"
      aria-label={`${item.intervals.length} intervals`}
      sx={{ position: 'relative', height: 8, bgcolor: 'divider', borderRadius: 0.5 }}
    >
      {item.intervals.map((each) => (
        <Box
          key={each.id}
          sx={{
            position: 'absolute',
            top: 0,
            bottom: 0,
            left: `${((each.start - video.firstTick) / length) * 100}%`,
            width: `max(2px, ${((each.end - each.start) / length) * 100}%)`,
            bgcolor: 'text.secondary',
            borderRadius: 0.5,
          }}
        />
      ))}
    </Box>
  );
}
