import Delete from '@mui/icons-material/Close';
import Down from '@mui/icons-material/KeyboardArrowDown';
import Up from '@mui/icons-material/KeyboardArrowUp';
import IconButton from '@mui/material/IconButton';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import InputBase from '@mui/material/InputBase';
import Tooltip from '@mui/material/Tooltip';
import { useEffect, useRef, useState, type JSX } from 'react';
import type { ItemRow } from '../../src/service/contract/index.ts';
import { edgeTick, type FrameTable } from '../../src/time/frame-table.ts';
import { keepFocus, shownKey } from '../app/action-button.tsx';
import { actionFor } from '../app/actions.ts';
import { addInterval, markedSpan, notifyMarkFirst } from '../app/edits.ts';
import { perform } from '../app/studio.ts';
import { useView } from '../app/view-store.ts';
import { useWords, words } from '../words/words.ts';
import { Field } from './field.tsx';
import { TextAdder } from './text-adder.tsx';
import { IntervalLine } from './interval-list.tsx';
import { blurActive } from './prompt-form.tsx';
import { arrange, kept, moveSentence, type Placed } from './sentence-order.ts';

interface Props {
  readonly item: ItemRow;
  readonly sentences: readonly string[];
  readonly table: FrameTable;
}

/** DTG: sentences in order, each with its one interval, or the word that the video has none. */
export function SentenceList({ item, sentences, table }: Props): JSX.Element {
  const t = useWords('tasks');
  const [moved, setMoved] = useState<Moved | null>(null);
  const save = (next: readonly string[]): void => {
    void perform([
      { name: 'editPrompt', params: { item: item.id, prompt: { task: 'DTG', sentences: next } } },
    ]);
  };
  return (
    <Field
      title={t('sentences.title', { count: sentences.length })}
      end={
        isSorted(item) ? undefined : (
          <Button
            onMouseDown={keepFocus}
            onClick={() => void arrange(item, byTime(item, sentences))}
            sx={{ fontSize: 12, py: 0, minHeight: 20 }}
          >
            {t('sortSentences')}
          </Button>
        )
      }
    >
      <Box component="ol" sx={{ m: 0, p: 0, listStyle: 'none', display: 'grid', gap: 2 }}>
        {sentences.map((sentence, slot) => (
          <SentenceLine
            // A sentence has no id of its own: its place is what it is.
            // oxlint-disable-next-line react/no-array-index-key
            key={slot}
            slot={slot}
            sentence={sentence}
            item={item}
            table={table}
            onRemove={
              sentences.length > 1
                ? () =>
                    void arrange(
                      item,
                      kept(sentences).filter(({ from }) => from !== slot),
                    )
                : null
            }
            moved={moved}
            onMoved={setMoved}
            last={slot === sentences.length - 1}
            onChange={(text) => save(sentences.map((each, at) => (at === slot ? text : each)))}
          />
        ))}
      </Box>
      <TextAdder
        label={t('addSentence')}
        onAdd={(text) => void arrange(item, [...kept(sentences), { text, from: null }])}
      />
    </Field>
  );
}

function startOf(item: ItemRow, slot: number | null): number {
  return item.intervals.find((each) => each.slot === slot)?.start ?? Infinity;
}

/** By the start of their intervals; those without one stay last, in their order. */
function byTime(item: ItemRow, sentences: readonly string[]): Placed[] {
  return kept(sentences).toSorted((a, b) => {
    const [one, other] = [startOf(item, a.from), startOf(item, b.from)];
    return one === other ? 0 : one - other;
  });
}

function isSorted(item: ItemRow): boolean {
  const starts = item.intervals.toSorted((a, b) => a.slot - b.slot).map(({ start }) => start);
  return starts.every((start, at) => at === 0 || (starts[at - 1] ?? 0) <= start);
}

/** A sentence that was moved by its field's key: the focus follows it to its new place. */
interface Moved {
  readonly slot: number;
  readonly text: string;
}

