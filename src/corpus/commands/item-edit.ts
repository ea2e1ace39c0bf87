import { say } from '../../tasks/said/said.ts';
import type { FrameTable } from '../../time/frame-table.ts';
import { CorpusError } from '../errors.ts';
import type { StoredEdge } from '../edges.ts';
import type { Image } from '../row-change.ts';
import {
  frameTableOfRow,
  intervalByKey,
  intervalsOfItem,
  itemById,
  itemByKey,
  videoByKey,
  type EdgeName,
  type EdgeOrigin,
  type IntervalRow,
  type ItemRow,
  type LabelRow,
  type ProvenanceRow,
  type VideoRow,
} from '../rows.ts';
import { storedPrompt, type StoredPrompt } from '../stored-prompt.ts';
import { hasTruth, isFree, itemName, missingTruth } from '../truth-rules.ts';
import type { Change } from './change.ts';

/** One item with what a command on it needs to know. */
export interface OpenItem {
  readonly item: ItemRow;
  readonly video: VideoRow;
  readonly prompt: StoredPrompt;
  readonly table: FrameTable;
  /** As they are when this is first asked for: ask before changing any. */
  readonly rows: readonly IntervalRow[];
  /** For sentences. */
  readonly name: string;
}

export function openItem(change: Change, item: ItemRow): OpenItem {
  const video = videoByKey(change.db, item.video);
  const label =
    item.label === null
      ? undefined
      : change.db.get<LabelRow>('SELECT * FROM label WHERE key = @key', { key: item.label });
  let rows: readonly IntervalRow[] | undefined;
  return {
    item,
    video,
    prompt: storedPrompt(item.task, item.prompt),
    table: frameTableOfRow(change.db, video),
    // An item may hold 100,000 intervals, and moving one of them needs no other.
    get rows() {
      return (rows ??= intervalsOfItem(change.db, item.key));
    },
    name: itemName(item, label),
  };
}

/** @throws CorpusError 'not-found' */
export function openItemById(change: Change, id: string): OpenItem {
  return openItem(change, itemById(change.db, id));
}

/** The interval and its item. @throws CorpusError 'not-found'; 'refused' for a "none" entry, which has no edges. */
export function openInterval(change: Change, key: number): OpenItem & { readonly row: EdgedRow } {
  const row = edged(intervalByKey(change.db, key));
  // Not spread: that would read all rows of the item.
  return Object.assign(openItem(change, itemByKey(change.db, row.item)), { row });
}

/** An interval row that has edges. */
export interface EdgedRow extends IntervalRow {
  readonly start_tick: number;
  readonly end_tick: number;
  readonly start_frame: number;
  readonly end_frame: number;
}

/** @throws CorpusError 'refused' when the row says "none". */
export function edged(row: IntervalRow): EdgedRow {
  const { start_tick, end_tick, start_frame, end_frame } = row;
  if (start_tick === null || end_tick === null || start_frame === null || end_frame === null)
    throw new CorpusError('refused', say('saysNone'));
  return { ...row, start_tick, end_tick, start_frame, end_frame };
}

/** Columns of an edge. */
export function edgeColumns(edge: EdgeName, at: StoredEdge): Image {
  const offGrid = at.offGrid ? 1 : 0;
  return edge === 'start'
    ? { start_tick: at.tick, start_frame: at.frame, start_text: at.text, start_off_grid: offGrid }
    : { end_tick: at.tick, end_frame: at.frame, end_text: at.text, end_off_grid: offGrid };
}

/** @throws CorpusError 'refused' unless the interval starts before it ends. */
export function requireOrder(start: { readonly tick: number }, end: { readonly tick: number }): void {
  if (start.tick < end.tick) return;
  throw new CorpusError('refused', say('tooShort'));
}

export interface EdgeSource {
  readonly origin: EdgeOrigin;
  readonly policy: string | null;
  readonly movedTicks: number;
}

export const DRAWN: EdgeSource = { origin: 'drawn', policy: null, movedTicks: 0 };

/** A new truth interval. @returns its key */
export function addInterval(
  change: Change,
  item: ItemRow,
  slot: number,
  edges: { readonly start: StoredEdge; readonly end: StoredEdge },
  sources: { readonly start: EdgeSource; readonly end: EdgeSource } = { start: DRAWN, end: DRAWN },
  label: number | null = null,
): number {
  requireOrder(edges.start, edges.end);
  const key = change.insert('interval', {
    item: item.key,
    slot,
    ...edgeColumns('start', edges.start),
    ...edgeColumns('end', edges.end),
    label,
  });
  for (const edge of ['start', 'end'] as const) setSource(change, key, edge, sources[edge]);
  return key;
}

