import { createHash } from 'node:crypto';
import type { Prompt, TaskKind, Truth } from '../tasks/task.ts';
import type { FrameTable } from '../time/frame-table.ts';
import { secondsInterval, type Interval } from '../time/interval.ts';
import { ticks, timebase, toSeconds, type Seconds } from '../time/ticks.ts';
import type { ReadableDb } from './db.ts';
import { unpackFrameTable } from './frame-table-blob.ts';
import { eachItem, truthOf, type ItemRecord } from './queries/items.ts';
import { timebaseOf, type Split, type VideoRow } from './rows.ts';
import { resolveStored } from './video-path.ts';

/** A packed frame table inside a snapshot; `snapshotTable` unpacks it. */
export interface SnapshotTable {
  readonly timebase: { readonly num: number; readonly den: number };
  readonly endTick: number;
  readonly frames: number;
  /** `packAscending` of the pts, base64. */
  readonly pts: string;
}

export interface SnapshotVideo {
  readonly id: string;
  /** Absolute, where the file was when the snapshot was taken. Not part of the hash. */
  readonly path: string;
  readonly fingerprint: string;
  readonly container: string;
  /** Presentation time of the first frame and of the end. */
  readonly start: Seconds;
  readonly duration: Seconds;
  readonly split: Split | null;
  readonly group: string | null;
  /** What should stay within one split. */
  readonly source: string | null;
  readonly table: SnapshotTable;
}

export interface SnapshotItem {
  readonly id: string;
  readonly video: string;
  readonly prompt: Prompt;
  readonly paraphrases: readonly string[];
  /** The video's label group, for the text supervision of TAL. */
  readonly labelGroup: string | null;
  readonly truth: Truth;
}

/** An item that nobody called curated, of which people judged suggestions. */
export interface SnapshotDraft extends Omit<SnapshotItem, 'truth'> {
  /** What stands there by now: accepted, trimmed, or drawn by hand. */
  readonly standing: readonly Interval[];
}

/** What a person did to the option that a response to a GVQA item names. */
export interface SnapshotAnswer {
  readonly item: string;
  readonly policy: string;
  readonly answerIndex: number;
  readonly status: 'accepted' | 'rejected';
}

/** What a person did to one suggestion. */
export interface SnapshotDecision {
  readonly item: string;
  readonly task: TaskKind;
  readonly policy: string;
  readonly slot: number;
  /** null: the policy said "none". */
  readonly suggested: Interval | null;
  readonly score: number;
  readonly status: 'accepted' | 'trimmed' | 'rejected';
  readonly part: 'whole' | 'start' | 'end' | null;
  /** What stood there after it; null where it was rejected or "none". */
  readonly final: Interval | null;
}

/** The curated corpus, frozen: all that a run may read. Plain JSON. */
export interface TrainingSnapshot {
  readonly format: 'tempr1-snapshot';
  readonly version: 1;
  /** The project's revision when it was taken. Not part of the hash. */
  readonly revision: number;
  readonly labels: readonly {
    readonly group: string | null;
    readonly name: string;
    readonly description: string | null;
  }[];
  readonly videos: readonly SnapshotVideo[];
  /** Curated and reviewed items only. */
  readonly items: readonly SnapshotItem[];
  /** The others that were decided on; what people said of them is in `decisions` and `answers`. */
  readonly drafts: readonly SnapshotDraft[];
  /** Of all items, oldest first. */
  readonly decisions: readonly SnapshotDecision[];
  readonly answers: readonly SnapshotAnswer[];
}

/** Freezes what is curated now, in document order. */
export function trainingSnapshot(db: ReadableDb, projectDir: string): TrainingSnapshot {
  return db.consistent(() => {
    const videos = db
      .all<VideoRow & { pts: Uint8Array }>(
        'SELECT video.*, frame_table.pts FROM video JOIN frame_table ON frame_table.video = video.key ORDER BY video.key',
      )
      .map((row) => snapshotVideo(row, projectDir));
    const groups = new Map(videos.map((video) => [video.id, video.group]));
    const judged = { decisions: decisions(db), answers: answers(db) };
    const decided = new Set([...judged.decisions, ...judged.answers].map((each) => each.item));
    const items: SnapshotItem[] = [];
    const drafts: SnapshotDraft[] = [];
    for (const record of eachItem(db)) {
      const truth = truthOf(record);
      if (truth === null && !decided.has(record.id)) continue;
      const asked = {
        id: record.id,
        video: record.videoId,
        prompt: record.prompt,
        paraphrases: record.paraphrases,
        labelGroup: groups.get(record.videoId) ?? null,
      };
      if (truth !== null) items.push({ ...asked, truth });
      else drafts.push({ ...asked, standing: standingIn(record) });
    }
    return {
      format: 'tempr1-snapshot',
      version: 1,
      revision: db.number('SELECT revision FROM project WHERE key = 1'),
      labels: db
        .all<{ label_group: string; name: string; description: string | null }>(
          'SELECT label_group, name, description FROM label ORDER BY key',
        )
        .map((row) => ({
          group: row.label_group === '' ? null : row.label_group,
          name: row.name,
          description: row.description,
        })),
      videos,
      items,
      drafts,
      ...judged,
    };
  });
}

