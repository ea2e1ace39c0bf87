import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Chip from '@mui/material/Chip';
import InputBase from '@mui/material/InputBase';
import MenuItem from '@mui/material/MenuItem';
import Select from '@mui/material/Select';
import ToggleButton from '@mui/material/ToggleButton';
import ToggleButtonGroup from '@mui/material/ToggleButtonGroup';
import { useQuery } from '@tanstack/react-query';
import { useId, useState, type JSX } from 'react';
import type { VideoDetail } from '../../src/service/contract/index.ts';
import { keepFocus } from '../app/action-button.tsx';
import { markedSpan } from '../app/edits.ts';
import { keyOrTitle } from '../app/shown-key.ts';
import { perform } from '../app/studio.ts';
import { useView } from '../app/view-store.ts';
import { trpc } from '../client.ts';
import { isLaneLocked } from '../timeline/lanes-now.ts';
import { useWords } from '../words/words.ts';
import {
  acceptable,
  advice,
  apart,
  onlyPolicy,
  onlyTask,
  percent,
  taken,
  type Offer,
  type Stretch,
} from './accept-plan.ts';
import { AcceptPreview } from './accept-preview.tsx';
import { visibleSpan } from './ask.ts';

/** Shares of right suggestions that the service knows thresholds for. */
const PRECISIONS = [0.8, 0.9, 0.95] as const;
const WHERE = ['video', 'marks', 'visible'] as const;
type Where = (typeof WHERE)[number];

/**
 * Takes every suggestion above a confidence into the truth at once, as one undo step: of the whole video or a stretch, of all
 * items or of chosen labels and tasks. Where the policy is calibrated the confidence to begin with follows from held-out
 * videos, with the reason; where it is not, a person has to choose a score.
 */
