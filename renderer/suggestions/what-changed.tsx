import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState, type JSX } from 'react';
import type { ItemRow, VideoDetail } from '../../src/service/contract/index.ts';
import type { FrameTable } from '../../src/time/frame-table.ts';
import { keepFocus } from '../app/action-button.tsx';
import { showTick } from '../app/edits.ts';
import { selectItem } from '../app/view-store.ts';
import { trpc } from '../client.ts';
import { timecode } from '../player/timecode.ts';
import { itemText } from '../tasks/plan.ts';
import { useFormats, useWords } from '../words/words.ts';
import { confidenceText } from './confidence.ts';
import { itemChanges, tally, type Change, type ItemChange } from './changes.ts';

/** In the order in which they are said; what did not happen is not said. */
const COUNTED = ['new', 'gone', 'moved', 'same', 'surer', 'lessSure'] as const;

/** Items whose changes are listed at once; the summary counts all. */
const LISTED = 30;

interface Props {
  readonly detail: VideoDetail;
  readonly table: FrameTable;
  readonly item: ItemRow | null;
}

/** What the policy that answers now says otherwise than the one before, of the selected item or the video: counted, and drawn on demand. */
export function WhatChanged({ detail, table, item }: Props): JSX.Element | null {
  const t = useWords('suggestions');
  const [open, setOpen] = useState(false);
  const { data: earlier } = useQuery(trpc.suggestions.earlier.queryOptions({ videoId: detail.id }));
  const changed = useMemo(
    () => itemChanges(item === null ? detail.items : [item], detail.suggestions, earlier ?? []),
    [detail, item, earlier],
  );
  const [first] = changed;
  if (first === undefined) return null;
  const all = tally(changed.flatMap(({ changes }) => changes));
  return (
    <Box component="section" aria-label={t('changes.title')} sx={{ px: 3, pb: 2, fontSize: 12 }}>
      <Button
        onMouseDown={keepFocus}
        onClick={() => setOpen(!open)}
        aria-expanded={open}
        title={t('changes.against', { before: first.before.policyId, now: first.policyId })}
        sx={{ color: 'text.secondary', fontSize: 12, px: 1, mx: -1, textAlign: 'left' }}
      >
        {t('changes.summary', {
          counts: COUNTED.filter((kind) => all[kind] > 0)
            .map((kind) => t(`changes.counted.${kind}`, { count: all[kind] }))
            .join(' · '),
        })}
      </Button>
      {open &&
        changed
          .slice(0, LISTED)
          .map((each) => (
            <OneItem key={each.item.id} change={each} detail={detail} table={table} named={item === null} />
          ))}
    </Box>
  );
}

/** Old above, new below; lines join what was matched. */
function OneItem({
  change: { item, changes, before },
  detail,
  table,
  named,
}: {
  readonly change: ItemChange;
  readonly detail: VideoDetail;
  readonly table: FrameTable;
  readonly named: boolean;
}): JSX.Element {
  const t = useWords('suggestions');
  return (
    <Box data-changes={item.id} sx={{ mt: 1 }}>
      {named && (
        <Box
          component="button"
          type="button"
          onMouseDown={keepFocus}
          onClick={() => selectItem(item.id)}
          sx={{
            all: 'unset',
            display: 'block',
            width: 1,
            cursor: 'default',
            overflow: 'hidden',
            textOverflow: 'ellipsis',
            whiteSpace: 'nowrap',
            '&:focus-visible': { outline: 1 },
          }}
        >{`${item.task} · ${itemText(item)}`}</Box>
      )}
      <Drawn changes={changes} detail={detail} label={t('changes.drawn', tally(changes))} />
      <Box role="list" aria-label={t('changes.title')} sx={{ listStyle: 'none' }}>
        {changes.map((change) => (
          <Line key={keyOf(change)} change={change} table={table} calibrated={before.calibrated} />
        ))}
      </Box>
    </Box>
  );
}

function keyOf(change: Change): string {
  const said = change.kind === 'gone' ? change.before : change.now;
  return `${change.kind} ${said.slot} ${said.start} ${said.end} ${said.score}`;
}