/** A DTG sentence that has none. */
export function addNone(change: Change, item: ItemRow, slot: number): number {
  return change.insert('interval', { item: item.key, slot });
}

export function removeInterval(change: Change, key: number): void {
  for (const row of provenanceOf(change, key)) change.delete('edge_provenance', row.key);
  change.delete('interval', key);
}

export function provenanceOf(change: Change, interval: number): ProvenanceRow[] {
  return change.db.all<ProvenanceRow>('SELECT * FROM edge_provenance WHERE interval = @interval', {
    interval,
  });
}

/** Says who set an edge; the one before is replaced (the log remembers it). */
export function setSource(change: Change, interval: number, edge: EdgeName, source: EdgeSource): void {
  const columns = {
    origin: source.origin,
    policy: source.policy,
    moved_ticks: source.movedTicks,
    annotator: change.annotator,
    at: change.at,
  };
  const known = provenanceOf(change, interval).find((row) => row.edge === edge);
  if (known === undefined) change.insert('edge_provenance', { interval, edge, ...columns });
  else change.update('edge_provenance', known.key, columns);
}

/** Gives interval `to` the edge of `from`, with its digits and with who set it. */
export function copyEdge(change: Change, from: EdgedRow, to: number, edge: EdgeName): void {
  change.update(
    'interval',
    to,
    edge === 'start'
      ? {
          start_tick: from.start_tick,
          start_frame: from.start_frame,
          start_text: from.start_text,
          start_off_grid: from.start_off_grid,
        }
      : {
          end_tick: from.end_tick,
          end_frame: from.end_frame,
          end_text: from.end_text,
          end_off_grid: from.end_off_grid,
        },
  );
  const source = provenanceOf(change, from.key).find((row) => row.edge === edge);
  const known = provenanceOf(change, to).find((row) => row.edge === edge);
  if (known !== undefined) change.delete('edge_provenance', known.key);
  if (source === undefined) return;
  const { key: _key, interval: _interval, ...columns } = source;
  change.insert('edge_provenance', { ...columns, interval: to });
}

/**
 * Puts edges where a person moved them, both at once: halfway there an interval could end before it starts. The policy an
 * edge came from and its whole distance from there are kept: an edge of a policy becomes 'trimmed' (and 'accepted' again
 * when put back), any other 'nudged'. An edge that stays keeps its import's own digits.
 */
export function moveEdges(
  change: Change,
  row: EdgedRow,
  to: { readonly start?: StoredEdge; readonly end?: StoredEdge },
): void {
  const moved = (['start', 'end'] as const).flatMap((edge) => {
    const at = to[edge];
    const from = edge === 'start' ? row.start_tick : row.end_tick;
    return at === undefined || at.tick === from ? [] : [{ edge, at, distance: at.tick - from }];
  });
  let columns: Image = {};
  for (const { edge, at } of moved) columns = { ...columns, ...edgeColumns(edge, at) };
  change.update('interval', row.key, columns);
  const known = provenanceOf(change, row.key);
  for (const { edge, distance } of moved) {
    const source = known.find((each) => each.edge === edge);
    const policy = source?.policy ?? null;
    const movedTicks = (source?.moved_ticks ?? 0) + distance;
    const origin = policy === null ? 'nudged' : movedTicks === 0 ? 'accepted' : 'trimmed';
    setSource(change, row.key, edge, { origin, policy, movedTicks });
  }
}

/**
 * To be called last by every command on an item's truth: brings the item's state in line with what it now holds, so that
 * nothing counts as curated that is not whole, and no review covers a later edit.
 */
export function settle(change: Change, item: ItemRow, video: VideoRow): void {
  change.touched.item(item.id, video.id);
  const now = itemByKey(change.db, item.key);
  const rows = isFree(storedPrompt(now.task, now.prompt))
    ? // Only whether there are any matters.
      change.db.all<IntervalRow>('SELECT * FROM interval WHERE item = @item LIMIT 1', { item: item.key })
    : intervalsOfItem(change.db, item.key);
  if (now.state === 'open' || now.state === 'draft') {
    change.update('item', item.key, { state: hasTruth(now, rows) ? 'draft' : 'open' });
    return;
  }
  const whole = missingTruth(now, rows) === null;
  change.update('item', item.key, { state: whole ? 'curated' : 'draft' });
}
