import Delete from '@mui/icons-material/Close';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import IconButton from '@mui/material/IconButton';
import Tooltip from '@mui/material/Tooltip';
import { replaceEqualDeep } from '@tanstack/react-query';
import { memo, type JSX } from 'react';
import type { IntervalRow, ItemRow, LabelRow, VideoDetail } from '../../src/service/contract/index.ts';
import type { FrameTable } from '../../src/time/frame-table.ts';
import { keepFocus } from '../app/action-button.tsx';
import { addInterval, run, showTick } from '../app/edits.ts';
import { clock, perform } from '../app/studio.ts';
import { setView, useView } from '../app/view-store.ts';
import { edgeTick, frameCount } from '../../src/time/frame-table.ts';
import { EdgeOrigin, Origins } from '../suggestions/provenance.tsx';
import { useLabels } from '../app/data.ts';
import { useItemLock, useLock } from '../timeline/lanes-now.ts';
import { AttributeFields } from './attribute-fields.tsx';
import { Field } from './field.tsx';
import { planEdge } from './plan.ts';
import { TimeField } from './time-field.tsx';
import { useShownIntervals } from './item-intervals.ts';
import { MOST_ROWS } from './list-window.ts';
import { useFormats, useWords, words } from '../words/words.ts';

interface Props {
  readonly item: ItemRow;
  readonly detail: VideoDetail;
  readonly table: FrameTable;
}

/** The intervals of an item as numbers, each with a picture of where it lies; the same ones as on the timeline. */
export function IntervalList({ item, detail, table }: Props): JSX.Element {
  const t = useWords('items');
  const name = t(`titles.${item.task}`);
  const free = item.task !== 'TG';
  const label = useLabels().find(({ id }) => id === item.labelId);
  const { rows, window, total, show } = useShownIntervals(item, detail.id, table);
  const number = useFormats().number;
  const locked = useReason(useItemLock(item));
  return (
    <Field
      title={free && total > 0 ? `${name} (${number(total)})` : name}
      end={free && total > 0 && item.task !== 'GVQA' ? <NoneButton item={item} locked={locked} /> : undefined}
    >
      {total === 0 && <Empty item={item} table={table} locked={locked} />}
      {window.from > 0 && (
        <More onClick={() => show(window.from - MOST_ROWS)}>{t('earlier', { count: window.from })}</More>
      )}
      <Box role="list" aria-label={name}>
        {rows.map((interval, i) => (
          <Box key={interval.id} role="presentation">
            <IntervalLine
              interval={interval}
              firstTick={detail.firstTick}
              endTick={detail.endTick}
              table={table}
              removable={free}
              {...(rows.length < total && { place: window.from + i + 1, of: total })}
            />
            <LockedAttributes interval={interval} label={label} />
          </Box>
        ))}
      </Box>
      {window.to < total && (
        <More onClick={() => show(window.to)}>{t('later', { count: total - window.to })}</More>
      )}
    </Field>
  );
}

/** Why something can't be changed, in words; null where it can. */
function useReason(lane: string | null): string | null {
  const t = useWords('timeline');
  return lane === null ? null : t('laneLocked', { lane });
}

function LockedAttributes({
  interval,
  label,
}: {
  readonly interval: IntervalRow;
  readonly label: LabelRow | undefined;
}): JSX.Element {
  const locked = useReason(useLock(interval.id));
  return <AttributeFields interval={interval} label={label} locked={locked} />;
}

/** Shows another part of a long list. */
function More({
  onClick,
  children,
}: {
  readonly onClick: () => void;
  readonly children: string;
}): JSX.Element {
  return (
    <Button
      onMouseDown={keepFocus}
      onClick={onClick}
      sx={{ color: 'text.secondary', minHeight: 24, py: 0, my: 0.5, fontSize: 12 }}
    >
      {children}
    </Button>
  );
}

function Empty({
  item,
  table,
  locked,
}: {
  readonly item: ItemRow;
  readonly table: FrameTable;
  readonly locked: string | null;
}): JSX.Element {
  const here = (): void => {
    const first = Math.max(0, clock.now.frame);
    const last = Math.min(frameCount(table), first + Math.max(1, Math.round(frameCount(table) / 40)));
    void addInterval(item, { start: edgeTick(table, first), end: edgeTick(table, last) });
  };
  return (
    <Box sx={{ color: 'text.secondary', fontSize: 12, display: 'flex', alignItems: 'center', gap: 2 }}>
      <Box sx={{ flex: 1 }}>
        {item.state === 'curated' && item.task !== 'TG'
          ? words('items')('lookedNone')
          : words('items')('noneYet')}
      </Box>
      <Tooltip describeChild title={locked ?? ''}>
        <span>
          <Button
            disabled={locked !== null}
            onMouseDown={keepFocus}
            onClick={here}
            variant="outlined"
            sx={{ flexShrink: 0 }}
          >
            {words('items')('atPlayhead')}
          </Button>
        </span>
      </Tooltip>
    </Box>
  );
}

