import Accept from '@mui/icons-material/Check';
import AcceptEnd from '@mui/icons-material/KeyboardTab';
import AcceptStart from '@mui/icons-material/Start';
import Reject from '@mui/icons-material/Close';
import Box from '@mui/material/Box';
import IconButton from '@mui/material/IconButton';
import Tooltip from '@mui/material/Tooltip';
import { useEffect, useRef, type JSX, type ReactNode } from 'react';
import type { ItemRow, SuggestionRow, VideoDetail } from '../../src/service/contract/index.ts';
import { iou } from '../../src/time/interval.ts';
import type { FrameTable } from '../../src/time/frame-table.ts';
import { keepFocus, titleOf } from '../app/action-button.tsx';
import { useView } from '../app/view-store.ts';
import { timecode } from '../player/timecode.ts';
import { Place } from '../tasks/interval-list.tsx';
import { hasSpan, itemText, type SpannedSuggestion } from '../tasks/plan.ts';
import { acceptSuggestion, rejectSuggestion, selectSuggestion } from './decide.ts';
import { confidenceMeaning, confidenceText } from './confidence.ts';
import { placeTaken } from './offered.ts';
import { useFormats, useWords } from '../words/words.ts';

interface Props {
  readonly suggestion: SuggestionRow;
  readonly detail: VideoDetail;
  readonly table: FrameTable;
  readonly item: ItemRow | null;
  /** Says which item it is for: needed where no item is selected. */
  readonly named: boolean;
}

/** One suggested interval: where it lies, how sure the model is, how it agrees with the truth, and what to do with it. */
export function SuggestionLine({ suggestion, detail, table, item, named }: Props): JSX.Element {
  const t = useWords('offers');
  const format = useFormats();
  const selected = useView((view) => view.suggestionId === suggestion.id);
  const line = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (selected) line.current?.scrollIntoView({ block: 'nearest' });
  }, [selected]);
  const pending = suggestion.status === 'pending';
  const seconds = (tick: number): string => timecode((tick * table.timebase.num) / table.timebase.den, 2);
  const agreement = item === null || !hasSpan(suggestion) ? null : bestOverlap(suggestion, item);
  return (
    <Box
      ref={line}
      role="listitem"
      data-suggestion={suggestion.id}
      data-status={suggestion.status}
      onClick={() => selectSuggestion(suggestion)}
      sx={{
        px: 3,
        py: 1,
        color: pending ? 'text.primary' : 'text.disabled',
        bgcolor: selected ? 'action.selected' : 'transparent',
        boxShadow: selected ? (theme) => `inset 2px 0 ${theme.palette.primary.main}` : 'none',
        '&:hover': { bgcolor: selected ? 'action.selected' : 'action.hover' },
      }}
    >
      {named && item !== null && (
        <Box
          sx={{
            fontSize: 12,
            color: 'text.secondary',
            overflow: 'hidden',
            textOverflow: 'ellipsis',
            whiteSpace: 'nowrap',
          }}
        >
          {`${item.task} · ${itemText(item)}`}
        </Box>
      )}
      <Box sx={{ display: 'flex', alignItems: 'center', gap: 1, minHeight: 28 }}>
        <Box
          sx={{ minWidth: 0, flex: 1, whiteSpace: 'nowrap', overflow: 'hidden', textOverflow: 'ellipsis' }}
        >
          {item?.task === 'DTG' && (
            <Box component="span" sx={{ color: 'text.disabled', mr: 1 }}>
              {suggestion.slot + 1}
            </Box>
          )}
          {hasSpan(suggestion)
            ? t('span', { start: seconds(suggestion.start), end: seconds(suggestion.end) })
            : t('noneInVideo')}
          <Tooltip title={confidenceMeaning(suggestion)}>
            <Box component="span" sx={{ ml: 2, color: 'text.secondary' }}>
              {confidenceText(suggestion)}
            </Box>
          </Tooltip>
          {suggestion.asked && (
            <Tooltip title={t('askedTip')}>
              <Box component="span" sx={{ ml: 2, color: 'text.disabled', fontSize: 12 }}>
                {t('asked')}
              </Box>
            </Tooltip>
          )}
          {agreement !== null && (
            <Tooltip title={t('overlapTip')}>
              <Box component="span" sx={{ ml: 2, color: 'text.disabled', fontSize: 12 }}>
                {t('overlap', {
                  share: format.number(agreement, { minimumFractionDigits: 2, maximumFractionDigits: 2 }),
                })}
              </Box>
            </Tooltip>
          )}
        </Box>
        {pending && item !== null ? (
          <Box sx={{ display: 'flex', flexShrink: 0 }}>
            <Tool
              title={placeTaken(suggestion, item) ? t('taken') : titleOf('accept')}
              label={t('accept')}
              faint={placeTaken(suggestion, item)}
              onClick={() => void acceptSuggestion(suggestion, item, 'whole')}
            >
              <Accept />
            </Tool>
            {hasSpan(suggestion) && (
              <>
                <Tool
                  title={titleOf('accept-start')}
                  label={t('acceptStart')}
                  onClick={() => void acceptSuggestion(suggestion, item, 'start')}
                >
                  <AcceptStart />
                </Tool>
                <Tool
                  title={titleOf('accept-end')}
                  label={t('acceptEnd')}
                  onClick={() => void acceptSuggestion(suggestion, item, 'end')}
                >
                  <AcceptEnd />
                </Tool>
              </>
            )}
            <Tool
              title={titleOf('reject')}
              label={t('reject')}
              onClick={() => void rejectSuggestion(suggestion, item)}
            >
              <Reject />
            </Tool>
          </Box>
        ) : (
          <Box sx={{ fontSize: 12, color: 'text.disabled' }}>
            {suggestion.status === 'pending' ? '' : t(`status.${suggestion.status}`)}
          </Box>
        )}
      </Box>
      {hasSpan(suggestion) && (
        <Place start={suggestion.start} end={suggestion.end} detail={detail} suggested />
      )}
      {item?.intervals
        .filter((each) => item.task !== 'DTG' || each.slot === suggestion.slot)
        .slice(0, 1)
        .map(
          (each) =>
            selected &&
            hasSpan(suggestion) &&
            item.intervals.length === 1 && (
              <Place key={each.id} start={each.start} end={each.end} detail={detail} />
            ),
        )}
    </Box>
  );
}

function bestOverlap(suggestion: SpannedSuggestion, item: ItemRow): number | null {
  const same = item.intervals.filter((each) => item.task !== 'DTG' || each.slot === suggestion.slot);
  return same.length === 0 ? null : Math.max(...same.map((each) => iou(each, suggestion)));
}

function Tool({
  title,
  label,
  faint,
  onClick,
  children,
}: {
  readonly title: string;
  readonly label: string;
  readonly faint?: boolean;
  readonly onClick: () => void;
  readonly children: ReactNode;
}): JSX.Element {
  return (
    <Tooltip title={title}>
      <IconButton
        aria-label={label}
        onMouseDown={keepFocus}
        onClick={(event) => {
          event.stopPropagation();
          onClick();
        }}
        sx={{
          '& svg': { fontSize: 17 },
          opacity: faint === true ? 0.7 : 1,
          color: 'text.secondary',
          '&:hover': { color: 'text.primary' },
        }}
      >
        {children}
      </IconButton>
    </Tooltip>
  );
}
