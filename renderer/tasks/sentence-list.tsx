import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import InputBase from '@mui/material/InputBase';
import { useState, type JSX } from 'react';
import type { ItemRow } from '../../src/service/contract/index.ts';
import { edgeTick, type FrameTable } from '../../src/time/frame-table.ts';
import { keepFocus } from '../app/action-button.tsx';
import { addInterval, markedSpan } from '../app/edits.ts';
import { notify, perform } from '../app/studio.ts';
import { Field } from './field.tsx';
import { IntervalLine } from './interval-list.tsx';
import { blurActive } from './prompt-form.tsx';

interface Props {
  readonly item: ItemRow;
  readonly sentences: readonly string[];
  readonly table: FrameTable;
}

/** DTG: sentences in order, each with its one interval, or the word that the video has none. */
export function SentenceList({ item, sentences, table }: Props): JSX.Element {
  const save = (next: readonly string[]): void => {
    void perform([
      { name: 'editPrompt', params: { item: item.id, prompt: { task: 'DTG', sentences: next } } },
    ]);
  };
  return (
    <Field title={`Sentences (${sentences.length})`}>
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
            onChange={(text) => save(sentences.map((each, at) => (at === slot ? text : each)))}
          />
        ))}
      </Box>
    </Field>
  );
}

function SentenceLine({
  slot,
  sentence,
  item,
  table,
  onChange,
}: {
  readonly slot: number;
  readonly sentence: string;
  readonly item: ItemRow;
  readonly table: FrameTable;
  readonly onChange: (text: string) => void;
}): JSX.Element {
  const interval = item.intervals.find((each) => each.slot === slot);
  const none = item.noneSlots.includes(slot);
  const bounds = { firstTick: edgeTick(table, 0), endTick: table.end };
  return (
    <Box component="li" sx={{ display: 'grid', gridTemplateColumns: '20px minmax(0, 1fr)', columnGap: 1 }}>
      <Box sx={{ color: 'text.disabled', pt: 0.25 }}>{slot + 1}</Box>
      <Box>
        <SentenceText key={sentence} text={sentence} slot={slot} onChange={onChange} />
        {interval !== undefined && (
          <IntervalLine interval={interval} detail={bounds} table={table} removable />
        )}
        {interval === undefined && (
          <Box sx={{ display: 'flex', alignItems: 'center', gap: 1, fontSize: 12, color: 'text.secondary' }}>
            <Box sx={{ flex: 1 }}>{none ? 'The video has none.' : 'No interval yet.'}</Box>
            <Button
              onMouseDown={keepFocus}
              onClick={() => {
                const span = markedSpan();
                if (span === null) notify('Mark a start with I and an end with O first.');
                else void addInterval(item, span, slot);
              }}
              sx={{ fontSize: 12, py: 0, minHeight: 22 }}
            >
              From the marks
            </Button>
            {!none && (
              <Button
                onMouseDown={keepFocus}
                onClick={() => void perform([{ name: 'setNone', params: { item: item.id, slot } }])}
                sx={{ fontSize: 12, py: 0, minHeight: 22 }}
              >
                None
              </Button>
            )}
          </Box>
        )}
      </Box>
    </Box>
  );
}

function SentenceText({
  text,
  slot,
  onChange,
}: {
  readonly text: string;
  readonly slot: number;
  readonly onChange: (text: string) => void;
}): JSX.Element {
  const [typed, setTyped] = useState(text);
  return (
    <InputBase
      multiline
      fullWidth
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
      }}
      inputProps={{ 'aria-label': `Sentence ${slot + 1}` }}
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
