import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import { useEffect, useRef, type JSX, type KeyboardEvent } from 'react';
import type { FoundItem, FindOrder } from '../../src/service/contract/index.ts';
import type { QueryGroup } from '../../src/tasks/find/item-query.ts';
import { useRows } from '../app/use-rows.ts';
import { setView, useView } from '../app/view-store.ts';
import { sentenceOf } from '../client.ts';
import { useWords } from '../words/words.ts';
import { COLUMNS, FoundRow, ROW } from './found-row.tsx';
import { openFound, useFound, type Sorting } from './found.ts';

interface Props {
  readonly query: QueryGroup;
  readonly sorting: Sorting;
  readonly onSort: (sorting: Sorting) => void;
  /** Ids of chosen items. */
  readonly chosen: ReadonlySet<string>;
  readonly onChoose: (chosen: ReadonlySet<string>) => void;
  readonly onFound: (total: number, current: FoundItem | null) => void;
}

/** Found items as a table of which only what is in view exists; one row has the focus, the arrow keys move it. */
export function Results({ query, sorting, onSort, chosen, onChoose, onFound }: Props): JSX.Element {
  const t = useWords('review');
  const scroller = useRef<HTMLDivElement>(null);
  const row = useView((view) => view.reviewRow);
  const total = useRef(0);
  const virtual = useRows(scroller, total.current, ROW);
  const inView = virtual.getVirtualItems();
  const found = useFound(query, sorting, inView[0]?.index ?? 0, inView.at(-1)?.index ?? 0);
  if (total.current !== found.total) {
    total.current = found.total;
    virtual.setOptions({ ...virtual.options, count: found.total });
  }
  const at = Math.min(row, Math.max(0, found.total - 1));
  const current = found.at(at);
  useEffect(() => onFound(found.total, current), [onFound, found.total, current]);
  // Where one was, when coming back.
  useEffect(() => {
    if (found.total > 0) virtual.scrollToIndex(useView.getState().reviewRow, { align: 'auto' });
    // oxlint-disable-next-line react/exhaustive-deps -- once, when there are rows
  }, [found.total > 0]);
  const go = (next: number): void => {
    const to = Math.max(0, Math.min(found.total - 1, next));
    setView({ reviewRow: to });
    virtual.scrollToIndex(to, { align: 'auto' });
    scroller.current?.focus({ preventScroll: true });
  };
  const toggle = (id: string): void => {
    const next = new Set(chosen);
    if (!next.delete(id)) next.add(id);
    onChoose(next);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? ROW) / ROW) - 1);
    const steps: Readonly<Record<string, number>> = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      PageDown: at + page,
      PageUp: at - page,
      Home: 0,
      End: found.total - 1,
    };
    const to = steps[event.key];
    if (to !== undefined) {
      if (event.shiftKey && current !== null && !chosen.has(current.id)) toggle(current.id);
      go(to);
    } else if (event.key === 'Enter' && current !== null) openFound(current, at);
    else if (event.key === ' ' && current !== null) toggle(current.id);
    else if (event.key === 'Escape' && chosen.size > 0) onChoose(new Set());
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <Box
      sx={{
        flex: 1,
        minHeight: 0,
        minWidth: 0,
        display: 'flex',
        flexDirection: 'column',
        containerType: 'inline-size',
      }}
    >
      {found.error !== null && <Alert severity="error">{sentenceOf(found.error)}</Alert>}
      <Heads sorting={sorting} onSort={onSort} />
      {!found.loading && found.total === 0 && (
        <Box sx={{ p: 4, color: 'text.secondary' }}>
          {query.parts.length === 0 ? t('noItems') : t('noneFound')}
        </Box>
      )}
      <Box
        ref={scroller}
        role={found.total > 0 ? 'grid' : 'region'}
        tabIndex={0}
        aria-label={t('items')}
        {...(found.total > 0 && { 'aria-rowcount': found.total, 'aria-multiselectable': true })}
        aria-activedescendant={current === null ? undefined : `found-${at}`}
        onKeyDown={onKeyDown}
        // The row that has the focus shows it.
        sx={{ flex: 1, minHeight: 0, overflowY: 'auto', '&:focus-visible': { outline: 'none' } }}
      >
        <Box role="presentation" sx={{ height: virtual.getTotalSize(), position: 'relative' }}>
          {inView.map(({ index, start }) => (
            <FoundRow
              key={index}
              index={index}
              top={start}
              item={found.at(index)}
              current={index === at}
              chosen={chosen.has(found.at(index)?.id ?? '')}
              onCurrent={() => go(index)}
              onToggle={toggle}
            />
          ))}
        </Box>
      </Box>
    </Box>
  );
}

const HEADS = [
  { id: 'chosen', sort: null },
  { id: 'picture', sort: null },
  { id: 'state', sort: null },
  { id: 'task', sort: null },
  { id: 'asked', sort: 'order' },
  { id: 'where', sort: 'intervals' },
  { id: 'shortest', sort: 'shortest' },
  { id: 'who', sort: null },
  { id: 'suggested', sort: 'confidence' },
  { id: 'comments', sort: null },
  { id: 'changed', sort: 'changed' },
] as const satisfies readonly { readonly id: string; readonly sort: FindOrder | null }[];

function Heads({
  sorting,
  onSort,
}: {
  readonly sorting: Sorting;
  readonly onSort: (sorting: Sorting) => void;
}): JSX.Element {
  const t = useWords('review');
  return (
    <Box
      role="group"
      aria-label={t('sortBy')}
      sx={{
        ...COLUMNS,
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
      {HEADS.map(({ id, sort }) => {
        if (id === 'chosen' || id === 'picture' || id === 'state' || id === 'comments')
          return <span key={id} />;
        const name = t(`heads.${id}`);
        if (sort === null) return <span key={id}>{name}</span>;
        const active = sorting.sort === sort;
        return (
          <Box
            key={id}
            component="button"
            type="button"
            aria-pressed={active}
            title={t('sortByColumn', { column: name })}
            onClick={() =>
              onSort({
                sort,
                descending: active ? !sorting.descending : sort === 'changed' || sort === 'confidence',
              })
            }
            sx={{
              all: 'unset',
              cursor: 'pointer',
              color: active ? 'text.primary' : 'inherit',
              whiteSpace: 'nowrap',
              // Numbers stand at the right of their column, and so do the words above them.
              justifySelf: id === 'shortest' || id === 'changed' ? 'end' : 'start',
              '&:focus-visible': { outline: '2px solid', outlineColor: 'primary.main' },
            }}
          >
            {`${name}${active ? (sorting.descending ? ' ↓' : ' ↑') : ''}`}
          </Box>
        );
      })}
    </Box>
  );
}
