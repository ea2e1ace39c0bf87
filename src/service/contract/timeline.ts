import { z } from 'zod';
import { id, rowId, tick } from './words.ts';

/**
 * `/timeline/ID`: every interval of a video as columns, for timelines of any length. Little-endian: uint32 length of the head,
 * the head (`timelineHead` as JSON, padded with spaces so that what follows begins at a multiple of 8), then `count` values of
 * each column in turn: float64 `id`, `start`, `end`; uint32 `item` (index into the head's items), `slot`; uint16 `flags`, `by`
 * (index into annotators), `policy` (index into policies). By item in document order, within an item by start and end. Never
 * stored by the browser: the head's revision says what it is of.
 */
export const TIMELINE_COLUMNS = {
  float64: ['id', 'start', 'end'],
  uint32: ['item', 'slot'],
  uint16: ['flags', 'by', 'policy'],
} as const;

export const timelineHead = z.object({
  revision: z.int(),
  count: z.int().min(0),
  items: z.array(z.string()),
  /** The first is '': nobody in this project. */
  annotators: z.array(z.string()).min(1),
  /** The first is '': no policy. */
  policies: z.array(z.string()).min(1),
});
export type TimelineHead = z.infer<typeof timelineHead>;

/** Bits of `flags` that the timeline draws; the others say where each edge comes from. */
export const TIMELINE_FLAGS = { startOffGrid: 1 << 8, endOffGrid: 1 << 9 } as const;

/** `timeline.rows`: intervals read again after an event named them (`intervalIds`). What is not among the rows is no more. */
export const timelineRowsInput = z.strictObject({ videoId: id, ids: z.array(rowId).min(1).max(1000) });
export const timelineRow = z.object({
  id: rowId,
  item: z.string(),
  start: tick,
  end: tick,
  slot: z.int(),
  flags: z.int(),
  by: z.string(),
  policy: z.string(),
});
export type TimelineRow = z.infer<typeof timelineRow>;
export const timelineRows = z.object({ revision: z.int(), rows: z.array(timelineRow) });
export type TimelineRows = z.infer<typeof timelineRows>;
