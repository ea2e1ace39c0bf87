import type { AttributeValues } from '../../tasks/label-schema.ts';
import type { Prompt, Saliency, TaskKind, Truth } from '../../tasks/task.ts';
import { secondsInterval } from '../../time/interval.ts';
import { seconds, ticks, timebase, type Seconds, type Ticks, type Timebase } from '../../time/ticks.ts';
import type { Bindings, ReadableDb } from '../db.ts';
import { edgeSeconds } from '../edges.ts';
import { CorpusError } from '../errors.ts';
import { jsonObject, parseJson, type JsonObject } from '../json.ts';
import type { EdgeOrigin, IntervalRow, ItemRow, ItemState, ProvenanceRow, Split } from '../rows.ts';
import { promptOf, storedPrompt } from '../stored-prompt.ts';
import { storedAttributes } from '../stored-attributes.ts';
import { jsonStrings, parseSaliency } from '../truth-json.ts';

export interface ItemFilter {
  readonly id?: string | undefined;
  /** Only these, where they are still there. */
  readonly ids?: readonly string[] | undefined;
  readonly video?: string | undefined;
  readonly task?: TaskKind | undefined;
  readonly state?: ItemState | undefined;
  readonly split?: Split | undefined;
  /** Words that must all occur in the item's texts. */
  readonly search?: string | undefined;
  readonly offset?: number | undefined;
  readonly limit?: number | undefined;
  /** At most so many intervals of each item, the first by slot. Default: all. */
  readonly mostIntervals?: number | undefined;
  /** Of these intervals only, and their items alone. */
  readonly intervals?: readonly number[] | undefined;
}

export interface LabelReference {
  readonly id: number;
  readonly name: string;
  readonly description: string | null;
}

/** Who set an edge as it now lies. */
export interface Provenance {
  readonly origin: EdgeOrigin;
  /** null: nobody in this project, it came with the import. */
  readonly annotator: string | null;
  /** The policy whose suggestion it came from. */
  readonly policy: string | null;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Signed distance from where it was first drawn, imported or suggested. */
  readonly movedTicks: number;
}

export interface EdgeRecord {
  readonly ticks: Ticks;
  /** The number an export writes. */
  readonly seconds: Seconds;
  /** Ordinal of the frame boundary at it, or nearest to it; may be the frame count. */
  readonly frame: number;
  readonly offGrid: boolean;
  /** The source's digits, where the tick prints otherwise. */
  readonly text: string | null;
  readonly provenance: Provenance;
}

export interface IntervalRecord {
  readonly id: number;
  /** DTG: index of the sentence. Otherwise the order in the document. */
  readonly slot: number;
  /** null: "none" for this DTG sentence. */
  readonly edges: { readonly start: EdgeRecord; readonly end: EdgeRecord } | null;
  /** Key of a label of its own, if it has one. */
  readonly label: number | null;
  /** What is noted on it, by attribute name. */
  readonly attributes: AttributeValues;
}

export interface ItemRecord {
  readonly id: string;
  readonly videoId: string;
  readonly task: TaskKind;
  readonly prompt: Prompt;
  readonly paraphrases: readonly string[];
  readonly state: ItemState;
  readonly label: LabelReference | null;
  readonly answerIndex: number | null;
  readonly saliency: Saliency | null;
  /** In slot order. */
  readonly intervals: readonly IntervalRecord[];
  readonly extra: JsonObject;
  readonly revision: number;
}

/** An item's row with what it borrows from its video, its label and its import. */
export interface ItemJoin extends ItemRow {
  readonly video_id: string;
  readonly timebase_num: number;
  readonly timebase_den: number;
  readonly label_name: string | null;
  readonly label_description: string | null;
  readonly imported_at: number | null;
}

/** Items are read this many at a time, so that a million of them never stand in memory at once. */
const CHUNK = 2000;

/** Items with their truth, in document order. */
export function items(db: ReadableDb, filter: ItemFilter = {}): ItemRecord[] {
  return [...eachItem(db, filter)];
}

export function item(db: ReadableDb, id: string): ItemRecord | null {
  return items(db, { id })[0] ?? null;
}

/** How many items of a video are in each state. */
export function itemStates(db: ReadableDb, videoId: string): Map<ItemState, number> {
  const rows = db.all<{ state: ItemState; count: number }>(
    `SELECT item.state, count(*) AS count FROM item JOIN video ON video.key = item.video
     WHERE video.id = @videoId GROUP BY item.state`,
    { videoId },
  );
  return new Map(rows.map(({ state, count }) => [state, count]));
}

