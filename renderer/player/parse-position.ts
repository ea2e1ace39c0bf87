import { edgeTick, frameAt, frameCount, type FrameTable } from '../../src/time/frame-table.ts';
import { ticks } from '../../src/time/ticks.ts';

const NUMBER = String.raw`([\d.,'\s\u00A0\u202F\u2009]*\d)`;
const FRAME = new RegExp(String.raw`^(?:f|frame|bild|帧|第|#)\s*${NUMBER}\s*帧?$`, 'u');
const TICK = new RegExp(String.raw`^(?:(?:t|ticks?|刻度)\s*${NUMBER}|${NUMBER}\s*(?:ticks?|刻度))$`, 'u');
const TIME = /^(?:(?:(\d+):)?(\d{1,3}):)?(\d+(?:[.,]\d*)?|[.,]\d+)\s*(?:s|sec|seconds?|秒)?$/u;

/**
 * The frame that a typed or pasted place means: `1:02.5`, `62.5`, `1:02:03`, `frame 123`, `f 1 234`, `#123`, `tick 98765`,
 * `98765 ticks`. Places outside the video mean nothing, up to half a frame of rounding; neither does other text: null.
 */
export function parsePosition(text: string, table: FrameTable): number | null {
  const typed = text.trim().toLowerCase();
  const frame = FRAME.exec(typed)?.[1];
  if (frame !== undefined) {
    const index = whole(frame);
    return index < frameCount(table) ? index : null;
  }
  const tick = TICK.exec(typed);
  if (tick !== null) return frameAtTick(whole(tick[1] ?? tick[2] ?? ''), table);
  const time = TIME.exec(typed);
  if (time === null) return null;
  const [, hours = '0', minutes = '0', seconds = '0'] = time;
  const total = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds.replace(',', '.'));
  // Written times are rounded: one that is a hair before a frame means that frame.
  return frameAtTick(Math.round(((total + 5e-4) * table.timebase.den) / table.timebase.num), table);
}

/** Digits with whatever separates thousands. */
function whole(text: string): number {
  return Number(text.replaceAll(/\D/gu, ''));
}

function frameAtTick(tick: number, table: FrameTable): number | null {
  const slack = (table.end - edgeTick(table, 0)) / frameCount(table) / 2 + 1;
  if (!(tick >= edgeTick(table, 0) - slack && tick <= table.end + slack)) return null;
  return frameAt(table, ticks(tick));
}
