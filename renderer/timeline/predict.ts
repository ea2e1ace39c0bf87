import type { TimelineRow } from '../../src/service/contract/timeline.ts';
import { edgeTick, type FrameTable } from '../../src/time/frame-table.ts';
import { z } from 'zod';
import { intervalAt, withRows, type Columns } from './columns.ts';

/** What a command will make of the timeline, shown until the service says what it made. */

const at = z.object({ frame: z.int() });
const moveEdge = z.object({ interval: z.int(), edge: z.enum(['start', 'end']), to: at });
const moveInterval = z.object({ interval: z.int(), start: at });
const deleteInterval = z.object({ interval: z.int() });

interface Request {
  readonly name: string;
  readonly params: Record<string, unknown>;
}

/** Columns as they will be after the commands; those that make new rows show nothing ahead, since their ids are the service's. */
export function predicted(columns: Columns, commands: readonly Request[], table: FrameTable): Columns {
  const changed = new Map<number, TimelineRow | null>();
  const now = (id: number): TimelineRow | null => changed.get(id) ?? intervalAt(columns, id);
  for (const { name, params } of commands) {
    if (name === 'moveEdge') {
      const read = moveEdge.safeParse(params);
      const row = read.success ? now(read.data.interval) : null;
      if (read.success && row !== null)
        changed.set(row.id, { ...row, [read.data.edge]: edgeTick(table, read.data.to.frame) });
    } else if (name === 'moveInterval') {
      const read = moveInterval.safeParse(params);
      const row = read.success ? now(read.data.interval) : null;
      if (read.success && row !== null) {
        const start = edgeTick(table, read.data.start.frame);
        changed.set(row.id, { ...row, start, end: row.end + start - row.start });
      }
    } else if (name === 'deleteInterval') {
      const read = deleteInterval.safeParse(params);
      if (read.success) changed.set(read.data.interval, null);
    }
  }
  if (changed.size === 0) return columns;
  return withRows(
    columns,
    [...changed.keys()],
    [...changed.values()].filter((row) => row !== null && row.start < row.end).filter((row) => row !== null),
  );
}
