import Plus from '@mui/icons-material/Add';
import Box from '@mui/material/Box';
import IconButton from '@mui/material/IconButton';
import Menu from '@mui/material/Menu';
import MenuItem from '@mui/material/MenuItem';
import Tooltip from '@mui/material/Tooltip';
import { useEffect, useMemo, useRef, useState, type JSX } from 'react';
import type { ItemRow, VideoDetail } from '../../src/service/contract/index.ts';
import { TASKS } from '../../src/tasks/task.ts';
import { actionById } from '../app/actions.ts';
import { keepFocus, shownKey } from '../app/action-button.tsx';
import { useColours } from '../app/colours.ts';
import { useLabelColours } from '../app/data.ts';
import { showTick } from '../app/edits.ts';
import { PanelTitle } from '../app/panels.tsx';
import { useRows } from '../app/use-rows.ts';
import { selectItem, useView } from '../app/view-store.ts';
import { NEUTRAL } from '../timeline/model.ts';
import { barColour } from '../timeline/paint.ts';
import { queued, worthSentence } from '../queue/worth.ts';
import { byItem, leading } from '../suggestions/offered.ts';
import { isWaiting } from '../suggestions/walk.ts';
import type { Finding } from '../../src/tasks/validation.ts';
import { useWords, words } from '../words/words.ts';
import { useFindings, type Findings } from './findings.ts';
import { itemText } from './plan.ts';
import { StateDot } from './state-dot.tsx';

const ROW = 26;

/** Everything that is asked of the open video. */
export function ItemList({ detail }: { readonly detail: VideoDetail | null }): JSX.Element {
  useWords('items');
  const order = useView((view) => view.videoOrder);
  const items = queued(detail?.items ?? [], order);
  const waiting = items.filter((item) => item.state === 'open' || item.state === 'draft').length;
  return (
    <Box
      component="section"
      aria-label={words('items')('ofVideo')}
      sx={{ height: 1, display: 'flex', flexDirection: 'column', bgcolor: 'background.paper' }}
    >
      <PanelTitle end={<NewItemButton disabled={detail === null} />}>
        {words('items')('items')}{' '}
        <Box component="span" sx={{ color: 'text.disabled', fontWeight: 400, ml: 1 }}>
          {items.length === 0
            ? ''
            : waiting === 0
              ? words('items')('allCurated', { count: items.length })
              : words('items')('waiting', { waiting, count: items.length })}
        </Box>
      </PanelTitle>
      {detail !== null && items.length === 0 && (
        <Box sx={{ p: 3, color: 'text.secondary' }}>
          {words('items')('nothingAsked', {
            markIn: shownKey('mark-in'),
            markOut: shownKey('mark-out'),
            create: shownKey('create'),
          })}
        </Box>
      )}
      <Rows items={items} pending={pendingByItem(detail)} findings={useFindings(detail)} />
    </Box>
  );
}

/** How many suggestions wait for a person, by item. Those for an item that is done ask nobody for work. */
function pendingByItem(detail: VideoDetail | null): ReadonlyMap<string, number> {
  const groups = byItem(detail?.suggestions ?? []);
  return new Map(
    (detail?.items ?? [])
      .filter(isWaiting)
      .map((item) => [item.id, leading(groups.get(item.id) ?? [], item.task).length]),
  );
}