const HEIGHT = 28;
const BAR = 8;

function Drawn({
  changes,
  detail: { firstTick, endTick },
  label,
}: {
  readonly changes: readonly Change[];
  readonly detail: VideoDetail;
  readonly label: string;
}): JSX.Element {
  const x = (tick: number): number => (1000 * (tick - firstTick)) / (endTick - firstTick);
  const rect = (
    said: { start: number | null; end: number | null },
    y: number,
    fresh: boolean,
  ): JSX.Element | null =>
    said.start === null || said.end === null ? null : (
      <Box
        component="rect"
        key={`${fresh} ${said.start} ${said.end}`}
        x={x(said.start)}
        y={y}
        width={Math.max(3, x(said.end) - x(said.start))}
        height={BAR}
        sx={
          fresh
            ? { fill: (theme) => theme.palette.primary.main }
            : { fill: 'none', stroke: 'currentColor', vectorEffect: 'non-scaling-stroke' }
        }
      />
    );
  return (
    <Box
      component="svg"
      role="img"
      aria-label={label}
      viewBox={`0 0 1000 ${HEIGHT}`}
      preserveAspectRatio="none"
      sx={{
        display: 'block',
        width: 1,
        height: HEIGHT,
        my: 0.5,
        color: 'text.secondary',
        bgcolor: 'action.hover',
      }}
    >
      {changes.flatMap((change) => {
        const before = change.kind === 'new' ? null : rect(change.before, 2, false);
        const now = change.kind === 'gone' ? null : rect(change.now, HEIGHT - BAR - 2, true);
        const joined =
          (change.kind === 'moved' || change.kind === 'same') &&
          change.before.start !== null &&
          change.now.start !== null ? (
            <Box
              component="line"
              key={`line ${keyOf(change)}`}
              x1={x(change.before.start)}
              y1={2 + BAR}
              x2={x(change.now.start)}
              y2={HEIGHT - BAR - 2}
              sx={{ stroke: 'currentColor', opacity: 0.6, vectorEffect: 'non-scaling-stroke' }}
            />
          ) : null;
        return [before, joined, now];
      })}
    </Box>
  );
}

/** One change in words: what, where, how far the edges moved, how the confidence changed. */
function Line({
  change,
  table,
  calibrated,
}: {
  readonly change: Change;
  readonly table: FrameTable;
  readonly calibrated: boolean;
}): JSX.Element {
  const t = useWords('suggestions');
  const format = useFormats();
  const seconds = (ticks: number): number => (ticks * table.timebase.num) / table.timebase.den;
  const moved = (ticks: number): string =>
    format.number(seconds(ticks), {
      signDisplay: 'exceptZero',
      minimumFractionDigits: 2,
      maximumFractionDigits: 2,
    });
  const score = (value: number): string => confidenceText({ score: value, calibrated });
  const said = change.kind === 'gone' ? change.before : change.now;
  const { start, end } = said;
  return (
    <Box
      role="listitem"
      data-change={change.kind}
      onClick={() => {
        if (start !== null) showTick(start);
      }}
      sx={{
        display: 'flex',
        flexWrap: 'wrap',
        columnGap: 2,
        '& > *': { whiteSpace: 'nowrap' },
        color: change.kind === 'same' ? 'text.disabled' : 'text.secondary',
      }}
    >
      <Box
        component="span"
        sx={{ minWidth: 52, color: change.kind === 'same' ? 'text.disabled' : 'text.primary' }}
      >
        {t(`changes.${change.kind}`)}
      </Box>
      <span>
        {start === null || end === null
          ? t('changes.none')
          : `${timecode(seconds(start), 2)} – ${timecode(seconds(end), 2)}`}
      </span>
      {change.kind === 'moved' && (
        <span>{t('walk.moved', { start: moved(change.start), end: moved(change.end) })}</span>
      )}
      <Box component="span" sx={{ ml: 'auto' }}>
        {change.kind === 'new' || change.kind === 'gone'
          ? score(said.score)
          : `${score(change.before.score)} → ${score(change.now.score)}`}
      </Box>
    </Box>
  );
}
