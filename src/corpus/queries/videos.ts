import { basename } from 'node:path';
import { z } from 'zod';
import type { VideoProbe } from '../../media/probe.ts';
import type { FrameTable } from '../../time/frame-table.ts';
import { covered, interval } from '../../time/interval.ts';
import { ticks, toSeconds, type Seconds, type Ticks, type Timebase } from '../../time/ticks.ts';
import type { Bindings, ReadableDb } from '../db.ts';
import { CorpusError } from '../errors.ts';
import { unpackAscending } from '../frame-table-blob.ts';
import { probedVideo } from '../import-document.ts';
import { jsonObject, parseJson, type JsonObject } from '../json.ts';
import {
  findVideo,
  frameTableOfRow,
  timebaseOf,
  videoById,
  type FileState,
  type Split,
  type VideoRow,
} from '../rows.ts';
import { jsonStrings } from '../truth-json.ts';
import { resolveStored } from '../video-path.ts';
import { itemsWithText } from './find-sql.ts';
import type { InformationRecord } from './information.ts';
import { curatedByGroup, videoOrder, type VideoSort } from './video-order.ts';

/** Where a video stands: nothing done yet, begun, every item curated, or its file gone. */
export type VideoState = 'new' | 'begun' | 'done' | 'missing';

export interface VideoFilter {
  /** Words that must all occur in the video's names, its items' texts or its labels; upper and lower case are alike. */
  readonly search?: string | undefined;
  readonly state?: VideoState | undefined;
  readonly split?: Split | 'none' | undefined;
  readonly group?: string | undefined;
  /** Only videos with suggestions that nobody has judged. */
  readonly suggested?: boolean | undefined;
  /** Default: the order of the import. */
  readonly sort?: VideoSort | undefined;
  readonly offset?: number | undefined;
  /** Default 100. */
  readonly limit?: number | undefined;
}

export interface VideoSummary {
  readonly id: string;
  /** The file's name. */
  readonly title: string;
  readonly state: VideoState;
  readonly split: Split | null;
  readonly group: string | null;
  readonly duration: Seconds;
  readonly items: number;
  /** Items called curated or reviewed. */
  readonly curated: number;
  readonly drafts: number;
  /** Suggestions for items that wait for a person, which nobody has judged yet. */
  readonly pending: number;
  /** Share of the video that somebody watched, in [0, 1]. */
  readonly coverage: number;
  /** What labelling it is expected to teach; null where no policy has weighed it. */
  readonly information: InformationRecord | null;
  /** Videos of its group on which something is curated; null where it is of no group. */
  readonly groupCurated: number | null;
  readonly revision: number;
}

interface SummaryRow {
  readonly key: number;
  readonly id: string;
  readonly file: string;
  readonly split: Split | null;
  readonly label_group: string;
  readonly file_state: FileState;
  readonly start_tick: number;
  readonly end_tick: number;
  readonly timebase_num: number;
  readonly timebase_den: number;
  readonly revision: number;
  readonly items: number;
  readonly curated: number;
  readonly drafts: number;
  readonly pending: number;
  readonly value: number | null;
  readonly disagreement: number | null;
  readonly novelty: number | null;
}

const COUNTS = `SELECT video, count(*) AS items, sum(state IN ('curated', 'reviewed')) AS curated,
    sum(state = 'draft') AS drafts FROM item GROUP BY video`;
/** A suggestion for an item that is done, such as of a later policy, asks nobody for work. */
const WAITING = `item.state IN ('open', 'draft')`;
const WATCHED = 'SELECT DISTINCT video FROM coverage';

