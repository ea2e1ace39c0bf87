import CommentMark from '@mui/icons-material/ChatBubbleOutlineOutlined';
import Box from '@mui/material/Box';
import Checkbox from '@mui/material/Checkbox';
import type { JSX } from 'react';
import type { FoundItem } from '../../src/service/contract/index.ts';
import { useLabelColours } from '../app/data.ts';
import { useColours } from '../app/colours.ts';
import { useThumbnail } from '../queue/use-thumbnail.ts';
import { percent } from '../suggestions/accept-plan.ts';
import { StateDot } from '../tasks/state-dot.tsx';
import { labelColour } from '../theme.ts';
import { useFormats, useWords } from '../words/words.ts';
import { openFound } from './found.ts';

export const ROW = 44;
/** The columns of the table, heads and rows alike: who made it, when it changed and what the model says go first. */
export const COLUMNS = {
  display: 'grid',
  columnGap: 3,
  gridTemplateColumns: '24px 60px 14px 46px minmax(150px, 3fr) minmax(100px, 2fr) 62px 84px 74px 26px 84px',
  '@container (max-width: 900px)': {
    gridTemplateColumns: '24px 60px 14px 46px minmax(150px, 3fr) minmax(100px, 2fr) 62px 74px 26px',
    '& > :nth-child(8), & > :nth-child(11)': { display: 'none' },
  },
  '@container (max-width: 700px)': {
    gridTemplateColumns: '24px 60px 14px 46px minmax(110px, 3fr) minmax(70px, 2fr) 62px 26px',
    '& > :nth-child(9)': { display: 'none' },
  },
} as const;

