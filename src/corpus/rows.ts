import type { FrameTable } from '../time/frame-table.ts';
import { ticks, timebase, type Timebase } from '../time/ticks.ts';
import { say } from '../tasks/said/said.ts';
import type { TaskKind } from '../tasks/task.ts';
import type { ReadableDb } from './db.ts';
import { CorpusError } from './errors.ts';
import { unpackFrameTable } from './frame-table-blob.ts';

/** Rows as SQLite holds them (migrations/). Other rooms get records from queries/ instead. */

export type Split = 'train' | 'validation' | 'test';
export type ItemState = 'open' | 'draft' | 'curated' | 'reviewed';
export type SuggestionStatus = 'pending' | 'accepted' | 'trimmed' | 'rejected';
export type FileState = 'ready' | 'missing' | 'changed';

export interface VideoRow {
  readonly key: number;
  readonly id: string;
  readonly file: string;
  readonly path: string;
  readonly path_absolute: string;
  readonly fingerprint: string;
  readonly size_bytes: number;
  readonly container: string;
  readonly declared_duration: number | null;
  readonly timebase_num: number;
  readonly timebase_den: number;
  readonly start_tick: number;
  readonly end_tick: number;
  readonly frame_count: number;
  readonly width: number;
  readonly height: number;
  readonly display_width: number;
  readonly display_height: number;
  readonly rotation: number;
  readonly sample_aspect_num: number;
  readonly sample_aspect_den: number;
  readonly codec: string;
  readonly has_audio: number;
  readonly audio: string;
  readonly playable: string;
  readonly warnings: string;
  readonly split: Split | null;
  readonly label_group: string;
  readonly source: string | null;
  readonly state: FileState;
  readonly batch: number | null;
  readonly extra: string;
  readonly revision: number;
}

export interface LabelRow {
  readonly key: number;
  readonly label_group: string;
  readonly name: string;
  readonly description: string | null;
  readonly colour: number;
  readonly hotkey: string | null;
  /** Labels of a group with the same text here may not overlap. */
  readonly exclusive: string | null;
  /** JSON (src/tasks/label-schema.ts). */
  readonly attributes: string;
  readonly extra: string;
  readonly revision: number;
}

export interface ItemRow {
  readonly key: number;
  readonly id: string;
  readonly video: number;
  readonly task: TaskKind;
  readonly prompt: string;
  readonly paraphrases: string;
  readonly state: ItemState;
  readonly label: number | null;
  readonly answer_index: number | null;
  readonly saliency: string | null;
  readonly batch: number | null;
  readonly extra: string;
  readonly revision: number;
}

export interface IntervalRow {
  readonly key: number;
  readonly item: number;
  readonly slot: number;
  readonly start_tick: number | null;
  readonly end_tick: number | null;
  readonly start_frame: number | null;
  readonly end_frame: number | null;
  readonly start_text: string | null;
  readonly end_text: string | null;
  readonly start_off_grid: number;
  readonly end_off_grid: number;
  readonly label: number | null;
  readonly score: number | null;
  readonly extra: string | null;
  /** JSON: what is noted on this instance, by attribute name. */
  readonly attributes: string | null;
}

export type EdgeName = 'start' | 'end';
export type EdgeOrigin = 'drawn' | 'imported' | 'accepted' | 'trimmed' | 'nudged';

export interface ProvenanceRow {
  readonly key: number;
  readonly interval: number;
  readonly edge: EdgeName;
  readonly origin: EdgeOrigin;
  readonly annotator: string;
  readonly policy: string | null;
  readonly at: number;
  readonly moved_ticks: number;
}

export interface ResponseRow {
  readonly key: number;
  readonly item: number;
  readonly policy: string;
  readonly at: number;
  readonly rollout_group: string | null;
  readonly text: string;
  readonly answer_index: number | null;
  readonly saliency: string | null;
  readonly answer_status: 'pending' | 'accepted' | 'rejected' | null;
  readonly answer_decided_at: number | null;
  readonly basis: 'events' | null;
  readonly answer_score: number | null;
}