/** One page of videos and how many match in all. */
export function listVideos(
  db: ReadableDb,
  filter: VideoFilter = {},
): { total: number; videos: VideoSummary[] } {
  const { joins, where, bindings } = conditions(filter);
  const { joins: beside, by } = videoOrder(filter.sort);
  return db.consistent(() => {
    const keys = db
      .allTuples(`SELECT video.key FROM video ${joins} ${beside} ${where} ORDER BY ${by}`, bindings)
      .map(([key]) => key);
    const offset = filter.offset ?? 0;
    const page = keys.slice(offset, offset + (filter.limit ?? 100));
    const rows = db.all<SummaryRow>(
      `SELECT video.key, video.id, file, split, label_group, video.state AS file_state, start_tick, end_tick,
         timebase_num, timebase_den, video.revision,
         (SELECT count(*) FROM item WHERE item.video = video.key) AS items,
         (SELECT count(*) FROM item WHERE item.video = video.key AND item.state IN ('curated', 'reviewed')) AS curated,
         (SELECT count(*) FROM item WHERE item.video = video.key AND item.state = 'draft') AS drafts,
         (SELECT count(*) FROM item JOIN response ON response.item = item.key
            JOIN suggestion ON suggestion.response = response.key AND suggestion.status = 'pending'
            WHERE item.video = video.key AND ${WAITING}) AS pending,
         worth.value, worth.disagreement, worth.novelty
       FROM json_each(@page) AS page JOIN video ON video.key = page.value
         LEFT JOIN video_information AS worth ON worth.video = video.key ORDER BY page.key`,
      { page: JSON.stringify(page) },
    );
    const seen = seenShares(db, rows);
    const groups = curatedByGroup(db);
    return {
      total: keys.length,
      videos: rows.map((row) =>
        summary(
          row,
          seen.get(row.key) ?? UNSEEN,
          row.label_group === '' ? null : (groups.get(row.label_group) ?? 0),
        ),
      ),
    };
  });
}

function conditions(filter: VideoFilter): { joins: string; where: string; bindings: Bindings } {
  const joins: string[] = [];
  const parts: string[] = [];
  const bindings: Record<string, string | number> = {};
  const words = (filter.search ?? '')
    .toLowerCase()
    .split(/\s+/u)
    .filter((word) => word !== '')
    .slice(0, 20);
  const bind = (value: string | number): string => {
    const name = `word${Object.keys(bindings).length}`;
    bindings[name] = value;
    return `@${name}`;
  };
  for (const word of words) {
    const raw = bind(word);
    parts.push(`(instr(video.search, ${raw}) > 0
      OR video.key IN (SELECT video FROM item_fact WHERE item IN ${itemsWithText(word, bind)})
      OR video.key IN (SELECT video FROM item_fact
        WHERE label IN (SELECT key FROM label WHERE instr(search, ${raw}) > 0)))`);
  }
  if (filter.split === 'none') parts.push('video.split IS NULL');
  else if (filter.split !== undefined) {
    parts.push('video.split = @split');
    bindings['split'] = filter.split;
  }
  if (filter.group !== undefined) {
    parts.push('video.label_group = @group');
    bindings['group'] = filter.group;
  }
  if (filter.suggested === true)
    parts.push(`EXISTS (SELECT 1 FROM item JOIN response ON response.item = item.key
      JOIN suggestion ON suggestion.response = response.key AND suggestion.status = 'pending'
      WHERE item.video = video.key AND ${WAITING})`);
  if (filter.state !== undefined) parts.push(STATE_CONDITIONS[filter.state]);
  if (filter.state !== undefined || filter.sort === 'progress')
    joins.push(`LEFT JOIN (${COUNTS}) AS counts ON counts.video = video.key`);
  return {
    joins: joins.join(' '),
    where: parts.length === 0 ? '' : `WHERE ${parts.join(' AND ')}`,
    bindings,
  };
}

/** The same rules as `stateOf`. */
const STATE_CONDITIONS: Record<VideoState, string> = {
  missing: `video.state = 'missing'`,
  done: `video.state <> 'missing' AND items > 0 AND curated = items`,
  begun: `video.state <> 'missing' AND coalesce(curated < items, 1)
    AND (coalesce(curated + drafts, 0) > 0 OR video.key IN (${WATCHED}))`,
  new: `video.state <> 'missing' AND coalesce(curated + drafts, 0) = 0 AND video.key NOT IN (${WATCHED})`,
};