function NoneButton({
  item,
  locked,
}: {
  readonly item: ItemRow;
  readonly locked: string | null;
}): JSX.Element {
  return (
    <Tooltip describeChild title={locked ?? words('items')('noneTip')}>
      <span>
        <Button
          disabled={locked !== null}
          onMouseDown={keepFocus}
          onClick={() => void perform([{ name: 'setNone', params: { item: item.id } }])}
          sx={{ color: 'text.secondary', minHeight: 20, py: 0, fontSize: 12, lineHeight: '20px' }}
        >
          {words('items')('noneThere')}
        </Button>
      </span>
    </Tooltip>
  );
}

/** One interval: edges to read and type, its length, and who set it. Drawn anew only when something of it changed: there are many. */
export const IntervalLine = memo(Line, (a, b) => replaceEqualDeep(a, b) === a);

function Line({
  interval,
  firstTick,
  endTick,
  table,
  removable,
  place,
  of,
}: {
  readonly interval: IntervalRow;
  /** Of the video. */
  readonly firstTick: number;
  readonly endTick: number;
  readonly table: FrameTable;
  readonly removable: boolean;
  /** Its place in a list of which only a part is shown, from 1, and how many the list has. */
  readonly place?: number;
  readonly of?: number;
}): JSX.Element {
  // The words of a line that does not change for other reasons.
  useWords('items');
  const selected = useView((view) => view.intervalId === interval.id);
  const select = (): void => setView({ intervalId: interval.id, suggestionId: null });
  const frames = interval.endFrame - interval.startFrame;
  const locked = useReason(useLock(interval.id));
  return (
    <Box
      role="listitem"
      aria-posinset={place}
      aria-setsize={of}
      data-interval={interval.id}
      onClick={select}
      sx={{
        px: 1,
        mx: -1,
        py: 0.5,
        borderRadius: 0.5,
        bgcolor: selected ? 'action.selected' : 'transparent',
        boxShadow: selected ? (theme) => `inset 0 0 0 1px ${theme.palette.primary.main}` : 'none',
        '&:hover': { bgcolor: selected ? 'action.selected' : 'action.hover' },
      }}
    >
      <Box sx={{ display: 'flex', alignItems: 'center', gap: 0.5 }}>
        <EdgeOrigin side="start" edge={interval.provenance.start} table={table} />
        <TimeField
          label={words('items')('start')}
          tick={interval.start}
          table={table}
          warn={interval.offGrid.start}
          locked={locked}
          onChange={(tick) => void run(planEdge(interval.id, 'start', tick, table))}
        />
        <Box component="span" sx={{ color: 'text.disabled', mr: 1.5 }}>
          {words('items')('to')}
        </Box>
        <EdgeOrigin side="end" edge={interval.provenance.end} table={table} />
        <TimeField
          label={words('items')('end')}
          tick={interval.end}
          table={table}
          warn={interval.offGrid.end}
          locked={locked}
          onChange={(tick) => void run(planEdge(interval.id, 'end', tick, table))}
        />
        <Box
          sx={{ flex: 1, textAlign: 'right', color: 'text.secondary', fontSize: 12, whiteSpace: 'nowrap' }}
        >
          {words('items')('frames', { count: frames })}
        </Box>
        <Tooltip describeChild title={words('items')('showTip')}>
          <Button
            onMouseDown={keepFocus}
            onClick={() => showTick(interval.start)}
            sx={{ color: 'text.secondary', minHeight: 20, py: 0, px: 1, fontSize: 12, lineHeight: '20px' }}
          >
            {words('items')('show')}
          </Button>
        </Tooltip>
        {removable && (
          <Tooltip title={locked ?? words('items')('deleteInterval')}>
            <span>
              <IconButton
                aria-label={words('items')('deleteInterval')}
                disabled={locked !== null}
                onMouseDown={keepFocus}
                onClick={(event) => {
                  event.stopPropagation();
                  void perform([{ name: 'deleteInterval', params: { interval: interval.id } }]);
                }}
              >
                <Delete sx={{ fontSize: 14 }} />
              </IconButton>
            </span>
          </Tooltip>
        )}
      </Box>
      <Place start={interval.start} end={interval.end} detail={{ firstTick, endTick }} />
      {selected && <Origins interval={interval} table={table} />}
    </Box>
  );
}

/** Where in the video something lies, drawn. */
export function Place({
  start,
  end,
  detail,
  suggested,
}: {
  readonly start: number;
  readonly end: number;
  readonly detail: Pick<VideoDetail, 'firstTick' | 'endTick'>;
  readonly suggested?: boolean;
}): JSX.Element {
  const length = detail.endTick - detail.firstTick;
  return (
    <Box
      sx={{ position: 'relative', height: 4, bgcolor: 'divider', borderRadius: 1, mt: 0.5 }}
      aria-hidden="true"
    >
      <Box
        sx={{
          position: 'absolute',
          top: 0,
          bottom: 0,
          left: `${((start - detail.firstTick) / length) * 100}%`,
          width: `max(2px, ${((end - start) / length) * 100}%)`,
          borderRadius: 1,
          ...(suggested === true
            ? {
                backgroundImage: (theme) =>
                  `repeating-linear-gradient(-45deg, ${theme.palette.text.secondary} 0 2px, transparent 2px 4px)`,
              }
            : { bgcolor: 'text.secondary' }),
        }}
      />
    </Box>
  );
}