export function AcceptAll({
  offers: all,
  detail,
}: {
  readonly offers: readonly Offer[];
  /** The video that they are of; absent: of several, which have no stretch in common. */
  readonly detail?: VideoDetail;
}): JSX.Element | null {
  const t = useWords('suggestions');
  const policies = useQuery(trpc.policies.list.queryOptions()).data ?? [];
  const [precision, setPrecision] = useState<number>(0.9);
  const [typed, setTyped] = useState<string | null>(null);
  const [where, setWhere] = useState<Where>('video');
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const grouping = useView((view) => view.grouping);
  const treated = useView((view) => view.lanes);
  const why = useId();
  // The stretch follows the marks and the view.
  useView((view) => (where === 'video' ? null : `${view.markIn} ${view.markOut} ${view.timeline?.start}`));
  if (!all.some(({ suggestions }) => suggestions.some(({ status }) => status === 'pending'))) return null;
  const lanes = [...new Set(all.map(({ item }) => item.laneId))];
  const { open: offers, locked } = apart(
    all.filter(({ item }) => !left.has(item.laneId)),
    (item) => isLaneLocked(item, { grouping, lanes: treated }),
  );
  const range: Stretch | null = where === 'video' ? null : where === 'marks' ? markedSpan() : visibleSpan();
  const nowhere = where !== 'video' && range === null;
  // Where every item is left out, what is said of the policy stays.
  const policy = onlyPolicy(offers.length === 0 ? all : offers);
  const confidence = policy === null ? undefined : policies.find(({ id }) => id === policy)?.confidence;
  const calibrated = (confidence?.error ?? null) !== null;
  const found = advice(policy === null ? undefined : (confidence ?? null), precision, onlyTask(offers));
  const begin = found.threshold === null ? '' : String(Math.round(found.threshold * 100));
  const text = typed ?? begin;
  const threshold = thresholdOf(text, calibrated);
  const count = threshold === null || nowhere ? 0 : acceptable(offers, threshold, range);
  const wrong = text !== '' && threshold === null;
  const name = (laneId: string): string => {
    const prompt = all.find(({ item }) => item.laneId === laneId)?.item.prompt;
    return prompt === undefined ? laneId : prompt.task === 'TAL' ? prompt.label : prompt.task;
  };
  return (
    <Box component="section" aria-label={t('acceptAll.title')} sx={{ px: 3, pb: 2 }}>
      <Box sx={{ display: 'flex', alignItems: 'center', gap: 2, flexWrap: 'wrap' }}>
        <Box component="label" sx={{ display: 'flex', alignItems: 'center', gap: 2 }}>
          {t(calibrated ? 'acceptAll.atLeast' : 'acceptAll.scoreAtLeast')}
          <InputBase
            value={text}
            onChange={(event) => setTyped(event.target.value)}
            error={wrong}
            inputProps={{
              inputMode: 'decimal',
              'aria-label': t(calibrated ? 'acceptAll.leastConfidence' : 'acceptAll.leastScore'),
              'aria-describedby': why,
              'aria-invalid': wrong,
            }}
            sx={{
              width: 48,
              px: 1,
              border: 1,
              borderColor: wrong ? 'error.main' : 'divider',
              borderRadius: 1,
              fontSize: 13,
            }}
          />
          {calibrated ? '%' : ''}
        </Box>
        {calibrated && (
          <Box
            component="label"
            sx={{ display: 'flex', alignItems: 'center', gap: 2, color: 'text.secondary' }}
          >
            {t('acceptAll.right')}
            <Select
              variant="standard"
              value={precision}
              onChange={(event) => {
                setPrecision(event.target.value);
                setTyped(null);
              }}
              inputProps={{ 'aria-label': t('acceptAll.wish') }}
              sx={{ fontSize: 13 }}
            >
              {PRECISIONS.map((each) => (
                <MenuItem key={each} value={each}>
                  {percent(each)}
                </MenuItem>
              ))}
            </Select>
          </Box>
        )}
        <Box sx={{ flex: 1 }} />
        <Button
          variant="outlined"
          disabled={count === 0}
          onMouseDown={keepFocus}
          onClick={() =>
            void perform([{ name: 'acceptAllAbove', params: paramsOf(offers, threshold ?? 1, range) }])
          }
        >
          {t('acceptAll.accept', { count })}
        </Button>
      </Box>
      <Box sx={{ display: 'flex', alignItems: 'center', gap: 1, mt: 1, flexWrap: 'wrap' }}>
        {detail !== undefined && (
          <ToggleButtonGroup
            exclusive
            size="small"
            value={where}
            aria-label={t('acceptAll.where')}
            onChange={(_event, next: unknown) => {
              const chosen = WHERE.find((each) => each === next);
              if (chosen !== undefined) setWhere(chosen);
            }}
          >
            {WHERE.map((each) => (
              <ToggleButton
                key={each}
                value={each}
                onMouseDown={keepFocus}
                sx={{ py: 0, px: 2, fontSize: 12, textTransform: 'none', lineHeight: '22px' }}
              >
                {t(`acceptAll.${each}`)}
              </ToggleButton>
            ))}
          </ToggleButtonGroup>
        )}
        {lanes.length > 1 &&
          lanes.map((laneId) => (
            <Chip
              key={laneId}
              size="small"
              label={name(laneId)}
              variant={left.has(laneId) ? 'outlined' : 'filled'}
              aria-pressed={!left.has(laneId)}
              onMouseDown={keepFocus}
              onClick={() =>
                setLeft((old) => {
                  const next = new Set(old);
                  if (!next.delete(laneId)) next.add(laneId);
                  return next;
                })
              }
              sx={{ fontSize: 12, color: left.has(laneId) ? 'text.disabled' : 'text.primary' }}
            />
          ))}
      </Box>
      {locked > 0 && (
        <Box role="status" data-testid="accept-locked" sx={{ fontSize: 12, color: 'text.secondary', mt: 1 }}>
          {t('acceptAll.locked', { count: locked })}
        </Box>
      )}
      {detail !== undefined && (
        <AcceptPreview
          detail={detail}
          range={range}
          pending={offers.flatMap(({ suggestions }) =>
            suggestions.filter(({ status }) => status === 'pending'),
          )}
          taken={
            threshold === null || nowhere ? [] : offers.flatMap((offer) => taken(offer, threshold, range))
          }
        />
      )}
      <Box id={why} data-testid="accept-why" sx={{ fontSize: 12, color: 'text.secondary', mt: 1 }}>
        {nowhere
          ? t('acceptAll.noMarks', { start: keyOrTitle('mark-in'), end: keyOrTitle('mark-out') })
          : found.sentence}
      </Box>
    </Box>
  );
}

function paramsOf(
  offers: readonly Offer[],
  threshold: number,
  range: Stretch | null,
): Record<string, unknown> {
  return {
    items: offers.map(({ item }) => item.id),
    threshold,
    ...(range === null ? {} : { range: { start: range.start, end: range.end } }),
  };
}

/** Percent where scores are probabilities, else a score in [0, 1]; null when it is neither. */
function thresholdOf(text: string, calibrated: boolean): number | null {
  const value = Number(text.trim().replace(',', '.'));
  if (text.trim() === '' || !Number.isFinite(value)) return null;
  const share = calibrated ? value / 100 : value;
  return share >= 0 && share <= 1 ? share : null;
}