function stateOf(row: SummaryRow, seen: SeenShares): VideoState {
  if (row.file_state === 'missing') return 'missing';
  if (row.items > 0 && row.curated === row.items) return 'done';
  return row.curated + row.drafts > 0 || seen.watched > 0 || seen.skimmed > 0 ? 'begun' : 'new';
}

interface SeenShares {
  readonly watched: number;
  readonly skimmed: number;
}
const UNSEEN: SeenShares = { watched: 0, skimmed: 0 };

/** By video key: how much of it anybody watched, and how much was skimmed, watched or not. */
function seenShares(db: ReadableDb, rows: readonly SummaryRow[]): Map<number, SeenShares> {
  const ranges = db.all<{ video: number; kind: string; start_tick: number; end_tick: number }>(
    `SELECT video, kind, start_tick, end_tick FROM coverage
     WHERE video IN (SELECT value FROM json_each(@keys))`,
    { keys: JSON.stringify(rows.map((row) => row.key)) },
  );
  const byVideo = Map.groupBy(ranges, (range) => range.video);
  return new Map(
    rows.map((row) => {
      const share = (kind: string): number => {
        const own = (byVideo.get(row.key) ?? []).filter((range) => range.kind === kind);
        const seen = own.map((range) => interval(ticks(range.start_tick), ticks(range.end_tick)));
        return covered(seen) / (row.end_tick - row.start_tick);
      };
      return [row.key, { watched: share('watched'), skimmed: share('skimmed') }];
    }),
  );
}

function summary(row: SummaryRow, seen: SeenShares, groupCurated: number | null): VideoSummary {
  return {
    id: row.id,
    title: titleOf(row.file),
    state: stateOf(row, seen),
    split: row.split,
    group: row.label_group === '' ? null : row.label_group,
    duration: toSeconds(ticks(row.end_tick), { num: row.timebase_num, den: row.timebase_den }),
    items: row.items,
    curated: row.curated,
    drafts: row.drafts,
    pending: row.pending,
    coverage: seen.watched,
    information:
      row.value === null || row.disagreement === null
        ? null
        : { value: row.value, disagreement: row.disagreement, novelty: row.novelty },
    groupCurated,
    revision: row.revision,
  };
}

/** What a file is called. */
export function titleOf(file: string): string {
  return basename(file.replaceAll('\\', '/'));
}

export interface VideoRecord {
  readonly id: string;
  readonly title: string;
  /** As the imported document wrote it. */
  readonly file: string;
  /** Absolute, where the file should be now. */
  readonly path: string;
  readonly fingerprint: string;
  readonly timebase: Timebase;
  readonly startTick: Ticks;
  readonly endTick: Ticks;
  /** Presentation time of the end. */
  readonly duration: Seconds;
  readonly frameCount: number;
  /** Pixels as a player shows them. */
  readonly width: number;
  readonly height: number;
  readonly rotation: number;
  readonly codec: string;
  readonly container: string;
  readonly hasAudio: boolean;
  readonly playable: 'yes' | 'no' | 'unknown';
  readonly warnings: readonly string[];
  readonly split: Split | null;
  readonly group: string | null;
  readonly source: string | null;
  readonly fileState: FileState;
  readonly extra: JsonObject;
  readonly revision: number;
}

const playable = z.enum(['yes', 'no', 'unknown']);

/** One video, or null. `projectDir`: where the project lies now; paths are resolved against it. */
export function video(db: ReadableDb, projectDir: string, id: string): VideoRecord | null {
  const row = findVideo(db, id);
  return row === undefined ? null : videoRecord(row, projectDir);
}

