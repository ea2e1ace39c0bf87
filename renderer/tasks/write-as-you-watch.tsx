import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import TextField from '@mui/material/TextField';
import { useRef, useState, type JSX, type KeyboardEvent } from 'react';
import type { ItemRow, VideoDetail } from '../../src/service/contract/index.ts';
import type { FrameTable } from '../../src/time/frame-table.ts';
import { actionById } from '../app/actions.ts';
import { playheadEdge } from '../app/edits.ts';
import { clock, notify, perform, type CommandRequest } from '../app/studio.ts';
import { setView } from '../app/view-store.ts';
import { PanelTitle } from '../app/panels.tsx';
import { timecode } from '../player/timecode.ts';
import { boundaryNear } from '../timeline/gesture.ts';
import { useWords } from '../words/words.ts';
import { newItemId } from './plan.ts';

/** DTG while the video goes on: typing begins a sentence where the playhead is, Enter ends it and begins the next one there. */
export function WriteAsYouWatch({
  item,
  detail,
  table,
}: {
  readonly item: ItemRow | null;
  readonly detail: VideoDetail;
  readonly table: FrameTable;
}): JSX.Element {
  const t = useWords('tasks');
  const [start, setStart] = useState<number | null>(null);
  const [text, setText] = useState('');
  // What was written in this sitting: the page may learn of the last sentence only after the next one is done.
  const sitting = useRef<Written | null>(null);
  const seconds = (tick: number): string => timecode((tick * table.timebase.num) / table.timebase.den);
  const begin = (): void => {
    setStart(playheadEdge('start'));
    if (!clock.now.playing) void actionById('play').run();
  };
  /** Keeps what was written from its start to the playhead. @returns whether it was kept */
  const finish = async (): Promise<boolean> => {
    if (start === null || text.trim() === '') return false;
    const from = boundaryNear(table, start);
    const to = boundaryNear(table, playheadEdge('end'));
    if (to <= from) {
      notify(t('writeNoTime'), 'error');
      return false;
    }
    const written = commandsFor(baseOf(item, sitting.current), detail.id, text.trim(), from, to);
    sitting.current = { item: written.item, sentences: written.sentences };
    setText('');
    const done = await perform(written.commands);
    if (done === null) {
      setText(text);
      sitting.current = null;
    } else setView({ itemId: written.item });
    return done !== null;
  };
  const leave = (): void => setView({ writing: false });
  const press = (event: KeyboardEvent): void => {
    if (event.key === ' ' && event.ctrlKey) void actionById('play').run();
    else if (event.key === 'Escape') void finish().then((kept) => (kept || text.trim() === '') && leave());
    else if (event.key === 'Enter') {
      if (start === null) begin();
      else if (text.trim() !== '') {
        const again = !event.shiftKey;
        void finish().then((kept) => {
          if (kept) setStart(again ? playheadEdge('start') : null);
        });
      } else setStart(null);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <Box data-testid="writing">
      <PanelTitle end={<Button onClick={leave}>{t('writeDone')}</Button>}>{t('writeTitle')}</PanelTitle>
      <Box sx={{ p: 3, display: 'grid', gap: 2, borderBottom: 1, borderColor: 'divider' }}>
        <TextField
          autoFocus
          multiline
          maxRows={4}
          value={text}
          onChange={(event) => {
            if (start === null && event.target.value !== '') begin();
            setText(event.target.value);
          }}
          onKeyDown={press}
          slotProps={{ htmlInput: { 'aria-label': t('writeField') } }}
          helperText={start === null ? t('writeWaiting') : t('writeSince', { time: seconds(start) })}
        />
        <Box sx={{ fontSize: 12, color: 'text.secondary' }}>{t('writeHint')}</Box>
      </Box>
    </Box>
  );
}

interface Written {
  readonly item: string;
  readonly sentences: readonly string[];
}

/** The item that a sentence goes to: the selected one, as this sitting left it. */
function baseOf(item: ItemRow | null, sitting: Written | null): Written | null {
  const shown = item?.prompt.task === 'DTG' ? { item: item.id, sentences: item.prompt.sentences } : null;
  if (shown === null) return sitting;
  const ahead = sitting?.item === shown.item && sitting.sentences.length > shown.sentences.length;
  return ahead ? sitting : shown;
}

/** One undo entry for a sentence: the first one makes its item, too. */
function commandsFor(
  base: Written | null,
  video: string,
  text: string,
  from: number,
  to: number,
): Written & { readonly commands: readonly CommandRequest[] } {
  const edges = { start: { frame: from }, end: { frame: to } };
  if (base === null) {
    const id = newItemId('DTG');
    const prompt = { task: 'DTG', sentences: [text] };
    return {
      item: id,
      sentences: [text],
      commands: [
        { name: 'createItem', params: { id, video, prompt } },
        { name: 'createInterval', params: { item: id, slot: 0, ...edges } },
      ],
    };
  }
  const before = base.sentences;
  const sentences = [...before.map((each, at) => ({ text: each, from: at })), { text, from: null }];
  return {
    item: base.item,
    sentences: [...before, text],
    commands: [
      { name: 'arrangeSentences', params: { item: base.item, sentences } },
      { name: 'createInterval', params: { item: base.item, slot: before.length, ...edges } },
    ],
  };
}