/** The same as `items`, one after another. Read inside `db.consistent` where all must be of one state. */
export function* eachItem(db: ReadableDb, filter: ItemFilter = {}): IterableIterator<ItemRecord> {
  for (const { row, intervals, provenance } of eachItemRow(db, filter))
    yield itemRecord(row, intervals, provenance);
}

export interface ItemRows {
  readonly row: ItemJoin;
  readonly intervals: readonly IntervalRow[];
  readonly provenance: ReadonlyMap<number, readonly ProvenanceRow[]>;
}

export function* eachItemRow(db: ReadableDb, filter: ItemFilter): IterableIterator<ItemRows> {
  const { where, bindings } = conditions(filter);
  let left = filter.limit ?? Infinity;
  let after = 0;
  let offset = filter.offset ?? 0;
  while (left > 0) {
    const rows = db.all<ItemJoin>(
      `SELECT item.*, video.id AS video_id, timebase_num, timebase_den, label.name AS label_name,
         label.description AS label_description, import_batch.at AS imported_at
       FROM item JOIN video ON video.key = item.video LEFT JOIN label ON label.key = item.label
         LEFT JOIN import_batch ON import_batch.key = item.batch
       WHERE item.key > @after ${where} ORDER BY item.key LIMIT @limit OFFSET @offset`,
      { ...bindings, after, limit: Math.min(CHUNK, left), offset },
    );
    const keys = JSON.stringify(rows.map((row) => row.key));
    const read = intervalsOf(db, rows, keys, filter);
    const intervals = Map.groupBy(read, (row) => row.item);
    const provenance = Map.groupBy(
      db.all<ProvenanceRow>(
        filter.mostIntervals === undefined && filter.intervals === undefined
          ? `SELECT * FROM edge_provenance WHERE interval IN
               (SELECT key FROM interval WHERE item IN (SELECT value FROM json_each(@keys)))`
          : 'SELECT * FROM edge_provenance WHERE interval IN (SELECT value FROM json_each(@keys))',
        filter.mostIntervals === undefined && filter.intervals === undefined
          ? { keys }
          : { keys: JSON.stringify(read.map((row) => row.key)) },
      ),
      (row) => row.interval,
    );
    for (const row of rows) yield { row, intervals: intervals.get(row.key) ?? [], provenance };
    const last = rows.at(-1);
    if (last === undefined || rows.length < CHUNK) return;
    after = last.key;
    offset = 0;
    left -= rows.length;
  }
}

function intervalsOf(
  db: ReadableDb,
  items: readonly ItemJoin[],
  keys: string,
  { mostIntervals: most, intervals }: ItemFilter,
): IntervalRow[] {
  if (intervals !== undefined)
    return db.all<IntervalRow>(
      `SELECT * FROM interval WHERE key IN (SELECT value FROM json_each(@intervals))
         AND item IN (SELECT value FROM json_each(@keys)) ORDER BY item, slot, key`,
      { intervals: JSON.stringify(intervals), keys },
    );
  if (most === undefined)
    return db.all<IntervalRow>(
      'SELECT * FROM interval WHERE item IN (SELECT value FROM json_each(@keys)) ORDER BY item, slot, key',
      { keys },
    );
  // Item by item: each stops at its limit, however many more it has.
  return items.flatMap(({ key }) =>
    db.all<IntervalRow>('SELECT * FROM interval WHERE item = @item ORDER BY slot, key LIMIT @most', {
      item: key,
      most,
    }),
  );
}

function conditions(filter: ItemFilter): { where: string; bindings: Bindings } {
  const parts: string[] = [];
  const bindings: Record<string, string> = {};
  const equal = (column: string, name: string, value: string | undefined): void => {
    if (value === undefined) return;
    parts.push(`AND ${column} = @${name}`);
    bindings[name] = value;
  };
  equal('item.id', 'id', filter.id);
  equal('video.id', 'video', filter.video);
  if (filter.ids !== undefined) {
    // By key, which is what the rows are walked by: an id is looked up once, whatever else is asked.
    parts.push(
      'AND item.key IN (SELECT item.key FROM json_each(@ids) AS named JOIN item ON item.id = named.value)',
    );
    bindings['ids'] = JSON.stringify(filter.ids);
  }
  if (filter.intervals !== undefined) {
    parts.push(
      'AND item.key IN (SELECT interval.item FROM json_each(@intervals) AS named JOIN interval ON interval.key = named.value)',
    );
    bindings['intervals'] = JSON.stringify(filter.intervals);
  }
  equal('item.task', 'task', filter.task);
  equal('item.state', 'state', filter.state);
  equal('video.split', 'split', filter.split);
  const words = (filter.search ?? '')
    .toLowerCase()
    .split(/\s+/u)
    .filter((word) => word !== '');
  for (const [index, word] of words.slice(0, 20).entries()) {
    parts.push(
      `AND (instr(item.search, @word${index}) > 0 OR instr(coalesce(label.search, ''), @word${index}) > 0)`,
    );
    bindings[`word${index}`] = word;
  }
  return { where: parts.join(' '), bindings };
}