function standingIn({ intervals }: ItemRecord): Interval[] {
  return intervals.flatMap(({ edges }) =>
    edges === null ? [] : [secondsInterval(edges.start.seconds, edges.end.seconds)],
  );
}

function snapshotVideo(row: VideoRow & { readonly pts: Uint8Array }, projectDir: string): SnapshotVideo {
  const base = timebaseOf(row);
  return {
    id: row.id,
    path: resolveStored(projectDir, row.path, row.path_absolute),
    fingerprint: row.fingerprint,
    container: row.container,
    start: toSeconds(ticks(row.start_tick), base),
    duration: toSeconds(ticks(row.end_tick), base),
    split: row.split,
    group: row.label_group === '' ? null : row.label_group,
    source: row.source,
    table: {
      timebase: base,
      endTick: row.end_tick,
      frames: row.frame_count,
      pts: Buffer.from(row.pts).toString('base64'),
    },
  };
}

interface DecisionRow {
  readonly item: string;
  readonly task: TaskKind;
  readonly policy: string;
  readonly slot: number;
  readonly start_tick: number | null;
  readonly end_tick: number | null;
  readonly final_start_tick: number | null;
  readonly final_end_tick: number | null;
  readonly score: number;
  readonly status: SnapshotDecision['status'];
  readonly part: SnapshotDecision['part'];
  readonly timebase_num: number;
  readonly timebase_den: number;
}

function decisions(db: ReadableDb): SnapshotDecision[] {
  const rows = db.all<DecisionRow>(
    `SELECT item.id AS item, item.task, policy, slot, suggestion.start_tick, suggestion.end_tick, final_start_tick,
       final_end_tick, score, status, part, timebase_num, timebase_den
     FROM suggestion JOIN response ON response.key = suggestion.response JOIN item ON item.key = response.item
       JOIN video ON video.key = item.video
     WHERE status <> 'pending' ORDER BY decided_at, suggestion.key`,
  );
  return rows.map((row) => {
    const span = (start: number | null, end: number | null): Interval | null => {
      if (start === null || end === null) return null;
      const base = timebase(row.timebase_num, row.timebase_den);
      return secondsInterval(toSeconds(ticks(start), base), toSeconds(ticks(end), base));
    };
    return {
      item: row.item,
      task: row.task,
      policy: row.policy,
      slot: row.slot,
      suggested: span(row.start_tick, row.end_tick),
      score: row.score,
      status: row.status,
      part: row.part,
      final: span(row.final_start_tick, row.final_end_tick),
    };
  });
}

function answers(db: ReadableDb): SnapshotAnswer[] {
  return db
    .all<{ item: string; policy: string; answer_index: number; status: SnapshotAnswer['status'] }>(
      `SELECT item.id AS item, policy, response.answer_index, answer_status AS status
       FROM response JOIN item ON item.key = response.item
       WHERE answer_status IN ('accepted', 'rejected') AND response.answer_index IS NOT NULL
       ORDER BY answer_decided_at, response.key`,
    )
    .map((row) => ({
      item: row.item,
      policy: row.policy,
      answerIndex: row.answer_index,
      status: row.status,
    }));
}

/** The frame table of a snapshot's video. @throws CorpusError 'corrupt' */
export function snapshotTable(video: SnapshotVideo): FrameTable {
  const { timebase: base, endTick, pts } = video.table;
  return unpackFrameTable(Buffer.from(pts, 'base64'), timebase(base.num, base.den), ticks(endTick));
}

/** SHA-256 of what a run learns from: the same on every machine, wherever the project lies. */
export function snapshotHash(snapshot: TrainingSnapshot): string {
  const { revision: _revision, videos, ...rest } = snapshot;
  const portable = { ...rest, videos: videos.map(({ path: _path, ...video }) => video) };
  return createHash('sha256').update(canonical(portable)).digest('hex');
}

/** JSON with sorted keys, so that a snapshot hashes alike before and after it was written to a file. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const fields = Object.entries(value)
    .filter(([, field]) => field !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, field]) => `${JSON.stringify(name)}:${canonical(field)}`);
  return `{${fields.join(',')}}`;
}