/** Every video in document order, one at a time. */
export function* videos(
  db: ReadableDb,
  projectDir: string,
  filter: { readonly split?: Split | undefined } = {},
): IterableIterator<VideoRecord> {
  const rows = db.iterate<VideoRow>(
    `SELECT * FROM video ${filter.split === undefined ? '' : 'WHERE split = @split'} ORDER BY key`,
    filter.split === undefined ? {} : { split: filter.split },
  );
  for (const row of rows) yield videoRecord(row, projectDir);
}

/** Where a video's file should be, and what was last known of it. */
export interface VideoFile extends Pick<VideoRecord, 'id' | 'path' | 'fileState'> {
  /** Where the next reading goes on. */
  readonly key: number;
}

/** The files of at most `limit` videos after the one with the key `after`, in document order: little enough to be read in between. */
export function videoFiles(db: ReadableDb, projectDir: string, after: number, limit: number): VideoFile[] {
  return db
    .all<Pick<VideoRow, 'key' | 'id' | 'path' | 'path_absolute' | 'state'>>(
      'SELECT key, id, path, path_absolute, state FROM video WHERE key > @after ORDER BY key LIMIT @limit',
      { after, limit },
    )
    .map(({ key, id, path, path_absolute, state }) => ({
      key,
      id,
      path: resolveStored(projectDir, path, path_absolute),
      fileState: state,
    }));
}

function videoRecord(row: VideoRow, projectDir: string): VideoRecord {
  const timebase = timebaseOf(row);
  return {
    id: row.id,
    title: titleOf(row.file),
    file: row.file,
    path: resolveStored(projectDir, row.path, row.path_absolute),
    fingerprint: row.fingerprint,
    timebase,
    startTick: ticks(row.start_tick),
    endTick: ticks(row.end_tick),
    duration: toSeconds(ticks(row.end_tick), timebase),
    frameCount: row.frame_count,
    width: row.display_width,
    height: row.display_height,
    rotation: row.rotation,
    codec: row.codec,
    container: row.container,
    hasAudio: row.has_audio === 1,
    playable: playable.parse(row.playable),
    warnings: jsonStrings(row.warnings, 'warnings'),
    split: row.split,
    group: row.label_group === '' ? null : row.label_group,
    source: row.source,
    fileState: row.state,
    extra: parseJson(row.extra, jsonObject, 'a video'),
    revision: row.revision,
  };
}

/** The frame table of a video. @throws CorpusError 'not-found' | 'corrupt' */
export function frameTableOf(db: ReadableDb, videoId: string): FrameTable {
  return frameTableOfRow(db, videoById(db, videoId));
}

/** The probe as it was at the import: what the media room needs, without looking at the file again. @throws CorpusError */
export function probeOf(db: ReadableDb, projectDir: string, videoId: string): VideoProbe {
  const row = videoById(db, videoId);
  const blob = db.get<{ keyframes: Uint8Array }>('SELECT keyframes FROM frame_table WHERE video = @key', {
    key: row.key,
  });
  const parsed = probedVideo.safeParse({
    path: resolveStored(projectDir, row.path, row.path_absolute),
    fingerprint: row.fingerprint,
    sizeBytes: row.size_bytes,
    container: row.container,
    width: row.width,
    height: row.height,
    displayWidth: row.display_width,
    displayHeight: row.display_height,
    rotation: row.rotation,
    sampleAspect: { num: row.sample_aspect_num, den: row.sample_aspect_den },
    codec: row.codec,
    hasAudio: row.has_audio === 1,
    audio: parseJson(row.audio, z.unknown(), 'a video'),
    table: frameTableOfRow(db, row),
    keyframes: Uint32Array.from(unpackAscending(blob?.keyframes ?? new Uint8Array(1))),
    warnings: jsonStrings(row.warnings, 'warnings'),
    playableInChromium: row.playable,
  });
  if (parsed.success) return parsed.data;
  throw new CorpusError('corrupt', `The corpus holds a damaged description of video "${videoId}".`, {
    cause: parsed.error,
  });
}
