import Advance from '@mui/icons-material/RedoOutlined';
import PlayArrival from '@mui/icons-material/PlayCircleOutlined';
import Box from '@mui/material/Box';
import ButtonBase from '@mui/material/ButtonBase';
import Tooltip from '@mui/material/Tooltip';
import { useQuery } from '@tanstack/react-query';
import type { JSX } from 'react';
import type { ItemRow, VideoDetail } from '../../src/service/contract/index.ts';
import type { FrameTable } from '../../src/time/frame-table.ts';
import { ActionIcon, keepFocus, shownKey, titleOf } from '../app/action-button.tsx';
import { actionById } from '../app/actions.ts';
import { useItem } from '../app/data.ts';
import { useView } from '../app/view-store.ts';
import { trpc } from '../client.ts';
import { letter } from '../tasks/answer-editor.tsx';
import { itemText } from '../tasks/plan.ts';
import { useFormats, useWords } from '../words/words.ts';
import { acceptable, acceptableAnswer } from './accept-plan.ts';
import { othersHere } from './another.ts';
import { confidenceText } from './confidence.ts';
import { RestThreshold } from './rest-threshold-field.tsx';
import { advised } from './rest-threshold.ts';
import { isTrimmed } from './trim-draft.ts';
import { left, stopKey, type Stop } from './walk.ts';

/** From here on only the keys are shown, with their words on hover. */
const NARROW = '@container (max-width: 760px)';
/** From here on only the keys that decide; what else is set here is set with more room. */
const TINY = '@container (max-width: 480px)';
/** And from here on the words of the less frequent ones. */
const MEDIUM = '@container (max-width: 1000px)';

/**
 * Below the picture while a video has suggestions: which one it is, and the keys that decide on it. It stays when everything is
 * decided, so that nothing jumps.
 */
export function WalkBar({
  detail,
  table,
}: {
  readonly detail: VideoDetail;
  readonly table: FrameTable;
}): JSX.Element | null {
  const t = useWords('suggestions');
  const item = useItem(detail);
  const suggestionId = useView((view) => view.suggestionId);
  const advance = useView((view) => view.advance);
  const playArrival = useView((view) => view.playArrival);
  if (detail.suggestions.length === 0 && detail.responses.every((each) => each.answerStatus === null))
    return null;
  const stops = item === null ? [] : left(item, detail);
  const at = stops.findIndex((stop) =>
    suggestionId === null ? stop.kind === 'answer' : stopKey(stop) === `s${suggestionId}`,
  );
  const stop = stops[at];
  const chosen = stop?.kind === 'interval' ? stop.suggestion : null;
  const others = item === null ? 0 : (othersHere(item, detail, chosen)?.count ?? 0);
  return (
    <Box
      role="toolbar"
      aria-label={t('walk.title')}
      data-testid="walk-bar"
      sx={{
        containerType: 'inline-size',
        flexShrink: 0,
        height: 32,
        display: 'flex',
        alignItems: 'center',
        px: 2,
        bgcolor: 'background.paper',
        borderTop: 1,
        borderColor: 'divider',
        overflow: 'hidden',
        whiteSpace: 'nowrap',
      }}
    >
      <Where item={item} stop={stop} at={at} count={stops.length} table={table} />
      <Box sx={{ display: 'flex', alignItems: 'center', gap: 0.5, flexShrink: 0 }}>
        {stop?.kind === 'answer' ? (
          <>
            <Key id="accept" words={t('walk.takeOver')} />
            <Key id="reject" words={t('walk.reject')} />
          </>
        ) : (
          <>
            <Key id="accept" words={t('walk.accept')} off={stops.length === 0} />
            <Key id="accept-start" words={t('walk.start')} off={stops.length === 0} faint />
            <Key id="accept-end" words={t('walk.end')} off={stops.length === 0} faint />
            <Key id="trim" words={t('walk.trim')} off={stops.length === 0} />
            <Key id="reject" words={t('walk.reject')} off={stops.length === 0} />
          </>
        )}
        <Key id="next-suggestion" words={t('walk.next')} />
        <Key id="another-suggestion" words={t('walk.another', { count: others })} off={others === 0} faint />
        {item !== null && <Rest item={item} detail={detail} />}
        <Key id="reject-rest" words={t('walk.rejectRest')} off={stops.length === 0} faint />
        <Box sx={{ display: 'flex', [TINY]: { display: 'none' } }}>
          <ActionIcon id="play-arrival" active={playArrival}>
            <PlayArrival />
          </ActionIcon>
          <ActionIcon id="auto-advance" active={advance}>
            <Advance />
          </ActionIcon>
        </Box>
      </Box>
    </Box>
  );
}

