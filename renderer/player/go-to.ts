import { createStore } from 'zustand/vanilla';
import type { FrameTable } from '../../src/time/frame-table.ts';
import { currentEngine, notify } from '../app/studio.ts';
import { words } from '../words/words.ts';
import { parsePosition } from './parse-position.ts';
import { grouped, timecode } from './timecode.ts';

/** Whether a place to go to is being typed. */
export const goingTo = createStore<{ open: boolean }>(() => ({ open: false }));

/** Moves the playhead to what a typed or pasted text means; false when it means nothing in this video. */
export function goToText(text: string, table: FrameTable): boolean {
  const frame = parsePosition(text, table);
  if (frame === null) return false;
  currentEngine()?.showFrame(frame);
  const seconds = ((table.pts[frame] ?? 0) * table.timebase.num) / table.timebase.den;
  notify(words('player')('wentTo', { time: timecode(seconds), frame: grouped(frame) }));
  return true;
}