const cell = { overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' } as const;

interface Props {
  readonly index: number;
  readonly top: number;
  readonly item: FoundItem | null;
  readonly current: boolean;
  readonly chosen: boolean;
  readonly onCurrent: () => void;
  readonly onToggle: (id: string) => void;
}

/** One found item: its picture, what it asks, where its intervals lie, who made them, when it changed. */
export function FoundRow({ index, top, item, current, chosen, onCurrent, onToggle }: Props): JSX.Element {
  const t = useWords('review');
  const format = useFormats();
  return (
    <Box
      role="row"
      id={`found-${index}`}
      aria-rowindex={index + 1}
      aria-selected={chosen}
      data-current={current}
      data-item={item?.id}
      onClick={onCurrent}
      onDoubleClick={() => {
        if (item !== null) openFound(item, index);
      }}
      sx={{
        position: 'absolute',
        top,
        left: 0,
        right: 0,
        height: ROW,
        px: 4,
        ...COLUMNS,
        alignItems: 'center',
        borderBottom: 1,
        borderColor: 'divider',
        bgcolor: chosen ? 'action.selected' : undefined,
        boxShadow: current ? (theme) => `inset 2px 0 0 ${theme.palette.primary.main}` : undefined,
        '&:hover': { bgcolor: chosen ? 'action.selected' : 'action.hover' },
        '[role=grid]:focus-visible &[data-current=true]': {
          outline: '2px solid',
          outlineColor: 'primary.main',
          outlineOffset: -2,
        },
      }}
    >
      {item === null ? (
        <Box role="gridcell" sx={{ gridColumn: '5', height: 10, bgcolor: 'action.hover', borderRadius: 1 }} />
      ) : (
        <>
          <Box role="gridcell">
            <Checkbox
              checked={chosen}
              tabIndex={-1}
              onClick={(event) => event.stopPropagation()}
              onDoubleClick={(event) => event.stopPropagation()}
              onChange={() => onToggle(item.id)}
              slotProps={{ input: { 'aria-label': t('choose', { item: item.text }) } }}
              sx={{ p: 0 }}
            />
          </Box>
          <Thumbnail url={item.thumbnailUrl} />
          <Box role="gridcell" sx={{ display: 'flex' }}>
            <StateDot state={item.state} />
          </Box>
          <Box role="gridcell" sx={{ color: 'text.secondary', fontWeight: 600, fontSize: 12 }}>
            {item.task}
          </Box>
          <Box role="gridcell" title={item.text} sx={{ minWidth: 0, lineHeight: 1.35 }}>
            <Box sx={cell}>
              {item.label === null
                ? item.text
                : `${item.label.name}${item.text === item.label.name ? '' : ` · ${item.text}`}`}
            </Box>
            <Box sx={{ ...cell, fontSize: 12, color: 'text.disabled' }}>
              {item.split === null ? item.videoTitle : `${item.videoTitle} · ${t(`splits.${item.split}`)}`}
            </Box>
          </Box>
          <Strip item={item} />
          <Box role="gridcell" sx={{ fontSize: 12, color: 'text.secondary', textAlign: 'right' }}>
            {item.shortest === null
              ? ''
              : t('seconds', {
                  seconds: format.number(item.shortest, {
                    minimumFractionDigits: 2,
                    maximumFractionDigits: 2,
                  }),
                })}
          </Box>
          <Box role="gridcell" sx={{ ...cell, fontSize: 12, color: 'text.secondary' }}>
            {item.annotators.join(', ')}
          </Box>
          <Box role="gridcell" sx={{ ...cell, fontSize: 12, color: 'primary.main' }}>
            {item.pending === 0
              ? ''
              : `${item.pending}${item.confidence === null ? '' : ` · ${percent(item.confidence)}`}`}
          </Box>
          <Box
            role="gridcell"
            title={
              item.comments === 0
                ? undefined
                : t('commentCount', { count: item.comments, open: item.openComments })
            }
            sx={{
              fontSize: 12,
              color: item.openComments > 0 ? 'text.primary' : 'text.disabled',
              display: 'flex',
              alignItems: 'center',
              gap: 0.5,
              '& svg': { fontSize: 14 },
            }}
          >
            {item.comments > 0 && <CommentMark aria-hidden="true" />}
            {item.openComments > 0 && item.openComments}
          </Box>
          <Box role="gridcell" sx={{ fontSize: 12, color: 'text.secondary', textAlign: 'right' }}>
            {format.dateTime(new Date(item.changedAt), { dateStyle: 'short' })}
          </Box>
        </>
      )}
    </Box>
  );
}

function Thumbnail({ url }: { readonly url: string | null }): JSX.Element {
  return (
    <Box
      role="gridcell"
      sx={{ width: 60, height: 34, bgcolor: 'background.default', borderRadius: 0.5, overflow: 'hidden' }}
    >
      {url !== null && <Picture url={url} />}
    </Box>
  );
}

function Picture({ url }: { readonly url: string }): JSX.Element | null {
  const ready = useThumbnail(url);
  return ready === null ? null : (
    <img src={ready} alt="" width={60} height={34} style={{ objectFit: 'cover', display: 'block' }} />
  );
}

/** The item's intervals in its video, drawn: people's solid, a policy's hatched. */
function Strip({ item }: { readonly item: FoundItem }): JSX.Element {
  const t = useWords('review');
  const colours = useColours();
  const known = useLabelColours();
  const index = item.label === null ? undefined : known.get(item.label.id);
  const colour = index === undefined ? colours.textSoft : labelColour(colours, index);
  return (
    <Box
      role="gridcell"
      aria-label={t('intervals', { count: item.intervals })}
      sx={{ position: 'relative', height: 10, bgcolor: 'divider', borderRadius: 0.5 }}
    >
      {item.drawn.map((each) => (
        <span
          key={each.id}
          style={{
            position: 'absolute',
            top: 0,
            bottom: 0,
            borderRadius: 2,
            left: `${each.from * 100}%`,
            width: `max(2px, ${(each.to - each.from) * 100}%)`,
            background: each.fromPolicy
              ? `repeating-linear-gradient(135deg, ${colour} 0 2px, transparent 2px 4px)`
              : colour,
          }}
        />
      ))}
    </Box>
  );
}
