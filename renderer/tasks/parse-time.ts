import { edgeTick, type FrameTable } from '../../src/time/frame-table.ts';

/** The tick that a typed time means: seconds, m:ss.s, h:mm:ss.s, or a frame as f123. Null when it means nothing inside the video. */
export function parseTime(text: string, table: FrameTable): number | null {
  const trimmed = text.trim().toLowerCase().replace(',', '.');
  const frame = /^f\s*(\d+)$/u.exec(trimmed)?.[1];
  if (frame !== undefined) return Number(frame) <= table.pts.length ? edgeTick(table, Number(frame)) : null;
  if (!/^(?:(?:\d+:)?\d{1,2}:)?\d+(?:\.\d*)?$/u.test(trimmed)) return null;
  const seconds = trimmed.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
  const tick = Math.round((seconds * table.timebase.den) / table.timebase.num);
  // Half a frame of grace: the end of the video as it is written may be rounded up.
  const slack = (table.end - edgeTick(table, 0)) / table.pts.length / 2;
  if (tick < edgeTick(table, 0) - slack || tick > table.end + slack) return null;
  return Math.max(edgeTick(table, 0), Math.min(tick, table.end));
}