function Rows({
  items,
  pending,
  findings,
}: {
  readonly items: readonly ItemRow[];
  readonly pending: ReadonlyMap<string, number>;
  readonly findings: Findings;
}): JSX.Element {
  const scroller = useRef<HTMLDivElement>(null);
  const selected = useView((view) => view.itemId);
  const colours = useColours();
  const labelColours = useLabelColours();
  const virtual = useRows(scroller, items.length, ROW);
  const at = useMemo(() => items.findIndex((item) => item.id === selected), [items, selected]);
  useEffect(() => {
    if (at >= 0) virtual.scrollToIndex(at, { align: 'auto' });
  }, [at, virtual]);
  return (
    <Box
      ref={scroller}
      role="listbox"
      aria-label={words('items')('items')}
      tabIndex={0}
      data-own-keys="ArrowUp ArrowDown"
      onMouseDown={keepFocus}
      aria-activedescendant={at < 0 ? undefined : `item-${at}`}
      onKeyDown={(event) => {
        const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
        const next = items[Math.max(0, at + step)];
        if (step === 0 || next === undefined) return;
        event.preventDefault();
        selectItem(next.id);
      }}
      sx={{ flex: 1, minHeight: 0, overflowY: 'auto' }}
    >
      <Box sx={{ height: virtual.getTotalSize(), position: 'relative' }}>
        {virtual.getVirtualItems().map((row) => {
          const item = items[row.index];
          if (item === undefined) return null;
          const count = pending.get(item.id) ?? 0;
          const colour = barColour(
            colours,
            item.labelId === null ? NEUTRAL : (labelColours.get(item.labelId) ?? NEUTRAL),
          );
          return (
            <Box
              key={item.id}
              role="option"
              aria-selected={item.id === selected}
              id={`item-${row.index}`}
              data-item={item.id}
              onClick={() => {
                selectItem(item.id);
                const first = item.intervals[0];
                if (first !== undefined) showTick(first.start);
              }}
              sx={{
                position: 'absolute',
                top: row.start,
                left: 0,
                right: 0,
                height: ROW,
                px: 2,
                display: 'flex',
                alignItems: 'center',
                gap: 1.5,
                cursor: 'default',
                bgcolor: item.id === selected ? 'action.selected' : 'transparent',
                boxShadow:
                  item.id === selected ? (theme) => `inset 2px 0 ${theme.palette.primary.main}` : 'none',
                '&:hover': { bgcolor: item.id === selected ? 'action.selected' : 'action.hover' },
              }}
            >
              <StateDot state={item.state} />
              <Box
                sx={{
                  width: 36,
                  flexShrink: 0,
                  fontSize: 11,
                  fontWeight: 600,
                  color: 'text.secondary',
                  display: 'flex',
                  alignItems: 'center',
                  gap: 0.75,
                }}
              >
                {item.task === 'TAL' && (
                  <Box component="span" sx={{ width: 7, height: 7, borderRadius: '2px', bgcolor: colour }} />
                )}
                {item.task}
              </Box>
              <Box
                title={item.worth ? `${itemText(item)}\n${worthSentence(item.worth)}` : itemText(item)}
                sx={{
                  flex: 1,
                  overflow: 'hidden',
                  textOverflow: 'ellipsis',
                  whiteSpace: 'nowrap',
                  color:
                    item.state === 'curated' || item.state === 'reviewed' ? 'text.secondary' : 'text.primary',
                }}
              >
                {itemText(item)}
              </Box>
              <FindingCount
                findings={findings.get(item.id)}
                changed={item.derived !== undefined && item.derived.state !== 'same'}
              />
              {count > 0 && <Box sx={{ fontSize: 11, color: 'primary.main' }}>{count}</Box>}
            </Box>
          );
        })}
      </Box>
    </Box>
  );
}

/** A number that fits a small mark; its name says it whole. */
function shortCount(count: number): string {
  return count > 99 ? '99+' : String(count);
}

/** How many errors and warnings an item has; a source that changed counts as a warning. */
function FindingCount({
  findings = [],
  changed,
}: {
  readonly findings: readonly Finding[] | undefined;
  readonly changed: boolean;
}): JSX.Element | null {
  const t = useWords('tasks');
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  const warnings = findings.filter(({ severity }) => severity === 'warning').length + (changed ? 1 : 0);
  if (errors + warnings === 0) return null;
  const name = t('errorsAndWarnings', { errors, warnings, both: errors > 0 && warnings > 0 ? 'yes' : 'no' });
  return (
    <Box
      role="img"
      aria-label={name}
      title={name}
      data-testid="finding-count"
      sx={{
        fontSize: 11,
        minWidth: 16,
        px: 0.5,
        textAlign: 'center',
        borderRadius: 0.5,
        border: 1,
        borderColor: errors > 0 ? 'error.main' : 'warning.main',
        color: errors > 0 ? 'error.main' : 'warning.main',
      }}
    >
      {shortCount(errors > 0 ? errors : warnings)}
    </Box>
  );
}

function NewItemButton({ disabled }: { readonly disabled: boolean }): JSX.Element {
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  return (
    <>
      <Tooltip title={words('items')('newItem')}>
        <span>
          <IconButton
            aria-label={words('items')('newItem')}
            aria-haspopup="menu"
            disabled={disabled}
            onClick={(event) => setAnchor(event.currentTarget)}
          >
            <Plus sx={{ fontSize: 18, color: 'text.secondary' }} />
          </IconButton>
        </span>
      </Tooltip>
      <Menu open={anchor !== null} anchorEl={anchor} onClose={() => setAnchor(null)}>
        {TASKS.map((task) => {
          const action = actionById(`new-${task}`);
          return (
            <MenuItem
              key={task}
              onClick={() => {
                setAnchor(null);
                void action.run();
              }}
            >
              {action.title()}
              <Box component="span" sx={{ ml: 'auto', pl: 6, color: 'text.disabled' }}>
                {shownKey(action.id)}
              </Box>
            </MenuItem>
          );
        })}
      </Menu>
    </>
  );
}
