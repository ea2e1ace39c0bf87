import { endianness } from 'node:os';
import { projectRevision } from '../../corpus/queries/project.ts';
import { timelineColumns, timelineRows } from '../../corpus/queries/timeline.ts';
import type { StudioApi } from '../api.ts';
import { TIMELINE_COLUMNS, type TimelineHead } from '../contract/timeline.ts';
import type { Core } from '../core.ts';

/** `timeline`: what changes after the columns were read. */
export function timelinePart(core: Core): Pick<StudioApi, 'timeline'> {
  return {
    timeline: {
      rows: async ({ videoId, ids }) => {
        const { db } = core.session.project;
        return db.consistent(() => ({
          revision: projectRevision(db),
          rows: timelineRows(db, videoId, ids).map((row) => ({ ...row })),
        }));
      },
    },
  };
}

/** The body of `/timeline/ID` as contract/timeline.ts describes it. @throws CorpusError 'not-found' */
export function timelineBytes(core: Core, videoId: string): Uint8Array {
  const columns = timelineColumns(core.session.project.db, videoId);
  const { revision, items, annotators, policies } = columns;
  const head: TimelineHead = {
    revision,
    count: columns.id.length,
    items: items.map((item) => item.id),
    annotators: [...annotators],
    policies: [...policies],
  };
  const text = Buffer.from(JSON.stringify(head));
  const padded = Math.ceil((4 + text.length) / 8) * 8 - 4;
  const first = Buffer.alloc(4 + padded, ' ');
  first.writeUInt32LE(padded, 0);
  text.copy(first, 4);
  const names = [...TIMELINE_COLUMNS.float64, ...TIMELINE_COLUMNS.uint32, ...TIMELINE_COLUMNS.uint16];
  return Buffer.concat([first, ...names.map((name) => littleEndian(columns[name]))]);
}

function littleEndian(column: Float64Array | Uint32Array | Uint16Array): Buffer {
  const bytes = Buffer.from(column.buffer, column.byteOffset, column.byteLength);
  if (endianness() === 'LE') return bytes;
  const turned = Buffer.from(bytes);
  if (column.BYTES_PER_ELEMENT === 8) return turned.swap64();
  return column.BYTES_PER_ELEMENT === 4 ? turned.swap32() : turned.swap16();
}