export interface SuggestionRow {
  readonly key: number;
  readonly response: number;
  readonly slot: number;
  readonly start_tick: number | null;
  readonly end_tick: number | null;
  readonly start_frame: number | null;
  readonly end_frame: number | null;
  readonly score: number;
  readonly status: SuggestionStatus;
  readonly part: 'whole' | 'start' | 'end' | null;
  readonly decided_at: number | null;
  readonly decided_by: string | null;
  readonly final_start_tick: number | null;
  readonly final_end_tick: number | null;
  /** 1: a person asked what else there is. */
  readonly asked: number;
}

/** What a policy thought of and did not answer with. */
export interface AlternativeRow {
  readonly key: number;
  readonly response: number;
  readonly slot: number;
  readonly start_tick: number;
  readonly end_tick: number;
  readonly start_frame: number;
  readonly end_frame: number;
  readonly score: number;
}

export interface CommentRow {
  readonly key: number;
  readonly video: number;
  readonly item: number | null;
  readonly tick: number | null;
  readonly annotator: string;
  readonly at: number;
  readonly text: string;
  readonly resolved: number;
  readonly interval: number | null;
  readonly answers: number | null;
}

export function findVideo(db: ReadableDb, id: string): VideoRow | undefined {
  return db.get<VideoRow>('SELECT * FROM video WHERE id = @id', { id });
}

/** @throws CorpusError 'not-found' */
export function videoById(db: ReadableDb, id: string): VideoRow {
  const row = findVideo(db, id);
  if (row === undefined) throw new CorpusError('not-found', say('videoGone', { id }));
  return row;
}

/** @throws CorpusError 'not-found' */
export function videoByKey(db: ReadableDb, key: number): VideoRow {
  const row = db.get<VideoRow>('SELECT * FROM video WHERE key = @key', { key });
  if (row === undefined) throw new CorpusError('not-found', say('thatVideoGone'));
  return row;
}

/** @throws CorpusError 'not-found' */
export function itemById(db: ReadableDb, id: string): ItemRow {
  const row = db.get<ItemRow>('SELECT * FROM item WHERE id = @id', { id });
  if (row === undefined) throw new CorpusError('not-found', say('itemGone', { id }));
  return row;
}

/** @throws CorpusError 'not-found' */
export function itemByKey(db: ReadableDb, key: number): ItemRow {
  const row = db.get<ItemRow>('SELECT * FROM item WHERE key = @key', { key });
  if (row === undefined) throw new CorpusError('not-found', say('thatItemGone'));
  return row;
}

/** @throws CorpusError 'not-found' */
export function intervalByKey(db: ReadableDb, key: number): IntervalRow {
  const row = db.get<IntervalRow>('SELECT * FROM interval WHERE key = @key', { key });
  if (row === undefined) throw new CorpusError('not-found', say('intervalGone'));
  return row;
}

/** @throws CorpusError 'not-found' */
export function labelByKey(db: ReadableDb, key: number): LabelRow {
  const row = db.get<LabelRow>('SELECT * FROM label WHERE key = @key', { key });
  if (row === undefined) throw new CorpusError('not-found', say('labelGone'));
  return row;
}

/** An item's truth rows in slot order. */
export function intervalsOfItem(db: ReadableDb, item: number): IntervalRow[] {
  return db.all<IntervalRow>('SELECT * FROM interval WHERE item = @item ORDER BY slot, key', { item });
}

export function timebaseOf(video: VideoRow): Timebase {
  return timebase(video.timebase_num, video.timebase_den);
}

/** @throws CorpusError 'corrupt' */
export function frameTableOfRow(db: ReadableDb, video: VideoRow): FrameTable {
  const row = db.get<{ pts: Uint8Array }>('SELECT pts FROM frame_table WHERE video = @key', {
    key: video.key,
  });
  if (row === undefined)
    throw new CorpusError('corrupt', `The corpus has lost the frame table of video "${video.id}".`);
  return unpackFrameTable(row.pts, timebaseOf(video), ticks(video.end_tick));
}
