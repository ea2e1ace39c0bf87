import { english, keptSaid, say, type Said } from '../../tasks/said/said.ts';
import type { ReadableDb } from '../db.ts';
import { jobCounts } from '../job-log.ts';
import { parseJson } from '../json.ts';
import { touchedIds, type TouchedIds } from '../touched.ts';
import { item as itemById, type ItemRecord } from './items.ts';
import { titleOf } from './videos.ts';

export interface HistoryEntry {
  readonly id: number;
  readonly name: string;
  /** `Moved the start of "jump" by 3 frames` */
  readonly sentence: string;
  /** The sentence for any language; null for entries of versions that kept English only. */
  readonly said: Said | null;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly annotator: string;
  /** 'discarded': undone, and then something else was done. */
  readonly state: 'done' | 'undone' | 'discarded';
  /** Entries of one batch are undone together. */
  readonly batch: number;
}

/** What people did, newest first. `before`: only entries older than this one. */
export function history(
  db: ReadableDb,
  options: { readonly limit?: number | undefined; readonly before?: number | undefined } = {},
): HistoryEntry[] {
  return db
    .all<Omit<HistoryEntry, 'said'> & { said: string | null }>(
      `SELECT key AS id, name, sentence, said, at, annotator, state, batch FROM command_log
       WHERE key < @before ORDER BY key DESC LIMIT @limit`,
      { before: options.before ?? Number.MAX_SAFE_INTEGER, limit: options.limit ?? 100 },
    )
    .map((row) => ({ ...row, said: keptSaid(row.said) }));
}

export interface UndoState {
  /** What undo would take back, or null. */
  readonly undo: string | null;
  readonly redo: string | null;
  /** The same for any language; null where there is nothing, or English only. */
  readonly undoSaid: Said | null;
  readonly redoSaid: Said | null;
}

export function undoState(db: ReadableDb): UndoState {
  const entry = (state: 'done' | 'undone', direction: 'DESC' | 'ASC') =>
    db.get<{ sentence: string; said: string | null }>(
      `SELECT sentence, said FROM command_log WHERE state = '${state}' ORDER BY key ${direction} LIMIT 1`,
    );
  const [undo, redo] = [entry('done', 'DESC'), entry('undone', 'ASC')];
  return {
    undo: undo?.sentence ?? null,
    redo: redo?.sentence ?? null,
    undoSaid: keptSaid(undo?.said ?? null),
    redoSaid: keptSaid(redo?.said ?? null),
  };
}

/** What one thing a person did touched, for a click that leads there. */
export interface Whereabouts {
  readonly videoId: string;
  readonly videoTitle: string;
  /** null: it touched the video as a whole, or the item is gone. */
  readonly itemId: string | null;
  /** What the item asks. */
  readonly itemText: string | null;
  readonly tick: number | null;
}

/** One thing a person did: all entries that are undone together. */
export interface HistoryAct {
  /** Key of its first entry: what `goTo` takes. */
  readonly id: number;
  readonly name: string;
  readonly sentence: string;
  readonly said: Said | null;
  /** Further entries of it. */
  readonly more: number;
  readonly at: number;
  /** The annotator's name. */
  readonly by: string;
  readonly state: HistoryEntry['state'];
  readonly where: Whereabouts | null;
  /** Videos it touched; null: too many to say, or all. */
  readonly videos: number | null;
}

/** What a program did, between what people did. */
export interface HistoryJob {
  readonly id: number;
  readonly name: string;
  readonly sentence: string;
  readonly said: Said | null;
  readonly at: number;
  readonly until: number;
  /** Entry of the command log that it came after, 0 for none. */
  readonly after: number;
}

export interface HistoryPage {
  /** Newest first. */
  readonly acts: readonly HistoryAct[];
  readonly jobs: readonly HistoryJob[];
  /** The last act that is done, 0 when none is: where the corpus stands. */
  readonly now: number;
  /** Acts that match, this page's among them. */
  readonly total: number;
}

export interface HistoryFilter {
  readonly before?: number | undefined;
  readonly limit?: number | undefined;
  /** Words that must all occur in the sentence. */
  readonly search?: string | undefined;
  /** For each of these words, in order: keys of sentences (src/tasks/said) that have it in the language of who searches. */
  readonly searchKeys?: readonly (readonly string[])[] | undefined;
  readonly video?: string | undefined;
}

interface ActRow {
  readonly id: number;
  readonly first: number;
  readonly entries: number;
  readonly name: string;
  readonly sentence: string;
  readonly said: string | null;
  readonly at: number;
  readonly by: string;
  readonly state: HistoryEntry['state'];
  readonly touched: string;
  readonly tick: number | null;
}

/** Lists of changes longer than this are not searched for the moment they happened at. */
const LONGEST_SEARCHED = 200_000;