function SentenceLine({
  slot,
  sentence,
  item,
  table,
  last,
  moved,
  onMoved,
  onRemove,
  onChange,
}: {
  readonly slot: number;
  readonly last: boolean;
  readonly moved: Moved | null;
  readonly onMoved: (moved: Moved | null) => void;
  readonly sentence: string;
  readonly item: ItemRow;
  readonly table: FrameTable;
  readonly onRemove: (() => void) | null;
  readonly onChange: (text: string) => void;
}): JSX.Element {
  const t = useWords('tasks');
  const interval = item.intervals.find((each) => each.slot === slot);
  const none = item.noneSlots.includes(slot);
  return (
    <Box component="li" sx={{ display: 'grid', gridTemplateColumns: '20px minmax(0, 1fr)', columnGap: 1 }}>
      <Box sx={{ color: 'text.disabled', pt: 0.25 }}>{slot + 1}</Box>
      <Box>
        <Box sx={{ display: 'flex', alignItems: 'flex-start' }}>
          <SentenceText
            key={sentence}
            text={sentence}
            slot={slot}
            onChange={onChange}
            arrived={moved?.slot === slot && moved.text === sentence}
            onMove={(step) => {
              onMoved({ slot: slot + step, text: sentence });
              void moveSentence(item, slot, step).then((gone) => {
                if (!gone) onMoved(null);
              });
            }}
            onFocused={() => onMoved(null)}
          />
          <Move item={item} slot={slot} step={-1} disabled={slot === 0}>
            <Up sx={{ fontSize: 16 }} />
          </Move>
          <Move item={item} slot={slot} step={1} disabled={last}>
            <Down sx={{ fontSize: 16 }} />
          </Move>
          {onRemove !== null && (
            <IconButton
              aria-label={t('removeSentence', { number: slot + 1 })}
              onMouseDown={keepFocus}
              onClick={onRemove}
            >
              <Delete sx={{ fontSize: 14 }} />
            </IconButton>
          )}
        </Box>
        {interval !== undefined && (
          <IntervalLine
            interval={interval}
            firstTick={edgeTick(table, 0)}
            endTick={table.end}
            table={table}
            removable
          />
        )}
        {interval === undefined && (
          <Box sx={{ display: 'flex', alignItems: 'center', gap: 1, fontSize: 12, color: 'text.secondary' }}>
            <Box sx={{ flex: 1 }}>{t(none ? 'sentences.none' : 'sentences.noInterval')}</Box>
            <Button
              onMouseDown={keepFocus}
              onClick={() => {
                const span = markedSpan();
                if (span === null) notifyMarkFirst();
                else void addInterval(item, span, slot);
              }}
              sx={{ fontSize: 12, py: 0, minHeight: 22 }}
            >
              {t('sentences.fromMarks')}
            </Button>
            {!none && (
              <Button
                onMouseDown={keepFocus}
                onClick={() => void perform([{ name: 'setNone', params: { item: item.id, slot } }])}
                sx={{ fontSize: 12, py: 0, minHeight: 22 }}
              >
                {t('sentences.sayNone')}
              </Button>
            )}
          </Box>
        )}
      </Box>
    </Box>
  );
}

/** Moves the sentence with its interval; the key works from its text, too. */
function Move({
  item,
  slot,
  step,
  disabled,
  children,
}: {
  readonly item: ItemRow;
  readonly slot: number;
  readonly step: 1 | -1;
  readonly disabled: boolean;
  readonly children: JSX.Element;
}): JSX.Element {
  const t = useWords('tasks');
  const what = t(step === -1 ? 'sentenceUp' : 'sentenceDown', { number: slot + 1 });
  const key = shownKey(step === -1 ? 'sentence-up' : 'sentence-down');
  return (
    <Tooltip title={key === '' ? what : words('app')('withKey', { what, key })}>
      <span>
        <IconButton
          aria-label={what}
          disabled={disabled}
          onMouseDown={keepFocus}
          onClick={() => void moveSentence(item, slot, step)}
          sx={{ px: 0 }}
        >
          {children}
        </IconButton>
      </span>
    </Tooltip>
  );
}

function SentenceText({
  text,
  slot,
  arrived,
  onChange,
  onMove,
  onFocused,
}: {
  readonly text: string;
  readonly slot: number;
  readonly onChange: (text: string) => void;
  /** It has just moved here and wants the focus back. */
  readonly arrived: boolean;
  readonly onMove: (step: 1 | -1) => void;
  readonly onFocused: () => void;
}): JSX.Element {
  const t = useWords('tasks');
  const [typed, setTyped] = useState(text);
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    if (arrived) field.current?.focus();
  }, [arrived]);
  return (
    <InputBase
      multiline
      fullWidth
      inputRef={field}
      onFocus={onFocused}
      value={typed}
      onChange={(event) => setTyped(event.target.value)}
      onBlur={() => {
        const next = typed.trim();
        if (next === '') setTyped(text);
        else if (next !== text) onChange(next);
      }}
      onKeyDown={(event) => {
        if (event.key === 'Enter') {
          event.preventDefault();
          blurActive();
        }
        if (event.key === 'Escape') setTyped(text);
        const action = actionFor(event, useView.getState(), true)?.id;
        if ((action === 'sentence-up' || action === 'sentence-down') && typed.trim() === text) {
          event.preventDefault();
          onMove(action === 'sentence-up' ? -1 : 1);
        }
      }}
      inputProps={{ 'aria-label': t('sentences.textOf', { number: slot + 1 }) }}
      sx={{
        fontSize: 13,
        p: 0,
        px: 0.5,
        borderRadius: 0.5,
        '&:hover': { bgcolor: 'action.hover' },
        '&.Mui-focused': { bgcolor: 'action.selected' },
      }}
    />
  );
}
