import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import TextField from '@mui/material/TextField';
import { useState, type JSX, type KeyboardEvent } from 'react';
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
    const written = commandsFor(item, detail.id, text.trim(), from, to);
    setText('');
    const done = await perform(written.commands);
    if (done === null) setText(text);
    else setView({ itemId: written.item });
    return done !== null;
  };
  const leave = (): void => setView({ writing: false });
  const press = (event: KeyboardEvent): void => {
    if (event.key === ' ' && event.ctrlKey) void actionById('play').run();
    else if (event.key === 'Escape') void finish().then(leave);
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

/** One undo entry for a sentence: the first one makes its item, too. */
function commandsFor(
  item: ItemRow | null,
  video: string,
  text: string,
  from: number,
  to: number,
): { readonly item: string; readonly commands: readonly CommandRequest[] } {
  const edges = { start: { frame: from }, end: { frame: to } };
  if (item?.prompt.task !== 'DTG') {
    const id = newItemId('DTG');
    const prompt = { task: 'DTG', sentences: [text] };
    return {
      item: id,
      commands: [
        { name: 'createItem', params: { id, video, prompt } },
        { name: 'createInterval', params: { item: id, slot: 0, ...edges } },
      ],
    };
  }
  const before = item.prompt.sentences;
  const sentences = [...before.map((each, at) => ({ text: each, from: at })), { text, from: null }];
  return {
    item: item.id,
    commands: [
      { name: 'arrangeSentences', params: { item: item.id, sentences } },
      { name: 'createInterval', params: { item: item.id, slot: before.length, ...edges } },
    ],
  };
}
