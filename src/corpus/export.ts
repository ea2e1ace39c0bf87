import type { TaskKind } from '../tasks/task.ts';
import { timebase, ticks, toSeconds, type Seconds, type Timebase } from '../time/ticks.ts';
import type { ReadableDb } from './db.ts';
import { edgeSeconds, printTick } from './edges.ts';
import type {
  DocumentInterval,
  DocumentItem,
  DocumentLabel,
  DocumentPrompt,
  DocumentSchema,
  DocumentVideo,
} from './import-document.ts';
import { jsonObject, parseJson, type JsonObject } from './json.ts';
import { eachItemRow, type ItemJoin } from './queries/items.ts';
import {
  timebaseOf,
  type IntervalRow,
  type ItemState,
  type LabelRow,
  type Split,
  type VideoRow,
} from './rows.ts';
import { storedAttributes, storedDefinitions } from './stored-attributes.ts';
import { storedPrompt } from './stored-prompt.ts';
import { jsonStrings, parseSaliency } from './truth-json.ts';
import { resolveStored } from './video-path.ts';

/**
 * The corpus as a neutral document, one video and one item at a time in the order they came. An edge nobody moved has the
 * digits it came with; a moved one prints its frame's pts_time. Read all of it inside `db.consistent` to get one state.
 */
export interface ExportHeader {
  readonly title: string | null;
  readonly extra: JsonObject;
  readonly labels: readonly DocumentLabel[];
}

export function exportHeader(db: ReadableDb): ExportHeader {
  const project = db.get<{ title: string | null; extra: string }>(
    'SELECT title, extra FROM project WHERE key = 1',
  );
  return {
    title: project?.title ?? null,
    extra: parseJson(project?.extra ?? '{}', jsonObject, 'the project'),
    labels: exportLabels(db),
  };
}

function exportLabels(db: ReadableDb): DocumentLabel[] {
  const places = new Map<string, number>();
  return db.all<LabelRow>('SELECT * FROM label ORDER BY key').map((row) => {
    const place = places.get(row.label_group) ?? 0;
    places.set(row.label_group, place + 1);
    return {
      group: row.label_group === '' ? null : row.label_group,
      name: row.name,
      description: row.description,
      schema: exportSchema(row, place),
      extra: parseJson(row.extra, jsonObject, 'a label'),
    };
  });
}

/** What was set on a label; nothing for one as it was imported. Its place in its group gives a new label this colour. */
function exportSchema(row: LabelRow, place: number): DocumentSchema | undefined {
  const { hotkey, exclusive } = row;
  const colour = row.colour === place ? null : row.colour;
  const attributes = [...storedDefinitions(row.attributes)];
  if (colour === null && hotkey === null && exclusive === null && attributes.length === 0) return undefined;
  return { colour, hotkey, exclusive, attributes };
}

export interface ExportVideo extends DocumentVideo {
  /** Absolute, where the file should be now. */
  readonly path: string;
  /** Presentation time of the end, as probed: for formats that need one where the document claimed none. */
  readonly end: Seconds;
  readonly fingerprint: string;
}

export interface ExportFilter {
  readonly split?: Split | undefined;
  readonly task?: TaskKind | undefined;
}

export function* exportVideos(
  db: ReadableDb,
  projectDir: string,
  filter: Pick<ExportFilter, 'split'> = {},
): IterableIterator<ExportVideo> {
  const rows = db.iterate<VideoRow>(
    `SELECT * FROM video ${filter.split === undefined ? '' : 'WHERE split = @split'} ORDER BY key`,
    filter.split === undefined ? {} : { split: filter.split },
  );
  for (const row of rows)
    yield {
      id: row.id,
      file: row.file,
      duration: row.declared_duration,
      split: row.split,
      group: row.label_group === '' ? null : row.label_group,
      source: row.source,
      extra: parseJson(row.extra, jsonObject, 'a video'),
      path: resolveStored(projectDir, row.path, row.path_absolute),
      end: toSeconds(ticks(row.end_tick), timebaseOf(row)),
      fingerprint: row.fingerprint,
    };
}

export interface ExportItem extends DocumentItem {
  readonly state: ItemState;
}

/**
 * Items with their truth. Only what counts is given as truth: an open item or a draft has `intervals: null`, so that
 * importing the export never turns a draft into truth. (A GVQA draft keeps what would be a draft again.)
 */
export function* exportItems(db: ReadableDb, filter: ExportFilter = {}): IterableIterator<ExportItem> {
  for (const { row, intervals } of eachItemRow(db, filter)) yield exportItem(row, intervals);
}

function exportItem(row: ItemJoin, intervals: readonly IntervalRow[]): ExportItem {
  const base = timebase(row.timebase_num, row.timebase_den);
  const counts = row.state === 'curated' || row.state === 'reviewed';
  const halfAnswered = row.task === 'GVQA' && row.answer_index === null && intervals.length > 0;
  return {
    id: row.id,
    video: row.video_id,
    prompt: documentPrompt(row),
    paraphrases: jsonStrings(row.paraphrases, 'paraphrases'),
    intervals: counts || halfAnswered ? intervals.map((each) => documentInterval(each, base)) : null,
    answerIndex: row.answer_index,
    saliency: parseSaliency(row.saliency),
    extra: parseJson(row.extra, jsonObject, 'an item'),
    state: row.state,
  };
}

function documentPrompt(row: ItemJoin): DocumentPrompt {
  const prompt = storedPrompt(row.task, row.prompt);
  switch (prompt.task) {
    case 'TG':
    case 'DTG':
      return prompt;
    case 'VHD':
      return { task: 'VHD', query: prompt.query };
    case 'GVQA':
      return { task: 'GVQA', query: prompt.question, options: prompt.options };
    case 'TAL':
      break;
  }
  return { task: 'TAL', label: row.label_name ?? '', query: prompt.query };
}

function documentInterval(row: IntervalRow, base: Timebase): DocumentInterval | null {
  if (row.start_tick === null || row.end_tick === null) return null;
  const edge = (tick: number, text: string | null): DocumentInterval['start'] => ({
    seconds: edgeSeconds(tick, text, base),
    text: text ?? printTick(tick, base),
  });
  return {
    start: edge(row.start_tick, row.start_text),
    end: edge(row.end_tick, row.end_text),
    attributes: row.attributes === null ? undefined : storedAttributes(row.attributes),
  };
}
