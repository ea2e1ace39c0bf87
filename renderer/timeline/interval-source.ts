import { useQuery } from '@tanstack/react-query';
import type { IntervalRow, ServiceEvent } from '../../src/service/contract/index.ts';
import type { TimelineRow } from '../../src/service/contract/timeline.ts';
import type { FrameTable } from '../../src/time/frame-table.ts';
import type { CommandRequest } from '../app/studio.ts';
import { currentTable, notify, showAhead } from '../app/studio.ts';
import { useView } from '../app/view-store.ts';
import { client, getAsset, queryClient, sentenceOf } from '../client.ts';
import { NO_COLUMNS, OFF_GRID, readColumns, withRows, type Columns } from './columns.ts';
import { boundaryNear } from './gesture.ts';
import { predicted } from './predict.ts';
import { words } from '../words/words.ts';

/** The open video's intervals: read once as columns, then kept fresh by what each event names. */

function key(videoId: string): readonly unknown[] {
  return ['timeline', videoId];
}

async function load(videoId: string, signal: AbortSignal): Promise<Columns> {
  const got = await getAsset(
    `/timeline/${encodeURIComponent(videoId)}`,
    async (response) => readColumns(await response.arrayBuffer()),
    signal,
  );
  if (got.state !== 'ready') throw new Error(words('timeline')('intervalsUnreadable'));
  return got.value;
}

/** In a component: the intervals of a video; none before they are here. */
export function useColumns(videoId: string): Columns {
  const query = useQuery({ queryKey: key(videoId), queryFn: ({ signal }) => load(videoId, signal) });
  return query.data ?? NO_COLUMNS;
}

/** The intervals of the open video, for whoever acts on them. */
export function currentColumns(): Columns {
  const { videoId } = useView.getState();
  if (videoId === null) return NO_COLUMNS;
  return queryClient.getQueryData<Columns>(key(videoId)) ?? NO_COLUMNS;
}

/**
 * Intervals that are shown ahead of an answer, with the number of answers still to come. What is read of them meanwhile may be
 * older than what is shown: taking it over would throw quick keys back, so it is read again after the last answer.
 */
const ahead = new Map<number, number>();
const late = new Set<number>();

/** Shows what the commands will do to the open timeline ahead of the service's answer. */
function predict(commands: readonly CommandRequest[]): () => void {
  const { videoId } = useView.getState();
  const table = currentTable();
  if (videoId === null || table === null) return () => undefined;
  const ids = [
    ...new Set(
      commands.flatMap(({ params }) => (typeof params['interval'] === 'number' ? [params['interval']] : [])),
    ),
  ];
  for (const id of ids) ahead.set(id, (ahead.get(id) ?? 0) + 1);
  queryClient.setQueryData<Columns>(key(videoId), (old) =>
    old === undefined ? old : predicted(old, commands, table),
  );
  return () => answered(videoId, ids);
}

function answered(videoId: string, ids: readonly number[]): void {
  for (const id of ids) {
    const left = (ahead.get(id) ?? 1) - 1;
    if (left > 0) ahead.set(id, left);
    else ahead.delete(id);
  }
  const now = ids.filter((id) => !ahead.has(id) && late.delete(id));
  if (now.length > 0) void readRows(videoId, now);
}

/** What was shown ahead did not happen: reads the open timeline anew. */
function rereadTimeline(): Promise<void> {
  return queryClient.invalidateQueries({ queryKey: ['timeline'] });
}

/** Reads again what an event says has changed, and nothing else. */
export function timelineChanged(event: Extract<ServiceEvent, { type: 'corpus' }>): void {
  if (!event.tables.includes('interval') && event.tables.length > 0) return;
  const { intervalIds, videoIds } = event;
  if (intervalIds === null || videoIds.length === 0) {
    for (const videoId of videoIds) void queryClient.invalidateQueries({ queryKey: key(videoId) });
    if (videoIds.length === 0) void rereadTimeline();
    return;
  }
  for (const videoId of videoIds) {
    if (queryClient.getQueryData(key(videoId)) === undefined) continue;
    void readRows(videoId, intervalIds);
  }
}

async function readRows(videoId: string, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return;
  try {
    const { rows, revision } = await client.timeline.rows.query({ videoId, ids: [...ids] });
    const settled = ids.filter((id) => !ahead.has(id));
    for (const id of ids) if (ahead.has(id)) late.add(id);
    if (settled.length === 0) return;
    const kept = new Set(settled);
    queryClient.setQueryData<Columns>(key(videoId), (old) =>
      old === undefined
        ? old
        : withRows(
            old,
            settled,
            rows.filter(({ id }) => kept.has(id)),
            revision,
          ),
    );
  } catch (error) {
    notify(sentenceOf(error), 'error');
    await queryClient.invalidateQueries({ queryKey: key(videoId) });
  }
}

showAhead({ predict, reread: rereadTimeline });

const ORIGINS = ['imported', 'drawn', 'accepted', 'trimmed', 'nudged'] as const;

/** An interval of the columns in the form that items have; when its edges were set, and how far, only its item knows. */
export function intervalRowOf(row: TimelineRow, table: FrameTable): IntervalRow {
  const edge = (bits: number): IntervalRow['provenance']['start'] => ({
    by: row.by,
    kind: ORIGINS[bits & 7] ?? 'imported',
    policyId: row.policy === '' ? null : row.policy,
    at: null,
    movedTicks: 0,
  });
  return {
    id: row.id,
    slot: row.slot,
    start: row.start,
    end: row.end,
    startFrame: boundaryNear(table, row.start),
    endFrame: boundaryNear(table, row.end),
    offGrid: {
      start: (row.flags & OFF_GRID.start) !== 0,
      end: (row.flags & OFF_GRID.end) !== 0,
    },
    provenance: { start: edge(row.flags), end: edge(row.flags >> 4) },
  };
}