/** One page of what was done, newest first, with what programs did in between. */
export function historyPage(db: ReadableDb, filter: HistoryFilter = {}): HistoryPage {
  const { where, bindings } = matching(filter);
  return db.consistent(() => {
    // With one min() and no other, SQLite takes the other columns from the row that has it: a batch's first.
    const rows = db.all<ActRow>(
      `SELECT batch AS id, min(command_log.key) AS first, count(*) AS entries,
         command_log.name, sentence, said, command_log.at, annotator.name AS by, state, touched,
         CASE WHEN length(changes) <= ${LONGEST_SEARCHED} THEN (
           SELECT coalesce(value ->> '$.after.start_tick', value ->> '$.before.start_tick',
             value ->> '$.after.end_tick', value ->> '$.before.end_tick')
           FROM json_each(changes) WHERE value ->> '$.table' = 'interval' LIMIT 1) END AS tick
       FROM command_log JOIN annotator ON annotator.id = command_log.annotator
       WHERE batch < @before ${where} GROUP BY batch ORDER BY batch DESC LIMIT @limit`,
      {
        ...bindings,
        before: filter.before ?? Number.MAX_SAFE_INTEGER,
        limit: filter.limit ?? 100,
      },
    );
    const total = db.number(
      `SELECT count(DISTINCT batch) FROM command_log WHERE batch > 0 ${where}`,
      bindings,
    );
    const filtered = where !== '';
    return {
      acts: rows.map((row) => act(db, row)),
      jobs: filtered ? [] : jobsAmong(db, rows, filter.before),
      now: db.number(`SELECT coalesce(max(batch), 0) FROM command_log WHERE state = 'done'`),
      total,
    };
  });
}

function matching({ search, searchKeys, video }: HistoryFilter): {
  where: string;
  bindings: Record<string, string>;
} {
  const bindings: Record<string, string> = {};
  let where = '';
  const words = (search ?? '')
    .toLowerCase()
    .split(/\s+/u)
    .filter((word) => word !== '');
  for (const [index, word] of words.slice(0, 10).entries()) {
    bindings[`word${index}`] = word;
    bindings[`keys${index}`] = JSON.stringify(searchKeys?.[index] ?? []);
    where += ` AND (instr(lower(sentence), @word${index}) > 0
      OR said ->> '$.key' IN (SELECT value FROM json_each(@keys${index})))`;
  }
  if (video !== undefined) {
    bindings['video'] = video;
    where += ` AND (touched ->> '$.videoIds' = 'all'
      OR EXISTS (SELECT 1 FROM json_each(touched, '$.videoIds') WHERE value = @video))`;
  }
  return { where, bindings };
}

function act(db: ReadableDb, row: ActRow): HistoryAct {
  const touched = parseJson(row.touched, touchedIds, 'a log entry');
  const videos = touched.videoIds === 'all' ? null : touched.videoIds.length;
  const { id, name, sentence, at, by, state } = row;
  return {
    id,
    name,
    sentence,
    said: keptSaid(row.said),
    more: row.entries - 1,
    at,
    by,
    state,
    where: whereabouts(db, touched, row.tick),
    videos,
  };
}

function whereabouts(db: ReadableDb, touched: TouchedIds, tick: number | null): Whereabouts | null {
  const [itemId] = touched.itemIds === 'all' ? [] : touched.itemIds;
  const found = itemId === undefined ? null : itemById(db, itemId);
  const videoId = found?.videoId ?? (touched.videoIds === 'all' ? undefined : touched.videoIds[0]);
  if (videoId === undefined) return null;
  const row = db.get<{ file: string }>('SELECT file FROM video WHERE id = @videoId', { videoId });
  if (row === undefined) return null;
  return {
    videoId,
    videoTitle: titleOf(row.file),
    itemId: found?.id ?? null,
    itemText: found === null ? null : askedBy(found),
    tick,
  };
}

/** What an item asks, in a line. */
function askedBy({ prompt }: ItemRecord): string {
  switch (prompt.task) {
    case 'TG':
    case 'VHD':
      return prompt.query;
    case 'DTG':
      return prompt.sentences[0] ?? '';
    case 'GVQA':
      return prompt.question;
    case 'TAL':
      break;
  }
  return prompt.label;
}

function jobsAmong(db: ReadableDb, rows: readonly ActRow[], before: number | undefined): HistoryJob[] {
  // What came before the first act of all belongs to the last page.
  const oldest = rows.at(-1);
  const isLast =
    oldest === undefined ||
    db.get('SELECT 1 AS here FROM command_log WHERE batch < @batch', { batch: oldest.id }) === undefined;
  return db
    .all<{
      id: number;
      name: string;
      subject: string;
      counts: string;
      at: number;
      until: number;
      after: number;
    }>(
      `SELECT key AS id, name, subject, counts, at, ended_at AS until, after_entry AS after FROM job_log
       WHERE after_entry >= @from AND after_entry < @before ORDER BY key DESC LIMIT 1000`,
      { from: isLast ? 0 : oldest.first, before: before ?? Number.MAX_SAFE_INTEGER },
    )
    .map(({ subject, counts, ...job }) => {
      const said = jobSaid(job.name, subject, parseJson(counts, jobCounts, 'the log of jobs'));
      if (said !== null) return { ...job, said, sentence: english(said) };
      const file = titleOf(subject);
      return { ...job, said, sentence: `${job.name}${file === '' ? '' : ` (${file})`}` };
    });
}

/** What a job did; null for one that only its name tells. */
function jobSaid(name: string, subject: string, counts: Readonly<Record<string, number>>): Said | null {
  const { videos = 0, items = 0 } = counts;
  const file = titleOf(subject);
  switch (name) {
    case 'importDocument':
      return file === ''
        ? say('jobImported', { videos, items })
        : say('jobImportedFile', { videos, items, file });
    case 'removeImport':
      return say('jobTookImportBack', { videos, items });
    case 'writeSuggestions':
      return say('jobSuggested', { policy: subject, items });
    case 'relinkVideo':
    case 'relinkVideos':
      return say('jobRelinked', { videos });
    case 'promotePolicy':
      return say('jobPromoted', { policy: subject });
    case 'rollbackPolicy':
      return subject === '' ? say('jobRolledBackToShipped') : say('jobRolledBack', { policy: subject });
    default:
      return null;
  }
}
