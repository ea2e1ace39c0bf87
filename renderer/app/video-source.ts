import type { ServiceEvent, VideoItems } from '../../src/service/contract/index.ts';
import { client, queryClient, trpc } from '../client.ts';
import { withItems } from './with-items.ts';

/** Details of the videos that are held, kept fresh by what each event names: an edit must not cost what the video holds. */

type CorpusEvent = Extract<ServiceEvent, { type: 'corpus' }>;

/** Tables of which `videos.items` reads all that a detail shows of them. Of any other, the detail is read anew. */
const COVERED = new Set([
  'interval',
  'edge_provenance',
  'item',
  'suggestion',
  'response',
  'coverage',
  'derivation',
  'derivation_source',
  'item_information',
  'video_information',
  'comment',
]);

/** Reads again what an event says has changed, and nothing else where that can be told apart. */
export function videosChanged({ videoIds, itemIds, tables }: CorpusEvent): void {
  if (videoIds.length === 0) void queryClient.invalidateQueries({ queryKey: trpc.videos.detail.pathKey() });
  const narrow = itemIds !== null && tables.length > 0 && tables.every((table) => COVERED.has(table));
  if (tables.includes('interval') || tables.includes('edge_provenance'))
    void queryClient.invalidateQueries({ queryKey: trpc.videos.intervals.pathKey() });
  for (const videoId of videoIds) {
    if (narrow && isRead(videoId)) wish(videoId, itemIds);
    else void rereadWhole(videoId);
  }
}

/** Reads some items now, for whoever needs them before the event about them comes. */
export async function readItems(videoId: string, ids: string[]): Promise<void> {
  const answer = await ask(videoId, ids);
  if (answer === null || !put(videoId, ids, answer)) await rereadWhole(videoId);
}

function keyOf(videoId: string): ReturnType<typeof trpc.videos.detail.queryKey> {
  return trpc.videos.detail.queryKey({ videoId });
}

/** Whether somebody looks at the detail and it is here; what nobody looks at is read when somebody does. */
function isRead(videoId: string): boolean {
  const query = queryClient.getQueryCache().find({ queryKey: keyOf(videoId) });
  return query !== undefined && query.isActive() && query.state.data !== undefined;
}

function rereadWhole(videoId: string): Promise<void> {
  // Whoever is reading some of it finds that it is not wanted any more.
  readings.delete(videoId);
  return queryClient.invalidateQueries({ queryKey: keyOf(videoId) });
}

/** A reading under way, and what was wished for meanwhile: ten edits in a row are not ten readings. */
interface Reading {
  readonly wanted: Set<string>;
  again: boolean;
}
const readings = new Map<string, Reading>();

/** As many as `videos.items` takes. */
const MOST = 1000;

function wish(videoId: string, itemIds: readonly string[]): void {
  const under = readings.get(videoId);
  if (under !== undefined) {
    for (const id of itemIds) under.wanted.add(id);
    under.again = true;
    return;
  }
  const reading = { wanted: new Set(itemIds), again: true };
  readings.set(videoId, reading);
  void read(videoId, reading);
}

async function read(videoId: string, reading: Reading): Promise<void> {
  while (reading.again) {
    const ids = [...reading.wanted];
    reading.wanted.clear();
    reading.again = false;
    const answer = ids.length > MOST ? null : await ask(videoId, ids);
    if (readings.get(videoId) !== reading) return;
    if (answer === null || !put(videoId, ids, answer)) {
      void rereadWhole(videoId);
      return;
    }
  }
  readings.delete(videoId);
}

/** null where it cannot be had: the whole reading then says why, if that fails as well. */
function ask(videoId: string, ids: string[]): Promise<VideoItems | null> {
  return client.videos.items.query({ videoId, ids }).catch(() => null);
}

/** Puts what was read into the held detail; false where the whole must be read instead. */
function put(videoId: string, ids: readonly string[], answer: VideoItems): boolean {
  const queryKey = keyOf(videoId);
  const held = queryClient.getQueryData(queryKey);
  // A whole reading under way may be older than this answer.
  if (held === undefined || queryClient.isFetching({ queryKey }) > 0) return false;
  const next = withItems(held, ids, answer);
  if (next === null) return false;
  queryClient.setQueryData(queryKey, next);
  return true;
}