function itemRecord(
  row: ItemJoin,
  intervals: readonly IntervalRow[],
  provenance: ReadonlyMap<number, readonly ProvenanceRow[]>,
): ItemRecord {
  const base = timebase(row.timebase_num, row.timebase_den);
  return {
    id: row.id,
    videoId: row.video_id,
    task: row.task,
    prompt: promptOfRow(row),
    paraphrases: jsonStrings(row.paraphrases, 'paraphrases'),
    state: row.state,
    label: labelOf(row),
    answerIndex: row.answer_index,
    saliency: saliencyOf(row),
    intervals: intervals.map((each) =>
      intervalRecord(each, base, provenance.get(each.key) ?? [], row.imported_at ?? 0),
    ),
    extra: parseJson(row.extra, jsonObject, 'an item'),
    revision: row.revision,
  };
}

export function promptOfRow(row: ItemJoin): Prompt {
  return promptOf(storedPrompt(row.task, row.prompt), labelOf(row));
}

function labelOf(row: ItemJoin): LabelReference | null {
  return row.label === null || row.label_name === null
    ? null
    : { id: row.label, name: row.label_name, description: row.label_description };
}

export function saliencyOf(row: ItemRow): Saliency | null {
  const saliency = parseSaliency(row.saliency);
  return saliency === null ? null : { clipLength: seconds(saliency.clipLength), scores: saliency.scores };
}

function intervalRecord(
  row: IntervalRow,
  base: Timebase,
  provenance: readonly ProvenanceRow[],
  importedAt: number,
): IntervalRecord {
  const { start_tick, end_tick, start_frame, end_frame } = row;
  const source = (edge: 'start' | 'end'): Provenance => {
    const known = provenance.find((each) => each.edge === edge);
    return known === undefined
      ? { origin: 'imported', annotator: null, policy: null, at: importedAt, movedTicks: 0 }
      : {
          origin: known.origin,
          annotator: known.annotator,
          policy: known.policy,
          at: known.at,
          movedTicks: known.moved_ticks,
        };
  };
  const edges =
    start_tick === null || end_tick === null
      ? null
      : {
          start: {
            ticks: ticks(start_tick),
            seconds: edgeSeconds(start_tick, row.start_text, base),
            frame: start_frame ?? 0,
            offGrid: row.start_off_grid === 1,
            text: row.start_text,
            provenance: source('start'),
          },
          end: {
            ticks: ticks(end_tick),
            seconds: edgeSeconds(end_tick, row.end_text, base),
            frame: end_frame ?? 0,
            offGrid: row.end_off_grid === 1,
            text: row.end_text,
            provenance: source('end'),
          },
        };
  return {
    id: row.key,
    slot: row.slot,
    edges,
    label: row.label,
    attributes: storedAttributes(row.attributes),
  };
}

/**
 * The truth of a curated item as the other rooms know it, in seconds; null while it is open or a draft.
 * @throws CorpusError 'corrupt' when a curated item is not whole, which commands and imports never let happen.
 */
export function truthOf(record: ItemRecord): Truth | null {
  if (record.state !== 'curated' && record.state !== 'reviewed') return null;
  const all = record.intervals.map(({ edges }) =>
    edges === null ? null : secondsInterval(edges.start.seconds, edges.end.seconds),
  );
  const real = all.filter((each) => each !== null);
  switch (record.task) {
    case 'TG': {
      const [only] = real;
      if (only === undefined) throw notWhole(record);
      return { task: 'TG', intervals: [only] };
    }
    case 'DTG':
      return { task: 'DTG', intervals: all };
    case 'VHD':
      return { task: 'VHD', intervals: real, saliency: record.saliency };
    case 'GVQA':
      if (record.answerIndex === null) throw notWhole(record);
      return { task: 'GVQA', intervals: real, answerIndex: record.answerIndex };
    case 'TAL':
      break;
  }
  return { task: 'TAL', intervals: real };
}

function notWhole(record: ItemRecord): CorpusError {
  return new CorpusError('corrupt', `The item "${record.id}" is called ${record.state} but is not whole.`);
}