/** Which suggestion of which item the keys are about. */
function Where({
  item,
  stop,
  at,
  count,
  table,
}: {
  readonly item: ItemRow | null;
  readonly stop: Stop | undefined;
  readonly at: number;
  readonly count: number;
  readonly table: FrameTable;
}): JSX.Element {
  const t = useWords('suggestions');
  return (
    <Box
      role="status"
      sx={{
        flex: 1,
        minWidth: 0,
        mr: 2,
        fontSize: 12,
        // Where one line is too short for it, two fit into the bar.
        lineHeight: '14px',
        maxHeight: 28,
        overflow: 'hidden',
        whiteSpace: 'normal',
        textWrap: 'balance',
        color: 'text.secondary',
      }}
      title={item === null ? undefined : itemText(item)}
    >
      {stop === undefined ? (
        t(item === null || count > 0 ? 'walk.begin' : 'walk.nothingLeft')
      ) : (
        <>
          <Box component="span" sx={{ color: 'text.primary', fontWeight: 600 }}>
            {t('walk.position', { at: at + 1, count })}
          </Box>{' '}
          {stop.kind === 'answer' ? (
            t('walk.answer', { letter: letter(stop.response.answerIndex ?? 0) })
          ) : (
            <>
              {confidenceText(stop.suggestion)} <Moved stop={stop} table={table} />
            </>
          )}
        </>
      )}
    </Box>
  );
}

/** How far the edges were moved before anything was decided. */
function Moved({
  stop,
  table,
}: {
  readonly stop: Extract<Stop, { kind: 'interval' }>;
  readonly table: FrameTable;
}): JSX.Element | null {
  const t = useWords('suggestions');
  const format = useFormats();
  const trim = useView((view) => view.trim);
  const { suggestion } = stop;
  if (trim === null || !isTrimmed(suggestion, trim)) return null;
  const by = (side: 'start' | 'end'): string =>
    format.number(((trim[side] - (suggestion[side] ?? 0)) * table.timebase.num) / table.timebase.den, {
      signDisplay: 'exceptZero',
      minimumFractionDigits: 2,
      maximumFractionDigits: 2,
    });
  return (
    <Box component="span" data-testid="moved" sx={{ color: 'primary.main' }}>
      {t('walk.moved', { start: by('start'), end: by('end') })}
    </Box>
  );
}

/** "Accept the rest", with how many that would be and from which confidence on. */
function Rest({ item, detail }: { readonly item: ItemRow; readonly detail: VideoDetail }): JSX.Element {
  const t = useWords('suggestions');
  const own = useView((view) => view.restThreshold);
  const policies = useQuery(trpc.policies.list.queryOptions()).data ?? [];
  const threshold = own ?? advised(item, detail, policies);
  const suggestions = detail.suggestions.filter((each) => each.itemId === item.id);
  const responses = detail.responses.filter((each) => each.itemId === item.id);
  const count =
    acceptable([{ item, suggestions }], threshold) +
    acceptableAnswer(item, responses, suggestions, threshold);
  return (
    <>
      <Key id="accept-rest" words={t('walk.rest', { count })} always />
      <Box sx={{ display: 'flex', [TINY]: { display: 'none' } }}>
        <RestThreshold threshold={threshold} calibrated={suggestions.some((each) => each.calibrated)} />
      </Box>
    </>
  );
}

/** A key with a word: pressed with the mouse it does the same. */
function Key({
  id,
  words,
  off,
  faint,
  always,
}: {
  readonly id: string;
  readonly words: string;
  /** The word stays where there is little room. */
  readonly always?: boolean;
  readonly off?: boolean;
  readonly faint?: boolean;
}): JSX.Element {
  const action = actionById(id);
  return (
    <Tooltip title={titleOf(id)}>
      <ButtonBase
        aria-label={action.title()}
        aria-disabled={off === true}
        onMouseDown={keepFocus}
        onClick={() => void action.run()}
        sx={{
          px: 1,
          [TINY]: { px: 0 },
          height: 24,
          borderRadius: 0.5,
          fontSize: 12,
          color: 'text.secondary',
          opacity: off === true ? 0.5 : 1,
          '&:hover': { bgcolor: 'action.hover' },
        }}
      >
        <Box
          component="kbd"
          sx={{
            font: 'inherit',
            fontWeight: 600,
            color: 'text.primary',
            border: 1,
            borderColor: 'divider',
            borderRadius: 0.5,
            px: 1,
            lineHeight: '18px',
            minWidth: 18,
          }}
        >
          {shownKey(action.id)}
        </Box>
        <Box
          component="span"
          sx={{
            ml: 1,
            [always === true ? TINY : faint === true ? MEDIUM : NARROW]: { display: 'none' },
          }}
        >
          {words}
        </Box>
      </ButtonBase>
    </Tooltip>
  );
}
